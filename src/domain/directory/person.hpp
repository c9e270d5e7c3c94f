#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/directory/anchor.hpp"
#include "domain/directory/driver.hpp"
#include "domain/directory/entry.hpp"
#include "domain/identity/identity.hpp"

namespace rekey::directory {

/// Which attributes people are made of. Empty: nothing is taken.
struct AttributeMap {
    std::string user_name, mail, mobile, office, given_name, surname, display_name, language;
    friend bool operator==(const AttributeMap&, const AttributeMap&) = default;
};

[[nodiscard]] AttributeMap default_map(const Driver& driver);
/// What a search has to ask for, each once.
[[nodiscard]] std::vector<std::string> asked_attributes(const Driver& driver, const AttributeMap& map);

/// What is taken from an entry. Text on one line, of at most 256 characters; phone numbers and addresses as they were written.
struct Person {
    Anchor anchor;
    std::string dn;
    std::string user_name;
    identity::FoldedIdentifier folded;  ///< of the user name
    std::string mail, mobile, office;
    std::string given_name, surname, display_name;
    std::string language;  ///< BCP 47; empty: not told
    bool disabled = false;
    bool is_protected = false;  ///< its rights are not those of its folder (`Driver::protection`)
    friend bool operator==(const Person&, const Person&) = default;
};

/// Something about an entry that its administrator may want to mend.
enum class Flaw : std::uint8_t {
    NoAnchor,          ///< it cannot be followed: nothing is taken
    NoUserName,        ///< nothing is taken
    UserNameUnusable,  ///< it can name nobody (see identity::fold): nothing is taken
    ValueUnusable,     ///< binary, over-long, or no text: that attribute is not taken
    SeveralValues,     ///< the first in the order of bytes is taken, so that it is the same one every time
    NumberUnusable,    ///< no phone number, or one that is not called here: it is not taken
};
[[nodiscard]] std::string_view name(Flaw flaw) noexcept;  ///< no_anchor, …

struct Remark {
    Flaw flaw;
    std::string attribute;
    friend bool operator==(const Remark&, const Remark&) = default;
};

struct Reading {
    std::optional<Person> person;
    std::vector<Remark> remarks;
};

[[nodiscard]] Reading read_person(const Entry& entry, const Driver& driver, const AttributeMap& map);

}  // namespace rekey::directory
