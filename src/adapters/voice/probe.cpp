#include "adapters/voice/probe.hpp"

#include <fmt/format.h>

#include <cstring>

#include "adapters/voice/answers.hpp"

namespace rekey::voice {

using call::How;

void Probe::start() {
    const auto to = trunk_.itself();
    const auto from = trunk_.own_address();
    const auto route = trunk_.route();
    const char* routes[] = {route.c_str()};
    sip_dialog* dialog = nullptr;
    sip_auth* account = nullptr;
    int error = sip_dialog_alloc(&dialog, to.c_str(), to.c_str(), nullptr, from.c_str(), routes, route.empty() ? 0 : 1);
    dialog_.reset(dialog);
    if (error == 0) error = sip_auth_alloc(&account, Trunk::credentials, &trunk_, false);
    account_.reset(account);
    if (error == 0) error = ask();
    if (error != 0) return finish(How::Trouble, std::strerror(error));
    late_.start(static_cast<std::uint64_t>(call::kLongestSetup.count()) * 1000, on_late, this);
}

int Probe::ask() {
    return sip_drequestf(&request_, trunk_.stack(), true, "OPTIONS", dialog_.get(), 0, account_.get(), on_send, on_answer, this,
                         "Content-Length: 0\r\n\r\n");
}

int Probe::on_send(sip_transp transport, const sa* from, const sa* /*to*/, mbuf* message, void* arg) {
    sip_contact contact{};
    sip_contact_set(&contact, static_cast<Probe*>(arg)->trunk_.options().caller.c_str(), from, transport);
    return mbuf_printf(message, "%H", sip_contact_print, &contact);
}

void Probe::on_answer(int error, const sip_msg* message, void* arg) { static_cast<Probe*>(arg)->answered(error, message); }

void Probe::answered(int error, const sip_msg* message) {
    if (error != 0 || message == nullptr) return finish(How::Trouble, error == 0 ? "no answer" : std::strerror(error));
    if (message->scode < 200) return;
    const bool asks = message->scode == 401 || message->scode == 407;
    if (asks && sip_auth_authenticate(account_.get(), message) == 0 && ask() == 0) return;
    // What it says of OPTIONS does not matter, as long as it is no complaint about the account and no trouble of its own.
    const bool there = !asks && message->scode != 403 && message->scode < 500 && message->scode / 100 != 3;
    finish(there ? How::Played : How::Trouble, there ? words(message->scode) : outcome_of(message->scode).why);
}

void Probe::on_late(void* arg) {
    static_cast<Probe*>(arg)->finish(How::Trouble, fmt::format("no answer from the trunk within {} s", call::kLongestSetup.count()));
}

void Probe::finish(How how, std::string why) {
    if (!ended_) return;
    late_.stop();
    if (request_ != nullptr) sip_request_cancel(request_);
    call::Outcome outcome;
    outcome.how = how;
    outcome.why = std::move(why);
    std::exchange(ended_, nullptr)(std::move(outcome));
}

}  // namespace rekey::voice
