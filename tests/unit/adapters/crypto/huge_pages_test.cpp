#include "adapters/crypto/huge_pages.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>

namespace rekey::crypto {
namespace {

constexpr std::size_t kSize = 19456UL * 1024UL;

void* map_as_libsodium_does() { return ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE | MAP_POPULATE, -1, 0); }

/// "VmFlags" of the mapping that begins at `address` (proc(5)): "hg" means huge pages are advised.
bool is_advised(void* address) {
    std::ostringstream start;
    start << std::hex << reinterpret_cast<std::uintptr_t>(address);
    std::ifstream maps("/proc/self/smaps");
    bool found = false;
    for (std::string line; std::getline(maps, line);) {
        if (line.starts_with(start.str() + "-")) found = true;
        if (found && line.starts_with("VmFlags:")) return line.find(" hg") != std::string::npos;
    }
    return false;
}

TEST(HugePages, AreAskedForOnlyByTheThreadThatWantsThem) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    GTEST_SKIP() << "the sanitizer's mmap is used";
#endif
    if (!std::ifstream("/sys/kernel/mm/transparent_hugepage/enabled")) GTEST_SKIP() << "this kernel has none";
    void* wanted = nullptr;
    {
        const HugePages huge;
        wanted = map_as_libsodium_does();
    }
    void* const plain = map_as_libsodium_does();
    ASSERT_NE(wanted, MAP_FAILED);
    ASSERT_NE(plain, MAP_FAILED);
    EXPECT_TRUE(is_advised(wanted));
    EXPECT_FALSE(is_advised(plain));
    static_cast<char*>(wanted)[kSize - 1] = 1;  // it is memory like any other
    EXPECT_EQ(::munmap(wanted, kSize), 0);
    EXPECT_EQ(::munmap(plain, kSize), 0);
}

TEST(HugePages, AMappingThatCannotBeFailsAsEver) {
    const HugePages huge;
    EXPECT_EQ(::mmap(nullptr, 0, PROT_READ, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0), MAP_FAILED);
    EXPECT_EQ(errno, EINVAL);
}

}  // namespace
}  // namespace rekey::crypto
