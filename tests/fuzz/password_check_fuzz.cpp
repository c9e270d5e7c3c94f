#include <cstdlib>

#include "base/text.hpp"
#include "domain/password/rules.hpp"

/// Whatever is typed gets a verdict, and what is accepted is text of the right length.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view candidate(reinterpret_cast<const char*>(data), size);
    const std::vector<std::string> words{"contoso", "blank"};
    const rekey::password::Rules rules{.min_length = 8, .banned = words};
    const auto reasons = rekey::password::check(candidate, rules, {{"anna.visser@contoso.example", "Anna de Vries"}});
    if (!reasons.empty()) return 0;
    const auto length = rekey::code_points(candidate);
    if (!rekey::is_text(candidate) || length < 8 || length > 256) std::abort();
    return 0;
}
