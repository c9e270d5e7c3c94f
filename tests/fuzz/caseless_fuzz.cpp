// What people type from memory (base/text): the folded form is text, has no space too many, and folds to itself.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "domain/method/security_answer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto folded = rekey::to_caseless(text);
    if (folded.has_value() != rekey::is_text(text)) std::abort();
    if (!folded) return 0;
    if (!rekey::is_text(*folded) || folded->starts_with(' ') || folded->ends_with(' ')) std::abort();
    if (folded->find("  ") != std::string::npos || folded->find_first_of("\t\r\n") != std::string::npos) std::abort();
    if (rekey::to_caseless(*folded) != folded) std::abort();
    const auto answer = rekey::method::fold_answer(rekey::Secret{text});
    if (answer.reveal() != *folded || !rekey::method::stands_in(answer, text)) std::abort();
    return 0;
}
