#pragma once
#include "base/meter.hpp"
#include "flows/progress.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// How long ended rows stay, and how many go in one transaction.
struct Housekeeping {
    Duration keep_ended = minutes{45};  ///< with a round every few seconds, everything is gone within an hour of its end
    Duration keep_deleted = days{30};   ///< identities after their deletion
    std::int64_t batch = 500;           ///< small, so that nobody waits long behind it
};

/// Erases the bodies of messages that are too old, removes what has ended, and deleted people after their time. Any number of nodes may
/// do it at the same time.
class Janitor final {
public:
    explicit Janitor(ports::Store& store, Meter& meter, const Housekeeping& housekeeping = {})
        : store_(store), meter_(meter), housekeeping_(housekeeping) {}

    /// One batch of each kind, each in a transaction of its own. Call again while something was done. Throws Fault when the store is gone.
    Progress step(const TenantId& tenant);
    /// How many messages of the tenant wait, for the operator's gauge.
    [[nodiscard]] std::int64_t waiting(const TenantId& tenant);

private:
    ports::Store& store_;
    Meter& meter_;
    Housekeeping housekeeping_;
};

}  // namespace rekey::flows
