#include <cstdlib>

#include "domain/method/method.hpp"

/// What is accepted has one mailbox, is its own spelling, and cannot end a header line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view typed(reinterpret_cast<const char*>(data), size);
    const auto address = rekey::method::parse_email(typed);
    (void)rekey::method::hint_for(rekey::method::Kind::Email, typed);
    if (!address) return 0;
    if (address->size() > 254 || address->find_first_of(std::string_view("\r\n\0 ,;<>\"", 9)) != std::string::npos) std::abort();
    if (address->find('@') != address->rfind('@') || rekey::method::parse_email(*address) != address) std::abort();
    return 0;
}
