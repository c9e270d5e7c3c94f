#include "adapters/delivery/memory_channel.hpp"

#include <algorithm>

#include "adapters/delivery/letterhead.hpp"

namespace rekey::delivery {

void SentMessages::add(SentMessage message) {
    const std::scoped_lock lock{mutex_};
    // A message that is tried again is still one message.
    std::erase_if(messages_, [&](const SentMessage& kept) { return kept.id == message.id; });
    messages_.push_front(std::move(message));
    if (messages_.size() > kKept) messages_.pop_back();
}

std::vector<SentMessage> SentMessages::messages() const {
    const std::scoped_lock lock{mutex_};
    return {messages_.begin(), messages_.end()};
}

ports::Delivery MemoryChannel::send(const message::Message& message, const ports::Sender& sender) {
    auto rendered = message::render(message, letterhead(sender));
    if (!rendered) return {fail(ErrorCode::Refused, rendered.error().detail)};
    sent_.add({message.id, message.kind, message.channel, sender.tenant, message.destination, message.language, clock_.now(),
               std::move(*rendered)});
    return next_ ? next_->send(message, sender) : ports::Delivery{{}, "dev"};
}

}  // namespace rekey::delivery
