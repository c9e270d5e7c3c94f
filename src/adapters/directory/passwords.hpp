#pragma once
#include "adapters/directory/accounts.hpp"

namespace rekey::ldap {

/// `ports::Connector::set_password`. Nothing here is ever sent twice.
/// Active Directory: one modification, so that all of it happens or none. A protected account is refused before, whatever rights the service
/// was given: on Samba, which has no SDProp (4.17), its folder's rights go on to hold for it. LDAP: RFC 3062, or a modification of userPassword where the kind
/// wants that. slapd lifts any lock with the password, an administrator's too, which is therefore looked for first and refused; and it
/// does so whatever `unlock` says. That the password must be changed is a second write there: when that fails the outcome is Done and
/// `detail` says it. A kind that knows no such thing refuses such a password (Other), and nothing is written.
[[nodiscard]] directory::Written set_password(const Place& place, const directory::Whom& whom, const Secret& password,
                                              const directory::SetOptions& options);

/// `ports::Connector::change_password`. A wrong password of today counts there once.
/// Active Directory: removal of the old value and addition of the new one, over the service's connection. The right (User-Change-Password)
/// is everybody's by default and the old password proves who asks; an account that must change cannot bind, so its own connection
/// would not do. Measured with Samba 4.17: works so, also with pwdLastSet 0; wrong ones count in badPwdCount, also of
/// accounts whose password may not be reset. Others: bound as that person, by RFC 3062 with both, or a modification.
[[nodiscard]] directory::Written change_password(const Place& place, const directory::Whom& whom, const Secret& current,
                                                 const Secret& password);

/// `ports::Connector::unlock`.
[[nodiscard]] directory::Written unlock(const Place& place, const directory::Whom& whom);

}  // namespace rekey::ldap
