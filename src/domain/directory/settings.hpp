#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/id.hpp"
#include "domain/directory/person.hpp"

namespace rekey::directory {

/// How one directory is spoken to, who is taken from it, and what is done with them.
struct Settings {
    std::string kind;                  ///< of driver: active_directory, openldap, …
    std::vector<std::string>
        servers;  ///< "ldaps://host[:port]", or "ldap://host[:port]" with StartTLS; the first that answers is spoken to
    std::string ca_file;               ///< PEM with the one certificate authority that is trusted; empty: those the machine trusts
    std::string account;               ///< of the service, as the directory binds it: a DN, or a user principal name
    std::string base;                  ///< DN below which people and groups are
    std::string people_filter, groups_filter;  ///< beside the kind's own; empty: no other
    std::string group;                 ///< DN: only people in this group; empty: all
    AttributeMap map;
    bool enabled = true;    ///< read by the schedule, and its people may sign in
    bool staging = false;   ///< read and compared, and nothing is written: neither here nor there
    bool writeback = false; ///< passwords are written back there, accounts unlocked
    bool trusted = false;   ///< people cannot change their own phone numbers there: a new one may be used at once
    std::int64_t interval_minutes = 30, full_days = 7;
    std::int64_t most_removals = 500, most_removals_percent = 10;  ///< a run that would remove more asks
    std::int64_t page_size = 500, connections = 4;
    std::int64_t lockout_threshold = 0, lockout_minutes = 0;  ///< of the directory; 0: as it says itself
    friend bool operator==(const Settings&, const Settings&) = default;
};

/// One of a tenant's directories.
struct Directory {
    DirectoryId id;
    std::string name;  ///< its own in the tenant: small letters, digits, hyphens
    Settings settings;
    std::int64_t version = 0;
};

/// One row of the table of a directory's settings.
struct Key {
    std::string_view name;
    std::string_view doc;
    std::variant<std::string Settings::*, std::vector<std::string> Settings::*, bool Settings::*, std::int64_t Settings::*,
                 std::string AttributeMap::*>
        field;
    std::int64_t least = 0, most = 0;  ///< numbers
};

[[nodiscard]] std::span<const Key> keys() noexcept;
[[nodiscard]] const Key* find_key(std::string_view name) noexcept;
/// As it is typed and stored: lists with spaces between, true and false.
[[nodiscard]] std::string get(const Settings& settings, const Key& key);
/// InvalidInput with a sentence for the administrator when the text is none of that key.
[[nodiscard]] Result<void> set(Settings& settings, const Key& key, std::string_view text);

/// As stored, and the inverse: what it does not know is left out.
[[nodiscard]] std::map<std::string, std::string> store(const Settings& settings);
[[nodiscard]] Settings load(const std::map<std::string, std::string>& stored);
/// What a kind begins with.
[[nodiscard]] Settings defaults(const Driver& driver);

/// What is missing before it can be spoken to, as sentences. Empty: nothing.
[[nodiscard]] std::vector<std::string> check(const Settings& settings);
/// Passwords of its people are set there.
[[nodiscard]] bool writes_back(const Settings& settings) noexcept;
/// The service's password was meant for these servers and this account only: whoever points the directory elsewhere has to type it again.
[[nodiscard]] bool keeps_password(const Settings& before, const Settings& after) noexcept;
/// What decides who is read, and as what: a cookie made under another one tells nothing.
[[nodiscard]] std::string reading_key(const Settings& settings);

/// "ldaps://host:636": where a server listens.
struct Server {
    std::string host;
    std::uint16_t port = 636;
    bool start_tls = false;
};
[[nodiscard]] std::optional<Server> parse_server(std::string_view text);
/// A name for a directory.
[[nodiscard]] bool is_name(std::string_view name) noexcept;

}  // namespace rekey::directory
