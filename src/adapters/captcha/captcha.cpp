#include "adapters/captcha/captcha.hpp"

#include "adapters/captcha/answer.hpp"
#include "adapters/captcha/picture.hpp"
#include "adapters/captcha/sound.hpp"
#include "base/encoding.hpp"

namespace rekey::captcha {
namespace {

using ports::CaptchaKind;

constexpr std::size_t kLongestToken = 512;

ports::SealContext place(const TenantId& tenant) { return {"captcha", "token", tenant.view(), {}}; }

std::string draw_answer(CaptchaKind kind, ports::Entropy& entropy) {
    const auto alphabet = kind == CaptchaKind::Picture ? kLetters : kDigits;
    std::string answer;
    while (answer.size() < kAnswerLength) answer += alphabet[entropy.below(alphabet.size())];
    return answer;
}

}  // namespace

BuiltinCaptcha::BuiltinCaptcha(const ports::Sealer& sealer, const ports::KeyedHash& macs, ports::Entropy& entropy,
                               const ports::Speech& speech)
    : sealer_(sealer), macs_(macs), entropy_(entropy), atlas_(kLetters), speech_(speech) {}

ports::CaptchaChallenge BuiltinCaptcha::make(const TenantId& tenant, CaptchaKind kind, std::string_view language, Instant now) {
    Token token{kind, now + kLifetime, {}, std::string(spoken_language(language)), draw_answer(kind, entropy_)};
    entropy_.fill(token.nonce);
    auto text = to_base64url(sealer_.seal(encode(token), place(tenant)));
    return {std::move(text), kind, static_cast<std::int64_t>(kAnswerLength), token.expires_at};
}

std::optional<Token> BuiltinCaptcha::unseal(const TenantId& tenant, std::string_view token) const {
    if (token.size() > kLongestToken) return std::nullopt;
    const auto sealed = from_base64url(token);
    if (!sealed) return std::nullopt;
    const auto plain = sealer_.open(*sealed, place(tenant));
    if (!plain) return std::nullopt;
    return decode(*plain);
}

std::optional<ports::CaptchaClaim> BuiltinCaptcha::open(const TenantId& tenant, std::string_view token, std::string_view answer) const {
    const auto found = unseal(tenant, token);
    if (!found) return std::nullopt;
    const bool right = equal_ct(as_bytes(fold(found->answer)), as_bytes(fold(answer)));
    return ports::CaptchaClaim{found->expires_at, right, Bytes(found->nonce.begin(), found->nonce.end())};
}

Mac BuiltinCaptcha::seed(const Token& token) const { return macs_.mac(ports::MacPurpose::CaptchaMark, {as_bytes("media"), token.nonce}); }

Result<Bytes> BuiltinCaptcha::picture(const TenantId& tenant, std::string_view token) const {
    const auto found = unseal(tenant, token);
    if (!found || found->kind != CaptchaKind::Picture) return fail(ErrorCode::InvalidInput, "no picture challenge of this tenant");
    return draw_picture(atlas_, found->answer, Chance(seed(*found)));
}

Result<Bytes> BuiltinCaptcha::sound(const TenantId& tenant, std::string_view token) const {
    const auto found = unseal(tenant, token);
    if (!found || found->kind != CaptchaKind::Sound) return fail(ErrorCode::InvalidInput, "no sound challenge of this tenant");
    return speak_answer(speech_, found->language, found->answer, Chance(seed(*found)));
}

}  // namespace rekey::captcha
