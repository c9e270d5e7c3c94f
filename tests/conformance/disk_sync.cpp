#include "conformance/disk_sync.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

// The program's symbols come before those of shared libraries, so libsqlite3 calls this one.
extern "C" int fdatasync(int file) {
    ++rekey::test::DiskSync::count;
    if (rekey::test::DiskSync::broken) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(syscall(SYS_fdatasync, file));
}
