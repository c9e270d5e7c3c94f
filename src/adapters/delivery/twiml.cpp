#include "adapters/delivery/twiml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "adapters/delivery/spoken.hpp"

namespace rekey::delivery {
namespace {

constexpr std::size_t kMostKeys = 16;

/// Of the voice, as Twilio names it. The first one is for whatever has no voice here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kVoices{{{"en", "en-GB"}, {"nl", "nl-NL"}}};

std::string_view voice_of(std::string_view language) {
    const auto* const found = std::ranges::find(kVoices, language, &std::pair<std::string_view, std::string_view>::first);
    return found == kVoices.end() ? kVoices.front().second : found->second;
}

/// Safe in an element and in an attribute (XML 1.0 sections 2.2 and 2.4).
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&apos;"; break;
            default: out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return out;
}

std::string document(std::string_view verbs) {
    return fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?><Response>{}<Hangup/></Response>)", verbs);
}

std::string say(const call::Request& request, std::string_view text) {
    return fmt::format(R"(<Say language="{}">{}</Say>)", voice_of(request.language), escaped(text));
}

/// Twilio waits as long between two keys as for the first: several short waits let somebody who pressed 9 hear soon that it counts.
std::string listen(const call::Request& request, const std::string& action, std::string_view said) {
    constexpr seconds kBetweenKeys{5};
    const auto patience = call::Conversation(request).patience();
    const auto wait = request.number.empty() ? patience : kBetweenKeys;
    const auto end = request.number.empty() ? R"(numDigits="1" finishOnKey="")" : R"(finishOnKey="#")";
    const auto head = fmt::format(R"(<Gather input="dtmf" {} timeout="{}" action="{}">)", end, wait.count(), escaped(action));
    auto verbs = head + say(request, said) + "</Gather>";
    for (auto waited = wait; waited < patience; waited += wait) verbs += head + "</Gather>";
    return verbs;
}

std::string_view words(const call::Request& request, call::Say what) {
    switch (what) {
        case call::Say::Text: return request.text;
        case call::Say::Wrong: return request.phrases.wrong;
        case call::Say::Confirmed: return request.phrases.confirmed;
        case call::Say::Denied: return request.phrases.denied;
    }
    return {};
}

}  // namespace

std::string twiml_opening(const call::Request& request, const std::string& action) {
    return document(action.empty() ? say(request, request.text) : listen(request, action, request.text));
}

ports::Turn twiml_turn(const call::Request& request, const std::string& action, std::string_view keys, int wrong) {
    call::Conversation conversation(request, wrong);
    for (const char key : keys.substr(0, kMostKeys)) static_cast<void>(conversation.key(key));
    static_cast<void>(conversation.key('#'));  // which Twilio does not pass on
    const auto said = words(request, conversation.saying());
    const bool over = conversation.spoken() == call::Conversation::Next::HangUp;
    const auto next = conversation.wrong() == 0 ? action : fmt::format("{}?wrong={}", action, conversation.wrong());
    return {keyed_of(conversation.keyed()), document(over ? say(request, said) : listen(request, next, said))};
}

std::string twiml_end() { return document({}); }

}  // namespace rekey::delivery
