#include "http/pipeline/security_headers.hpp"

#include <array>

namespace rekey::http {
namespace {

std::string make(Shown shown, Caching caching, bool https) {
    std::string lines;
    const auto add = [&lines](std::string_view name, std::string_view value) {
        lines.append(name).append(": ").append(value).append("\r\n");
    };
    add("Content-Security-Policy", shown == Shown::Page ? kPagePolicy : kDataPolicy);
    add("X-Content-Type-Options", "nosniff");
    add("X-Frame-Options", "DENY");
    add("Referrer-Policy", "no-referrer");
    add("Cross-Origin-Opener-Policy", "same-origin");
    add("Cross-Origin-Resource-Policy", "same-origin");
    add("Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()");
    if (https) add("Strict-Transport-Security", "max-age=31536000");
    // A year, and never asked again: the name changes with the content.
    add("Cache-Control", caching == Caching::Immutable ? "public, max-age=31536000, immutable" : "no-store");
    return lines;
}

}  // namespace

std::string_view security_headers(Shown shown, Caching caching, bool https) noexcept {
    static const auto blocks = [] {
        std::array<std::string, 8> made;
        for (std::size_t i = 0; i < made.size(); ++i) {
            made.at(i) =
                make((i & 1U) != 0 ? Shown::Page : Shown::Data, (i & 2U) != 0 ? Caching::Immutable : Caching::NoStore, (i & 4U) != 0);
        }
        return made;
    }();
    return blocks.at((shown == Shown::Page ? 1U : 0U) | (caching == Caching::Immutable ? 2U : 0U) | (https ? 4U : 0U));
}

}  // namespace rekey::http
