#include "adapters/system/process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <vector>

#include "adapters/system/clock.hpp"
#include "adapters/system/hardening.hpp"

namespace rekey::system {
namespace {

TEST(ProcessUse, SeesMemoryGrow) {
    const auto before = process_use().value();
    std::vector<char> block(64UZ * 1024 * 1024, 'x');
    EXPECT_EQ(block[block.size() / 2], 'x');
    const auto after = process_use().value();
    EXPECT_GT(after.resident_bytes - before.resident_bytes, 50'000'000);
    EXPECT_GT(before.resident_bytes, 1'000'000);
}

TEST(ProcessUse, CountsOpenFilesAndThreads) {
    const auto before = process_use().value();
    const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT_EQ(process_use()->open_files, before.open_files + 1);
    ::close(file);
    EXPECT_EQ(process_use()->open_files, before.open_files);
    EXPECT_GE(before.threads, 1);
    EXPECT_GT(before.most_files, before.open_files);
}

TEST(ProcessUse, KnowsWhenTheProcessStartedAndWhatItUsed) {
    const auto use = process_use().value();
    const auto now = static_cast<double>(to_millis(SystemClock().now())) / 1000;
    EXPECT_LE(use.started_at, now + 2);
    EXPECT_GT(use.started_at, now - 3600);
    EXPECT_GE(use.cpu_seconds, 0);
}

TEST(SystemClock, TellsTheTime) {
    const auto before = std::chrono::system_clock::now() - std::chrono::milliseconds(1);
    const auto told = SystemClock().now();
    EXPECT_GE(told, before);
    EXPECT_LE(told, std::chrono::system_clock::now());
}

// In a process of its own, because it cannot be undone.
TEST(HardenProcess, LeavesNoCoreDumpAndNoWayIn) {
    EXPECT_EXIT(
        {
            harden_process();
            rlimit core{};
            ::getrlimit(RLIMIT_CORE, &core);
            const bool closed = core.rlim_cur == 0 && core.rlim_max == 0 && ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
            ::_exit(closed ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace rekey::system
