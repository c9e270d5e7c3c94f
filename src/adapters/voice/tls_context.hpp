#pragma once
#include "adapters/voice/re.hpp"
#include "adapters/voice/trunk.hpp"

namespace rekey::voice {

/// TLS for one trunk: 1.2 or later, its certificate checked for its name against `ca_file` or the system's authorities. libre checks none
/// of that for SIP by itself. Unreachable when the file cannot be used.
[[nodiscard]] Result<Owned<tls>> make_tls(const TrunkOptions& options);

}  // namespace rekey::voice
