#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/meter.hpp"
#include "base/time.hpp"
#include "config/config.hpp"
#include "http/pipeline/pipeline.hpp"

namespace rekey::http {

/// Numbers of the configuration's [server] section, see src/config/keys.cpp. Threads 0: one per core.
struct ServerOptions {
    std::size_t io_threads = 0;
    std::size_t quick_threads = 8, quick_queue = 1024;
    std::size_t hash_threads = 0, hash_queue = 64;
    std::size_t directory_threads = 16, directory_queue = 64;
    std::size_t max_connections = 16384, max_connections_per_client = 256;
    std::size_t max_header = 16 * 1024;  ///< bytes
    std::size_t max_body = 64 * 1024;    ///< bytes; a route may set less
    Duration header_time = seconds(10);  ///< from the first byte of a request to the end of its head
    Duration body_time = seconds(20);    ///< for the whole body
    Duration write_time = seconds(30);   ///< for an answer, longer for long ones at least_rate
    Duration idle_time = seconds(60);    ///< between two requests
    Duration drain_time = seconds(20);   ///< from stop() until what still runs is cut off
    std::size_t least_rate = 1024;       ///< bytes a second a client must keep up, after a grace of `grace`
    Duration grace = seconds(5);
    std::filesystem::path tls_certificate, tls_key;  ///< both or neither
    std::function<Instant()> now;                    ///< wall clock for the Date header; none: no Date
};
[[nodiscard]] ServerOptions server_options(const config::Server& config);

/// One address to listen on.
struct Door {
    std::string name;  ///< label of its metrics and log lines
    config::Endpoint at;
    const Pipeline* pipeline;  ///< outlives the server
    enum class Kind : std::uint8_t {
        Public,
        Operator
    } kind = Kind::Public;  ///< the operator's door has no TLS, no limits, and closes last
};

enum class Signals : std::uint8_t { Ignore, Handle };

/// HTTP/1.1 by Boost.Beast and Asio: one event loop per core, each accepting on its own socket (SO_REUSEPORT), one coroutine per
/// connection, handlers on the pool their route names.
class Server final {
public:
    Server(ServerOptions options, std::vector<Door> doors, Meter& meter);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    Server(Server&&) = delete;
    Server& operator=(Server&&) = delete;

    /// Binds every door and reads the certificate. InvalidInput with a sentence for the operator.
    [[nodiscard]] Result<void> listen();
    /// Where the doors are, in their order; port 0 has become the real one.
    [[nodiscard]] const std::vector<config::Endpoint>& listening() const noexcept;

    /// Serves until stop() and until what was under way is finished, or cut off after drain_time. Signals::Handle: SIGTERM and
    /// SIGINT stop (twice: at once), SIGHUP reads the certificate again.
    void run(Signals signals = Signals::Ignore);
    /// Stops accepting; ends idle connections; lets requests finish. From any thread, also before run().
    void stop();
    /// Reads the certificate again; it also happens by itself when a file changes. From any thread.
    void reload();
    /// True between stop() and the end of run(): /readyz says no then.
    [[nodiscard]] bool draining() const noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace rekey::http
