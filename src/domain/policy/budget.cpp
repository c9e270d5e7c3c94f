#include "domain/policy/budget.hpp"

namespace rekey::policy {

Limit sends_per_network(const tenant::Settings& s, bool trusted) noexcept {
    return {"sends.network", trusted ? s.trusted_network_sends_per_hour : s.network_sends_per_hour, hours{1}};
}

Limit phone_sends_per_country(const tenant::Settings& s, std::string_view country) noexcept {
    return {"country.day", country == s.region ? s.tenant_phone_sends_per_day : s.country_phone_sends_per_day, hours{24}};
}

Limit phone_sends_per_tenant(const tenant::Settings& s) noexcept { return {"tenant.day", s.tenant_phone_sends_per_day, hours{24}}; }

std::int64_t alert_at(const Limit& limit) noexcept { return (limit.count * 4 + 4) / 5; }

Limit watched_sends(const tenant::Settings& s) noexcept { return {"country.sent", s.country_alarm_sends, hours{1}}; }

Limit untyped_sends(const tenant::Settings& s) noexcept {
    auto limit = watched_sends(s);
    limit.name = "country.untyped";
    return limit;
}

Limit country_stop(const tenant::Settings& s) noexcept { return {"country.stop", 1, hours{s.country_stop_hours}}; }

bool is_pumped(const tenant::Settings& s, const Typing& typing) noexcept {
    if (typing.sent < s.country_alarm_sends) return false;
    return (typing.sent - typing.untyped) * 100 < s.country_alarm_percent * typing.sent;
}

}  // namespace rekey::policy
