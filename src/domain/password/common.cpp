// What everybody tries first: the built-in list (common.txt), a listed word with a few digits or signs behind it, the same piece
// again and again, and walks over the keyboard or the alphabet.
#include <algorithm>
#include <array>
#include <unordered_set>

#include "domain/password/fold.hpp"
#include "domain/password/rules.hpp"
#include "embedded/common_passwords.hpp"

namespace rekey::password {
namespace {

/// A year and a sign or two; a longer tail may well be a secret.
constexpr std::size_t kMaxTail = 6;
constexpr std::size_t kMaxPeriod = 4;
constexpr std::size_t kLeastWalk = 3;

using List = std::unordered_set<std::u32string_view>;

/// The list is ASCII, one folded entry a line, comments after `# `.
std::u32string decode_list() {
    const auto text = embedded::common_passwords;
    return {text.begin(), text.end()};
}

const List& list() {
    static const std::u32string text = decode_list();
    static const List entries = [] {
        List made;
        for (std::u32string_view rest = text; !rest.empty();) {
            const auto end = std::min(rest.find(U'\n'), rest.size());
            const auto line = rest.substr(0, end);
            if (!line.empty() && !line.starts_with(U"# ")) made.insert(line);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return made;
    }();
    return entries;
}

bool listed(std::u32string_view folded) { return list().contains(folded); }

bool is_letter(char32_t c) noexcept { return (c >= U'a' && c <= U'z') || c > 0x7F; }

/// `small` is not folded, so that digits are still digits.
bool is_listed_with_tail(std::u32string_view small, std::u32string_view folded) {
    std::size_t head = small.size();
    while (head > 0 && !is_letter(small[head - 1])) --head;
    const auto tail = small.size() - head;
    return head > 0 && tail > 0 && tail <= kMaxTail && listed(folded.substr(0, head));
}

bool is_repetition(std::u32string_view small, std::u32string_view folded) {
    for (std::size_t period = 1; period <= small.size() / 2; ++period) {
        if (small.size() % period != 0) continue;
        const bool repeats = small.substr(period) == small.substr(0, small.size() - period);
        if (repeats && (period <= kMaxPeriod || listed(folded.substr(0, period)))) return true;
    }
    return false;
}

/// Rows and columns of the usual keyboards, digits and the alphabet; each may be walked both ways and round its end.
constexpr std::array<std::u32string_view, 12> kPaths{U"1234567890", U"0123456789", U"qwertyuiop",
                                                     U"asdfghjkl",  U"zxcvbnm",    U"azertyuiop",
                                                     U"qsdfghjklm", U"wxcvbn",     U"abcdefghijklmnopqrstuvwxyz",
                                                     U"qwertzuiop", U"yxcvbnm",    U"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"};

/// How many characters at the front of `small` follow one path.
std::size_t longest_walk(std::u32string_view small) {
    std::size_t longest = 0;
    for (const auto path : kPaths) {
        const auto from = path.find(small.front());
        if (from == std::u32string_view::npos) continue;
        const auto size = path.size();
        std::size_t up = 1;
        while (up < small.size() && small[up] == path[(from + up) % size]) ++up;
        std::size_t down = 1;
        while (down < small.size() && small[down] == path[(from + size * down - down) % size]) ++down;
        longest = std::max({longest, up, down});
    }
    return longest;
}

bool is_walk(std::u32string_view small) {
    if (small.empty()) return false;
    for (auto rest = small; !rest.empty();) {
        const auto walked = longest_walk(rest);
        if (walked < kLeastWalk) return false;
        rest.remove_prefix(walked);
    }
    return true;
}

}  // namespace

bool is_common(std::string_view candidate) {
    const auto small = to_small(candidate);
    const auto folded = fold(candidate);
    return listed(folded.view()) || is_listed_with_tail(small.view(), folded.view()) || is_repetition(small.view(), folded.view()) ||
           is_walk(small.view());
}

}  // namespace rekey::password
