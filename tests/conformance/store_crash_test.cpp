// kill -9 between any two statements: a unit of work is there whole or not at all, and whole once commit() has returned.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance/store_builders.hpp"
#include "conformance/store_fixture.hpp"

namespace rekey::test {
namespace {

class StoreCrash : public StoreTest {
protected:
    StoreCrash() : tenant(add_tenant("contoso.example")) {}

    /// Runs `act` in a child that is gone afterwards without any farewell. Nothing of this process's store goes along.
    void in_child(auto&& act) {
        close();
        const pid_t child = fork();
        if (child == 0) {
            act(*open_another());
            kill(getpid(), SIGKILL);
        }
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status));
        reopen();
    }
    static void die() { kill(getpid(), SIGKILL); }
    std::map<std::string, std::string> settings() { return store().begin(tenant, ports::Access::Read)->settings().all(); }

    TenantId tenant;
};

TEST_P(StoreCrash, BetweenStatementsNothingStays) {
    for (int after = 0; after < 3; ++after) {
        in_child([&](ports::Store& mine) {
            const auto unit = mine.begin(tenant);
            for (int i = 0; i < 3; ++i) {
                if (i == after) die();
                unit->settings().put(std::to_string(i), "1");
            }
        });
        EXPECT_TRUE(settings().empty()) << after;
    }
}

TEST_P(StoreCrash, AfterTheLastStatementAndBeforeCommitNothingStays) {
    in_child([&](ports::Store& mine) {
        const auto unit = mine.begin(tenant);
        unit->settings().put("a", "1");
        unit->settings().put("b", "1");
        die();
    });
    EXPECT_TRUE(settings().empty());
}

TEST_P(StoreCrash, AfterCommitAllStays) {
    in_child([&](ports::Store& mine) {
        const auto unit = mine.begin(tenant);
        unit->settings().put("a", "1");
        unit->settings().put("b", "1");
        unit->commit();
        die();
    });
    EXPECT_EQ(settings().size(), 2U);
}

TEST_P(StoreCrash, KilledAtAnyMomentEveryUnitIsWholeAndWhatWasToldIsThere) {
    int pipe_ends[2];
    for (int round = 0; round < 8; ++round) {
        ASSERT_EQ(pipe(pipe_ends), 0);
        close();
        const pid_t child = fork();
        if (child == 0) {
            const auto mine = open_another();
            for (int i = 0;; ++i) {
                const auto key = std::to_string(round) + '-' + std::to_string(i);
                ports::transact(*mine, tenant, [&](ports::UnitOfWork& unit) {
                    unit.settings().put(key + "-first", "1");
                    unit.settings().put(key + "-second", "1");
                });
                if (write(pipe_ends[1], &i, sizeof i) != sizeof i) _exit(1);
            }
        }
        ::close(pipe_ends[1]);
        int told = -1, next = 0;
        // Dies in the midst of its work, at another moment each round.
        while (told < 3 + round && read(pipe_ends[0], &next, sizeof next) == sizeof next) told = next;
        usleep(static_cast<useconds_t>(137 * round));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        while (read(pipe_ends[0], &next, sizeof next) == sizeof next) told = next;
        ::close(pipe_ends[0]);
        reopen();

        const auto all = settings();
        for (int i = 0; i <= told; ++i) {
            EXPECT_TRUE(all.contains(std::to_string(round) + '-' + std::to_string(i) + "-second")) << "round " << round << ", unit " << i;
        }
        EXPECT_EQ(all.size() % 2, 0U) << "half a unit";
    }
}

INSTANTIATE_STORES(StoreCrash);

}  // namespace
}  // namespace rekey::test
