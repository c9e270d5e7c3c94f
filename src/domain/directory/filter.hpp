#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rekey::directory {

/// A search filter in the string form of RFC 4515, with its parentheses. Whatever made it, it is one whole filter: put together with others
/// it stays what it was, so that neither a value nor an administrator's part can change what is asked beside it.
class Filter final {
public:
    /// Reads what an administrator wrote. InvalidInput with a sentence that says where it ends to be a filter.
    [[nodiscard]] static Result<Filter> parse(std::string_view text);
    /// The attribute has this value; the value may be any bytes.
    [[nodiscard]] static Filter equals(std::string_view attribute, std::string_view value);
    [[nodiscard]] static Filter at_least(std::string_view attribute, std::string_view value);
    [[nodiscard]] static Filter all_of(const std::vector<Filter>& parts);
    [[nodiscard]] static Filter any_of(const std::vector<Filter>& parts);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// What it asks of an entry: names without options, in its spelling, each once.
    [[nodiscard]] std::vector<std::string> attributes() const;
    friend bool operator==(const Filter&, const Filter&) = default;

private:
    explicit Filter(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] static Filter joined(char sign, const std::vector<Filter>& parts);
    std::string text_;
};

/// The name of an attribute, or its OID, without options (RFC 4512 section 1.4): cn, 2.5.4.3.
[[nodiscard]] bool is_attribute(std::string_view name) noexcept;

}  // namespace rekey::directory
