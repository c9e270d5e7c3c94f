#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/captcha/captcha.hpp"
#include "adapters/crypto/entropy.hpp"
#include "adapters/crypto/key_ring.hpp"
#include "adapters/crypto/keyed_hash.hpp"
#include "adapters/crypto/password_hasher.hpp"
#include "adapters/crypto/sealer.hpp"
#include "adapters/directory/ldap_connector.hpp"
#include "adapters/otp/totp.hpp"
#include "adapters/phone/phone_numbers.hpp"
#include "adapters/speech/espeak.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/meter.hpp"
#include "adapters/system/strength.hpp"
#include "domain/directory/settings.hpp"
#include "flows/reset_service.hpp"
#include "flows/signin_service.hpp"

namespace rekey::bench {

/// The real sealer, which remembers the last message body this thread sealed: so a client knows the code it was sent without a query.
class ListeningSealer final : public ports::Sealer {
public:
    explicit ListeningSealer(const ports::Sealer& real) : real_(real) {}
    [[nodiscard]] Bytes seal(ByteView plain, const ports::SealContext& context) const override;
    [[nodiscard]] std::optional<Bytes> open(ByteView sealed, const ports::SealContext& context) const override {
        return real_.open(sealed, context);
    }
    /// The code of the last message of this thread.
    [[nodiscard]] static std::string last_code();

private:
    const ports::Sealer& real_;
};

/// Someone on the way to a new password.
struct Visitor {
    Secret handle;
    std::string method, challenge;
};

/// A password for each number, spelt in letters: digits could be those of the person's own name, which no password may hold.
[[nodiscard]] std::string password_of(std::size_t number);

/// The product without its HTTP server: real adapters over a store of its own, one tenant, some hundred people.
class World final {
public:
    /// `store_url` as in the configuration; the schema is made.
    World(const std::filesystem::path& folder, const std::string& store_url, std::size_t connections);

    [[nodiscard]] const ports::PasswordHasher& hasher() const noexcept { return hasher_; }
    [[nodiscard]] const ports::Captcha& captcha() const noexcept { return captcha_; }
    [[nodiscard]] const TenantId& tenant() const noexcept { return tenant_; }
    [[nodiscard]] ports::Store& store() noexcept { return *store_; }
    [[nodiscard]] ports::Entropy& entropy() noexcept { return entropy_; }
    [[nodiscard]] const ports::Clock& clock() const noexcept { return clock_; }
    [[nodiscard]] Meter& meter() noexcept { return meter_; }

    /// A start with a solved captcha, made ahead of the measurement. Person `number`, or nobody the store knows.
    enum class Who : std::uint8_t { Person, Nobody };
    [[nodiscard]] flows::StartReset solved_start(std::size_t number, Who who = Who::Person);
    [[nodiscard]] Visitor start(const flows::StartReset& command);
    void choose(Visitor& visitor);
    /// True when the code was right.
    [[nodiscard]] bool answer(Visitor& visitor, const std::string& code);
    void set_password(Visitor& visitor, const std::string& password);
    /// Gives the first people a password; how many there are.
    std::size_t add_passwords();
    void sign_in(std::size_t number);
    /// From now on the people are those of this directory, whose user IDs are person1 and on: they are read from it, and each has a mailbox
    /// registered here. Their names there.
    std::vector<std::string> read_directory(const directory::Settings& settings, const Secret& password);
    /// So many codes by e-mail wait in the outbox then.
    void fill_outbox(std::size_t count);
    /// From the first page to where a new password is asked for.
    [[nodiscard]] Visitor proven(const flows::StartReset& command);
    /// From the first page to the new password.
    void whole_reset(const flows::StartReset& command, const std::string& password);

private:
    void add_people();
    void add_mailbox(ports::UnitOfWork& unit, const IdentityId& person, const std::string& address);
    [[nodiscard]] std::string captcha_answer(const std::string& token) const;

    system::SystemClock clock_;
    crypto::OsEntropy entropy_;
    crypto::KeyRing keys_;
    crypto::HmacKeyedHash macs_;
    crypto::XChaChaSealer plain_sealer_;
    ListeningSealer sealer_;
    crypto::Argon2idHasher hasher_;
    speech::EspeakSpeech speech_;
    captcha::BuiltinCaptcha captcha_;
    system::ZxcvbnEstimator strength_;
    std::unique_ptr<ports::Store> store_;
    TenantId tenant_;
    std::vector<std::string> people_;
    otp::OathTotp totp_;
    phone::LibPhoneNumbers phones_;
    ldap::LdapConnectors connectors_{clock_};
    system::PrometheusMeter meter_;
    flows::ResetService service_;
    flows::SignInService signins_;
};

}  // namespace rekey::bench
