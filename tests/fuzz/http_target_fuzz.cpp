#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"
#include "http/pipeline/language.hpp"
#include "http/pipeline/sites.hpp"
#include "http/pipeline/target.hpp"
#include "http/router.hpp"

namespace {

const rekey::http::Router& router() {
    static const rekey::http::Router made = [] {
        rekey::http::Router routes;
        const auto handler = [](const rekey::http::Request&) { return rekey::http::no_content(); };
        routes.add({rekey::http::Method::Get, "/a/{id}/picture", rekey::http::Runs::Inline, 0, handler});
        routes.add({rekey::http::Method::Get, "/a/b", rekey::http::Runs::Inline, 0, handler});
        return routes;
    }();
    return made;
}

void check_text(std::string_view text) {
    if (!rekey::is_text(text)) std::abort();
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; })) std::abort();
}

}  // namespace

/// Targets, queries, authorities, language lists: what is accepted is text, and names come once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace http = rekey::http;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    if (const auto target = http::parse_target(input)) {
        check_text(target->path);
        auto found = router().find(http::Method::Get, target->path);
        if (const auto* match = std::get_if<http::Router::Match>(&found)) {
            const auto id = match->values.find("id").value_or("x");
            check_text(id);
            if (id.empty() || id.find('/') != std::string_view::npos) std::abort();
        }
    }
    if (const auto query = http::parse_query(input)) {
        for (const auto& [name, value] : query->all()) {
            check_text(name);
            check_text(value);
            if (query->count(name) != 1) std::abort();
        }
    }
    if (const auto authority = http::parse_authority(input)) {
        if (authority->host.empty() || authority->host.find_first_of("@/? \\#") != std::string::npos) std::abort();
    }
    for (const auto& tag : http::preferred_languages(input)) check_text(tag);
    return 0;
}
