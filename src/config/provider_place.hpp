#pragma once
#include <fmt/format.h>

#include "config/checks.hpp"

namespace rekey::config {

/// One element of a list of providers, as "sms.provider" number 0, and what is wrong with it.
class ProviderPlace final {
public:
    ProviderPlace(std::string_view section, std::size_t number, const Where& where, std::vector<Problem>& wrong)
        : section_(section), at_(fmt::format("{}[{}]", section, number)), where_(where), wrong_(wrong) {}

    void say(std::string_view key, std::string_view what) const {
        wrong_.push_back({where_(fmt::format("{}.{}", at_, key)), fmt::format("{}.{} {}", section_, key, what)});
    }
    void check_secret(const SecretSource& source, std::string_view key) const {
        config::check_secret(source, at_, fmt::format("{}.{}", section_, key), where_, wrong_);
    }

private:
    std::string_view section_;
    std::string at_;
    const Where& where_;
    std::vector<Problem>& wrong_;
};

}  // namespace rekey::config
