#include "http/admin/directory_codec.hpp"

#include <boost/json/serialize.hpp>

#include <charconv>

namespace rekey::http {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value to_json(const std::optional<Instant>& at) { return at ? value(to_rfc3339(*at)) : value(); }

object to_json(const directory::Settings& settings) {
    object made;
    for (const auto& key : directory::keys()) made[key.name] = directory::get(settings, key);
    return made;
}

object to_json(const directory::Health& health) {
    return {{"checkedAt", to_json(health.checked_at)}, {"downSince", to_json(health.down_since)}, {"detail", health.detail}};
}

object to_json(const ports::SyncRun& run) {
    object counts;
    for (const auto& [name, text] : run.counts) {
        std::int64_t count = 0;
        std::from_chars(text.data(), text.data() + text.size(), count);
        counts[name] = count;
    }
    return {{"id", run.id.text()},
            {"mode", directory::name(run.mode)},
            {"actor", run.actor},
            {"startedAt", to_rfc3339(run.started_at)},
            {"endedAt", to_json(run.ended_at)},
            {"outcome", directory::name(run.outcome)},
            {"detail", run.detail},
            {"counts", std::move(counts)}};
}

array to_json(const std::vector<std::string>& texts) {
    array list;
    for (const auto& text : texts) list.emplace_back(text);
    return list;
}

object to_json(const flows::DirectoryView& view) {
    const auto& [people, groups, quarantined, gone] = view.entries;
    return {{"name", view.directory.name},
            {"settings", to_json(view.directory.settings)},
            {"hasPassword", view.has_password},
            {"missing", to_json(view.missing)},
            {"health", to_json(view.health)},
            {"people", people},
            {"groups", groups},
            {"quarantined", quarantined},
            {"readAt", to_json(view.state.read_at)},
            {"fullAt", to_json(view.state.full_at)},
            {"nextAt", to_json(view.next_at)},
            {"asked", view.state.asked ? value(directory::name(*view.state.asked)) : value()},
            {"lastRun", view.last ? value(to_json(*view.last)) : value()}};
}

value to_json(const std::optional<directory::Readiness>& counted) {
    if (!counted) return {};
    object reasons;
    for (const auto& [hindrance, count] : counted->counts) reasons[directory::name(hindrance)] = count;
    return object{
        {"madeAt", to_rfc3339(counted->made_at)}, {"people", counted->people}, {"ready", counted->ready}, {"reasons", std::move(reasons)}};
}

object to_json(const flows::NotReady& person) {
    array reasons;
    for (const auto each : person.why) reasons.emplace_back(directory::name(each));
    return {{"userName", person.user_name}, {"displayName", person.display_name}, {"entry", person.dn}, {"reasons", std::move(reasons)}};
}

template <class Items>
array list_of(const Items& items) {
    array list;
    for (const auto& item : items) list.emplace_back(to_json(item));
    return list;
}

}  // namespace

Parsed<directory::Mode> parse_run(std::string_view json) {
    JsonReader reader(json);
    std::size_t mode = 0;
    reader.choice("mode", {"delta", "full"}, mode);
    return finish(reader, mode == 0 ? directory::Mode::Delta : directory::Mode::Full);
}

std::string render(const std::vector<flows::DirectoryView>& directories) {
    return serialize(object{{"directories", list_of(directories)}});
}

std::string render(const std::vector<ports::SyncRun>& runs) { return serialize(object{{"runs", list_of(runs)}}); }

std::string render(const std::vector<ports::SyncRemark>& remarks) {
    array list;
    for (const auto& [dn, flaw, attribute] : remarks) list.push_back(object{{"entry", dn}, {"flaw", flaw}, {"attribute", attribute}});
    return serialize(object{{"remarks", std::move(list)}});
}

std::string render(const flows::ReadinessPage& page) {
    object made{{"lastCount", to_json(page.last_count)}, {"people", list_of(page.people)}};
    made["next"] = page.next.empty() ? value() : value(page.next);
    return serialize(made);
}

}  // namespace rekey::http
