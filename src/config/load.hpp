#pragma once
#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.hpp"
#include "config/problem.hpp"

namespace rekey::config {

/// Reads and checks a configuration file (TOML 1.0). Either everything is right, or every problem is reported at once.
[[nodiscard]] std::expected<Config, std::vector<Problem>> load(const std::filesystem::path& file);
/// The same for text that is already here; `file` names it in problems and is where relative paths start.
[[nodiscard]] std::expected<Config, std::vector<Problem>> parse(std::string_view text, const std::filesystem::path& file);

/// The page docs/reference/configuration.md, made from the table of keys.
[[nodiscard]] std::string reference_page();

/// A value of a flat file, the kinds that tenant::Value has too.
using FlatValue = std::variant<std::int64_t, bool, std::string, std::vector<std::string>>;
struct FlatEntry {
    FlatValue value;
    int line = 0;
};
/// `key = value` lines of TOML without sections: an exported policy.
[[nodiscard]] std::expected<std::map<std::string, FlatEntry>, std::vector<Problem>> parse_flat(std::string_view text,
                                                                                               const std::string& file);
/// One value as TOML writes it.
[[nodiscard]] std::string to_toml(const FlatValue& value);

}  // namespace rekey::config
