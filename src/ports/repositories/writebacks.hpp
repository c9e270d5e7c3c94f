#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/directory/writeback.hpp"
#include "ports/later.hpp"

namespace rekey::ports {

/// Writes to directories that have begun, and whose outcome nobody has put down yet.
class WritebackRepository {
public:
    virtual ~WritebackRepository() = default;
    /// Until now + lease nobody else asks what became of it. False: another password of that person is being written, and nothing is put down.
    [[nodiscard]] virtual Later<bool> begin(const directory::Writeback& writeback, Duration lease) = 0;
    /// Nobody knows what it came to: from now on it is overdue after that time.
    virtual void postpone(const WritebackId& id, Duration until) = 0;
    /// True for exactly one caller, who puts down the outcome in the same transaction.
    [[nodiscard]] virtual Later<bool> end(const WritebackId& id) = 0;
    /// Those whose lease has ended; it begins anew for whoever asks.
    [[nodiscard]] virtual std::vector<directory::Writeback> claim_overdue(Duration lease, std::int64_t limit) = 0;
};

}  // namespace rekey::ports
