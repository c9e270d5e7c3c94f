#include "adapters/directory/writing.hpp"

#include <fmt/format.h>
#include <ldap.h>

#include <algorithm>

#include "adapters/directory/diagnosis.hpp"
#include "base/text.hpp"

namespace rekey::ldap {
namespace {

using directory::Refusal;
using directory::Written;

std::string words(const Reply& reply, Typed typed) {
    const bool repeats = std::ranges::any_of(
        typed, [&](const Secret& secret) { return !secret.empty() && reply.text.find(secret.reveal()) != std::string::npos; });
    return repeats ? "(its words are left out: they repeat what was typed)" : to_line(reply.text);
}

std::string place_of(const Subject& subject) {
    return fmt::format("server {}, DN {}{}{}", subject.server, to_line(subject.dn), subject.control.empty() ? "" : ", control ",
                       subject.control);
}

}  // namespace

Written written(const Answer<Reply>& answer, const Subject& subject, Typed typed) {
    if (!answer) {
        const auto how = answer.error().sent == Lost::Sent::No ? Written::How::NotSent : Written::How::Unknown;
        return {.how = how, .detail = fmt::format("{}; {}", answer.error().why, place_of(subject))};
    }
    if (answer->good()) return {};
    return refused(refusal_of(subject.driver, *answer),
                   fmt::format("{} {}: {}; {}", answer->code, ldap_err2string(answer->code), words(*answer, typed), place_of(subject)));
}

Written refused(Refusal refusal, std::string detail) {
    return {.how = Written::How::Refused, .refusal = refusal, .detail = std::move(detail)};
}

Written not_sent(std::string why) { return {.how = Written::How::NotSent, .detail = std::move(why)}; }

Written before_the_write(const Error& error) {
    return error.code == ErrorCode::Unreachable ? not_sent(error.detail) : refused(Refusal::Other, error.detail);
}

}  // namespace rekey::ldap
