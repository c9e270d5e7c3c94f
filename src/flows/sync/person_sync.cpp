#include "flows/sync/person_sync.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "domain/method/method.hpp"
#include "flows/admin/admin_unit.hpp"
#include "flows/phone.hpp"

namespace rekey::flows {
namespace {

using directory::Flaw;
using identity::Status;

/// What the directory masters of somebody.
void take(identity::Identity& to, const directory::Person& from) {
    to.user_name = from.user_name;
    to.display_name = from.display_name.empty() ? from.user_name : from.display_name;
    to.given_name = from.given_name;
    to.surname = from.surname;
    to.language = from.language;
    to.status = from.disabled ? Status::Disabled : Status::Enabled;
}

bool is_same(const identity::Identity& one, const identity::Identity& other) {
    const auto facts = [](const auto& of) {
        return std::tie(of.user_name, of.display_name, of.given_name, of.surname, of.language, of.status);
    };
    return facts(one) == facts(other);
}

/// Why somebody cannot have their name; empty: they can.
std::string clash(const directory::Person& person, const std::optional<IdentityId>& owner, const std::optional<IdentityId>& self) {
    if (identity::is_confusable(person.user_name)) return "user_name_confusable";
    return owner && owner != self ? "user_name_taken" : std::string{};
}

std::optional<IdentityId> owner_of(ports::UnitOfWork& unit, const identity::FoldedIdentifier& name) {
    return unit.arrivals().owners(std::span(&name, 1)).front();
}

std::string names_of(const std::vector<method::Authenticator>& methods) {
    std::vector<std::string_view> names;
    for (const auto& each : methods) names.push_back(method::name(each.kind));
    return fmt::format("{}", fmt::join(names, " "));
}

/// Those of a batch who were not here before: written together.
class NewPeople final {
public:
    NewPeople(ports::UnitOfWork& unit, const SyncScope& scope, std::span<const ReadPerson> batch, std::span<const std::size_t> who)
        : unit_(unit), scope_(scope) {
        std::vector<identity::FoldedIdentifier> names;
        for (const auto i : who) names.push_back(batch[i].person.folded);
        const auto owners = unit.arrivals().owners(names);
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (owners[i]) taken_.emplace(std::move(names[i]), *owners[i]);
        }
    }

    Became add(const ReadPerson& read, ports::EntryLink& link) {
        const auto owner = taken_.find(read.person.folded);
        auto trouble = clash(read.person, owner == taken_.end() ? std::nullopt : std::optional(owner->second), link.identity);
        if (!trouble.empty()) return {Did::Quarantined, std::move(trouble)};
        auto& entropy = scope_.ports.admin.entropy;
        identity::Identity made;
        take(made, read.person);
        made.id = ports::make_id<IdentityId>(entropy);
        made.created_at = unit_.now();
        made.authority = scope_.directory.id;
        // One event for all that somebody begins with: there may be a million of them.
        auto methods = first_numbers(unit_, scope_, made.id, read.numbers);
        events_.push_back(event_of(unit_, entropy, scope_.actor, audit::Kind::IdentityAdded, made.id,
                                   {{"directory", scope_.directory.name}, {"methods", names_of(methods)}}));
        std::ranges::move(methods, std::back_inserter(methods_));
        taken_.emplace(read.person.folded, made.id);
        link.identity = made.id;
        arrivals_.push_back({std::move(made), read.person.folded});
        return {Did::Added};
    }

    void write() {
        if (arrivals_.empty()) return;
        unit_.arrivals().insert(arrivals_);
        unit_.authenticators().insert(methods_);
        unit_.audit().append(events_);
    }

private:
    ports::UnitOfWork& unit_;
    const SyncScope& scope_;
    std::map<identity::FoldedIdentifier, IdentityId> taken_;
    std::vector<ports::Arrival> arrivals_;
    std::vector<method::Authenticator> methods_;
    std::vector<audit::Event> events_;
};

}  // namespace

std::optional<ports::EntryLink> link_of(std::span<const ports::EntryLink> links, const directory::Anchor& anchor) {
    const auto found = std::ranges::lower_bound(links, anchor, {}, &ports::EntryLink::anchor);
    return found == links.end() || found->anchor != anchor ? std::nullopt : std::optional(*found);
}

PersonSync::PersonSync(const SyncScope& scope)
    : scope_(scope), rules_(fmt::format("{} {}", scope.settings.region, fmt::join(scope.settings.phone_regions, " "))) {}

std::string PersonSync::number(const std::string& typed, const std::string& attribute, std::vector<directory::Remark>& remarks) const {
    if (typed.empty()) return {};
    auto number = allowed_number(scope_.ports.admin.phones, scope_.settings, typed);
    if (number) return std::move(*number);
    remarks.push_back({Flaw::NumberUnusable, attribute});
    return {};
}

