#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "base/meter.hpp"
#include "http/pipeline/forwarded.hpp"
#include "http/pipeline/sites.hpp"
#include "http/problem.hpp"
#include "http/router.hpp"

namespace rekey::http {

/// The head of a request as it came over the wire, well-formed by RFC 9112.
struct Head {
    std::string method, target;
    int minor_version = 1;  ///< of HTTP/1.x
    Fields headers;
    bool has_body = false;
};

struct Peer {
    IpAddress address{};
    bool tls = false;
};

/// A judged head: a route to run, or the answer that says no.
struct Admission {
    Request request;
    const Route* route = nullptr;
    std::optional<Response> refusal;
    std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point arrived = since;  ///< with its body: what a client sends slowly is not our time
};

/// Everything between bytes and handlers that is no I/O: which tenant, which client, which route, from which origin; the handler's
/// failures; the headers of every answer; the counting. One per listener.
class Pipeline final {
public:
    struct Options {
        std::optional<Sites> sites;  ///< none: the operator's listener, which has no tenants and takes any Host
        TrustedProxies proxies;
    };
    /// The router and the meter must outlive it.
    Pipeline(Options options, const Router& router, Meter& meter) : options_(std::move(options)), router_(router), meter_(meter) {}

    /// Before the body is read. Host, target, route and origin are checked here, so that a refused body is never waited for.
    [[nodiscard]] Admission admit(Head head, const Peer& peer) const;
    /// A request that could not even be read.
    [[nodiscard]] Admission reject(Refusal refusal) const;
    /// Runs the route's handler; whatever it throws becomes an answer.
    [[nodiscard]] Response run(const Admission& admission) const noexcept;
    /// The status line and headers of the answer, but for Connection; counts and logs it. Adds the request id to problems.
    [[nodiscard]] std::string finish(const Admission& admission, Response& response) const;

    [[nodiscard]] const TrustedProxies& proxies() const noexcept { return options_.proxies; }
    [[nodiscard]] const Router& router() const noexcept { return router_; }

private:
    [[nodiscard]] std::optional<Response> judge(Head& head, const Peer& peer, Admission& admission) const;
    [[nodiscard]] std::optional<Response> select_site(const Head& head, const std::optional<std::string>& authority,
                                                      Request& request) const;
    [[nodiscard]] std::optional<Response> select_route(Admission& admission) const;
    [[nodiscard]] Response answer(const Admission& admission) const noexcept;
    /// An address that leads nowhere: a page for a person who mistyped it, a problem for a program.
    [[nodiscard]] Response nowhere(const Request& request) const;
    /// Counts the answer and writes its line in the log.
    void note(const Admission& admission, const Response& response) const;

    Options options_;
    const Router& router_;
    Meter& meter_;
};

/// CSRF: a change is only taken from our own pages. Browsers send Origin with every POST, so a request without one is refused too;
/// scripts send it as well. Sec-Fetch-Site, where a browser sends it, must say same-origin. Bodies are JSON.
[[nodiscard]] std::optional<Refusal> check_origin(const Request& request, bool has_body);

}  // namespace rekey::http
