#pragma once
#include <functional>

#include "adapters/voice/trunk.hpp"
#include "domain/call/call.hpp"

namespace rekey::voice {

/// Asks a trunk by OPTIONS (RFC 3261 section 11) whether it is there, on the loop's thread.
class Probe final {
public:
    Probe(Trunk& trunk, std::function<void(call::Outcome)> ended) : trunk_(trunk), ended_(std::move(ended)) {}
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    /// `ended` is called once; the probe may be destroyed after it returned, not in it.
    void start();

private:
    [[nodiscard]] int ask();
    void answered(int error, const sip_msg* message);
    void finish(call::How how, std::string why);
    static int on_send(sip_transp transport, const sa* from, const sa* to, mbuf* message, void* arg);
    static void on_answer(int error, const sip_msg* message, void* arg);
    static void on_late(void* arg);

    Trunk& trunk_;
    std::function<void(call::Outcome)> ended_;
    Owned<sip_dialog> dialog_;
    Owned<sip_auth> account_;
    struct sip_request* request_ = nullptr;  ///< libre's, until it is answered
    Timer late_;
};

}  // namespace rekey::voice
