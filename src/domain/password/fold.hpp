#pragma once
#include <cstring>
#include <string>
#include <string_view>

namespace rekey::password {

/// A copy of a candidate for comparing, one code point an element; wiped when it goes.
class Folded final {
public:
    explicit Folded(std::u32string text) : text_(std::move(text)) {}
    Folded(const Folded&) = delete;
    Folded& operator=(const Folded&) = delete;
    Folded(Folded&&) noexcept = default;
    Folded& operator=(Folded&&) = delete;
    ~Folded() { explicit_bzero(text_.data(), text_.capacity() * sizeof(char32_t)); }

    [[nodiscard]] std::u32string_view view() const noexcept { return text_; }

private:
    std::u32string text_;
};

/// Small letters (one code point for one, so positions stay), nothing else changed.
[[nodiscard]] Folded to_small(std::string_view text);

/// Small letters, and the usual stand-ins read as the letters they stand for: 0→o 1→l $→s @→a (as Microsoft publishes for its banned
/// password lists), and 3→e 4→a 5→s 7→t.
[[nodiscard]] Folded fold(std::string_view text);
[[nodiscard]] char32_t fold(char32_t small) noexcept;

}  // namespace rekey::password
