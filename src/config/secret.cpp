#include <fmt/format.h>

#include <fstream>

#include "config/config.hpp"

namespace rekey::config {

Result<Secret> read_secret(const SecretSource& source, const Environment& environment) {
    if (!source.env.empty()) {
        auto value = environment(source.env);
        if (!value || value->empty())
            return fail(ErrorCode::InvalidInput, fmt::format("the environment variable {} is not set", source.env));
        Secret secret{std::string_view(*value)};
        wipe(*value);
        return secret;
    }
    std::ifstream file(source.file);
    std::string line;
    if (!file) return fail(ErrorCode::InvalidInput, fmt::format("{} cannot be read", source.file.string()));
    std::getline(file, line);
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) return fail(ErrorCode::InvalidInput, fmt::format("{} has no first line", source.file.string()));
    Secret secret{std::string_view(line)};
    wipe(line);
    return secret;
}

}  // namespace rekey::config
