#include "domain/directory/dn.hpp"

#include "base/text.hpp"

namespace rekey::directory {

std::string fold_dn(std::string_view dn) {
    std::string folded;
    folded.reserve(dn.size());
    bool escaped = false, beginning = true;
    std::size_t text_end = 0;  // of what is kept whatever follows: spaces before a separator go
    for (const char c : dn) {
        const bool separator = !escaped && (c == ',' || c == '=' || c == '+');
        if (separator) folded.resize(text_end);
        if (!escaped && c == ' ' && beginning) continue;
        folded += c;
        beginning = separator;
        if (escaped || c != ' ') text_end = folded.size();
        escaped = !escaped && c == '\\';
    }
    folded.resize(text_end);
    // What is no text is compared as it is: else many such would be one.
    return is_text(folded) ? to_lower(folded) : folded;
}

std::string_view folder_of(std::string_view dn) noexcept {
    for (std::size_t i = 0; i < dn.size(); ++i) {
        if (dn[i] == '\\') {
            ++i;
        } else if (dn[i] == ',') {
            return dn.substr(i + 1);
        }
    }
    return {};
}

}  // namespace rekey::directory
