#include "flows/sync/person_sync.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

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

}  // namespace

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

std::string PersonSync::clash(ports::UnitOfWork& unit, const directory::Person& person, const std::optional<IdentityId>& self) const {
    if (identity::is_confusable(person.user_name)) return "user_name_confusable";
    const auto owner = unit.identities().account(person.folded);
    return owner && owner->id != self ? "user_name_taken" : std::string{};
}

Did PersonSync::add(ports::UnitOfWork& unit, const ReadPerson& read, ports::EntryLink& link) const {
    const auto& admin = scope_.ports.admin;
    identity::Identity made;
    take(made, read.person);
    made.id = ports::make_id<IdentityId>(admin.entropy);
    made.created_at = unit.now();
    made.authority = scope_.directory.id;
    if (!unit.identities().insert(made)) return Did::Quarantined;  // a deleted person has the name until they are purged
    record(unit, admin.entropy, scope_.actor, audit::Kind::IdentityAdded, made.id, {{"directory", scope_.directory.name}});
    static_cast<void>(sync_numbers(unit, scope_, made, read.numbers, registration::Occasion::First));
    link.identity = made.id;
    return Did::Added;
}

Did PersonSync::update(ports::UnitOfWork& unit, const ReadPerson& read, identity::Identity before) const {
    auto after = before;
    take(after, read.person);
    const auto& admin = scope_.ports.admin;
    const bool restored = before.status == Status::Deleted;
    const bool changed = !is_same(before, after);
    if (changed && !unit.identities().update(after)) throw Fault(FaultKind::Serialization, "a person changed while they were synchronised");
    if (before.status == Status::Enabled && after.status != Status::Enabled) {
        end_everything(unit, after.id);
        record(unit, admin.entropy, scope_.actor, audit::Kind::IdentityDisabled, after.id, {{"directory", scope_.directory.name}});
    } else if (before.status != Status::Enabled && after.status == Status::Enabled) {
        record(unit, admin.entropy, scope_.actor, audit::Kind::IdentityEnabled, after.id, {{"directory", scope_.directory.name}});
    } else if (changed) {
        record(unit, admin.entropy, scope_.actor, audit::Kind::IdentityChanged, after.id, {{"directory", scope_.directory.name}});
    }
    static_cast<void>(sync_numbers(unit, scope_, after, read.numbers, registration::Occasion::Later));
    return restored ? Did::Restored : Did::Updated;
}

Did PersonSync::write(ports::UnitOfWork& unit, const ReadPerson& read, const std::optional<ports::EntryLink>& link,
                      std::string& trouble) const {
    auto next = link.value_or(ports::EntryLink{read.person.anchor, {}, {}, true, {}, {}});
    next.dn = read.person.dn;
    next.digest = read.digest;
    next.mail = method::parse_email(read.person.mail).value_or(std::string{});
    next.gone_at = std::nullopt;
    auto known = next.identity ? unit.identities().find(*next.identity) : std::nullopt;
    next.trouble = clash(unit, read.person, next.identity);
    Did did = Did::Quarantined;
    if (next.trouble.empty()) did = known ? update(unit, read, std::move(*known)) : add(unit, read, next);
    if (did == Did::Quarantined && next.trouble.empty()) next.trouble = "user_name_taken";
    unit.entries().put(scope_.directory.id, next);
    if (read.person.is_protected) unit.entries().set_writability(scope_.directory.id, next.anchor, directory::Writability::Protected);
    trouble = next.trouble;
    return did;
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
