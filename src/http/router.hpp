#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/log.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace rekey::http {

/// Where a handler runs. Inline: on the connection's own thread, so it must not block or work long. Quick: waits for the store.
/// Hash: runs Argon2id. Directory: may wait for somebody's directory as well. The pools are bounded and shed load.
enum class Runs : std::uint8_t { Inline, Quick, Hash, Directory };
[[nodiscard]] std::string_view name(Runs runs) noexcept;

/// Who may call. Browser: a change is only taken from our own pages, as JSON. Machine: from anywhere, in any form; the handler judges by what
/// the caller knows.
enum class Caller : std::uint8_t { Browser, Machine };

/// Parses, calls one flow, renders. Plain and synchronous; a `Fault` may pass through.
using Handler = std::function<Response(const Request&)>;

struct Route {
    Method method = Method::Get;
    std::string pattern;  ///< "/api/v1/captchas/{challenge}/picture"; a {name} is one non-empty segment
    Runs runs = Runs::Inline;
    std::size_t body_limit = 0;  ///< bytes; 0: no body allowed
    Handler handler;
    log::Level level = log::Level::Info;  ///< of the line that a request leaves in the log
    Caller caller = Caller::Browser;
};

/// The table of routes. HEAD is answered by GET's handler, OPTIONS by the table itself.
class Router final {
public:
    /// Throws std::invalid_argument when the pattern is malformed or taken: a programming error, found at start.
    void add(Route route);

    struct Match {
        const Route* route;
        Fields values;
    };
    struct NoRoute {};
    /// The path exists, the method does not: what may be asked, as the Allow header wants it.
    struct OtherMethods {
        std::string allow;
    };
    [[nodiscard]] std::variant<Match, NoRoute, OtherMethods> find(Method method, std::string_view path) const;

    /// Every route, in the order they were added.
    [[nodiscard]] std::vector<const Route*> all() const;

private:
    struct Entry {
        std::string pattern;
        std::vector<Route> routes;  ///< one a method
    };
    [[nodiscard]] const Entry* find_entry(std::string_view path, Fields& values) const;

    std::unordered_map<std::string_view, std::size_t> exact_;  ///< views into the patterns of entries_
    std::vector<std::size_t> with_values_;
    std::vector<std::unique_ptr<Entry>> entries_;
    std::vector<std::pair<std::size_t, std::size_t>> order_;
};

}  // namespace rekey::http
