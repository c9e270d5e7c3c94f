#include "flows/admin/readiness_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/policy/policy.hpp"
#include "flows/admin/admin_unit.hpp"
#include "flows/question_proof.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {
namespace {

using directory::Anchor;
using directory::Directory;
using directory::Hindrance;
using directory::Writability;

/// What judges the people of one page.
struct Judge {
    ports::UnitOfWork& unit;
    const std::vector<method::Kind>& offered;
    tenant::Settings settings;
};

/// Those a reset would offer, as ResetContext does.
std::int64_t channels_of(const Judge& judge, const IdentityId& id, const ports::Standing& standing, const policy::ResetPolicy& policy) {
    auto usable = policy::usable(standing.on_file, policy, judge.unit.now());
    const auto is_questions = [](const auto& each) { return each.kind == method::Kind::SecurityQuestions; };
    if (std::ranges::any_of(usable, is_questions)) {
        const auto sets = sets_to_ask(judge.unit.proofs().questions(id), judge.settings);
        std::erase_if(usable, [&](const auto& each) { return is_questions(each) && find_set(sets, each.id) == nullptr; });
    }
    return policy::channels(usable);
}

std::vector<Hindrance> hindrances(const Judge& judge, const ports::EntryLink& link) {
    std::optional<identity::Account> account;
    // Who is known and has been renamed to somebody else's name goes on under the old one.
    if (link.identity) account = judge.unit.identities().account(*link.identity);
    if (!account) return {Hindrance::Quarantined};
    const auto standing = judge.unit.standings().of(account->id, {}, {}, {}, 0);
    const auto policy = policy::reset_policy(judge.settings, account->role, judge.offered);
    const auto known = standing.directory.value_or(directory::Standing{});
    std::vector<Hindrance> why;
    const auto add = [&](bool hinders, Hindrance hindrance) {
        if (hinders) why.push_back(hindrance);
    };
    add(account->status != identity::Status::Enabled, Hindrance::Disabled);
    add(judge.unit.registrations().find(account->id).frozen_at.has_value(), Hindrance::Frozen);
    add(!policy::in_scope(judge.settings, standing.groups), Hindrance::OutOfScope);
    add(channels_of(judge, account->id, standing, policy) < policy.gates, Hindrance::NoMethods);
    add(known.writability == Writability::Protected, Hindrance::Protected);
    add(known.writability == Writability::NoRight, Hindrance::NoRight);
    add(!known.writes_back, Hindrance::WritebackOff);
    add(known.health.down_since.has_value(), Hindrance::DirectoryDown);
    return why;
}

NotReady named(ports::UnitOfWork& unit, const Directory& directory, const ports::EntryLink& link, std::vector<Hindrance> why) {
    NotReady person{directory.name, {}, {}, link.dn, std::move(why)};
    const auto identity = link.identity ? unit.identities().find(*link.identity) : std::nullopt;
    if (identity) {
        person.user_name = identity->user_name;
        person.display_name = identity->display_name;
    }
    return person;
}

/// One walk through the people of a directory.
struct Walk {
    const AdminPorts& ports;
    const TenantId& tenant;
    const Directory& directory;
    std::optional<Hindrance> reason;
    const ReadinessReport::Take& take;  ///< empty: nobody's name is opened
    directory::Readiness counted = {};
};

/// The last one that was looked at; nothing: there is nobody after `after`.
std::optional<Anchor> look_at_page(Walk& walk, const Anchor& after, std::int64_t limit) {
    const auto unit = walk.ports.store.begin(walk.tenant, ports::Access::Read);
    const auto anchors = unit->entries().anchors(walk.directory.id, ports::EntryRepository::What::People, after, limit);
    if (anchors.empty()) return std::nullopt;
    auto links = unit->entries().find(walk.directory.id, anchors);
    std::ranges::sort(links, {}, &ports::EntryLink::anchor);
    const Judge judge{*unit, walk.ports.offered, load_settings(*unit)};
    for (const auto& link : links) {
        auto why = hindrances(judge, link);
        walk.counted.count(why);
        const bool wanted = !why.empty() && (!walk.reason || std::ranges::find(why, *walk.reason) != why.end());
        if (wanted && walk.take) walk.take(named(*unit, walk.directory, link, std::move(why)));
    }
    walk.counted.made_at = unit->now();
    return anchors.back();
}

/// False: stopped before the end.
bool look_at_all(Walk& walk, const std::function<bool()>& stops) {
    constexpr std::int64_t kBatch = 200;  // people a unit of work
    for (std::optional<Anchor> after = Anchor{}; after;) {
        if (stops && stops()) return false;
        after = look_at_page(walk, *after, kBatch);
    }
    return true;
}

std::unexpected<Error> no_such(std::string_view name) { return fail(ErrorCode::NotFound, fmt::format("there is no directory {}", name)); }

void note(const AdminPorts& ports, const TenantId& tenant, const ReadinessQuestion& question, const Actor& actor) {
    AuditDetails details;
    if (!question.directory.empty()) details.emplace("directory", question.directory);
    if (question.reason) details.emplace("reason", directory::name(*question.reason));
    ports::transact(ports.store, tenant, [&](ports::UnitOfWork& unit) {
        record(unit, ports.entropy, actor, audit::Kind::ReadinessReported, std::nullopt, details);
    });
}

/// Two in the morning, and up to an hour more, so that nodes and tenants do not all come at once.
Instant next_night(Instant now, ports::Entropy& entropy) {
    const auto today = std::chrono::floor<days>(now) + hours{2};
    const auto night = today > now ? today : today + days{1};
    return night + Duration{static_cast<std::int64_t>(entropy.below(static_cast<std::uint64_t>(Duration(hours{1}).count())))};
}

}  // namespace

