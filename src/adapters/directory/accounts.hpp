#pragma once
#include <optional>
#include <string>
#include <vector>

#include "adapters/directory/pool.hpp"
#include "base/error.hpp"
#include "domain/directory/account.hpp"
#include "domain/directory/driver.hpp"
#include "domain/directory/facts.hpp"
#include "ports/clock.hpp"

namespace rekey::ldap {

/// One directory, as its accounts are spoken to; made for a call or a few. What it refers to lives longer.
struct Place {
    Pool& pool;
    const directory::Driver& driver;
    std::string base;
    const directory::Facts& facts;
    const ports::Clock& clock;
    Instant now;  ///< when it began: whether a lock is over
};

/// The entry of an account, found by its anchor alone: a DN is taken for it only when the entry there has the anchor. Active Directory looks
/// up `<GUID=…>` (MS-ADTS 3.1.1.3.1.2.4), others the DN last seen, then all below the base. Nothing: no such entry any more. Refused, too,
/// when two entries have the anchor.
[[nodiscard]] Result<std::optional<directory::Entry>> locate(Connection& connection, const Place& place, const directory::Whom& whom,
                                                             const std::vector<std::string>& attributes);

/// What a write names the entry by: the anchor where the directory takes one, or else the DN that was found.
[[nodiscard]] std::string target(const Place& place, const directory::Whom& whom, const std::string& dn);

/// `ports::Connector::find`.
[[nodiscard]] Result<std::optional<directory::AccountState>> find_account(const Place& place, const directory::Whom& whom);

/// `ports::Connector::sign_in`, over a connection of its own that is closed afterwards. Asks once; an empty password is never sent.
[[nodiscard]] Result<directory::SignIn> sign_in(const Place& place, const directory::Whom& whom, const Secret& password);

/// `ports::Connector::writability`. What is asked, and what it is worth:
/// - adminCount 1: SDProp takes the folder's rights away within the hour (MS-ADTS 3.1.1.6.1).
/// - Active Directory: `allowedAttributesEffective` (MS-ADTS 3.1.1.4.5.22) has lockoutTime, which every reset writes. Resetting a password is an
///   extended right and does not show there. So a reset to one byte is asked for, which no server can take: a password is UTF-16 in quotes
///   (MS-ADTS 3.1.1.3.1.5). Samba 4.17 looks at the right first: 50 without, 53 00002035 with it. Of Windows the order is not known, so that
///   only 50 counts there, and all else is not told.
/// - LDAP: the removal of a value of userPassword that nobody has. slapd 2.5 answers 50 without the right, 16 with it (the assertion
///   control would not do: 122 comes before the rights are looked at).
/// Neither changes anything, counts as a wrong password, or has a password in it.
[[nodiscard]] Result<directory::Writability> writability(const Place& place, const directory::Whom& whom);

}  // namespace rekey::ldap
