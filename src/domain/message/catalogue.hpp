#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "embedded/texts.hpp"

namespace rekey::message {

/// A value put into a text. Text is taken literally: braces, percent signs and dollars mean nothing in it, and its digits are never
/// turned into another script's (a code or a phone number must be typed as it is written). Numbers are for plurals only.
using TextValue = std::variant<std::string, std::int64_t>;
using TextValues = std::map<std::string, TextValue>;

/// The texts of one language, as ICU MessageFormat patterns.
class Catalogue final {
public:
    Catalogue(std::string_view tag, std::span<const embedded::Text> texts) : tag_(tag), texts_(texts) {}

    /// The compiled-in catalogue nearest to a BCP 47 tag ("nl-BE": nl); English when there is none.
    [[nodiscard]] static Catalogue nearest(std::string_view tag);

    [[nodiscard]] std::string_view tag() const noexcept { return tag_; }
    /// Throws Fault(Invariant) for a key that is not there, or a pattern that needs a value it was not given.
    [[nodiscard]] std::string_view pattern(std::string_view key) const;
    [[nodiscard]] std::string text(std::string_view key, const TextValues& values = {}) const;
    /// "a text message and the authenticator app", by the language's rules (CLDR list patterns).
    [[nodiscard]] std::string list(const std::vector<std::string>& items) const;

    /// "Netherlands" for NL (CLDR); what is no ISO 3166 code stays as it is.
    [[nodiscard]] std::string country(std::string_view code) const;

private:
    std::string_view tag_;
    std::span<const embedded::Text> texts_;
};

}  // namespace rekey::message
