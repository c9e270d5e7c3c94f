#include "adapters/system/meter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "adapters/system/process.hpp"
#include "base/error.hpp"

namespace rekey::system {
namespace {

using testing::HasSubstr;

TEST(PrometheusMeter, CountsByLabel) {
    PrometheusMeter meter({{"rekey_starts_total", "Attempts started."}});
    meter.count("rekey_starts_total", {{"tenant", "contoso"}});
    meter.count("rekey_starts_total", {{"tenant", "contoso"}}, 2);
    meter.count("rekey_starts_total", {{"tenant", "fabrikam"}});
    const auto text = meter.text();
    EXPECT_THAT(text, HasSubstr("# HELP rekey_starts_total Attempts started.\n# TYPE rekey_starts_total counter\n"));
    EXPECT_THAT(text, HasSubstr("rekey_starts_total{tenant=\"contoso\"} 3"));
    EXPECT_THAT(text, HasSubstr("rekey_starts_total{tenant=\"fabrikam\"} 1"));
}

TEST(PrometheusMeter, ShowsTheLastValueOfAGauge) {
    PrometheusMeter meter;
    meter.gauge("rekey_queue", 7);
    meter.gauge("rekey_queue", 4);
    EXPECT_THAT(meter.text(), HasSubstr("\nrekey_queue 4\n"));
}

TEST(PrometheusMeter, SortsTimesIntoBuckets) {
    PrometheusMeter meter;
    for (const double seconds : {0.003, 0.03, 3.0}) meter.time("rekey_request_seconds", seconds, {{"route", "answer"}});
    const auto text = meter.text();
    EXPECT_THAT(text, HasSubstr(R"(rekey_request_seconds_bucket{route="answer",le="0.005"} 1)"));
    EXPECT_THAT(text, HasSubstr(R"(rekey_request_seconds_bucket{route="answer",le="0.05"} 2)"));
    EXPECT_THAT(text, HasSubstr(R"(rekey_request_seconds_bucket{route="answer",le="+Inf"} 3)"));
    EXPECT_THAT(text, HasSubstr(R"(rekey_request_seconds_count{route="answer"} 3)"));
}

TEST(PrometheusMeter, EscapesLabelValues) {
    PrometheusMeter meter;
    meter.count("rekey_x", {{"a", "q\"\n\\"}});
    EXPECT_THAT(meter.text(), HasSubstr(R"(rekey_x{a="q\"\n\\"} 1)"));
}

TEST(PrometheusMeter, RefusesANameThatIsBadOrOfAnotherKind) {
    PrometheusMeter meter;
    meter.count("rekey_things");
    EXPECT_THROW(meter.gauge("rekey_things", 1), Fault);
    EXPECT_THROW(meter.count("not a name"), Fault);
    EXPECT_THROW(meter.count("not a name"), Fault);
    meter.count("rekey_things");
    EXPECT_THAT(meter.text(), HasSubstr("rekey_things 2"));
}

TEST(PrometheusMeter, LosesNoCountAcrossThreads) {
    PrometheusMeter meter;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 2'000; ++n) meter.count("rekey_hits"), meter.time("rekey_hit_seconds", 0.1);
            });
        }
        while (meter.text().find("rekey_hits 8000") == std::string::npos) std::this_thread::yield();
    }
    EXPECT_THAT(meter.text(), HasSubstr("rekey_hit_seconds_count 8000"));
}

TEST(PrometheusMeter, TellsWhatTheProcessTakes) {
    const auto text = PrometheusMeter().text();
    for (const auto* name : {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes",
                             "process_threads", "process_open_fds", "process_max_fds", "process_start_time_seconds"}) {
        EXPECT_THAT(text, HasSubstr(std::string("\n") + name + " ")) << name;
    }
}

}  // namespace
}  // namespace rekey::system
