#include <cstdlib>

#include "domain/identity/identity.hpp"

/// What folds, folds to itself: otherwise a stored name could become another one's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view typed(reinterpret_cast<const char*>(data), size);
    const auto once = rekey::identity::fold(typed);
    (void)rekey::identity::is_confusable(typed.substr(0, 320));
    if (!once) return 0;
    if (once->text.empty() || typed.size() > 400 * 4) std::abort();
    if (once->text.size() <= 320 && rekey::identity::fold(once->text) != once) std::abort();
    return 0;
}
