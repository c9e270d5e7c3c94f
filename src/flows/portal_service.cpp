#include "flows/portal_service.hpp"

#include <algorithm>

#include "flows/reset_context.hpp"

namespace rekey::flows {
namespace {

/// The best language both sides have: an exact tag first, then its primary subtag ("nl-BE" finds "nl", RFC 4647 look-up).
std::string negotiate(const tenant::Settings& settings, const std::vector<std::string>& preferred) {
    const auto has = [&](const std::string& tag) { return std::ranges::find(settings.languages, tag) != settings.languages.end(); };
    for (const auto& tag : preferred) {
        if (has(tag)) return tag;
        if (const auto primary = tag.substr(0, tag.find('-')); has(primary)) return primary;
    }
    return settings.default_language;
}

}  // namespace

Result<PortalView> PortalService::portal(const TenantId& tenant, const std::vector<std::string>& preferred, std::string_view return_name,
                                         FirstCaptcha captcha) {
    const auto unit = store_.begin(tenant, ports::Access::Read);
    const auto settings = load_settings(*unit);
    PortalView view;
    if (!return_name.empty()) {
        const auto link = tenant::return_link(settings, return_name);
        if (!link) return fail(ErrorCode::InvalidInput, "no return link of that name");
        view.return_to = Link{link->url, link->label};
    }
    view.tenant_name = settings.display_name;
    view.user_id_example = settings.user_id_example;
    view.languages = settings.languages;
    view.language = negotiate(settings, preferred);
    view.reset_offered = settings.scope != tenant::Scope::None;
    view.unlock_offered = settings.unlock_offered;
    view.help_phone = settings.help_phone;
    view.help_hours = settings.help_hours;
    view.help_place = settings.help_place;
    view.help_url = settings.help_url;
    view.help_email = settings.help_email;
    view.privacy_url = settings.privacy_url;
    if (!settings.sign_in_url.empty()) view.sign_in = Link{settings.sign_in_url, settings.sign_in_label};
    view.now = unit->now();
    if (captcha == FirstCaptcha::Picture) view.captcha = captcha_.make(tenant, ports::CaptchaKind::Picture, view.language, view.now);
    return view;
}

std::string PortalService::brand_css(const TenantId& tenant) {
    const auto unit = store_.begin(tenant, ports::Access::Read);
    const auto settings = load_settings(*unit);
    return ":root{--brand:" + settings.brand + ";--on-brand:" + settings.on_brand + ";--brand-dark:" + settings.brand_dark +
           ";--on-brand-dark:" + settings.on_brand_dark + "}\n";
}

ports::CaptchaChallenge PortalService::new_captcha(const TenantId& tenant, ports::CaptchaKind kind, std::string_view language) {
    return captcha_.make(tenant, kind, language, store_.begin(tenant, ports::Access::Read)->now());
}

Result<Bytes> PortalService::captcha_picture(const TenantId& tenant, std::string_view token) { return captcha_.picture(tenant, token); }

Result<Bytes> PortalService::captcha_sound(const TenantId& tenant, std::string_view token) { return captcha_.sound(tenant, token); }

}  // namespace rekey::flows
