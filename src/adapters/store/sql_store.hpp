#pragma once
#include <memory>

#include "adapters/store/repositories/scope.hpp"
#include "adapters/store/sql/driver.hpp"
#include "ports/crypto.hpp"

namespace rekey::store {

/// The store over any driver.
class SqlStore final : public ports::Store {
public:
    SqlStore(std::unique_ptr<Driver> driver, const ports::Sealer& sealer, const ports::KeyedHash& hash)
        : driver_(std::move(driver)), sealer_(sealer), hash_(hash), stand_in_(seal_stand_in(sealer)) {}

    [[nodiscard]] std::unique_ptr<ports::UnitOfWork> begin(const TenantId& tenant, ports::Access access) override;
    [[nodiscard]] std::optional<tenant::Tenant> find_tenant(std::string_view name) override;
    [[nodiscard]] std::vector<tenant::Tenant> tenants() override;
    [[nodiscard]] bool add_tenant(const TenantId& id, std::string_view name) override;
    [[nodiscard]] std::vector<TenantId> tenants_with_messages(method::Channel channel) override;
    void measure_people() override { driver_->measure_people(); }
    void ping() override;

private:
    std::unique_ptr<Driver> driver_;
    const ports::Sealer& sealer_;
    const ports::KeyedHash& hash_;
    Bytes stand_in_;  ///< see Scope
};

}  // namespace rekey::store
