#include "adapters/system/environment.hpp"

#include <cstdlib>

namespace rekey::system {

std::optional<std::string> environment_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());  // read at start, before there are threads
    if (value == nullptr) return std::nullopt;
    return std::string(value);
}

}  // namespace rekey::system
