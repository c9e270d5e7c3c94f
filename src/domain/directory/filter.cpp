#include "domain/directory/filter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace rekey::directory {
namespace {

constexpr std::size_t kLongest = 4096;
constexpr int kDeepest = 32;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_key(char c) { return is_letter(c) || is_digit(c) || c == '-'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// RFC 4515 section 3: what is no plain character of a value. Bytes beyond ASCII are escaped too: they need not be text.
std::string escaped(std::string_view value) {
    std::string out;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte > 0x7E || c == '(' || c == ')' || c == '*' || c == '\\') {
            out += fmt::format("\\{:02x}", byte);
        } else {
            out += c;
        }
    }
    return out;
}

/// Walks over the text; each function takes what it is named for, and says whether it was there.
class Reader final {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    bool filter(int depth = 0) {
        if (depth > kDeepest || !take('(')) return false;
        const bool good = next() == '&' || next() == '|' ? list(depth) : next() == '!' ? ++at_ > 0 && filter(depth + 1) : item();
        return good && take(')');
    }
    [[nodiscard]] bool is_at_end() const { return at_ == text_.size(); }
    [[nodiscard]] std::size_t at() const { return at_; }

private:
    [[nodiscard]] char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool take(char c) {
        if (next() != c || at_ == text_.size()) return false;
        ++at_;
        return true;
    }
    template <class Is>
    bool some(Is is) {
        const auto from = at_;
        while (at_ < text_.size() && is(text_[at_])) ++at_;
        return at_ > from;
    }

    bool list(int depth) {
        ++at_;
        if (!filter(depth + 1)) return false;
        while (next() == '(') {
            if (!filter(depth + 1)) return false;
        }
        return true;
    }

    bool name() {
        if (is_letter(next())) return some(is_key);
        do {
            if (!some(is_digit)) return false;
        } while (take('.'));
        return true;
    }

    bool item() {
        const bool named = next() != ':';
        if (named) {
            if (!name()) return false;
            while (take(';')) {
                if (!some(is_key)) return false;
            }
        }
        if (next() == ':') return extended(named);
        if (take('=')) return value(true);
        return (take('~') || take('>') || take('<')) && take('=') && value(false);
    }

    /// attr [:dn] [:rule] := value; without an attribute there is a rule.
    bool extended(bool named) {
        take(':');
        bool ruled = false;
        if (to_lower(text_.substr(at_, 3)) == "dn:") at_ += 3;
        if (next() != '=') {
            if (!name() || !take(':')) return false;
            ruled = true;
        }
        return (named || ruled) && take('=') && value(false);
    }

    bool value(bool stars) {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == ')') return true;
            if (c == '(' || c == '\0' || (c == '*' && !stars)) return false;
            if (c == '\\') {
                if (at_ + 2 >= text_.size() || !is_hex(text_[at_ + 1]) || !is_hex(text_[at_ + 2])) return false;
                at_ += 2;
            }
            ++at_;
        }
        return false;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

Result<Filter> Filter::parse(std::string_view text) {
    const auto whole = trim(text);
    if (whole.size() > kLongest) return fail(ErrorCode::InvalidInput, fmt::format("a filter has at most {} characters", kLongest));
    if (!is_line(whole)) return fail(ErrorCode::InvalidInput, "a filter is text on one line");
    Reader reader(whole);
    if (!reader.filter() || !reader.is_at_end()) {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("no LDAP filter (RFC 4515) from character {} on: it looks like (department=Sales) or (&(a=1)(!(b=2)))",
                                reader.at() + 1));
    }
    return Filter(std::string(whole));
}

Filter Filter::equals(std::string_view attribute, std::string_view value) {
    return Filter(fmt::format("({}={})", attribute, escaped(value)));
}

Filter Filter::at_least(std::string_view attribute, std::string_view value) {
    return Filter(fmt::format("({}>={})", attribute, escaped(value)));
}

Filter Filter::joined(char sign, const std::vector<Filter>& parts) {
    if (parts.size() == 1) return parts.front();
    std::string text{'(', sign};
    for (const auto& part : parts) text += part.text_;
    return Filter(text + ')');
}

std::vector<std::string> Filter::attributes() const {
    std::vector<std::string> names;
    // A parenthesis in a value is escaped: each one that is seen begins a part.
    for (auto at = text_.find('('); at != std::string::npos; at = text_.find('(', at + 1)) {
        const auto name = text_.substr(at + 1, text_.find_first_of("=<>~:;", at) - at - 1);
        if (is_attribute(name) && std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    return names;
}

Filter Filter::all_of(const std::vector<Filter>& parts) { return joined('&', parts); }
Filter Filter::any_of(const std::vector<Filter>& parts) { return joined('|', parts); }

bool is_attribute(std::string_view name) noexcept {
    if (name.empty() || name.size() > 128) return false;
    if (is_letter(name.front())) return std::ranges::all_of(name, is_key);
    const bool plain = std::ranges::all_of(name, [](char c) { return is_digit(c) || c == '.'; });
    return plain && is_digit(name.front()) && is_digit(name.back()) && name.find("..") == std::string_view::npos;
}

}  // namespace rekey::directory
