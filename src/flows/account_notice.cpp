#include "flows/account_notice.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"
#include "domain/policy/throttle.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {
namespace {

/// How many notices that say the same go to one address in the window.
constexpr policy::Limit kSame{"notices", 2, minutes{1}};

/// When it happened, and the link that is new every time, do not make it another notice.
bool tells_apart(std::string_view parameter) {
    constexpr std::array<std::string_view, 4> kSameAnyway{"at", "paused_until", "usable_from", "not_me"};
    return std::ranges::find(kSameAnyway, parameter) == kSameAnyway.end();
}

Mac notice_key(const ports::KeyedHash& macs, const TenantId& tenant, const method::Authenticator& to, const AccountNotice& notice) {
    std::string said;
    for (const auto& [name, value] : notice.parameters) {
        if (tells_apart(name)) said.append(name).append("=").append(value).append("\n");
    }
    return macs.mac(ports::MacPurpose::Counter, {as_bytes("notice"), tenant.view(), as_bytes(method::name(method::channel_of(to.kind))),
                                                 as_bytes(to.address), as_bytes(message::name(notice.kind)), as_bytes(said)});
}

struct Told {
    const method::Authenticator* to;
    Mac key;
    ports::Later<std::int64_t> number;  ///< of notices that say the same
};

/// When this notice goes; nothing: it joins one that still waits.
std::optional<Instant> due(ports::UnitOfWork& unit, Told& told) {
    const auto number = told.number.get();
    if (number == 1) return unit.now();
    if (number > kSame.count) return std::nullopt;
    return unit.counters().ends_at(kSame.name, told.key);
}

/// `due` stands where the others have the time of their making: a message is claimed from then on.
message::Message message_of(const AccountNotice& notice, const method::Authenticator& to, MessageId id, Instant due) {
    message::Message message;
    message.id = id;
    message.kind = notice.kind;
    message.channel = method::channel_of(to.kind);
    message.destination = to.address;
    message.language = notice.language;
    message.parameters = notice.parameters;
    message.deliverable = notice.deliverable;
    message.created_at = due;
    message.expires_at = due + days{3};
    return message;
}

}  // namespace

std::int64_t notify(ports::UnitOfWork& unit, const NoticePorts& ports, const TenantId& tenant, std::span<const method::Authenticator> to,
                    const AccountNotice& notice) {
    std::vector<Told> told;
    for (const auto& authenticator : to) {
        const bool reachable =
            method::is_sent(authenticator.kind) && std::ranges::find(ports.offered, authenticator.kind) != ports.offered.end();
        const bool by_voice = method::channel_of(authenticator.kind) == method::Channel::Voice;
        const auto same = [&](const Told& each) { return each.to->address == authenticator.address; };
        if (!reachable || by_voice || std::ranges::any_of(told, same)) continue;
        const auto key = notice_key(ports.macs, tenant, authenticator, notice);
        told.push_back({&authenticator, key, unit.counters().add(kSame.name, key, kSame.window)});
    }
    for (auto& each : told) {
        if (const auto at = due(unit, each)) unit.outbox().add(message_of(notice, *each.to, ports::make_id<MessageId>(ports.entropy), *at));
    }
    return std::ssize(told);
}

std::vector<method::Authenticator> directory_mailbox(ports::UnitOfWork& unit, const IdentityId& person) {
    const auto entry = unit.entries().of(person);
    if (!entry || entry->gone_at || entry->mail.empty()) return {};
    method::Authenticator mailbox;
    mailbox.kind = method::Kind::Email;
    mailbox.address = entry->mail;
    return {mailbox};
}

void tell_administrators(ports::UnitOfWork& unit, const NoticePorts& ports, const TenantId& tenant, message::Kind kind,
                         const message::Parameters& parameters, const IdentityId& except) {
    const auto settings = load_settings(unit);
    const auto told = [&](std::span<const method::Authenticator> addresses, const std::string& language) {
        return notify(unit, ports, tenant, addresses, {kind, language.empty() ? settings.default_language : language, parameters});
    };
    std::int64_t reached = 0;
    for (const auto& id : unit.registrations().administrators()) {
        const auto administrator = id == except ? std::nullopt : unit.identities().find(id);
        if (administrator) reached += told(unit.authenticators().of(id), administrator->language);
    }
    if (reached > 0 || settings.help_email.empty()) return;
    method::Authenticator help_desk;
    help_desk.address = settings.help_email;
    told(std::span(&help_desk, 1), {});
}

}  // namespace rekey::flows
