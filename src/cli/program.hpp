#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/config.hpp"
#include "flows/admin/services.hpp"

namespace rekey::cli {

/// Exit codes, documented in docs/reference/command-line.md.
enum class Exit : std::uint8_t { Ok = 0, Refused = 1, Usage = 2, Configuration = 3, StoreUnavailable = 4 };

enum class Mode : std::uint8_t { Production, Development };

struct ServeOptions {
    Mode mode = Mode::Production;  ///< Development: /dev/outbox; serve refuses to listen anywhere but on loopback
};

/// One live question of `rekey check`: the store answers, the keys are readable, the mail server greets …
struct Probe {
    std::string name;
    bool good = false;
    std::string detail;  ///< a sentence for the operator
};

/// What `rekey delivery test` sends, and how.
struct DeliveryQuestion {
    enum class Way : std::uint8_t { Written, Call };
    std::string to;        ///< a mail address, or a phone number as people write it, with the country's code
    std::string provider;  ///< empty: all in their order
    Way way = Way::Written;
};

/// What happened at one provider on the way of a test message.
struct DeliveryStep {
    std::string provider;
    std::string passed_over;         ///< why it was not asked; empty: it was
    std::string verdict, reason;     ///< accepted, refused, deferred, trouble, unsure; and why
    std::string request, answer;     ///< without secrets
    std::string reference;           ///< the provider's id of the message
    std::int64_t milliseconds = 0;
};
struct DeliveryTest {
    bool accepted = false;
    std::string id, to, text;
    std::string alphabet;  ///< of a text message
    int segments = 0;      ///< of a text message; 0: it is a mail
    std::vector<DeliveryStep> steps;
};

/// One key that seals values, without the key.
struct KeyInfo {
    std::string id;
    std::string created;  ///< RFC 3339
    bool current = false;  ///< seals; all others only open what they sealed
};

/// Everything the command line cannot do by itself, since it knows no adapter. `app` fills it; every function may throw Fault
/// (exit code 4 for StoreUnavailable, else 1). main is: `return cli::run(argc, argv, make_program());`
struct Program {
    std::string version;
    config::Environment environment;

    /// Blocks until SIGTERM or SIGINT; returns the exit code. The store has been checked by nobody before.
    std::function<int(const config::Config&, const ServeOptions&)> serve;

    /// Makes calls until SIGTERM or SIGINT; returns the exit code. Reads neither keys nor store.
    std::function<int(const config::Config&)> voice;

    /// Store and crypto adapters with the administrative flows over them; the adapters live as long as the pointer. An error is one
    /// of the configuration: the key file is missing, readable by others, or not a key file (exit code 3).
    std::function<Result<std::shared_ptr<flows::AdminServices>>(const config::Config&)> open;

    /// Brings the store to this program's schema; makes an SQLite file that is not there. Returns the names of the steps applied.
    std::function<std::vector<std::string>(const config::Config&)> migrate;

    /// Makes the key file with mode 0600. AlreadyExists when there is one: keys are never overwritten.
    std::function<Result<void>(const std::filesystem::path&)> create_keys;
    std::function<Result<std::vector<KeyInfo>>(const std::filesystem::path&)> list_keys;
    /// Adds a data key; older ones go on opening what they sealed. Returns the new one.
    std::function<Result<KeyInfo>(const std::filesystem::path&)> rotate_keys;

    /// Live probes of `rekey check`. Does not throw: a failure is a probe that is not good.
    std::function<std::vector<Probe>(const config::Config&)> probe;

    /// Sends one e-mail or text message, or makes one call, as the server would. NotFound when there is no such provider, InvalidInput when
    /// it is no address or number.
    std::function<Result<DeliveryTest>(const config::Config&, const DeliveryQuestion&)> test_delivery;

    /// "GET /api/v1/reset/options", …: for the test that compares the server with api/openapi.yaml.
    std::function<std::vector<std::string>()> routes;
};

/// Parses the arguments, runs one command, prints, and returns the exit code.
[[nodiscard]] int run(int argc, const char* const* argv, const Program& program);

}  // namespace rekey::cli
