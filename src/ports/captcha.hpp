#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "base/time.hpp"

namespace rekey::ports {

enum class CaptchaKind : std::uint8_t { Picture, Sound };

struct CaptchaChallenge {
    std::string token;  ///< sealed, stateless: tenant, purpose, answer, expiry
    CaptchaKind kind = CaptchaKind::Picture;
    std::int64_t length = 6;
    Instant expires_at;
};

/// What a presented token says about itself, once its seal has been checked.
struct CaptchaClaim {
    Instant expires_at;
    bool right = false;  ///< the answer fits (compared without case, look-alikes folded)
    Bytes nonce;         ///< identifies the challenge: marked used in the store when redeemed
};

/// Challenges need no state until they are redeemed. The answer is inside the token, sealed.
class Captcha {
public:
    virtual ~Captcha() = default;
    [[nodiscard]] virtual CaptchaChallenge make(const TenantId& tenant, CaptchaKind kind, std::string_view language, Instant now) = 0;
    /// Nothing when the token is not ours, of another tenant, or altered. Does not judge expiry: the caller has the store's clock.
    [[nodiscard]] virtual std::optional<CaptchaClaim> open(const TenantId& tenant, std::string_view token,
                                                           std::string_view answer) const = 0;
    /// The same bytes each time it is asked. InvalidInput for a token that is not ours or of the other kind.
    [[nodiscard]] virtual Result<Bytes> picture(const TenantId& tenant, std::string_view token) const = 0;  ///< PNG, greyscale
    [[nodiscard]] virtual Result<Bytes> sound(const TenantId& tenant, std::string_view token) const = 0;    ///< WAV, mono
};

}  // namespace rekey::ports
