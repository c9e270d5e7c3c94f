#include "adapters/crypto/huge_pages.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

thread_local bool t_huge = false;

}  // namespace

namespace rekey::crypto {

HugePages::HugePages() noexcept { t_huge = true; }
HugePages::~HugePages() { t_huge = false; }

}  // namespace rekey::crypto

#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
/// mmap(2), for the whole program. The pages of a hashing thread are not filled at once but on use: only then do they come huge.
extern "C" void* mmap(void* address, size_t length, int protection, int flags, int file, off_t offset) noexcept {
    const bool huge = t_huge && (flags & MAP_ANONYMOUS) != 0;
    if (huge) flags &= ~MAP_POPULATE;
    // The system call sets errno, and -1 is MAP_FAILED.
    void* const mapped = reinterpret_cast<void*>(::syscall(SYS_mmap, address, length, protection, flags, file, offset));
    if (huge && mapped != MAP_FAILED) static_cast<void>(::madvise(mapped, length, MADV_HUGEPAGE));
    return mapped;
}
#endif