Result<ReadinessReport::Counts> ReadinessReport::run(const TenantId& tenant, const ReadinessQuestion& question, const Take& take,
                                                     const Actor& actor) {
    auto all = ports_.store.begin(tenant, ports::Access::Read)->directories().list();
    if (!question.directory.empty()) std::erase_if(all, [&](const auto& each) { return each.name != question.directory; });
    if (all.empty() && !question.directory.empty()) return no_such(question.directory);
    note(ports_, tenant, question, actor);
    Counts counts;
    for (const auto& directory : all) {
        Walk walk{ports_, tenant, directory, question.reason, take};
        static_cast<void>(look_at_all(walk, {}));
        counts.emplace_back(directory.name, walk.counted);
    }
    return counts;
}

Result<ReadinessPage> ReadinessReport::page(const TenantId& tenant, const ReadinessQuestion& question, std::string_view after,
                                            const Actor& actor) {
    const auto from = after.empty() ? Anchor{} : Anchor::parse(after);
    if (!from) return fail(ErrorCode::InvalidInput, "after is none of the cursors");
    auto unit = ports_.store.begin(tenant, ports::Access::Read);
    const auto directory = unit->directories().find(question.directory);
    if (!directory) return no_such(question.directory);
    ReadinessPage page{unit->readinesses().of(directory->id), {}, {}};
    unit.reset();  // one unit at a time
    note(ports_, tenant, question, actor);
    const Take take = [&](const NotReady& person) { page.people.push_back(person); };
    Walk walk{ports_, tenant, *directory, question.reason, take};
    const auto last = look_at_page(walk, *from, kPage);
    if (last && walk.counted.people == kPage) page.next = last->text();
    return page;
}

Progress ReadinessReport::step(const TenantId& tenant, const std::function<bool()>& stops) {
    if (ports_.store.begin(tenant, ports::Access::Read)->directories().list().empty()) return {};
    const auto due = ports::transact(ports_.store, tenant, [](ports::UnitOfWork& unit) {
        std::vector<Directory> all;
        for (const auto& id : unit.readinesses().claim_due(hours{1})) {
            if (auto directory = unit.directories().find(id)) all.push_back(std::move(*directory));
        }
        return all;
    });
    Progress progress;
    for (const auto& directory : due) {
        const Take nobody;
        Walk walk{ports_, tenant, directory, {}, nobody};
        if (!look_at_all(walk, stops)) break;
        ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) {
            unit.readinesses().save(directory.id, walk.counted, next_night(unit.now(), ports_.entropy));
        });
        ++progress.done;
    }
    return progress;
}

}  // namespace rekey::flows
