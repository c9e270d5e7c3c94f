#include "adapters/store/sql/dialect.hpp"

#include <utility>

namespace rekey::store {

std::string render(std::string_view text, const Dialect& dialect) {
    const std::pair<std::string_view, std::string_view> words[] = {{"$", dialect.parameter},
                                                                   {"{lock}", dialect.lock},
                                                                   {"{int}", dialect.integer},
                                                                   {"{bytes}", dialect.bytes},
                                                                   {"{table}", dialect.table}};
    std::string out;
    out.reserve(text.size() + 64);
    while (!text.empty()) {
        std::size_t taken = 0;
        for (const auto& [word, meaning] : words) {
            if (!text.starts_with(word)) continue;
            out += meaning;
            taken = word.size();
        }
        if (taken == 0) {
            out += text.front();
            taken = 1;
        }
        text.remove_prefix(taken);
    }
    return out;
}

}  // namespace rekey::store
