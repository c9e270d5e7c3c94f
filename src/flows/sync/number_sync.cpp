#include "flows/sync/number_sync.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include "domain/registration/enrollment.hpp"
#include "domain/registration/not_me.hpp"
#include "flows/account_notice.hpp"
#include "flows/admin/admin_unit.hpp"
#include "flows/not_me_link.hpp"

namespace rekey::flows {
namespace {

using method::Authenticator;
using method::Kind;
using registration::Happening;
using registration::Item;

constexpr std::array kMobileKinds{Kind::Sms, Kind::VoiceMobile};
constexpr std::array kOfficeKinds{Kind::VoiceOffice};

std::span<const Kind> kinds_of(Item item) {
    return item == Item::Mobile ? std::span<const Kind>(kMobileKinds) : std::span<const Kind>(kOfficeKinds);
}

registration::Ruling ruling_of(const SyncScope& scope, registration::Occasion occasion) {
    const auto trust = scope.directory.settings.trusted ? registration::Trust::Released : registration::Trust::None;
    return registration::ruling({method::Source::Directory, occasion, registration::Strength::Password, trust});
}

AuditDetails details_of(const SyncScope& scope, Item item) {
    return {{"method", std::string(registration::name(item))}, {"directory", scope.directory.name}};
}

Authenticator made(ports::UnitOfWork& unit, const SyncScope& scope, const IdentityId& person, Kind kind, const std::string& number,
                   Instant usable_from) {
    Authenticator one;
    one.id = ports::make_id<AuthenticatorId>(scope.ports.admin.entropy);
    one.identity = person;
    one.kind = kind;
    one.address = number;
    one.source = method::Source::Directory;
    one.created_at = unit.now();
    one.usable_from = usable_from;
    return one;
}

/// One number of a person in the directory, which may be several methods.
class Number final {
public:
    Number(ports::UnitOfWork& unit, const SyncScope& scope, const identity::Identity& person, Item item,
           const std::vector<Authenticator>& on_file)
        : unit_(unit), scope_(scope), person_(person), item_(item), kinds_(kinds_of(item)), on_file_(on_file) {}

    bool become(const std::string& number) {
        const auto before = now_on_file(on_file_);
        if (before.empty() ? number.empty() : before.front().address == number) return false;
        const auto current = undo_what_waits() ? now_on_file(unit_.authenticators().of(person_.id)) : before;
        const bool is_back = std::ranges::find(current, number, &Authenticator::address) != current.end();
        if (number.empty()) {
            drop(current);
            begin_nothing_anew();
            tell(Happening::MethodRemoved, audit::Kind::AuthenticatorRemoved, {}, registration::Told::Others);
        } else if (is_back) {
            record(unit_, scope_.ports.admin.entropy, scope_.actor, audit::Kind::AuthenticatorChanged, person_.id,
                   details_of(scope_, item_));
        } else {
            replace(current, number);
        }
        // What was begun with the number of before is not finished with another.
        unit_.attempts().end_others(person_.id, AttemptId{});
        return true;
    }

private:
    [[nodiscard]] bool is_of_directory(const Authenticator& each) const {
        return each.source == method::Source::Directory && std::ranges::find(kinds_, each.kind) != kinds_.end();
    }

    /// From the directory, and without those that end in favour of another.
    [[nodiscard]] std::vector<Authenticator> now_on_file(const std::vector<Authenticator>& all) const {
        std::vector<Authenticator> found;
        std::ranges::copy_if(all, std::back_inserter(found),
                             [&](const auto& each) { return is_of_directory(each) && !each.usable_until.has_value(); });
        return found;
    }

    void drop(const std::vector<Authenticator>& gone) {
        for (const auto& each : gone) static_cast<void>(unit_.authenticators().remove(each.identity, each.id));
    }

    /// A number that has never been usable goes without a trace: what it would have replaced goes on, as if nothing had been. Was there one?
    bool undo_what_waits() {
        bool undone = false;
        for (const auto& each : on_file_) {
            if (!is_of_directory(each) || each.usable_from <= unit_.now()) continue;
            unit_.registrations().keep_replaced_by(person_.id, each.id, unit_.now());
            static_cast<void>(unit_.authenticators().remove(person_.id, each.id));
            undone = true;
        }
        return undone;
    }

