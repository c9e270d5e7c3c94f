#include "adapters/store/sql/text_map.hpp"

namespace rekey::store {
namespace {

void append_escaped(std::string& out, std::string_view text, char also) {
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == also) out += '\\';
        out += c;
    }
}

}  // namespace

std::string encode_map(const std::map<std::string, std::string>& map) {
    std::string out;
    for (const auto& [key, value] : map) {
        append_escaped(out, key, '=');
        out += '=';
        append_escaped(out, value, '\\');
        out += '\n';
    }
    return out;
}

std::map<std::string, std::string> decode_map(std::string_view text) {
    std::map<std::string, std::string> map;
    std::string key, value;
    auto* part = &key;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && i + 1 < text.size()) {
            const char escaped = text[++i];
            *part += escaped == 'n' ? '\n' : escaped;
        } else if (c == '=' && part == &key) {
            part = &value;
        } else if (c == '\n') {
            map[key] = value;
            key.clear();
            value.clear();
            part = &key;
        } else {
            *part += c;
        }
    }
    return map;
}

}  // namespace rekey::store
