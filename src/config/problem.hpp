#pragma once
#include <string>
#include <vector>

namespace rekey::config {

struct Place {
    std::string file;
    int line = 0;  ///< from 1; 0: the file as a whole
};

/// One thing that is wrong with a configuration file, and where.
struct Problem {
    Place place;
    std::string message;  ///< a sentence
};

/// "rekey.toml:12: server.listen must be address:port"
[[nodiscard]] std::string to_text(const Problem& problem);

}  // namespace rekey::config
