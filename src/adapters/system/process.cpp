#include "adapters/system/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace rekey::system {
namespace {

/// Fields of /proc/self/stat from the third on: the second, the program's name, may hold spaces and ends at the last parenthesis.
std::vector<double> stat_fields() {
    std::ifstream file("/proc/self/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream rest(text.substr(std::min(text.rfind(')') + 1, text.size())));
    std::vector<double> fields;
    std::string word;
    while (rest >> word) fields.push_back(fields.empty() ? 0 : std::stod(word));  // the first is a letter, the state
    return fields;
}

/// When the machine was started, in seconds since 1970.
double boot_time() {
    std::ifstream file("/proc/stat");
    std::string word;
    double at = 0;
    while (file >> word) {
        if (word == "btime" && file >> at) break;
    }
    return at;
}

std::int64_t open_files() {
    std::error_code ignored;
    const std::filesystem::directory_iterator files("/proc/self/fd", ignored);
    const auto count = std::distance(begin(files), end(files));
    return std::max<std::int64_t>(0, count - 1);  // one is the folder being read
}

}  // namespace

std::optional<ProcessUse> process_use() {
    // proc(5) counts fields from 1; the list here starts with field 3.
    const auto fields = stat_fields();
    const auto field = [&](std::size_t number) { return fields[number - 3]; };
    if (fields.size() < 22) return std::nullopt;

    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    ProcessUse use;
    use.cpu_seconds = (field(14) + field(15)) / ticks;
    use.threads = static_cast<std::int64_t>(field(20));
    use.started_at = boot_time() + field(22) / ticks;
    use.virtual_bytes = static_cast<std::int64_t>(field(23));
    use.resident_bytes = static_cast<std::int64_t>(field(24)) * ::sysconf(_SC_PAGESIZE);
    use.open_files = open_files();
    use.most_files = static_cast<std::int64_t>(files.rlim_cur);
    return use;
}

}  // namespace rekey::system
