#pragma once
#include <memory>
#include <mutex>
#include <optional>

#include "adapters/delivery/provider.hpp"
#include "base/meter.hpp"
#include "ports/channel.hpp"
#include "ports/clock.hpp"
#include "ports/phone_numbers.hpp"

namespace rekey::delivery {

struct RouterPorts {
    const ports::PhoneNumbers& phones;
    const ports::Clock& clock;
    Meter& meter;
};

/// What happened at one provider on a message's way.
struct Step {
    std::string provider;
    std::string passed_over;         ///< why it was not asked; empty: it was
    std::optional<Attempt> attempt;
};
/// What earlier tries of the message came to.
struct Past {
    message::Providers may_have_it;  ///< asked last
    message::Providers refused_by;   ///< not asked
};
struct Route {
    ports::Delivery delivery;
    std::vector<Step> steps;
};

/// Messages of one channel by several providers, in their order: the first that may be used for the number's country and is healthy is asked,
/// and the next when that one refuses, is in trouble, or does not say. A person who is busy or does not answer is called by nobody else. Each is
/// asked once a try; one that may have the message already, from this try or an earlier one, comes last in the next; one whose receipt said that
/// it does not arrive is not asked again. Health is judged by this process alone. Several threads may send at once.
class ProviderRouter final : public ports::Channel {
public:
    ProviderRouter(method::Channel kind, std::vector<std::unique_ptr<Provider>> providers, const RouterPorts& ports);
    ~ProviderRouter() override;

    [[nodiscard]] method::Channel kind() const override { return kind_; }
    [[nodiscard]] ports::Delivery send(const message::Message& message, const ports::Sender& sender) override;
    [[nodiscard]] bool in_trouble() const override;

    /// The way of a text that is not from the outbox. `only` names the one provider that may be asked; empty: any.
    [[nodiscard]] Route route(const Text& text, const Past& past = {}, std::string_view only = {});

private:
    struct Line;
    [[nodiscard]] std::vector<Line*> order(const message::Providers& may_have_it);
    [[nodiscard]] Step try_one(Line& line, const Text& text, const Past& past);
    [[nodiscard]] std::string why_passed_over(Line& line, const Text& text, const Past& past);
    void note(Line& line, const Text& text, const Attempt& attempt);

    const method::Channel kind_;
    std::vector<std::unique_ptr<Line>> lines_;
    RouterPorts ports_;
    mutable std::mutex mutex_;  ///< of every breaker
};

}  // namespace rekey::delivery
