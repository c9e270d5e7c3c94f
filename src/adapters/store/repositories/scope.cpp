#include "adapters/store/repositories/scope.hpp"

namespace rekey::store {

Bytes Scope::seal(std::string_view plain, const Column& column, ByteView row) const {
    return sealer.seal(as_bytes(plain), {column.table, column.name, tenant.view(), row});
}

std::string Scope::open(ByteView sealed, const Column& column, ByteView row) const {
    const auto plain = sealer.open(sealed, {column.table, column.name, tenant.view(), row});
    if (!plain)
        throw Fault(FaultKind::Invariant,
                    fmt::format("{}.{} cannot be opened: altered, moved, or sealed by a lost key", column.table, column.name));
    return to_text(*plain);
}

namespace {

ports::SealContext stand_in_context() { return {"authenticator", "stand_in", {}, {}}; }

}  // namespace

Bytes seal_stand_in(const ports::Sealer& sealer) { return sealer.seal(as_bytes("somebody@elsewhere.example"), stand_in_context()); }

std::string Scope::open_stand_in() const {
    const auto plain = sealer.open(stand_in, stand_in_context());
    if (!plain) throw Fault(FaultKind::Invariant, "the stand-in cannot be opened");
    return to_text(*plain);
}

}  // namespace rekey::store
