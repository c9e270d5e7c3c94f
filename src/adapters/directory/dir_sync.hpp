#pragma once
#include "adapters/directory/walk.hpp"

namespace rekey::ldap {

/// By Active Directory's DirSync (MS-ADTS 3.1.1.3.4.1.3), which tells of a whole naming context what has changed since a cookie, and what of
/// it: who is among them is read again by the account's own rights, with the filter, and is `deleted` when it is not there, or not below
/// the base any more (also when it never was). Everything is read by pages, after the cookie was taken: when there is none, when the server
/// does not take it, and when a folder was made, moved or renamed, since what is in it tells no change then.
///
/// With the right Get-Changes it sees all; without, what the account may read (flag 1). Deletions are told only to who may list CN=Deleted
/// Objects. What changes without being written is not told, like memberOf. Refused where there is no DirSync.
[[nodiscard]] Result<directory::ReadEnd> read_dir_sync(const Walk& walk);

}  // namespace rekey::ldap
