#include "base/log.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unicode/uchar.h>

#include <atomic>
#include <memory>

#include "base/code_points.hpp"

namespace rekey::log {
namespace {

std::atomic<Format> g_format{Format::Text};

spdlog::logger& sink() {
    static const auto logger = [] {
        auto made = std::make_shared<spdlog::logger>("rekey", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%v");
        made->set_level(spdlog::level::info);
        return made;
    }();
    return *logger;
}

spdlog::level::level_enum to_spdlog(Level level) noexcept {
    switch (level) {
        case Level::Debug: return spdlog::level::debug;
        case Level::Info: return spdlog::level::info;
        case Level::Warning: return spdlog::level::warn;
        case Level::Error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

std::string_view name(Level level) noexcept {
    switch (level) {
        case Level::Debug: return "debug";
        case Level::Info: return "info";
        case Level::Warning: return "warning";
        case Level::Error: return "error";
    }
    return "info";
}

bool must_escape(UChar32 c) noexcept {
    if (c < 0) return true;
    const auto category = u_charType(c);
    return category == U_CONTROL_CHAR || category == U_FORMAT_CHAR || category == U_LINE_SEPARATOR || category == U_PARAGRAPH_SEPARATOR;
}

void append_escaped(std::string& out, UChar32 c) {
    if (c < 0) c = 0xFFFD;
    if (c > 0xFFFF) {
        out += fmt::format("\\u{:04x}\\u{:04x}", static_cast<unsigned>(U16_LEAD(c)), static_cast<unsigned>(U16_TRAIL(c)));
    } else {
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
}

}  // namespace

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 2);
    each_code_point(text, [&](UChar32 c, std::string_view bytes) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (must_escape(c)) {
            append_escaped(out, c);
        } else {
            out += bytes;
        }
        return true;
    });
    return out;
}

std::string render(Level level, std::string_view event, Fields fields, Format format) {
    if (format == Format::Text) {
        std::string line = fmt::format("{:<7} {}", name(level), event);
        for (const auto& [key, value] : fields) line += fmt::format(" {}=\"{}\"", key, escape(value));
        return line;
    }
    std::string line = fmt::format(R"("level":"{}","event":"{}")", name(level), event);
    for (const auto& [key, value] : fields) line += fmt::format(R"(,"{}":"{}")", key, escape(value));
    return line;
}

void configure(Level least, Format format) {
    g_format = format;
    sink().set_level(to_spdlog(least));
    // The logger's own clock stamps the line: the one place outside adapters/system that shows wall time.
    constexpr auto kUtc = spdlog::pattern_time_type::utc;
    if (format == Format::Json) {
        sink().set_formatter(std::make_unique<spdlog::pattern_formatter>(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})", kUtc));
    } else {
        sink().set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%SZ %v", kUtc));
    }
}

void write(Level level, std::string_view event, Fields fields) {
    if (!sink().should_log(to_spdlog(level))) return;
    sink().log(to_spdlog(level), "{}", render(level, event, fields, g_format.load()));
}

}  // namespace rekey::log
