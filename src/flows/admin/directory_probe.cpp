#include "flows/admin/directory_probe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "domain/directory/person.hpp"
#include "flows/sync/selection.hpp"

namespace rekey::flows {
namespace {

using directory::Delta;
using Verdict = DirectoryFinding::Verdict;

constexpr Duration kSkew = minutes{2};

DirectoryFinding clock_of(const directory::Facts& facts, Instant now) {
    if (!facts.clock) return {Verdict::Weak, "clock", "the server does not tell its time"};
    const auto behind = *facts.clock > now ? *facts.clock - now : now - *facts.clock;
    const auto seconds_behind = std::chrono::duration_cast<std::chrono::seconds>(behind).count();
    if (behind <= kSkew) return {Verdict::Good, "clock", fmt::format("{} s apart from this machine's", seconds_behind)};
    return {Verdict::Weak, "clock", fmt::format("{} s apart from this machine's", seconds_behind),
            "let both follow a time server: locks and password ages are judged by it"};
}

/// What the best way to find changes asks of the server and the account.
std::string_view advice_for(Delta delta) {
    if (delta == Delta::DirSync)
        return "DirSync is used once the account sees an entry that was deleted: print the commands that give the right: rekey directory rights";
    if (delta == Delta::ContentSync)
        return "OpenLDAP: load the overlay syncprov; 389 Directory Server: switch on Content Synchronization and Retro Changelog";
    return {};
}

DirectoryFinding delta_of(const directory::Facts& facts, const directory::Driver& driver) {
    const auto best = driver.deltas.front();
    if (facts.deltas.empty()) {
        return {Verdict::Weak, "changes", "the server cannot tell what has changed: everything is read every time",
                std::string(advice_for(best))};
    }
    const auto found = fmt::format("found by {}", directory::name(facts.deltas.front()));
    if (facts.deltas.front() == best) return {Verdict::Good, "changes", found};
    return {Verdict::Weak, "changes", found + ": deletions are found by asking for everybody", std::string(advice_for(best))};
}

std::vector<DirectoryFinding> policy_of(const directory::Facts& facts, const directory::Driver& driver) {
    std::vector<DirectoryFinding> findings;
    if (facts.policy) {
        const auto& policy = *facts.policy;
        findings.push_back(
            {Verdict::Good, "password policy",
             fmt::format("at least {} characters{}, {} remembered, locks after {} wrong ones", policy.min_length,
                         policy.complexity ? ", complexity" : "", policy.history,
                         policy.lockout_threshold == 0 ? std::string("no number of") : std::to_string(policy.lockout_threshold))});
    } else {
        findings.push_back({Verdict::Weak, "password policy", "it may not be read", "set lockout_threshold and lockout_minutes yourself"});
    }
    if (driver.password != directory::PasswordOperation::UnicodePwd) return findings;
    if (facts.policy_hints.empty()) {
        findings.push_back({Verdict::Weak, "policy hints", "the server has no such control: a reset ignores history and minimum age there",
                            "passwords that Rekey has set are remembered by Rekey itself"});
    } else {
        findings.push_back({Verdict::Good, "policy hints", "history and minimum age hold for a reset too"});
    }
    return findings;
}

DirectoryFinding rights_of(directory::Writability writability) {
    using directory::Writability;
    switch (writability) {
        case Writability::Writable: return {Verdict::Good, "rights", "the password of this account may be reset"};
        case Writability::Protected:
            return {Verdict::Weak, "rights", "this account is protected (adminCount): its rights are not those of its folder",
                    "try with an account that is no administrator of the domain"};
        case Writability::NoRight:
            return {Verdict::Bad, "rights", "the service account may not reset the password of this account, or not unlock it",
                    "print the commands that give the rights: rekey directory rights"};
        case Writability::NotTold: break;
    }
    return {Verdict::Weak, "rights", "the server does not tell; a first reset will"};
}

/// Finds the sample account as a reading would; without one, whether there is anything to read.
Result<std::optional<directory::Person>> find_sample(ports::Connector& connector, const directory::Settings& settings,
                                                     const directory::Driver& driver, std::string_view user) {
    auto selection = select_people(settings, driver);
    if (!selection) return std::unexpected(selection.error());
    selection->filter =
        directory::Filter::all_of({selection->filter, directory::Filter::equals(settings.map.user_name, user.empty() ? "nobody" : user)});
    std::optional<directory::Person> found;
    const auto take = [&](const directory::Entry& entry) {
        if (auto reading = directory::read_person(entry, driver, settings.map); reading.person) found = std::move(reading.person);
    };
    const auto end = connector.read(*selection, {}, {take});
    if (!end) return std::unexpected(end.error());
    return found;
}

}  // namespace

Result<std::vector<DirectoryFinding>> DirectoryProbe::run(const TenantId& tenant, std::string_view name, std::string_view user) {
    // Closed before the directory is asked: no unit of work is open while somebody else takes their time.
    auto unit = ports_.admin.store.begin(tenant, ports::Access::Read);
    const auto directory = unit->directories().find(name);
    if (!directory) return fail(ErrorCode::NotFound, fmt::format("there is no directory {}", name));
    const auto password = unit->directories().password(directory->id);
    const auto now = unit->now();
    unit.reset();

    std::vector<DirectoryFinding> findings;
    for (auto& missing : directory::check(directory->settings))
        findings.push_back({Verdict::Bad, "settings", std::move(missing), "rekey directory set"});
    if (!password) findings.push_back({Verdict::Bad, "settings", "the service account has no password", "rekey directory password"});
    if (!findings.empty()) return findings;

    auto connector = ports_.connectors.open(*directory, *password);
    if (!connector) return std::vector<DirectoryFinding>{{Verdict::Bad, "settings", connector.error().detail}};
    const auto facts = (*connector)->facts();
    if (!facts) {
        return std::vector<DirectoryFinding>{{Verdict::Bad, "connection", facts.error().detail,
                                              "name, port, certificate (ca_file), account and password are tried in this order"}};
    }
    const auto& driver = *directory::find_driver(directory->settings.kind);
    findings.push_back(
        {Verdict::Good, "connection",
         fmt::format("{}: certificate and service account are accepted", facts->vendor.empty() ? driver.title : facts->vendor)});
    findings.push_back(clock_of(*facts, now));
    findings.push_back(delta_of(*facts, driver));
    std::ranges::move(policy_of(*facts, driver), std::back_inserter(findings));

    const auto sample = find_sample(**connector, directory->settings, driver, user);
    if (!sample) {
        findings.push_back({Verdict::Bad, "people", sample.error().detail, "check base and filters"});
    } else if (user.empty()) {
        return findings;
    } else if (!*sample) {
        findings.push_back({Verdict::Bad, "people", fmt::format("nobody below the base is called {}", user),
                            "check base, user_name, people_filter and group"});
    } else {
        findings.push_back({Verdict::Good, "people", fmt::format("{} is found", user)});
        const auto rights = (*connector)->writability({(*sample)->anchor, (*sample)->dn});
        findings.push_back(rights ? rights_of(*rights) : DirectoryFinding{Verdict::Bad, "rights", rights.error().detail});
    }
    return findings;
}

}  // namespace rekey::flows
