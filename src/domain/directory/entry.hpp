#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace rekey::directory {

/// One attribute as a directory sent it. Values may be any bytes.
struct Attribute {
    std::string name;  ///< in the directory's spelling, with its options: member;range=0-1499
    std::vector<std::string> values;
};

/// One entry as a directory sent it: nobody has looked at it yet.
struct Entry {
    std::string dn;
    std::vector<Attribute> attributes;

    /// Nullptr when it is not there. Names compare without case (RFC 4512 section 2.5).
    [[nodiscard]] const Attribute* find(std::string_view name) const noexcept;
    /// The first value; empty when there is none.
    [[nodiscard]] std::string_view first(std::string_view name) const noexcept;
    /// Is this one of its values, byte for byte?
    [[nodiscard]] bool has(std::string_view name, std::string_view value) const noexcept;
};

}  // namespace rekey::directory
