#include "domain/directory/person.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "domain/directory/state.hpp"

namespace rekey::directory {
namespace {

constexpr std::size_t kMostCharacters = 256;
constexpr std::size_t kLongestTag = 35;  // RFC 5646 section 4.4.1

class Reader final {
public:
    explicit Reader(const Entry& entry) : entry_(entry) {}

    /// Empty when there is none that can be used.
    std::string text(const std::string& attribute) {
        const auto* const found = attribute.empty() ? nullptr : entry_.find(attribute);
        if (found == nullptr || found->values.empty()) return {};
        if (found->values.size() > 1) remark(Flaw::SeveralValues, attribute);
        const auto value = trim(*std::ranges::min_element(found->values));
        // A character has at most four bytes: what is far too long is not even counted.
        const bool fits = value.size() <= 4 * kMostCharacters && is_line(value) && code_points(value) <= kMostCharacters;
        if (fits) return std::string(value);
        remark(Flaw::ValueUnusable, attribute);
        return {};
    }

    void remark(Flaw flaw, std::string_view attribute) { remarks.push_back({flaw, std::string(attribute)}); }

    std::vector<Remark> remarks;

private:
    const Entry& entry_;
};

/// The first of RFC 2798's list, which is that of Accept-Language: "nl-NL, en;q=0.5".
std::string first_tag(std::string_view list) {
    const auto tag = trim(list.substr(0, list.find_first_of(",;")));
    const bool good = !tag.empty() && tag.size() <= kLongestTag && std::ranges::all_of(tag, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
    return good ? std::string(tag) : std::string{};
}

}  // namespace

std::string_view name(Flaw flaw) noexcept {
    switch (flaw) {
        case Flaw::NoAnchor: return "no_anchor";
        case Flaw::NoUserName: return "no_user_name";
        case Flaw::UserNameUnusable: return "user_name_unusable";
        case Flaw::ValueUnusable: return "value_unusable";
        case Flaw::SeveralValues: return "several_values";
        case Flaw::NumberUnusable: return "number_unusable";
    }
    return {};
}

AttributeMap default_map(const Driver& driver) {
    const auto& names = driver.names;
    return {std::string(names.user_name),  std::string(names.mail),    std::string(names.mobile),       std::string(names.office),
            std::string(names.given_name), std::string(names.surname), std::string(names.display_name), std::string(names.language)};
}

std::vector<std::string> asked_attributes(const Driver& driver, const AttributeMap& map) {
    std::vector<std::string> asked{std::string(driver.anchor),
                                   std::string(driver.disabled),
                                   std::string(driver.lock.attribute),
                                   std::string(driver.password_set_at),
                                   std::string(driver.protection),
                                   map.user_name,
                                   map.mail,
                                   map.mobile,
                                   map.office,
                                   map.given_name,
                                   map.surname,
                                   map.display_name,
                                   map.language};
    std::erase(asked, "");
    std::ranges::sort(asked);
    asked.erase(std::ranges::unique(asked).begin(), asked.end());
    return asked;
}

Reading read_person(const Entry& entry, const Driver& driver, const AttributeMap& map) {
    Reader reader(entry);
    const auto nobody = [&](Flaw flaw, std::string_view attribute) {
        reader.remark(flaw, attribute);
        return Reading{std::nullopt, std::move(reader.remarks)};
    };
    const auto anchor = read_anchor(driver.anchor_form, entry.first(driver.anchor));
    if (!anchor) return nobody(Flaw::NoAnchor, driver.anchor);
    auto user_name = reader.text(map.user_name);
    if (user_name.empty()) return nobody(Flaw::NoUserName, map.user_name);
    auto folded = identity::fold(user_name);
    if (!folded) return nobody(Flaw::UserNameUnusable, map.user_name);

    Person person{.anchor = *anchor,
                  .dn = entry.dn,
                  .user_name = std::move(user_name),
                  .folded = std::move(*folded),
                  .mail = reader.text(map.mail),
                  .mobile = reader.text(map.mobile),
                  .office = reader.text(map.office),
                  .given_name = reader.text(map.given_name),
                  .surname = reader.text(map.surname),
                  .display_name = reader.text(map.display_name),
                  .language = first_tag(reader.text(map.language)),
                  .disabled = is_disabled(driver, entry),
                  .is_protected = is_protected(driver, entry)};
    return {std::move(person), std::move(reader.remarks)};
}

}  // namespace rekey::directory
