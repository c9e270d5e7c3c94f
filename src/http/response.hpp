#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace rekey::http {

/// What the body is to a browser: decides the Content-Security-Policy.
enum class Shown : std::uint8_t { Data, Page };
/// Everything is `no-store` but assets whose name changes with their content.
enum class Caching : std::uint8_t { NoStore, Immutable };

/// What a handler returns. Security headers, length, request id and connection are added by the pipeline and the server.
struct Response {
    int status = 200;
    std::string content_type = {};
    std::string body = {};
    std::string_view shared = {};  ///< instead of `body`: bytes that outlive the server's run (static files)
    Shown shown = Shown::Data;
    Caching caching = Caching::NoStore;
    std::vector<std::pair<std::string_view, std::string>> headers = {};
    /// Not zero: it leaves at a whole multiple of this after the request arrived, so that its time says nothing. No thread waits.
    Duration pace{0};

    [[nodiscard]] std::string_view bytes() const noexcept { return body.empty() ? shared : std::string_view(body); }
};

[[nodiscard]] std::string_view reason(int status) noexcept;

[[nodiscard]] Response json(int status, std::string body);
[[nodiscard]] Response text(int status, std::string body);
/// Nothing to say: 204.
[[nodiscard]] Response no_content();
/// 303 to a path on this host, or to an address that begins with a `Site::origin`; never to something a client sent.
[[nodiscard]] Response see_other(std::string target);

}  // namespace rekey::http
