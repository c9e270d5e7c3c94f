#include "adapters/system/hardening.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/error.hpp"

namespace rekey::system {

void harden_process() {
    constexpr rlimit kNone{0, 0};
    if (::setrlimit(RLIMIT_CORE, &kNone) != 0) throw Fault(FaultKind::Invariant, "core dumps cannot be turned off");
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) throw Fault(FaultKind::Invariant, "the process cannot be made undumpable");
}

}  // namespace rekey::system
