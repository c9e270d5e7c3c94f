#pragma once
#include "adapters/directory/walk.hpp"

namespace rekey::ldap {

/// By uSNChanged, which counts the changes of one domain controller (MS-ADTS 3.1.1.1.9). The cookie is "<invocation id>:<number>". With
/// that of another controller everything is read. The number is asked before anything else, so that nothing is missed; what is changed
/// meanwhile comes twice.
[[nodiscard]] Result<directory::ReadEnd> read_usn_changed(const Walk& walk);

/// By modifyTimestamp (RFC 4512 section 3.4.4). The cookie is the newest that stood there before the reading began; it comes again, since
/// more may have happened in that second. Servers whose clocks disagree can hide a change: read everything now and then.
[[nodiscard]] Result<directory::ReadEnd> read_modify_timestamp(const Walk& walk);

}  // namespace rekey::ldap
