#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace rekey::log {

enum class Level : std::uint8_t { Debug, Info, Warning, Error };
enum class Format : std::uint8_t { Json, Text };

using Fields = std::initializer_list<std::pair<std::string_view, std::string>>;

/// One line an event, on standard error. `event` is a fixed snake_case name; fields carry the rest.
/// JSON lines escape everything that could end a line or steer a terminal (C0, C1, U+2028/9, bidi controls).
/// Never a code, password, handle, address or message body: those types cannot be formatted.
void write(Level level, std::string_view event, Fields fields = {});

inline void info(std::string_view event, Fields fields = {}) { write(Level::Info, event, fields); }
inline void warning(std::string_view event, Fields fields = {}) { write(Level::Warning, event, fields); }
inline void error(std::string_view event, Fields fields = {}) { write(Level::Error, event, fields); }
inline void debug(std::string_view event, Fields fields = {}) { write(Level::Debug, event, fields); }

/// Called once at start.
void configure(Level least, Format format);

/// The line `write` would make, without the time; for tests.
[[nodiscard]] std::string render(Level level, std::string_view event, Fields fields, Format format);

/// JSON string body with the escapes described above (no quotes around it).
[[nodiscard]] std::string escape(std::string_view text);

}  // namespace rekey::log
