#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "adapters/voice/re.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "config/config.hpp"

namespace rekey::voice {

/// A SIP trunk or PBX, as the operator wrote it, with its password.
struct TrunkOptions {
    std::string name, host;
    std::uint16_t port = 0;  ///< 0: the transport's own
    config::SipTransport transport = config::SipTransport::Udp;
    std::filesystem::path ca_file;
    std::string user;
    Secret password;
    std::string caller, caller_name, domain;
    std::string dial = "{to}";
};

/// The address of this machine that the host is reached from. Asks the system's resolver: never on the loop's thread.
[[nodiscard]] Result<sa> local_address_for(const std::string& host);

/// SIP with one trunk, on the loop's thread: a stack of its own, so that each trunk has its own certificate check.
class Trunk final {
public:
    /// A trunk's answer sends us elsewhere; the Call-ID of the call it is for.
    using Redirected = std::function<void(std::string_view call_id, std::uint16_t status)>;

    Trunk(const TrunkOptions& options, Redirected redirected) : options_(options), redirected_(std::move(redirected)) {}
    Trunk(const Trunk&) = delete;
    Trunk& operator=(const Trunk&) = delete;
    ~Trunk() { close(); }

    /// Ready to speak from this address.
    [[nodiscard]] Result<void> open(const sa& local);
    void close();

    [[nodiscard]] const TrunkOptions& options() const noexcept { return options_; }
    [[nodiscard]] ::sip* stack() const noexcept { return sip_.get(); }
    [[nodiscard]] sipsess_sock* sessions() const noexcept { return sessions_.get(); }
    [[nodiscard]] const sa& local() const noexcept { return local_; }

    [[nodiscard]] std::string address_of(const std::string& number) const;  ///< whom to call
    [[nodiscard]] std::string own_address() const;                          ///< who calls
    [[nodiscard]] std::string itself() const;                               ///< the trunk, for a probe
    [[nodiscard]] std::string route() const;                                ///< empty: the domain is the host

    /// For libre's digest authentication; `arg` is the trunk.
    static int credentials(char** user, char** password, const char* realm, void* arg);

private:
    [[nodiscard]] Result<void> add_transport();
    [[nodiscard]] std::string host_and_port() const;
    [[nodiscard]] std::string with_transport(const std::string& address) const;
    static bool on_request(const sip_msg* message, void* arg);
    static bool on_response(const sip_msg* message, void* arg);
    static void on_trace(bool sent, sip_transp transport, const sa* from, const sa* to, const std::uint8_t* bytes, std::size_t size,
                         void* arg);

    const TrunkOptions& options_;
    Redirected redirected_;
    sa local_{};
    Owned<dnsc> resolver_;
    Owned<::sip> sip_;
    Owned<sipsess_sock> sessions_;
    Owned<sip_lsnr> requests_, responses_;
};

}  // namespace rekey::voice
