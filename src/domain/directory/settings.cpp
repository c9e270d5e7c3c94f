#include "domain/directory/settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/overloaded.hpp"
#include "base/text.hpp"
#include "domain/directory/driver.hpp"
#include "domain/directory/filter.hpp"

namespace rekey::directory {
namespace {

constexpr std::array kKeys{
    Key{"kind", "What it is: active_directory, openldap, 389ds, freeipa or ldap", &Settings::kind},
    Key{"servers", "Where it is, the preferred one first: ldaps://dc1.example.org, or ldap:// with StartTLS", &Settings::servers},
    Key{"ca_file", "PEM file with the certificate authority of its servers; empty: those this machine trusts", &Settings::ca_file},
    Key{"account", "The service account: a DN, or name@domain for Active Directory", &Settings::account},
    Key{"base", "DN below which people and groups are", &Settings::base},
    Key{"people_filter", "LDAP filter that people must match besides being people", &Settings::people_filter},
    Key{"groups_filter", "LDAP filter that groups must match besides being groups", &Settings::groups_filter},
    Key{"group", "DN of a group: only its members are taken. Changes are found by reading everything then", &Settings::group},
    Key{"user_name", "Attribute people sign in by", &AttributeMap::user_name},
    Key{"mail", "Attribute with the work mailbox: notices go there, never codes", &AttributeMap::mail},
    Key{"mobile", "Attribute with the mobile phone", &AttributeMap::mobile},
    Key{"office", "Attribute with the office phone", &AttributeMap::office},
    Key{"given_name", "Attribute with the given name", &AttributeMap::given_name},
    Key{"surname", "Attribute with the surname", &AttributeMap::surname},
    Key{"display_name", "Attribute with the name that is shown", &AttributeMap::display_name},
    Key{"language", "Attribute with the language", &AttributeMap::language},
    Key{"enabled", "Read by the schedule; people may sign in", &Settings::enabled},
    Key{"staging", "Read and compared only: nothing is written", &Settings::staging},
    Key{"writeback", "New passwords are written there, locked accounts unlocked", &Settings::writeback},
    Key{"trusted", "People cannot change their own phone numbers there: a new one may be used at once, not after a day",
        &Settings::trusted},
    Key{"interval_minutes", "Between two readings of what has changed", &Settings::interval_minutes, 1, 10080},
    Key{"full_days", "Between two readings of everything", &Settings::full_days, 1, 31},
    Key{"most_removals", "A reading that would remove more people, or groups, asks first", &Settings::most_removals, 0, 10000000},
    Key{"most_removals_percent", "The same in percent of those there are", &Settings::most_removals_percent, 0, 100},
    Key{"page_size", "Entries a page", &Settings::page_size, 10, 5000},
    Key{"connections", "Connections at once", &Settings::connections, 1, 64},
    Key{"lockout_threshold", "Wrong passwords after which it locks an account; 0: as it says itself", &Settings::lockout_threshold, 0,
        1000},
    Key{"lockout_minutes", "In which they count together; 0: as it says itself", &Settings::lockout_minutes, 0, 100000}};

constexpr std::size_t kLongest = 2000;

std::unexpected<Error> refuse(const Key& key, std::string_view why) {
    return fail(ErrorCode::InvalidInput, fmt::format("{} {}", key.name, why));
}

/// What only this key asks of its text; empty: it is fine.
std::string why_not(std::string_view key, std::string_view text) {
    if (key == "kind" && find_driver(text) == nullptr) {
        std::vector<std::string_view> names;
        for (const auto& driver : drivers()) names.push_back(driver.name);
        return fmt::format("is one of {}", fmt::join(names, ", "));
    }
    if ((key == "people_filter" || key == "groups_filter") && !text.empty()) {
        const auto filter = Filter::parse(text);
        return filter ? std::string{} : filter.error().detail;
    }
    return {};
}

Result<void> set_list(const Key& key, std::vector<std::string>& list, std::string_view text) {
    std::vector<std::string> entries;
    while (!(text = trim(text)).empty()) {
        const auto end = std::min(text.find_first_of(" ,\n"), text.size());
        if (end > 0) entries.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    for (const auto& entry : entries) {
        if (!parse_server(entry)) return refuse(key, fmt::format("knows ldaps://HOST[:PORT] and ldap://HOST[:PORT], not \"{}\"", entry));
    }
    list = std::move(entries);
    return {};
}

Result<void> set_number(const Key& key, std::int64_t& number, std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return refuse(key, "must be a number");
    if (value < key.least || value > key.most) return refuse(key, fmt::format("must be between {} and {}", key.least, key.most));
    number = value;
    return {};
}

}  // namespace

std::span<const Key> keys() noexcept { return kKeys; }

const Key* find_key(std::string_view name) noexcept {
    const auto found = std::ranges::find(kKeys, name, &Key::name);
    return found == kKeys.end() ? nullptr : &*found;
}

std::string get(const Settings& settings, const Key& key) {
    return std::visit(
        Overloaded{[&](std::string Settings::* field) { return settings.*field; },
                   [&](std::string AttributeMap::* field) { return settings.map.*field; },
                   [&](std::vector<std::string> Settings::* field) { return fmt::format("{}", fmt::join(settings.*field, " ")); },
                   [&](bool Settings::* field) { return std::string(settings.*field ? "true" : "false"); },
                   [&](std::int64_t Settings::* field) { return std::to_string(settings.*field); }},
        key.field);
}

Result<void> set(Settings& settings, const Key& key, std::string_view text) {
    text = trim(text);
    if (!is_line(text) || text.size() > kLongest) return refuse(key, "must be one line of text");
    if (const auto why = why_not(key.name, text); !why.empty()) return refuse(key, why);
    return std::visit(Overloaded{[&](std::string Settings::* field) -> Result<void> {
                                     settings.*field = text;
                                     return {};
                                 },
                                 [&](std::string AttributeMap::* field) -> Result<void> {
                                     if (!text.empty() && !is_attribute(text)) return refuse(key, "must be the name of an attribute");
                                     settings.map.*field = text;
                                     return {};
                                 },
                                 [&](std::vector<std::string> Settings::* field) { return set_list(key, settings.*field, text); },
                                 [&](bool Settings::* field) -> Result<void> {
                                     if (text != "true" && text != "false") return refuse(key, "must be true or false");
                                     settings.*field = text == "true";
                                     return {};
                                 },
                                 [&](std::int64_t Settings::* field) { return set_number(key, settings.*field, text); }},
                      key.field);
}

std::map<std::string, std::string> store(const Settings& settings) {
    std::map<std::string, std::string> stored;
    for (const auto& key : kKeys) stored.emplace(key.name, get(settings, key));
    return stored;
}

Settings load(const std::map<std::string, std::string>& stored) {
    Settings settings;
    for (const auto& key : kKeys) {
        // A value that is out of bounds by now leaves the default in place.
        if (const auto found = stored.find(std::string(key.name)); found != stored.end())
            static_cast<void>(set(settings, key, found->second));
    }
    return settings;
}

Settings defaults(const Driver& driver) {
    Settings settings;
    settings.kind = driver.name;
    settings.map = default_map(driver);
    return settings;
}

std::vector<std::string> check(const Settings& settings) {
    std::vector<std::string> missing;
    if (find_driver(settings.kind) == nullptr) missing.emplace_back("kind is missing");
    if (settings.servers.empty()) missing.emplace_back("servers is missing: ldaps://HOST");
    if (settings.account.empty()) missing.emplace_back("account is missing: the service account's DN, or name@domain");
    if (settings.base.empty()) missing.emplace_back("base is missing: the DN below which people are");
    if (settings.map.user_name.empty()) missing.emplace_back("user_name is missing: the attribute people sign in by");
    return missing;
}

bool writes_back(const Settings& settings) noexcept { return settings.enabled && settings.writeback && !settings.staging; }

bool keeps_password(const Settings& before, const Settings& after) noexcept {
    return before.servers == after.servers && before.account == after.account && before.ca_file == after.ca_file;
}

std::string reading_key(const Settings& settings) {
    std::string key;
    for (const auto* const name : {"kind", "servers", "base", "people_filter", "groups_filter", "group", "user_name", "mail", "mobile",
                                   "office", "given_name", "surname", "display_name", "language"}) {
        key += fmt::format("{}={}\n", name, get(settings, *find_key(name)));
    }
    return key;
}

std::optional<Server> parse_server(std::string_view text) {
    Server server;
    if (text.starts_with("ldap://")) {
        server.start_tls = true;
        server.port = 389;
        text.remove_prefix(7);
    } else if (text.starts_with("ldaps://")) {
        text.remove_prefix(8);
    } else {
        return std::nullopt;
    }
    if (text.ends_with('/')) text.remove_suffix(1);
    // An IPv6 address stands in brackets.
    const auto colon = text.starts_with('[') ? text.find(':', std::min(text.find(']'), text.size())) : text.find(':');
    if (colon != std::string_view::npos) {
        const auto digits = text.substr(colon + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), server.port);
        if (error != std::errc{} || end != digits.data() + digits.size() || server.port == 0) return std::nullopt;
    }
    server.host = text.substr(0, colon);
    if (server.host.starts_with('[') && server.host.ends_with(']')) server.host = server.host.substr(1, server.host.size() - 2);
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
    };
    if (server.host.empty() || server.host.size() > 253 || !std::ranges::all_of(server.host, fits)) return std::nullopt;
    return server;
}

bool is_name(std::string_view name) noexcept {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !name.empty() && name.size() <= 40 && name.front() != '-' && std::ranges::all_of(name, fits);
}

}  // namespace rekey::directory
