#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "flows/admin/directory_desk.hpp"
#include "http/codec/json_reader.hpp"

namespace rekey::http {

/// The bodies and answers about directories, as api/openapi.yaml has them.
[[nodiscard]] Parsed<directory::Mode> parse_run(std::string_view json);

[[nodiscard]] std::string render(const std::vector<flows::DirectoryView>& directories);
[[nodiscard]] std::string render(const std::vector<ports::SyncRun>& runs);
[[nodiscard]] std::string render(const std::vector<ports::SyncRemark>& remarks);
[[nodiscard]] std::string render(const flows::ReadinessPage& page);

}  // namespace rekey::http