ReadPerson PersonSync::judge(directory::Person person, std::vector<directory::Remark> remarks) const {
    const auto& p = person;
    const auto digest = scope_.ports.admin.macs.mac(
        ports::MacPurpose::DirectoryEntry,
        {as_bytes("person"), as_bytes(rules_), as_bytes(p.dn), as_bytes(p.user_name), as_bytes(p.mail), as_bytes(p.mobile),
         as_bytes(p.office), as_bytes(p.given_name), as_bytes(p.surname), as_bytes(p.display_name), as_bytes(p.language),
         as_bytes(p.disabled ? "disabled" : "enabled"), as_bytes(p.is_protected ? "protected" : "")});
    return {std::move(person), digest, std::move(remarks)};
}

void PersonSync::judge_numbers(ReadPerson& read) const {
    const auto& map = scope_.directory.settings.map;
    read.numbers = {number(read.person.mobile, map.mobile, read.remarks), number(read.person.office, map.office, read.remarks)};
}

void PersonSync::change(ports::UnitOfWork& unit, const identity::Identity& before, identity::Identity& after) const {
    if (!unit.identities().update(after)) throw Fault(FaultKind::Serialization, "a person changed while they were synchronised");
    const auto tell = [&](audit::Kind kind) {
        record(unit, scope_.ports.admin.entropy, scope_.actor, kind, after.id, {{"directory", scope_.directory.name}});
    };
    if (before.status == Status::Enabled && after.status != Status::Enabled) {
        end_everything(unit, after.id);
        tell(audit::Kind::IdentityDisabled);
    } else if (before.status != Status::Enabled && after.status == Status::Enabled) {
        tell(audit::Kind::IdentityEnabled);
    } else {
        tell(audit::Kind::IdentityChanged);
    }
}

bool PersonSync::follow_status(ports::UnitOfWork& unit, const IdentityId& person, bool disabled) const {
    const auto before = unit.identities().find(person);
    if (!before || before->status == Status::Deleted) return false;
    auto after = *before;
    after.status = disabled ? Status::Disabled : Status::Enabled;
    if (after.status == before->status) return false;
    change(unit, *before, after);
    return true;
}

Became PersonSync::update(ports::UnitOfWork& unit, const ReadPerson& read, identity::Identity before) const {
    auto trouble = clash(read.person, owner_of(unit, read.person.folded), before.id);
    if (!trouble.empty()) {
        static_cast<void>(follow_status(unit, before.id, read.person.disabled));
        return {Did::Quarantined, std::move(trouble)};
    }
    auto after = before;
    take(after, read.person);
    const bool restored = before.status == Status::Deleted;
    const bool changed = !is_same(before, after);
    if (changed) change(unit, before, after);
    static_cast<void>(sync_numbers(unit, scope_, after, read.numbers));
    return {restored ? Did::Restored : Did::Updated};
}

std::vector<Became> PersonSync::write(ports::UnitOfWork& unit, std::span<const ReadPerson> batch,
                                      std::span<const ports::EntryLink> known) const {
    std::vector<Became> became(batch.size());
    std::vector<ports::EntryLink> links;
    std::vector<std::size_t> new_here;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto& person = batch[i].person;
        auto& link = links.emplace_back(link_of(known, person.anchor).value_or(ports::EntryLink{person.anchor, {}, {}, true, {}, {}}));
        link.dn = person.dn;
        link.digest = batch[i].digest;
        link.mail = method::parse_email(person.mail).value_or(std::string{});
        link.gone_at = std::nullopt;
        auto before = link.identity ? unit.identities().find(*link.identity) : std::nullopt;
        if (before)
            became[i] = update(unit, batch[i], std::move(*before));
        else
            new_here.push_back(i);
    }
    // After all that has changed: names may have been given up, or taken.
    NewPeople people(unit, scope_, batch, new_here);
    for (const auto i : new_here) became[i] = people.add(batch[i], links[i]);
    people.write();
    for (std::size_t i = 0; i < batch.size(); ++i) links[i].trouble = became[i].trouble;
    unit.entries().put(scope_.directory.id, links);
    for (const auto& [person, digest, remarks, numbers] : batch) {
        if (person.is_protected) unit.entries().set_writability(scope_.directory.id, person.anchor, directory::Writability::Protected);
    }
    return became;
}

void PersonSync::remove(ports::UnitOfWork& unit, ports::EntryLink link) const {
    const auto& admin = scope_.ports.admin;
    auto person = link.identity ? unit.identities().find(*link.identity) : std::nullopt;
    if (!person) return unit.entries().remove(scope_.directory.id, link.anchor);  // it was in quarantine
    if (person->status != Status::Deleted) {
        person->status = Status::Deleted;
        if (!unit.identities().update(*person)) throw Fault(FaultKind::Serialization, "a person changed while they were synchronised");
        end_everything(unit, person->id);
        record(unit, admin.entropy, scope_.actor, audit::Kind::IdentityDeleted, person->id, {{"directory", scope_.directory.name}});
    }
    link.gone_at = unit.now();
    unit.entries().put(scope_.directory.id, link);
}

}  // namespace rekey::flows
