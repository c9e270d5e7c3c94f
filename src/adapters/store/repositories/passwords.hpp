#pragma once
#include "adapters/store/repositories/scope.hpp"
#include "ports/repositories/passwords.hpp"

namespace rekey::store {

/// Verifiers are MACs of Argon2id outputs: useless without the key file, so they are not sealed a second time.
class Passwords final : public ports::PasswordRepository {
public:
    explicit Passwords(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] ports::Later<std::optional<ports::PasswordRecord>> find(const IdentityId& identity) override;
    [[nodiscard]] bool save(const IdentityId& identity, const ports::PasswordRecord& record) override;

private:
    const Scope& scope_;
};

}  // namespace rekey::store
