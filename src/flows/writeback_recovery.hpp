#pragma once
#include "flows/progress.hpp"
#include "flows/reset_service.hpp"

namespace rekey::flows {

/// What became of passwords that were being written when a server died, or when a directory did not answer. Reads there when the password
/// was set; never writes. What cannot be told in time ends as *outcome unknown*, which the person and the administrator are told.
class WritebackRecovery final {
public:
    explicit WritebackRecovery(ResetPorts ports) : ports_(std::move(ports)) {}
    /// Those whose time has come; of any number of nodes one asks about each.
    [[nodiscard]] Progress step(const TenantId& tenant);

private:
    void recover(const TenantId& tenant, const directory::Writeback& writeback);
    ResetPorts ports_;
};

}  // namespace rekey::flows
