#pragma once

namespace rekey::crypto {

/// libsodium must be set up before any other of its calls. Cheap when it is; safe from several threads. Throws Fault(Entropy).
void require_sodium();

}  // namespace rekey::crypto
