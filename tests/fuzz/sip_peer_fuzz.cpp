// What a SIP peer sends and a call acts on: descriptions of sound, keys in INFO requests and as events, and the status line that redirects
// are seen by. The first byte chooses.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/voice/answers.hpp"
#include "adapters/voice/description.hpp"
#include "adapters/voice/keys.hpp"
#include "base/text.hpp"

namespace {

using namespace rekey::voice;

Owned<mbuf> buffer(std::string_view text) {
    Owned<mbuf> made(mbuf_alloc(text.size() + 1));
    mbuf_write_mem(made.get(), reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    mbuf_set_pos(made.get(), 0);
    return made;
}

void describe(std::string_view text, bool offer) {
    sa local{};
    sa_set_str(&local, "192.0.2.1", 16384);
    Description description(local);
    const auto first = description.offer();
    const auto agreed = offer ? description.take_offer(buffer(text).get()) : description.take_answer(buffer(text).get());
    if (agreed) {
        if (agreed->payload != 0 && agreed->payload != 8) std::abort();
        if (sa_port(&agreed->remote) == 0 || sa_af(&agreed->remote) != sa_af(&local)) std::abort();
        if (agreed->events && (*agreed->events < 96 || *agreed->events > 127)) std::abort();
    }
    const auto ours = description.answer();
    if (mbuf_get_left(ours.get()) == 0) std::abort();
}

void message(std::string_view text) {
    const auto bytes = buffer(text);
    sip_msg* decoded = nullptr;
    if (sip_msg_decode(&decoded, bytes.get()) != 0) return;
    const Owned<sip_msg> owned(decoded);
    const auto outcome = outcome_of(owned->scode);
    if (!rekey::is_line(outcome.why) || outcome.why.size() > 120) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 4) {
        case 0: describe(text, false); break;
        case 1: describe(text, true); break;
        case 2: message(text); break;
        default: static_cast<void>(info_key(text)); static_cast<void>(KeyEvents().take(1, {data + 1, size - 1}));
    }
    return 0;
}
