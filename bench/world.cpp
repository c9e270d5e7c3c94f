#include "world.hpp"

#include <fmt/format.h>

#include <atomic>
#include <stdexcept>

#include "adapters/captcha/token.hpp"
#include "adapters/crypto/key_file.hpp"
#include "adapters/store/store.hpp"
#include "base/encoding.hpp"
#include "domain/directory/driver.hpp"
#include "flows/sync/directory_sync.hpp"
#include "flows/verifiers.hpp"

namespace rekey::bench {
namespace {

constexpr std::size_t kPeople = 400;

constexpr auto kBrowser = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0";

thread_local std::string t_last_body;

crypto::KeyRing make_keys(const std::filesystem::path& folder) {
    const auto file = (folder / "bench.keys").string();
    if (const auto made = crypto::create_key_file(file); !made && made.error().code != ErrorCode::AlreadyExists)
        throw std::runtime_error(made.error().detail);
    auto keys = crypto::load_key_file(file);
    if (!keys) throw std::runtime_error(keys.error().detail);
    return std::move(*keys);
}

template <class T>
T must(Result<T> result, const char* step) {
    if (!result) throw std::runtime_error(fmt::format("{}: {}", step, name(result.error().code)));
    return std::move(*result);
}

}  // namespace

std::string password_of(std::size_t number) {
    std::string password = "a slow green bicycle ";
    for (; number > 0; number /= 26) password += static_cast<char>('a' + number % 26);
    return password;
}

Bytes ListeningSealer::seal(ByteView plain, const ports::SealContext& context) const {
    if (context.table == "outbox" && context.column == "body") t_last_body = to_text(plain);
    return real_.seal(plain, context);
}

std::string ListeningSealer::last_code() { return t_last_body.substr(t_last_body.find("code=") + 5, 8); }

World::World(const std::filesystem::path& folder, const std::string& store_url, std::size_t connections)
    : keys_(make_keys(folder)),
      macs_(keys_),
      plain_sealer_(keys_, entropy_),
      sealer_(plain_sealer_),
      hasher_(ports::HashCost{}),
      captcha_(plain_sealer_, macs_, entropy_, speech_),
      store_((store::migrate_store(store_url, clock_), store::open_store(store_url, {.connections = connections}, clock_, sealer_, macs_))),
      tenant_(ports::make_id<TenantId>(entropy_)),
      service_({*store_, entropy_, macs_, hasher_, captcha_, strength_, totp_, phones_, connectors_, meter_, {method::Kind::Email}, [] {}}),
      signins_({*store_, entropy_, macs_, hasher_, strength_, connectors_, {method::Kind::Email}, [] {}}, totp_) {
    if (!store_->add_tenant(tenant_, "bench-" + tenant_.text())) throw std::runtime_error("the tenant is there already");
    add_people();
}

void World::add_people() {
    for (std::size_t i = 0; i < kPeople; ++i) people_.push_back(fmt::format("person{}@contoso.example", i));
    ports::transact(*store_, tenant_, [&](ports::UnitOfWork& unit) {
        // The most that an administrator may allow, so that a long run is not slowed down by budgets.
        for (const auto& [key, value] :
             {std::pair{"resets_per_day", "20"}, {"email_sends_per_hour", "30"}, {"destination_emails_per_hour", "30"}})
            unit.settings().put(key, value);
        for (const auto& user : people_) {
            identity::Identity person;
            person.id = ports::make_id<IdentityId>(entropy_);
            person.user_name = user;
            person.display_name = "Somebody Else";
            person.created_at = unit.now();
            if (!unit.identities().insert(person)) throw std::runtime_error("the person is there already");
            add_mailbox(unit, person.id, "private." + user);
        }
    });
}

void World::add_mailbox(ports::UnitOfWork& unit, const IdentityId& person, const std::string& address) {
    method::Authenticator mailbox;
    mailbox.id = ports::make_id<AuthenticatorId>(entropy_);
    mailbox.identity = person;
    mailbox.address = address;
    mailbox.created_at = mailbox.usable_from = unit.now();
    unit.authenticators().insert(mailbox);
}

std::vector<std::string> World::read_directory(const directory::Settings& settings, const Secret& password) {
    directory::Directory place{ports::make_id<DirectoryId>(entropy_), "office", settings};
    ports::transact(*store_, tenant_, [&](ports::UnitOfWork& unit) {
        if (!unit.directories().insert(place)) throw std::runtime_error("the directory is there already");
        unit.directories().set_password(place.id, Secret{password.reveal()});
    });
    flows::DirectorySync sync({{*store_, entropy_, macs_, hasher_, phones_, {method::Kind::Email}}, connectors_});
    const auto report = must(sync.run(tenant_, place.name, {}, {}, {}), "read the directory");
    if (report.outcome != directory::Outcome::Done) throw std::runtime_error("the directory: " + report.detail);

    people_.clear();
    for (std::int64_t i = 1; i <= report.counts.added; ++i) people_.push_back(fmt::format("person{}", i));
    std::vector<std::string> names;
    ports::transact(*store_, tenant_, [&](ports::UnitOfWork& unit) {
        names.clear();
        for (const auto& user : people_) {
            const auto person = unit.identities().find(identity::fold(user).value()).value();
            add_mailbox(unit, person.id, user + "@private.example");
            names.push_back(unit.entries().of(person.id).value().dn);
        }
    });
    return names;
}

std::string World::captcha_answer(const std::string& token) const {
    const auto sealed = from_base64url(token);
    const auto plain = sealed ? plain_sealer_.open(*sealed, {"captcha", "token", tenant_.view(), {}}) : std::nullopt;
    const auto opened = plain ? captcha::decode(*plain) : std::nullopt;
    if (!opened) throw std::runtime_error("a captcha token that cannot be opened");
    return opened->answer;
}

flows::StartReset World::solved_start(std::size_t number, Who who) {
    const auto challenge = captcha_.make(tenant_, ports::CaptchaKind::Picture, "en", clock_.now());
    const auto user = who == Who::Person ? people_[number % people_.size()] : fmt::format("nobody{}@contoso.example", number);
    return {user, challenge.token, captcha_answer(challenge.token), "en", ""};
}

Visitor World::start(const flows::StartReset& command) {
    static std::atomic<std::uint32_t> s_next_address = 0;
    const auto n = s_next_address++;
    const flows::Caller caller{fmt::format("10.{}.{}.{}", n >> 16U & 255U, n >> 8U & 255U, n & 255U), kBrowser};
    auto started = must(service_.start(tenant_, command, caller), "start");
    return {std::move(*started.handle), started.step.methods.at(0).id, {}};
}

void World::choose(Visitor& visitor) {
    visitor.challenge = must(service_.choose_method(tenant_, visitor.handle, visitor.method, ""), "choose").step.challenge;
}

bool World::answer(Visitor& visitor, const std::string& code) {
    auto answered = service_.answer(tenant_, visitor.handle, visitor.challenge, {Secret{code}});
    if (answered) visitor.handle = std::move(*answered->handle);
    return answered.has_value();
}

void World::set_password(Visitor& visitor, const std::string& password) {
    const auto outcome = must(service_.set_password(tenant_, visitor.handle, Secret{password}, {"10.0.0.1", kBrowser}), "set password");
    if (!outcome.done)
        throw std::runtime_error(fmt::format("the password {} was refused: {}", password, password::name(outcome.reasons.front().rule)));
    if (outcome.done->step.kind != flows::StepKind::Completed) throw std::runtime_error("the reset is not completed");
}

std::size_t World::add_passwords() {
    constexpr std::size_t kSigners = 64;
    for (std::size_t i = 0; i < kSigners; ++i) {
        const auto record = flows::next_record(std::nullopt, Secret{"a slow green bicycle"}, 5, hasher_, macs_, entropy_);
        ports::transact(*store_, tenant_, [&](ports::UnitOfWork& unit) {
            const auto person = unit.identities().find(identity::fold(people_.at(i)).value()).value();
            auto saved = *record;
            saved.set_at = unit.now();
            if (!unit.passwords().save(person.id, saved)) throw std::runtime_error("the person has a password already");
        });
    }
    return kSigners;
}

void World::fill_outbox(std::size_t count) {
    constexpr std::size_t kAtOnce = 500;
    auto waiting = static_cast<std::size_t>(store_->begin(tenant_, ports::Access::Read)->outbox().depth());
    while (waiting < count) {
        ports::transact(*store_, tenant_, [&](ports::UnitOfWork& unit) {
            for (std::size_t i = 0; i < kAtOnce; ++i) {
                message::Message code;
                code.id = ports::make_id<MessageId>(entropy_);
                code.destination = "private." + people_[i % people_.size()];
                code.language = "en";
                code.created_at = unit.now();
                code.expires_at = unit.now() + hours{1};
                code.parameters = {{"code", "48291357"}, {"expires", to_rfc3339(code.expires_at)}, {"user", people_[i % people_.size()]}};
                unit.outbox().add(code);
            }
        });
        waiting += kAtOnce;
    }
}

void World::sign_in(std::size_t number) {
    const flows::SignIn command{people_.at(number), Secret{"a slow green bicycle"}, ""};
    static_cast<void>(must(signins_.sign_in(tenant_, command, std::nullopt, {"10.0.0.1", kBrowser}), "sign in"));
}

Visitor World::proven(const flows::StartReset& command) {
    auto visitor = start(command);
    choose(visitor);
    if (!answer(visitor, ListeningSealer::last_code())) throw std::runtime_error("the code was refused");
    return visitor;
}

void World::whole_reset(const flows::StartReset& command, const std::string& password) {
    auto visitor = proven(command);
    set_password(visitor, password);
}

}  // namespace rekey::bench
