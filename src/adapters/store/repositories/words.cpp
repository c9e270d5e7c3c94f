#include "adapters/store/repositories/words.hpp"

#include <fmt/format.h>

#include "adapters/store/repositories/scope.hpp"

namespace rekey::store {

std::optional<method::Channel> parse_channel(std::string_view name) noexcept {
    for (const auto kind : method::kAllKinds) {
        const auto channel = method::channel_of(kind);
        if (method::name(channel) == name) return channel;
    }
    return std::nullopt;
}

std::string join_channels(const std::vector<method::Channel>& channels) {
    std::string out;
    for (const auto channel : channels) {
        if (!out.empty()) out += ',';
        out += method::name(channel);
    }
    return out;
}

std::vector<method::Channel> split_channels(std::string_view text) {
    std::vector<method::Channel> channels;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(','));
        channels.push_back(known(parse_channel(word), "attempt.passed"));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return channels;
}

std::string among(std::string_view provider) { return fmt::format("% {} %", provider); }

}  // namespace rekey::store
