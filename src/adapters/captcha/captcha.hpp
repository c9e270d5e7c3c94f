#pragma once
#include <chrono>

#include "adapters/captcha/glyphs.hpp"
#include "adapters/captcha/speech.hpp"
#include "adapters/captcha/token.hpp"
#include "ports/captcha.hpp"
#include "ports/crypto.hpp"
#include "ports/entropy.hpp"

namespace rekey::captcha {

/// The captcha that comes with the product: characters in a picture, or spoken digits. A challenge is a sealed token of 104 characters that
/// is bound to its tenant; nothing is kept until it is redeemed. Safe to call from several threads.
class BuiltinCaptcha final : public ports::Captcha {
public:
    /// How long a challenge can be answered (product rule: five minutes).
    static constexpr Duration kLifetime = std::chrono::minutes(5);

    /// The ports outlive it. Draws the glyphs (some 20 ms); throws Fault(Invariant) without fonts.
    BuiltinCaptcha(const ports::Sealer& sealer, const ports::KeyedHash& macs, ports::Entropy& entropy, const ports::Speech& speech);

    [[nodiscard]] ports::CaptchaChallenge make(const TenantId& tenant, ports::CaptchaKind kind, std::string_view language,
                                               Instant now) override;
    [[nodiscard]] std::optional<ports::CaptchaClaim> open(const TenantId& tenant, std::string_view token,
                                                          std::string_view answer) const override;
    [[nodiscard]] Result<Bytes> picture(const TenantId& tenant, std::string_view token) const override;
    [[nodiscard]] Result<Bytes> sound(const TenantId& tenant, std::string_view token) const override;

private:
    [[nodiscard]] std::optional<Token> unseal(const TenantId& tenant, std::string_view token) const;
    /// Seeds what is drawn or spoken: nobody without the key can foretell it from the token.
    [[nodiscard]] Mac seed(const Token& token) const;

    const ports::Sealer& sealer_;
    const ports::KeyedHash& macs_;
    ports::Entropy& entropy_;
    GlyphAtlas atlas_;
    mutable Speech speech_;
};

}  // namespace rekey::captcha
