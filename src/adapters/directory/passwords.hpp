#pragma once
#include "adapters/directory/accounts.hpp"

namespace rekey::ldap {

/// `ports::Connector::set_password`. Nothing here is ever sent twice.
/// - Active Directory: one modification, so that all of it happens or none. A protected account is refused before, whatever rights the
///   service was given: Samba 4.17 has no SDProp, so there its folder's rights go on to hold for it. On Windows the service needs
///   Unexpire-Password on the domain besides, or else every password it sets must be changed at once (MS-SAMR 3.1.1.8.7).
/// - LDAP: RFC 3062, or a modification of userPassword where the kind wants that. slapd lifts any lock with it, whatever `unlock` says, and an
///   administrator's too, which is therefore looked for first and refused. That the password must be changed is a second write: when it
///   fails the outcome is Done all the same, and `detail` says so.
/// - A kind that has no passwords for one sign-in refuses `must_change` (Other), and nothing is written.
[[nodiscard]] directory::Written set_password(const Place& place, const directory::Whom& whom, const Secret& password,
                                              const directory::SetOptions& options);

/// `ports::Connector::change_password`. A wrong password of today counts there once.
/// - Active Directory: removal of the old value and addition of the new one (MS-ADTS 3.1.1.3.1.5.1), over the service's connection: the
///   right, User-Change-Password, is everybody's by default, and the old password proves who asks. Somebody who must change his password
///   cannot bind, so a connection of his own would not do. With Samba 4.17 this works, and wrong ones count in badPwdCount. Where the right is
///   his alone it answers 19 without a code before it looks at the password: Other, and not counted.
/// - LDAP: bound as that person, by RFC 3062 with both passwords, or a modification. Whose password has expired is not let in, and cannot
///   change it (Other).
[[nodiscard]] directory::Written change_password(const Place& place, const directory::Whom& whom, const Secret& current,
                                                 const Secret& password);

/// `ports::Connector::unlock`. A lock that is over is none.
[[nodiscard]] directory::Written unlock(const Place& place, const directory::Whom& whom);

}  // namespace rekey::ldap
