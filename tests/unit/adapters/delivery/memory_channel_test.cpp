#include "adapters/delivery/memory_channel.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "unit/adapters/delivery/delivery_fixture.hpp"

namespace rekey::delivery {
namespace {

using ::testing::HasSubstr;

class Counting final : public ports::Channel {
public:
    explicit Counting(int& count) : count_(count) {}
    [[nodiscard]] method::Channel kind() const override { return method::Channel::Email; }
    [[nodiscard]] ports::Delivery send(const message::Message&, const ports::Sender&) override {
        ++count_;
        return {fail(ErrorCode::Unreachable, "counted")};
    }

private:
    int& count_;
};

message::Message numbered(int number) {
    auto out = code_for("jan@contoso.example");
    out.id.bytes[14] = static_cast<std::uint8_t>(number >> 8);
    out.id.bytes[15] = static_cast<std::uint8_t>(number & 0xFF);
    return out;
}

const ports::Sender kSender{"Contoso", "id.contoso.example", nullptr};

TEST(MemoryChannel, KeepsWhatTheReaderWouldHaveGot) {
    const FixedClock clock;
    SentMessages sent;
    MemoryChannel channel{method::Channel::Sms, sent, clock};
    EXPECT_EQ(channel.kind(), method::Channel::Sms);
    ASSERT_TRUE(channel.send(code_for("+31612345678", method::Channel::Sms), kSender).outcome.has_value());
    ASSERT_EQ(sent.messages().size(), 1U);
    const auto kept = sent.messages().front();
    EXPECT_EQ(kept.destination, "+31612345678");
    EXPECT_EQ(kept.tenant, "Contoso");
    EXPECT_EQ(kept.at, clock.now());
    EXPECT_THAT(kept.content.text, HasSubstr("@id.contoso.example #48291357"));
}

TEST(MemoryChannel, AlsoHandsTheMessageToTheRealChannel) {
    const FixedClock clock;
    SentMessages sent;
    int count = 0;
    MemoryChannel channel{method::Channel::Email, sent, clock, std::make_unique<Counting>(count)};
    EXPECT_EQ(channel.send(numbered(1), kSender).outcome.error().code, ErrorCode::Unreachable);
    EXPECT_FALSE(channel.send(numbered(1), kSender).outcome.has_value());
    EXPECT_EQ(count, 2);
    EXPECT_EQ(sent.messages().size(), 1U) << "tried twice, but one message";
}

TEST(MemoryChannel, RefusesWhatCannotBeSaid) {
    const FixedClock clock;
    SentMessages sent;
    MemoryChannel channel{method::Channel::Email, sent, clock};
    auto broken = numbered(1);
    broken.parameters.clear();
    EXPECT_EQ(channel.send(broken, kSender).outcome.error().code, ErrorCode::Refused);
    EXPECT_TRUE(sent.messages().empty());
}

TEST(SentMessages, KeepsTheNewestTwoHundredNewestFirst) {
    SentMessages sent;
    for (int i = 0; i < 250; ++i) {
        SentMessage message;
        message.id = numbered(i).id;
        sent.add(std::move(message));
    }
    const auto kept = sent.messages();
    ASSERT_EQ(kept.size(), SentMessages::kKept);
    EXPECT_EQ(kept.front().id, numbered(249).id);
    EXPECT_EQ(kept.back().id, numbered(50).id);
}

TEST(SentMessages, IsSafeBetweenThreads) {
    SentMessages sent;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 100; ++i) {
                SentMessage message;
                message.id = numbered(t * 100 + i).id;
                sent.add(std::move(message));
                static_cast<void>(sent.messages().size());
            }
        });
    }
    threads.clear();
    EXPECT_EQ(sent.messages().size(), SentMessages::kKept);
}

}  // namespace
}  // namespace rekey::delivery
