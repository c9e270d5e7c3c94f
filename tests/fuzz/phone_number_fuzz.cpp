#include <cstdlib>

#include "adapters/phone/phone_numbers.hpp"
#include "domain/method/recovery_code.hpp"

/// What is accepted is E.164, and reads the same again; folding a recovery code twice changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const rekey::phone::LibPhoneNumbers kPhones;
    const std::string_view typed(reinterpret_cast<const char*>(data), size);
    const auto folded = rekey::method::fold_recovery_code(rekey::Secret{typed});
    if (rekey::method::fold_recovery_code(folded).reveal() != folded.reveal()) std::abort();

    const auto number = kPhones.parse(typed, "NL");
    if (!number) return 0;
    const bool digits = number->find_first_not_of("0123456789", 1) == std::string::npos;
    if (number->front() != '+' || !digits || number->size() < 5 || number->size() > 16) std::abort();
    const auto again = kPhones.parse(*number, "US");
    if (again && *again != *number) std::abort();
    return 0;
}
