#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/output.hpp"
#include "config/problem.hpp"
#include "flows/admin/settings_admin.hpp"

namespace rekey::cli {

[[nodiscard]] json::value to_json(const tenant::Value& value);

/// "there is no setting gaets (did you mean gates?)"
[[nodiscard]] Error unknown_setting(std::string_view name);

/// "gates=2", "methods=email,totp".
[[nodiscard]] Result<std::pair<std::string, tenant::Value>> parse_assignment(std::string_view text);

/// A policy as a file, each key below its meaning.
[[nodiscard]] std::string export_text(std::string_view tenant, const tenant::Settings& settings, bool all);
/// The same read back; unknown keys and wrong types are problems with their line, all at once.
[[nodiscard]] std::expected<flows::SettingValues, std::vector<config::Problem>> parse_settings(std::string_view text,
                                                                                               const std::string& file);

/// The page docs/reference/settings.md, made from the table of settings.
[[nodiscard]] std::string settings_reference();

}  // namespace rekey::cli
