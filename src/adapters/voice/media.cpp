#include "adapters/voice/media.hpp"

#include <algorithm>

namespace rekey::voice {
namespace {

constexpr std::uint64_t kPacketMillis = 20;
constexpr std::size_t kPacketSamples = 160;

sa at_port_of(const sa& local, const struct rtp_sock* socket) {
    sa address = local;
    sa_set_port(&address, sa_port(rtp_local(socket)));
    return address;
}

}  // namespace

Owned<struct rtp_sock> Media::listen(const sa& local, void* arg) {
    struct rtp_sock* socket = nullptr;
    if (rtp_listen(&socket, IPPROTO_UDP, &local, kFirstPort, kLastPort, false, on_packet, nullptr, arg) != 0)
        throw Fault(FaultKind::Invariant, "voice: no port for sound is free");
    return Owned<struct rtp_sock>(socket);
}

Media::Media(const sa& local, Handlers handlers)
    : handlers_(std::move(handlers)), socket_(listen(local, this)), description_(at_port_of(local, socket_.get())) {}

void Media::start(const Agreed& agreed, const sa& peer) {
    agreed_ = agreed;
    peer_ = peer;
    if (tick_.running()) return;
    next_at_ = tmr_jiffies();
    on_tick(this);
}

void Media::say(const ports::Sound& sound) {
    sound_ = &sound;
    at_ = 0;
}

double Media::progress() const {
    if (sound_ == nullptr || sound_->empty()) return 0;
    return static_cast<double>(at_) / static_cast<double>(sound_->size());
}

void Media::on_tick(void* arg) {
    auto& self = *static_cast<Media*>(arg);
    const auto now = tmr_jiffies();
    self.next_at_ += kPacketMillis;
    // After a pause of the whole process what was missed is not sent in one burst.
    if (self.next_at_ + 10 * kPacketMillis < now) self.next_at_ = now;
    self.tick_.start(self.next_at_ > now ? self.next_at_ - now : 0, on_tick, arg);
    self.send_packet();
}

void Media::send_packet() {
    const Owned<mbuf> packet(mbuf_alloc(RTP_HEADER_SIZE + kPacketSamples));
    if (!packet) return;
    packet->pos = packet->end = RTP_HEADER_SIZE;
    bool ended = false;
    for (std::size_t i = 0; i < kPacketSamples; ++i) {
        const bool speaks = sound_ != nullptr && at_ < sound_->size();
        mbuf_write_u8(packet.get(), encode(agreed_.law, speaks ? (*sound_)[at_++] : 0.0F));
        ended = ended || (speaks && at_ == sound_->size());
    }
    packet->pos = RTP_HEADER_SIZE;
    rtp_send(socket_.get(), &agreed_.remote, false, timestamp_ == 0, agreed_.payload, timestamp_, packet.get());
    timestamp_ += kPacketSamples;
    if (ended) {
        sound_ = nullptr;
        handlers_.spoken();  // last: it may be the end of this object
    }
}

void Media::on_packet(const sa* from, const rtp_header* header, mbuf* payload, void* arg) {
    auto& self = *static_cast<Media*>(arg);
    const bool expected = sa_cmp(from, &self.agreed_.remote, SA_ADDR) || sa_cmp(from, &self.peer_, SA_ADDR);
    if (!expected || !self.tick_.running() || header->pt != self.agreed_.events) return;
    const auto key = self.keys_.take(header->ts, {mbuf_buf(payload), mbuf_get_left(payload)});
    if (key) self.handlers_.key(*key);  // last: it may be the end of this object
}

}  // namespace rekey::voice
