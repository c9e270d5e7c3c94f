#include "domain/policy/throttle.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/network.hpp"

namespace rekey::policy {

Limit starts_per_10_minutes(const tenant::Settings& s, bool trusted) noexcept {
    return {"starts.10min", trusted ? s.trusted_starts_per_10_minutes : s.starts_per_10_minutes, minutes{10}};
}

Limit starts_per_hour(const tenant::Settings& s, bool trusted) noexcept {
    return {"starts.hour", trusted ? s.trusted_starts_per_hour : s.starts_per_hour, hours{1}};
}

Limit failed_proofs(const tenant::Settings& s, identity::Side side) noexcept {
    return {side == identity::Side::Familiar ? "proofs.familiar" : "proofs.unfamiliar", s.failed_proofs_per_day, hours{24}};
}

Limit pause(identity::Side side) noexcept {
    return {side == identity::Side::Familiar ? "pause.familiar" : "pause.unfamiliar", 1, hours{24}};
}

Limit sends_per_account(const tenant::Settings& s, method::Kind kind) noexcept {
    if (kind == method::Kind::Email) return {"sends.email", s.email_sends_per_hour, hours{1}};
    return {"sends.phone", s.phone_sends_per_hour, hours{1}};
}

Limit sends_per_destination(const tenant::Settings& s, method::Kind kind) noexcept {
    if (kind == method::Kind::Email) return {"destination.email", s.destination_emails_per_hour, hours{1}};
    if (kind == method::Kind::VoiceOffice) return {"destination.office", s.destination_office_per_hour, hours{1}};
    return {"destination.mobile", s.destination_mobile_per_hour, hours{1}};
}

Limit validations_per_account(const tenant::Settings& s) noexcept { return {"validations", s.validations_per_hour, hours{1}}; }

Limit sign_in_proofs(const tenant::Settings& s, identity::Side side) noexcept {
    auto limit = validations_per_account(s);
    if (side == identity::Side::Familiar) limit.name = "validations.familiar";
    return limit;
}

Limit call_prompts() noexcept { return {"calls.prompts", 1, minutes{1}}; }

Limit denied_calls() noexcept { return {"calls.denied", 0, minutes{15}}; }

Limit resets_per_account(const tenant::Settings& s) noexcept { return {"resets", s.resets_per_day, hours{24}}; }

Limit refused_sign_ins_per_10_minutes(const tenant::Settings& s, bool trusted) noexcept {
    return {"sign_ins.10min", trusted ? s.trusted_refused_sign_ins_per_10_minutes : s.refused_sign_ins_per_10_minutes, minutes{10}};
}

Limit refused_sign_ins_per_hour(const tenant::Settings& s, bool trusted) noexcept {
    return {"sign_ins.hour", trusted ? s.trusted_refused_sign_ins_per_hour : s.refused_sign_ins_per_hour, hours{1}};
}

Limit password_changes(const tenant::Settings& s) noexcept { return {"password_changes", s.candidate_passwords, hours{1}}; }

Limit binds(std::int64_t most, Duration window) noexcept { return {"binds", most, window}; }

Limit unfamiliar_binds(std::int64_t most, Duration window) noexcept { return {"binds.unfamiliar", most, window}; }

Limit open_binds(std::int64_t most) noexcept { return {"binds.open", most, minutes{2}}; }

Limit doubted_password() noexcept { return {"password.doubted", 0, days{36'500}}; }

Limit must_change_there() noexcept { return {"must_change_there", 0, hours{24}}; }

std::array<std::string_view, 8> forgiven_counters() {
    using enum identity::Side;
    const tenant::Settings any;  // names do not depend on the policy
    return {failed_proofs(any, Unfamiliar).name,
            failed_proofs(any, Familiar).name,
            pause(Unfamiliar).name,
            pause(Familiar).name,
            sign_in_proofs(any, Unfamiliar).name,
            sign_in_proofs(any, Familiar).name,
            sends_per_account(any, method::Kind::Email).name,
            sends_per_account(any, method::Kind::Sms).name};
}

std::string client_network(std::string_view text) {
    auto address = parse_address(text);
    if (!address) return "unknown";
    std::array<char, INET6_ADDRSTRLEN> out{};
    if (is_v4(*address)) return inet_ntop(AF_INET, address->data() + 12, out.data(), out.size());
    std::fill(address->begin() + 8, address->end(), std::uint8_t{0});
    return fmt::format("{}/64", inet_ntop(AF_INET6, address->data(), out.data(), out.size()));
}

bool in_networks(std::string_view text, std::span<const std::string> cidrs) {
    const auto address = parse_address(text.substr(0, text.find('/')));
    if (!address) return false;
    return std::ranges::any_of(cidrs, [&](const auto& cidr) {
        const auto network = parse_network(cidr);
        return network && contains(*network, *address);
    });
}

}  // namespace rekey::policy
