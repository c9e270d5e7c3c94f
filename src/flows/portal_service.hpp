#pragma once
#include <string>
#include <vector>

#include "flows/reset_view.hpp"
#include "ports/captcha.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// What a portal shows before anybody has said who they are: the schema Portal of api/openapi.yaml.
struct PortalView {
    std::string tenant_name, user_id_example;
    std::vector<std::string> languages;
    std::string language;
    bool reset_offered = true, unlock_offered = false;
    std::string help_phone, help_hours, help_place, help_url, help_email, privacy_url;
    std::optional<Link> sign_in, return_to;
    Instant now;
    std::optional<ports::CaptchaChallenge> captcha;  ///< a first picture, when asked for: it saves the first load a request
};

enum class FirstCaptcha : std::uint8_t { None, Picture };

/// Facts about the tenant, its colours, and captcha challenges. Nothing here depends on a person.
class PortalService final {
public:
    PortalService(ports::Store& store, ports::Captcha& captcha) : store_(store), captcha_(captcha) {}

    /// `preferred` are language tags, best first. An unknown return name is InvalidInput.
    [[nodiscard]] Result<PortalView> portal(const TenantId& tenant, const std::vector<std::string>& preferred, std::string_view return_name,
                                            FirstCaptcha captcha);
    /// The tenant's style sheet: only --brand, --on-brand, --brand-dark, --on-brand-dark.
    [[nodiscard]] std::string brand_css(const TenantId& tenant);

    /// Lives by the store's clock, which also judges it: a node whose own clock is wrong hands out good ones.
    [[nodiscard]] ports::CaptchaChallenge new_captcha(const TenantId& tenant, ports::CaptchaKind kind, std::string_view language);
    [[nodiscard]] Result<Bytes> captcha_picture(const TenantId& tenant, std::string_view token);
    [[nodiscard]] Result<Bytes> captcha_sound(const TenantId& tenant, std::string_view token);

private:
    ports::Store& store_;
    ports::Captcha& captcha_;
};

}  // namespace rekey::flows
