#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <vector>

#include "adapters/voice/loop.hpp"
#include "adapters/voice/probe.hpp"
#include "adapters/voice/sip_call.hpp"

namespace rekey::voice {

/// Who has asked for a call and waits for it. Called on its own thread.
class Asker {
public:
    virtual ~Asker() = default;
    virtual void begun() = 0;
    virtual void step(const std::string& step) = 0;
    /// Nobody waits any more: the call is given up.
    [[nodiscard]] virtual bool gone() = 0;
};

/// Makes calls by the trunks there are, so many at once. Several threads may ask.
class Switchboard final {
public:
    /// The speech outlives it.
    Switchboard(std::vector<TrunkOptions> trunks, std::size_t calls_at_once, const ports::Speech& speech);
    ~Switchboard();
    Switchboard(const Switchboard&) = delete;
    Switchboard& operator=(const Switchboard&) = delete;

    /// One call or probe, to its end.
    [[nodiscard]] call::Outcome take(const call::Request& request, Asker& asker);
    /// Ends every call that goes on.
    void give_up_all();

private:
    struct Pending;
    class Line;  ///< one of the calls that may go on at once

    [[nodiscard]] const TrunkOptions* find(const std::string& name) const;
    [[nodiscard]] call::Outcome call_by(const TrunkOptions& options, const call::Request& request, Asker& asker);
    [[nodiscard]] call::Outcome probe_by(const TrunkOptions& options, Asker& asker);
    [[nodiscard]] Sounds say(const call::Request& request) const;
    void wait_for(const std::shared_ptr<Pending>& pending, Asker& asker, std::uint64_t id);
    // On the loop's thread:
    [[nodiscard]] Result<Trunk*> open(const TrunkOptions& options, const sa& local);
    void start_call(const TrunkOptions& options, const sa& local, const call::Request& request, Sounds sounds,
                    const std::shared_ptr<Pending>& pending, std::uint64_t id);
    void start_probe(const TrunkOptions& options, const sa& local, const std::shared_ptr<Pending>& pending, std::uint64_t id);
    void forget(std::uint64_t id);

    std::vector<TrunkOptions> options_;
    const std::size_t most_;
    const ports::Speech& speech_;
    std::atomic<std::size_t> busy_ = 0;
    std::atomic<std::uint64_t> last_id_ = 0;
    // Of the loop's thread:
    std::map<std::string, std::unique_ptr<Trunk>> trunks_;
    std::map<std::uint64_t, std::unique_ptr<SipCall>> calls_;
    std::map<std::uint64_t, std::unique_ptr<Probe>> probes_;
    Loop loop_;  ///< last: it ends before what it uses
};

}  // namespace rekey::voice
