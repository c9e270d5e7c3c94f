#pragma once

namespace rekey::system {

/// Keeps secrets in this process: no core dumps (RLIMIT_CORE 0) and, with PR_SET_DUMPABLE off, no ptrace and no reading of
/// /proc/self/mem by other processes of the same user (prctl(2)). Called once, before keys are loaded. Throws Fault(Invariant).
void harden_process();

}  // namespace rekey::system
