#include "deliveries.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/delivery/provider_router.hpp"
#include "adapters/delivery/smtp_server.hpp"
#include "adapters/phone/phone_numbers.hpp"
#include "flows/janitor.hpp"
#include "flows/outbox_relay.hpp"
#include "measure.hpp"
#include "worker/background.hpp"

namespace rekey::bench {
namespace {

constexpr std::size_t kMailBytes = 3500;  ///< what smtp_counter.py says of a code's

class SmtpClient final {
public:
    explicit SmtpClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("no mail server");
        const int on = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        read_reply();
        ask("EHLO bench\r\n");
    }
    SmtpClient(const SmtpClient&) = delete;
    SmtpClient& operator=(const SmtpClient&) = delete;
    ~SmtpClient() { close(socket_); }

    void ask(std::string_view said) {
        if (::send(socket_, said.data(), said.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(said.size()))
            throw std::runtime_error("not sent");
        read_reply();
    }

private:
    void read_reply() {
        char reply[256];
        if (recv(socket_, reply, sizeof reply, 0) <= 0) throw std::runtime_error("the mail server went away");
    }
    int socket_;
};

/// Counts what the provider has taken.
class CountingChannel final : public ports::Channel {
public:
    CountingChannel(ports::Channel& real, std::atomic<std::int64_t>& taken) : real_(real), taken_(taken) {}
    [[nodiscard]] method::Channel kind() const override { return real_.kind(); }
    [[nodiscard]] ports::Delivery send(const message::Message& message, const ports::Sender& sender) override {
        auto delivery = real_.send(message, sender);
        if (!delivery.outcome) throw std::runtime_error(delivery.outcome.error().detail);
        ++taken_;
        return delivery;
    }

private:
    ports::Channel& real_;
    std::atomic<std::int64_t>& taken_;
};

delivery::SmtpOptions options_of(std::uint16_t port) {
    delivery::SmtpOptions options;
    options.name = "sink";
    options.host = "127.0.0.1";
    options.port = port;
    options.tls = delivery::SmtpTls::None;
    options.from = "no-reply@contoso.example";
    return options;
}

}  // namespace

double bare_mails(std::uint16_t port, int connections, double seconds) {
    std::string mail = "Message-ID: <bare@contoso.example>\r\n\r\n";
    while (mail.size() < kMailBytes) mail += "A line of a mail, as long as lines of mails are on the whole.\r\n";
    mail += ".\r\n";
    std::vector<std::unique_ptr<SmtpClient>> clients;
    for (int i = 0; i < connections; ++i) clients.push_back(std::make_unique<SmtpClient>(port));
    return rate(connections, seconds, [&](int thread) {
        auto& client = *clients[static_cast<std::size_t>(thread)];
        client.ask("MAIL FROM:<no-reply@contoso.example>\r\n");
        client.ask("RCPT TO:<person@contoso.example>\r\n");
        client.ask("DATA\r\n");
        client.ask(mail);
    });
}

double delivery_rate(World& world, std::uint16_t port, int workers, double seconds, double most) {
    world.fill_outbox(most_of(most, seconds) + 1000);
    const phone::LibPhoneNumbers phones;
    std::vector<std::unique_ptr<delivery::Provider>> servers;
    servers.push_back(std::make_unique<delivery::SmtpServer>(options_of(port), world.clock()));
    delivery::ProviderRouter smtp(method::Channel::Email, std::move(servers), {phones, world.clock(), world.meter()});
    std::atomic<std::int64_t> taken = 0;
    CountingChannel channel(smtp, taken);
    flows::OutboxRelay relay({world.store(), world.entropy(), world.clock(), channel, world.meter(), {}});
    flows::Janitor janitor(world.store(), world.meter());
    worker::Signal signal;
    worker::BackgroundOptions options;
    options.threads_per_channel = workers;
    const worker::Background background({[&] { return std::vector{world.tenant()}; }, {&relay}, janitor, world.meter(), signal}, options);
    const auto reached = rate_of(taken, seconds);
    if (relay.depth(world.tenant()) == 0) throw std::runtime_error("more messages were sent than were made ahead");
    return reached;
}

}  // namespace rekey::bench
