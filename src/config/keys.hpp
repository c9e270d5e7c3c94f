#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "config/config.hpp"

namespace rekey::config {

/// What is wrong with a text, as the end of a sentence that begins with the key; nothing when it is well formed.
using Check = std::optional<std::string> (*)(std::string_view);

// The kinds of values. `at` leads to the member of Config that the key fills; for keys of a list, of its last element.
struct Number {
    std::int64_t& (*at)(Config&);
    std::int64_t least, most;
};
struct Text {
    std::string& (*at)(Config&);
    Check check;
};
struct Texts {
    std::vector<std::string>& (*at)(Config&);
    Check check;  ///< of each
    std::size_t least;
};
struct Path {
    std::filesystem::path& (*at)(Config&);
    bool must_exist;
};
struct Listen {
    Endpoint& (*at)(Config&);
};
struct Choice {
    std::span<const std::string_view> names;
    std::size_t (*get)(const Config&);
    void (*set)(Config&, std::size_t);
};
using Field = std::variant<Number, Text, Texts, Path, Listen, Choice>;

/// A section that may come several times, with two brackets: [[tenant]].
struct List {
    std::string_view section;
    std::string_view doc;  ///< how many there may be
    void (*add)(Config&);  ///< an element, which the keys after it fill
    std::size_t (*size)(const Config&);
};

enum class Need : std::uint8_t { Optional, Required };

/// One row of the table of keys: parsing, validation and the reference page are made from it.
struct Key {
    std::string_view name;  ///< "server.listen": section and key; a section may have several parts
    std::string_view doc;
    Field field;
    Need need = Need::Optional;
};

/// In the order of the reference page.
[[nodiscard]] std::span<const Key> keys() noexcept;
[[nodiscard]] const Key* find_key(std::string_view name) noexcept;
[[nodiscard]] std::span<const List> lists() noexcept;
/// Null for a section that comes once.
[[nodiscard]] const List* find_list(std::string_view section) noexcept;
/// "server" of "server.listen".
[[nodiscard]] std::string_view section_of(std::string_view key) noexcept;

/// "a number from 1 to 64", "one of json, text" …, for the reference page.
[[nodiscard]] std::string constraint(const Key& key);
/// The default as it would be written in TOML; empty: none.
[[nodiscard]] std::string default_text(const Key& key);

}  // namespace rekey::config
