#pragma once
#include <map>
#include <string>
#include <vector>

#include "domain/reset/decoy.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// Keeps what decoys are drawn from: which methods a tenant's people have, and how their private addresses look from outside. A decoy that looked unlike them
/// would give itself away. Kept in the store, so that every node shows the same; refreshed now and then, so that one person more or
/// less does not show.
class DecoyShapes final {
public:
    explicit DecoyShapes(ports::Store& store) : store_(store) {}

    /// Counts anew when the last count is older than an hour, or there is none. True when it did.
    bool refresh(const TenantId& tenant);

private:
    ports::Store& store_;
};

/// From the stored settings; empty when nothing has been counted yet.
[[nodiscard]] std::vector<reset::Shape> parse_shapes(const std::map<std::string, std::string>& settings);
/// How often people have each kind; the common shares when nobody has been counted.
[[nodiscard]] reset::Shares parse_shares(const std::map<std::string, std::string>& settings);

/// Many people came or changed at once: the next refresh counts again, however fresh the last count is.
void forget_count(ports::UnitOfWork& unit);

}  // namespace rekey::flows
