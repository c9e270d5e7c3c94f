#include "flows/typed_password.hpp"

#include "base/text.hpp"

namespace rekey::flows {

Secret normalized_password(const Secret& typed) {
    auto text = to_nfc(typed.reveal()).value_or(std::string{});
    Secret password{std::string_view(text)};
    wipe(text);
    return password;
}

password::Context password_context(const tenant::Settings& settings, const identity::Identity& person) {
    return {{person.user_name, person.display_name, person.given_name, person.surname, settings.display_name}};
}

std::vector<password::Reason> refusals_of(const Secret& normalized, const tenant::Settings& settings, const identity::Identity& person) {
    const password::Rules rules{settings.password_min_length, settings.password_max_length, settings.password_classes,
                                settings.password_history, settings.banned_words};
    return password::check(normalized.reveal(), rules, password_context(settings, person));
}

}  // namespace rekey::flows
