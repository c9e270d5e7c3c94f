// Configuration and policy files: never a crash, and every problem has a place and a sentence.
#include <cstdint>
#include <cstdlib>

#include "config/load.hpp"

namespace {

void must_be_told(const std::vector<rekey::config::Problem>& problems) {
    if (problems.empty()) std::abort();
    for (const auto& problem : problems) {
        if (problem.message.empty() || problem.place.line < 0) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto config = rekey::config::parse(text, "/etc/rekey/rekey.toml");
    if (!config) must_be_told(config.error());
    if (config && config->tenants.empty()) std::abort();

    const auto flat = rekey::config::parse_flat(text, "policy.toml");
    if (!flat) return must_be_told(flat.error()), 0;
    for (const auto& [key, entry] : *flat) {
        const auto again = rekey::config::parse_flat("x = " + rekey::config::to_toml(entry.value), "policy.toml");
        if (!again || again->at("x").value != entry.value) std::abort();
    }
    return 0;
}
