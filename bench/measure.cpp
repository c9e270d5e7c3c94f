#include "measure.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace rekey::bench {

void print(const Line& line) {
    fmt::print("{}\t{:.1f}\t{:.1f}\t{}\n", line.what, line.value, line.limit, line.target);
    std::fflush(stdout);
}

}  // namespace rekey::bench
