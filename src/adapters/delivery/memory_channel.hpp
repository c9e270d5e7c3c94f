#pragma once
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "ports/channel.hpp"
#include "ports/clock.hpp"

namespace rekey::delivery {

/// A message as its reader would have got it.
struct SentMessage {
    MessageId id;
    message::Kind kind = message::Kind::ResetCode;
    method::Channel channel = method::Channel::Email;
    std::string tenant;  ///< display name
    std::string destination, language;
    Instant at;
    message::Rendered content;
};

/// The newest messages of all channels, for a developer's /dev/outbox. Lives in memory only; several threads may use it.
class SentMessages final {
public:
    static constexpr std::size_t kKept = 200;

    void add(SentMessage message);
    /// Newest first.
    [[nodiscard]] std::vector<SentMessage> messages() const;

private:
    mutable std::mutex mutex_;
    std::deque<SentMessage> messages_;
};

/// For development only (`--dev`): keeps what it is given where /dev/outbox shows it, then hands it to the real channel, if there is one.
/// `sent` and `clock` live longer than this.
class MemoryChannel final : public ports::Channel {
public:
    MemoryChannel(method::Channel kind, SentMessages& sent, const ports::Clock& clock, std::unique_ptr<ports::Channel> next = nullptr)
        : kind_(kind), sent_(sent), clock_(clock), next_(std::move(next)) {}

    [[nodiscard]] method::Channel kind() const override { return kind_; }
    [[nodiscard]] ports::Delivery send(const message::Message& message, const ports::Sender& sender) override;
    [[nodiscard]] bool in_trouble() const override { return next_ != nullptr && next_->in_trouble(); }

private:
    method::Channel kind_;
    SentMessages& sent_;
    const ports::Clock& clock_;
    std::unique_ptr<ports::Channel> next_;
};

}  // namespace rekey::delivery
