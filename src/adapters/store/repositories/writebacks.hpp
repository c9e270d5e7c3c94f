#pragma once
#include "adapters/store/repositories/scope.hpp"
#include "ports/repositories/writebacks.hpp"

namespace rekey::store {

class Writebacks final : public ports::WritebackRepository {
public:
    explicit Writebacks(const Scope& scope) : scope_(scope) {}
    [[nodiscard]] ports::Later<bool> begin(const directory::Writeback& writeback, Duration lease) override;
    void postpone(const WritebackId& id, Duration until) override;
    [[nodiscard]] ports::Later<bool> end(const WritebackId& id) override;
    [[nodiscard]] std::vector<directory::Writeback> claim_overdue(Duration lease, std::int64_t limit) override;

private:
    const Scope& scope_;
};

}  // namespace rekey::store