    /// Who loses a number by the directory does not register for the first time afterwards: whoever can empty it there could go on at once
    /// with a number of their own.
    void begin_nothing_anew() {
        auto kept = unit_.registrations().find(person_.id);
        ++kept.removals;
        if (!kept.first_session) kept.first_session = SessionId{};
        if (!unit_.registrations().save(person_.id, kept))
            throw Fault(FaultKind::Serialization, "registration changed while a number was removed");
    }

    void replace(const std::vector<Authenticator>& current, const std::string& number) {
        const auto ruling = ruling_of(scope_, registration::Occasion::Later);
        const auto usable_from = unit_.now() + ruling.wait;
        const auto end = ruling.earlier == registration::Earlier::UsableMeanwhile ? usable_from : unit_.now();
        AuthenticatorId first{};
        for (const auto kind : kinds_) {
            const auto next = made(unit_, scope_, person_.id, kind, number, usable_from);
            unit_.authenticators().insert(next);
            if (first == AuthenticatorId{}) first = next.id;
            for (const auto& each : current) {
                if (each.kind == kind) static_cast<void>(unit_.registrations().end_method(person_.id, each.id, end, next.id));
            }
        }
        what_waits_ = ruling.wait > Duration{0} ? std::optional(usable_from) : std::nullopt;
        const bool added = current.empty();
        tell(added ? Happening::MethodAdded : Happening::MethodChanged,
             added ? audit::Kind::AuthenticatorAdded : audit::Kind::AuthenticatorChanged, first, ruling.told);
    }

    void tell(Happening what, audit::Kind event, const std::optional<AuthenticatorId>& authenticator, registration::Told told) {
        const auto& admin = scope_.ports.admin;
        record(unit_, admin.entropy, scope_.actor, event, person_.id, details_of(scope_, item_));
        if (told != registration::Told::Others) return;
        auto language = person_.language.empty() ? scope_.settings.default_language : person_.language;
        AccountNotice notice{
            kind_of(what),
            std::move(language),
            {{"user", person_.user_name}, {"at", to_rfc3339(unit_.now())}, {"method", std::string(registration::name(item_))}}};
        if (what_waits_) notice.parameters.emplace("usable_from", to_rfc3339(*what_waits_));
        const auto link = add_not_me_link(unit_, admin.entropy, admin.macs, scope_.tenant, {person_.id, what, authenticator});
        notice.parameters.emplace("not_me", std::string(link.reveal()));
        auto to = on_file_;
        std::ranges::copy(directory_mailbox(unit_, person_.id), std::back_inserter(to));
        static_cast<void>(notify(unit_, {admin.entropy, admin.macs, admin.offered}, scope_.tenant, to, notice));
    }

    static message::Kind kind_of(Happening what) {
        if (what == Happening::MethodAdded) return message::Kind::MethodAdded;
        return what == Happening::MethodChanged ? message::Kind::MethodChanged : message::Kind::MethodRemoved;
    }

    ports::UnitOfWork& unit_;
    const SyncScope& scope_;
    const identity::Identity& person_;
    Item item_;
    std::span<const Kind> kinds_;
    const std::vector<Authenticator>& on_file_;  ///< before this change: they are told
    std::optional<Instant> what_waits_;
};

}  // namespace

std::vector<Authenticator> first_numbers(ports::UnitOfWork& unit, const SyncScope& scope, const IdentityId& person,
                                         const DirectoryNumbers& numbers) {
    const auto usable_from = unit.now() + ruling_of(scope, registration::Occasion::First).wait;
    std::vector<Authenticator> methods;
    const auto add = [&](Item item, const std::string& number) {
        if (number.empty()) return;
        for (const auto kind : kinds_of(item)) methods.push_back(made(unit, scope, person, kind, number, usable_from));
    };
    add(Item::Mobile, numbers.mobile);
    add(Item::Office, numbers.office);
    return methods;
}

bool sync_numbers(ports::UnitOfWork& unit, const SyncScope& scope, const identity::Identity& person, const DirectoryNumbers& numbers) {
    const auto on_file = unit.authenticators().of(person.id);
    const bool mobile = Number(unit, scope, person, Item::Mobile, on_file).become(numbers.mobile);
    const bool office = Number(unit, scope, person, Item::Office, on_file).become(numbers.office);
    return mobile || office;
}

}  // namespace rekey::flows
