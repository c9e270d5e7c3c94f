#include "adapters/voice/description.hpp"

#include <algorithm>
#include <string_view>

namespace rekey::voice {
namespace {

constexpr const char* kEvents = "telephone-event";
constexpr int kFirstDynamic = 96, kLastDynamic = 127;

void must(int error) {
    if (error != 0) throw Fault(FaultKind::Invariant, "voice: SDP cannot be made");
}

/// The first of the peer's formats that we speak.
const sdp_format* chosen(sdp_media* media) {
    for (const auto* le = list_head(sdp_media_format_lst(media, false)); le != nullptr; le = le->next) {
        const auto* const format = static_cast<const sdp_format*>(le->data);
        if (format->sup && (format->pt == 0 || format->pt == 8)) return format;
    }
    return nullptr;
}

}  // namespace

Description::Description(const sa& local) : local_(local) {
    constexpr std::uint32_t kRate = 8000;
    sdp_session* session = nullptr;
    must(sdp_session_alloc(&session, &local_));
    session_.reset(session);
    must(sdp_media_add(&media_, session, sdp_media_audio, sa_port(&local_), sdp_proto_rtpavp));
    must(sdp_format_add(nullptr, media_, false, "0", "PCMU", kRate, 1, nullptr, nullptr, nullptr, false, nullptr));
    must(sdp_format_add(nullptr, media_, false, "8", "PCMA", kRate, 1, nullptr, nullptr, nullptr, false, nullptr));
    must(sdp_format_add(nullptr, media_, false, "101", kEvents, kRate, 1, nullptr, nullptr, nullptr, false, "0-15"));
    must(sdp_media_set_lattr(media_, true, "ptime", "20"));
}

Owned<mbuf> Description::encode(bool offer) const {
    mbuf* body = nullptr;
    must(sdp_encode(&body, session_.get(), offer));
    return Owned<mbuf>(body);
}

Result<Agreed> Description::take(mbuf* body, bool offer) {
    constexpr std::size_t kMostBytes = 8192;
    if (mbuf_get_left(body) == 0 || mbuf_get_left(body) > kMostBytes) return fail(ErrorCode::Refused, "no description of sound");
    if (sdp_decode(session_.get(), body, offer) != 0) return fail(ErrorCode::Refused, "the description of sound is not well formed");
    const auto* const format = chosen(media_);
    const auto* const remote = sdp_media_raddr(media_);
    if (format == nullptr) return fail(ErrorCode::Refused, "neither PCMU nor PCMA is spoken");
    if (sa_port(remote) == 0 || sa_is_any(remote) || sa_af(remote) != sa_af(&local_))
        return fail(ErrorCode::Refused, "no address for sound");
    Agreed agreed;
    sa_cpy(&agreed.remote, remote);
    agreed.payload = static_cast<std::uint8_t>(format->pt);
    agreed.law = format->pt == 0 ? Law::Mu : Law::A;
    const auto* const events = sdp_media_format(media_, false, nullptr, -1, kEvents, -1, -1);
    if (events != nullptr && events->pt >= kFirstDynamic && events->pt <= kLastDynamic)
        agreed.events = static_cast<std::uint8_t>(events->pt);
    return agreed;
}

}  // namespace rekey::voice
