#pragma once
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.hpp"
#include "http/request.hpp"

namespace rekey::http {

/// "Host.Example:8080" as it is compared: lower case, checked, without the port that is the scheme's own. Nothing for user info,
/// paths, spaces, an empty host or a port that is none.
struct Authority {
    std::string host;
    std::uint16_t port = 0;  ///< 0: none was said
};
[[nodiscard]] std::optional<Authority> parse_authority(std::string_view text);

/// The tenants' public addresses. The Host header selects among them and does nothing else.
class Sites final {
public:
    /// InvalidInput when an origin is not a safe base URL or two sites share one.
    [[nodiscard]] static Result<Sites> make(std::vector<Site> sites);
    /// Nothing: no tenant is reached under that name (421).
    [[nodiscard]] const Site* select(const Authority& authority) const noexcept;

private:
    std::deque<Site> sites_;                             ///< stable addresses: requests point to them
    std::unordered_map<std::string, const Site*> known_;  ///< "host:port"
};

}  // namespace rekey::http
