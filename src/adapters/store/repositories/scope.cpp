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

}  // namespace rekey::store
