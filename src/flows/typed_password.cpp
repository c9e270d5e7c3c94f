#include "flows/typed_password.hpp"

#include "base/text.hpp"

namespace rekey::flows {

Secret normalized_password(const Secret& typed) {
    auto text = to_nfc(typed.reveal()).value_or(std::string{});
    Secret password{std::string_view(text)};
    wipe(text);
    return password;
}

}  // namespace rekey::flows
