// Measures the product without its HTTP server, and beside it what the machine gives to a program that does only the unavoidable.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <thread>

#include "deliveries.hpp"
#include "measure.hpp"
#include "raw.hpp"
#include "world.hpp"
#include "writebacks.hpp"

namespace rekey::bench {
namespace {

// In turns with the limit: a machine is not equally busy all the time.
constexpr int kTurns = 10;
constexpr double kHashing = 2, kStoring = 0.5, kDelivering = 1, kWriting = 1;  ///< seconds a turn
constexpr int kVisitors = 64;  ///< people at once: many of them share one disk sync

int cores() { return static_cast<int>(std::thread::hardware_concurrency()); }

double reset_rate(World& world) {
    static std::atomic<std::size_t> s_number = 0;  // nobody may take a password again
    return rate(cores() * 8, kHashing, [&](int) {
        const auto number = s_number++;
        world.whole_reset(world.solved_start(number), password_of(number));
    });
}

double start_rate(World& world, int threads) {
    static std::atomic<std::size_t> s_number = 0;
    return rate(threads, kStoring, [&](int) { (void)world.start(world.solved_start(s_number++, World::Who::Nobody)); });
}

/// Wrong codes, at most four an attempt: none of them is refused before it is compared. At most `most` a second.
double check_rate(World& world, int threads, double most) {
    static std::size_t s_offset = 1'000'000;
    const auto attempts = most_of(most, kStoring) / 4 + 200;
    std::vector<std::shared_ptr<Visitor>> made(attempts);
    std::atomic<std::size_t> next = 0;
    std::vector<std::thread> crew;
    for (int t = 0; t < threads; ++t) {
        crew.emplace_back([&] {
            for (auto i = next++; i < attempts; i = next++) {
                made[i] = std::make_shared<Visitor>(world.start(world.solved_start(s_offset + i, World::Who::Nobody)));
                world.choose(*made[i]);
            }
        });
    }
    for (auto& each : crew) each.join();
    s_offset += attempts;
    std::atomic<std::size_t> turn = 0;
    return rate(threads, kStoring, [&](int) {
        const auto at = turn++;
        if (at >= attempts * 4) throw std::runtime_error("more codes were checked than were made ahead");
        if (world.answer(*made[at % attempts], "00000000")) throw std::runtime_error("a wrong code fits");
    });
}

double picture_rate(World& world) {
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i < 64; ++i) tokens.push_back(world.solved_start(i).captcha_challenge);
    std::atomic<std::size_t> at = 0;
    return rate(1, 2, [&](int) { (void)world.captcha().picture(world.tenant(), tokens[at++ % tokens.size()]); });
}

void measure_sign_ins(World& world) {
    const auto people = world.add_passwords();
    std::atomic<std::size_t> next = 0;
    double hashes = 0, signed_in = 0;
    for (int turn = 0; turn < kTurns; ++turn) {
        hashes += raw_argon2id(cores(), world.hasher().current_cost(), kHashing) / kTurns;
        signed_in += rate(cores() * 8, kHashing, [&](int) { world.sign_in(next++ % people); }) / kTurns;
    }
    print({"sign-ins a second, SQLite (limit: raw Argon2id)", signed_in, hashes, 0.9});
}

void measure_resets(World& world) {
    double hashes = 0, resets = 0;
    for (int turn = 0; turn < kTurns; ++turn) {
        const auto limit = raw_argon2id(cores(), world.hasher().current_cost(), kHashing);
        hashes += limit / kTurns;
        resets += reset_rate(world) / kTurns;
    }
    print({"resets a second, SQLite (limit: raw Argon2id)", resets, hashes, 0.85});
}

void measure_sqlite(const std::filesystem::path& folder) {
    World world(folder, "sqlite:" + (folder / "bench.db").string(), 8);
    measure_sign_ins(world);
    measure_resets(world);
    double commits = 0, starts = 0, checks = 0, most = 0;
    for (int turn = 0; turn < kTurns; ++turn) {
        const auto now = bare_commits(folder / fmt::format("bare{}.db", turn), kStoring);
        commits += now / kTurns;
        starts += start_rate(world, kVisitors) / kTurns;
        most = std::max(most, now * 4);
        checks += check_rate(world, kVisitors, most) / kTurns;
    }
    print({"starts a second, SQLite FULL (limit: bare commits)", starts, commits, 0.5});
    print({"code checks a second, SQLite FULL (limit: bare commits)", checks, commits, 0.5});
    print({"captcha pictures a second and core", picture_rate(world), 0, 0});
}

/// One recording a connection, each of another visitor; `before` leads there, `work` is recorded.
std::vector<Recording> record(World& world, int connections, const std::function<void(Visitor&)>& before,
                              const std::function<void(Visitor&)>& work) {
    std::vector<Recording> recordings;
    for (int i = 0; i < connections; ++i) {
        Visitor visitor = world.start(world.solved_start(900'000 + static_cast<std::size_t>(i), World::Who::Nobody));
        before(visitor);
        recordings.push_back(Recording::of([&] { work(visitor); }));
    }
    return recordings;
}

void measure_postgres(const std::filesystem::path& folder, const std::string& url) {
    constexpr int kConnections = 8;
    World world(folder, url, kConnections);
    // The first one prepares the statements, the first wrong code does more than the next.
    const auto nothing = [](Visitor&) {};
    const auto check = [&](Visitor& visitor) { (void)world.answer(visitor, "00000000"); };
    const auto wait_for_code = [&](Visitor& visitor) {
        world.choose(visitor);
        check(visitor);
    };
    std::size_t number = 910'000;
    const auto start = [&](Visitor&) {
        const auto command = world.solved_start(++number, World::Who::Nobody);
        (void)world.start(command);
    };
    (void)record(world, 2, nothing, start);
    const auto a_start = record(world, kConnections, nothing, start), a_check = record(world, kConnections, wait_for_code, check);
    double raw_starts = 0, starts = 0, raw_checks = 0, checks = 0;
    for (int turn = 0; turn < kTurns; ++turn) {
        raw_starts += replay(a_start, url, kStoring) / kTurns;
        starts += start_rate(world, kConnections) / kTurns;
        const auto now = replay(a_check, url, kStoring);
        raw_checks += now / kTurns;
        checks += check_rate(world, kConnections, now * 6) / kTurns;
    }
    print({"starts a second, PostgreSQL (limit: the statements by libpq)", starts, raw_starts, 0.7});
    print({"code checks a second, PostgreSQL (limit: the statements by libpq)", checks, raw_checks, 0.7});
}

void measure_deliveries(const std::filesystem::path& folder, const std::string& url, std::uint16_t mail_port) {
    constexpr int kWorkers = 8;
    World world(folder, url, kWorkers + 2);
    double bare = 0, delivered = 0;
    // The mail server's first mails are slow.
    double most = bare_mails(mail_port, kWorkers, kStoring);
    for (int turn = 0; turn < kTurns; ++turn) {
        const auto now = bare_mails(mail_port, kWorkers, kStoring);
        most = std::max(most, now);
        bare += now / kTurns;
        delivered += delivery_rate(world, mail_port, kWorkers, kDelivering, most) / kTurns;
    }
    print({"messages a second from the outbox by SMTP, PostgreSQL (limit: the mail server)", delivered, bare, 0.6});
    print({"microseconds a message from the outbox by SMTP, PostgreSQL (at most: 2,000 messages a second)", 1e6 / delivered, 500, 1});
}

void measure_writebacks(const std::filesystem::path& folder, const std::string& url, const Office& office) {
    World world(folder, url, kConnections);
    const auto people = world.read_directory(office.settings, office.password);
    Writebacks writebacks(world, people.size());
    double bare = 0, written = 0;
    // The directory's first changes are slow.
    auto most = bare_changes(office, people, kWriting);
    for (int turn = 0; turn < kTurns; ++turn) {
        const auto now = bare_changes(office, people, kWriting);
        most = std::max(most, now * 1.2);
        bare += now / kTurns;
        written += writebacks.rate(kWriting, most) / kTurns;
    }
    print({fmt::format("writebacks a second, {} (limit: the same directory's bare password changes over as many connections)",
                       url.starts_with("sqlite:") ? "SQLite" : "PostgreSQL"),
           written, bare, 0.8});
}

}  // namespace
}  // namespace rekey::bench

/// rekey_bench FOLDER [POSTGRES_URL [PORT_OF_A_MAIL_SERVER]]
/// rekey_bench FOLDER STORE_URL DIRECTORY_URL CA_FILE BASE ACCOUNT PASSWORD
int main(int argc, char** argv) {
    try {
        const std::filesystem::path folder(argc > 1 ? argv[1] : ".");
        if (argc > 7) {
            rekey::bench::measure_writebacks(folder, argv[2], rekey::bench::open_ldap(argv[3], argv[4], argv[5], argv[6], argv[7]));
        } else if (argc > 3) {
            rekey::bench::measure_deliveries(folder, argv[2], static_cast<std::uint16_t>(std::stoi(argv[3])));
        } else if (argc > 2) {
            rekey::bench::measure_postgres(folder, argv[2]);
        } else {
            rekey::bench::measure_sqlite(folder);
        }
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "rekey_bench: %s\n", failure.what());
        return 1;
    }
}
