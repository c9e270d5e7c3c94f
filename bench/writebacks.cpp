#include "writebacks.hpp"

#include <fmt/format.h>
#include <ldap.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "domain/directory/driver.hpp"
#include "measure.hpp"

namespace rekey::bench {
namespace {

std::atomic<std::size_t> g_password = 0;  ///< a directory takes no password again

berval as_berval(const std::string& text) { return {text.size(), const_cast<char*>(text.data())}; }

void must(int rc, const char* step) {
    if (rc != LDAP_SUCCESS) throw std::runtime_error(fmt::format("{}: {}", step, ldap_err2string(rc)));
}

class BareClient final {
public:
    explicit BareClient(const Office& office) {
        const int version = LDAP_VERSION3, demand = LDAP_OPT_X_TLS_DEMAND, client = 0;
        LDAP* handle = nullptr;
        must(ldap_initialize(&handle, office.settings.servers.front().c_str()), "the address");
        ldap_.reset(handle);
        must(ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version), "LDAPv3");
        must(ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand), "certificates");
        must(ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, office.settings.ca_file.c_str()), "the file of authorities");
        must(ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &client), "TLS");
        const std::string password(office.password.reveal());
        auto credentials = as_berval(password);
        must(ldap_sasl_bind_s(handle, office.settings.account.c_str(), LDAP_SASL_SIMPLE, &credentials, nullptr, nullptr, nullptr), "bind");
    }

    void set_password(const std::string& person, const std::string& password) {
        static char s_password_policy[] = "1.3.6.1.4.1.42.2.27.8.5.1";
        LDAPControl with_policy{s_password_policy, {}, 0};
        std::array<LDAPControl*, 2> controls{&with_policy, nullptr};
        auto who = as_berval(person), value = as_berval(password);
        berval none{};
        must(ldap_passwd_s(ldap_.get(), &who, nullptr, &value, &none, controls.data(), nullptr), "a bare password change");
    }

private:
    struct Close {
        void operator()(LDAP* handle) const noexcept { ldap_unbind_ext(handle, nullptr, nullptr); }
    };
    std::unique_ptr<LDAP, Close> ldap_;
};

}  // namespace

Office open_ldap(const std::string& url, const std::string& ca_file, const std::string& base, const std::string& account,
                 const std::string& password) {
    auto settings = directory::defaults(*directory::find_driver("openldap"));
    settings.servers = {url};
    settings.ca_file = ca_file;
    settings.base = base;
    settings.account = account;
    settings.writeback = true;
    settings.connections = kConnections;
    return {std::move(settings), Secret{std::string_view(password)}};
}

double bare_changes(const Office& office, std::span<const std::string> people, double seconds) {
    static std::atomic<std::size_t> s_person = 0;
    std::vector<std::unique_ptr<BareClient>> clients;
    for (int i = 0; i < kConnections; ++i) clients.push_back(std::make_unique<BareClient>(office));
    return rate(kConnections, seconds, [&](int thread) {
        clients[static_cast<std::size_t>(thread)]->set_password(people[s_person++ % people.size()], password_of(g_password++));
    });
}

double Writebacks::rate(double seconds, double most) {
    prove(most_of(most, seconds));
    return bench::rate(kWriters, seconds, [&](int) {
        auto visitor = take();
        world_.set_password(visitor, password_of(g_password++));
    });
}

/// So many are asked for a new password then.
void Writebacks::prove(std::size_t count) {
    constexpr std::size_t kProvers = 32;  // they share disk syncs
    if (count + kProvers > people_) throw std::runtime_error(fmt::format("{} people are too few for {} resets at once", people_, count));
    const auto until = next_ + (count - std::min(count, proven_.size()));
    std::vector<std::jthread> crew;
    for (std::size_t t = 0; t < kProvers; ++t) {
        crew.emplace_back([&] {
            for (auto person = next_++; person < until; person = next_++) {
                auto visitor = world_.proven(world_.solved_start(person));
                const std::scoped_lock lock(mutex_);
                proven_.push_back(std::move(visitor));
            }
        });
    }
    crew.clear();
    next_ = until;
}

Visitor Writebacks::take() {
    const std::scoped_lock lock(mutex_);
    if (proven_.empty()) throw std::runtime_error("more passwords were written than were asked for ahead");
    auto visitor = std::move(proven_.front());
    proven_.pop_front();
    return visitor;
}

}  // namespace rekey::bench
