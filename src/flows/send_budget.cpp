#include "flows/send_budget.hpp"

#include <array>
#include <string>

#include "domain/policy/budget.hpp"
#include "flows/account_key.hpp"
#include "flows/admin/admin_unit.hpp"
#include "flows/phone.hpp"

namespace rekey::flows {
namespace {

constexpr std::array<std::string_view, 11> kNames{"none",    "not_on_file",     "account",         "destination", "denied", "prompted",
                                                  "network", "country_refused", "country_stopped", "country",     "tenant"};
static_assert(kNames.size() == static_cast<std::size_t>(Withheld::Tenant) + 1, "every reason has a name");

/// The sending of one code, as it goes past the counters it shares with others.
class Count final {
public:
    Count(ports::UnitOfWork& unit, const BudgetPorts& ports, const TenantId& tenant, const CodeToSend& code, Withheld why)
        : unit_(unit),
          ports_(ports),
          tenant_(tenant),
          code_(code),
          why_(why),
          beside_(guess_key(ports.notices.macs, tenant, code.subject)) {}

    [[nodiscard]] Withheld run() {
        count_network();
        if (!method::is_phone(code_.kind)) return why_;
        country_ = country_served(ports_.phones, code_.settings, code_.address);
        if (country_.empty()) withhold(Withheld::CountryRefused);
        country_key_ = flows::country_key(ports_.notices.macs, tenant_, country_);
        const auto stop = policy::country_stop(code_.settings);
        if (unit_.counters().count(stop.name, goes() ? country_key_ : beside_) > 0) withhold(Withheld::CountryStopped);
        const auto in_country = policy::phone_sends_per_country(code_.settings, country_);
        // The tenant's own country has the whole budget: what is spent is the tenant's.
        const bool own = country_ == code_.settings.region;
        static_cast<void>(add(in_country, country_key_, own ? Withheld::Tenant : Withheld::Country));
        const auto of_tenant = policy::phone_sends_per_tenant(code_.settings);
        const auto number = add(of_tenant, tenant_key(ports_.notices.macs, tenant_), Withheld::Tenant);
        watch_typing(stop);
        if (number == policy::alert_at(of_tenant)) tell_nearly_spent(of_tenant, number);
        if (number == of_tenant.count) record_event(audit::Kind::SendBudgetSpent, {{"limit", std::to_string(of_tenant.count)}});
        return why_;
    }

private:
    [[nodiscard]] bool goes() const noexcept { return why_ == Withheld::Nothing; }
    void withhold(Withheld why) noexcept {
        if (goes()) why_ = why;
    }

    /// Counts for real while nothing stands in the way, and beside it afterwards. The number of this one; 0: beside.
    std::int64_t add(const policy::Limit& limit, const Mac& real, Withheld over) {
        const bool counts = goes();
        const std::int64_t number = unit_.counters().add(limit.name, counts ? real : beside_, limit.window);
        if (counts && number > limit.count) withhold(over);
        return counts ? number : 0;
    }

    void count_network() {
        const bool trusted = policy::in_networks(code_.network, code_.settings.trusted_networks);
        const auto limit = policy::sends_per_network(code_.settings, trusted);
        const auto key = network_key(ports_.notices.macs, tenant_, code_.network);
        if (unit_.counters().add(limit.name, key, limit.window) > limit.count) withhold(Withheld::Network);
    }

    /// Both counters are added to, always together, and only for what is sent. Judged is what was sent before this code, which nobody can
    /// have typed yet.
    void watch_typing(const policy::Limit& stop) {
        const auto watched = policy::watched_sends(code_.settings), untyped = policy::untyped_sends(code_.settings);
        const bool counts = goes();
        const auto& key = counts ? country_key_ : beside_;
        auto all_sends = unit_.counters().add(watched.name, key, watched.window);
        auto untyped_sends = unit_.counters().add(untyped.name, key, untyped.window);
        const policy::Typing typing{all_sends.get() - 1, untyped_sends.get() - 1};
        if (!counts || !policy::is_pumped(code_.settings, typing)) return;
        withhold(Withheld::CountryStopped);
        stop_country(stop, typing);
    }

    /// Of several at once, the first tells.
    void stop_country(const policy::Limit& stop, const policy::Typing& typing) {
        if (unit_.counters().add(stop.name, country_key_, stop.window) > 1) return;
        const auto sent = std::to_string(typing.sent), typed = std::to_string(typing.sent - typing.untyped);
        record_event(audit::Kind::CountryStopped, {{"country", country_}, {"sent", sent}, {"typed", typed}});
        tell_administrators(
            unit_, ports_.notices, tenant_, message::Kind::CountryStopped,
            {{"country", country_}, {"sent", sent}, {"typed", typed}, {"paused_until", to_rfc3339(unit_.now() + stop.window)}});
    }

    void tell_nearly_spent(const policy::Limit& limit, std::int64_t number) {
        const auto sent = std::to_string(number), most = std::to_string(limit.count);
        record_event(audit::Kind::SendBudgetNearlySpent, {{"sent", sent}, {"limit", most}});
        tell_administrators(unit_, ports_.notices, tenant_, message::Kind::BudgetNearlySpent,
                            {{"sent", sent}, {"limit", most}, {"at", to_rfc3339(unit_.now())}});
    }

    void record_event(audit::Kind kind, AuditDetails details) {
        record(unit_, ports_.notices.entropy, Actor{"system", std::string(code_.network)}, kind, std::nullopt, std::move(details));
    }

    ports::UnitOfWork& unit_;
    const BudgetPorts& ports_;
    const TenantId& tenant_;
    const CodeToSend& code_;
    Withheld why_;
    Mac beside_;
    std::string country_;
    Mac country_key_{};
};

}  // namespace

std::string_view name(Withheld why) noexcept { return kNames[static_cast<std::size_t>(why)]; }

Withheld count_shared(ports::UnitOfWork& unit, const BudgetPorts& ports, const TenantId& tenant, const CodeToSend& code, Withheld why) {
    return Count(unit, ports, tenant, code, why).run();
}

void note_typed(ports::UnitOfWork& unit, const BudgetPorts& ports, const TenantId& tenant, const tenant::Settings& settings,
                method::Kind kind, std::string_view address) {
    if (!method::is_phone(kind)) return;
    const auto country = country_served(ports.phones, settings, address);
    unit.counters().refund(policy::untyped_sends(settings).name, country_key(ports.notices.macs, tenant, country));
}

void meter_send(Meter& meter, const std::optional<Issued>& issued) {
    if (!issued) return;
    const auto [kind, why] = *issued;
    meter.count("rekey_sends_total", {{"channel", method::name(method::channel_of(kind))},
                                      {"outcome", why == Withheld::Nothing ? "sent" : "suppressed"},
                                      {"reason", name(why)}});
}

}  // namespace rekey::flows
