#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace rekey::cli {

struct InitOptions {
    std::string tenant;
    std::vector<std::string> base_urls;
    std::string store = "sqlite:rekey.db";
    std::int64_t port = 8080;
    std::string web_directory;  ///< empty: the default
};

/// The first configuration of an installation, with a comment where the operator has to decide.
[[nodiscard]] std::string first_config(const InitOptions& options);
/// What to do next.
[[nodiscard]] std::string first_steps(const config::Config& config);

}  // namespace rekey::cli
