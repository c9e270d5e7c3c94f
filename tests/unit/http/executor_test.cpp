#include "http/executor.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <memory>

#include "support/counting_meter.hpp"

namespace rekey::http {
namespace {

TEST(Executor, RunsJobs) {
    test::CountingMeter meter;
    std::latch done(5);  // outlives the executor: its threads may still be inside
    Executor executor({"test", 2, 8}, meter);
    for (int i = 0; i < 5; ++i) {
        Executor::Job job = [&done] { done.count_down(); };
        ASSERT_TRUE(executor.submit(job));
    }
    done.wait();
}

TEST(Executor, ShedsWhenTheQueueIsFull) {
    test::CountingMeter meter;
    std::latch started(1), release(1);
    std::atomic<int> ran{0};
    Executor executor({"test", 1, 2}, meter);
    Executor::Job block = [&] {
        started.count_down();
        release.wait();
    };
    ASSERT_TRUE(executor.submit(block));
    started.wait();

    const auto submit = [&] {
        Executor::Job job = [&ran] { ++ran; };
        const bool taken = executor.submit(job);
        EXPECT_EQ(static_cast<bool>(job), !taken) << "a refused job stays with its owner";
        return taken;
    };
    EXPECT_TRUE(submit());
    EXPECT_TRUE(submit());
    EXPECT_FALSE(submit());
    EXPECT_EQ(meter.value("rekey_http_queue_length{queue=test}"), 2);
    EXPECT_EQ(meter.value("rekey_http_shed_total{queue=test}"), 1);
    release.count_down();
}

TEST(Executor, DropsWhatWaitsWhenItStops) {
    test::CountingMeter meter;
    auto owned = std::make_shared<int>(1);
    std::latch started(1), release(1);
    Executor executor({"test", 1, 8}, meter);
    Executor::Job block = [&] {
        started.count_down();
        release.wait();
    };
    ASSERT_TRUE(executor.submit(block));
    started.wait();
    Executor::Job waits = [owned] {};
    ASSERT_TRUE(executor.submit(waits));
    std::thread stopper([&] { executor.stop(); });
    Executor::Job late = [] {};
    while (executor.submit(late)) late = [] {};
    release.count_down();
    stopper.join();
    EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace rekey::http
