#include "adapters/directory/connection.hpp"

#include <fmt/format.h>
#include <lber.h>
#include <ldap.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <optional>

#include "adapters/directory/ber.hpp"
#include "adapters/directory/patience.hpp"
#include "base/text.hpp"

namespace rekey::ldap {
namespace {

constexpr const char* kTrusted = "/etc/ssl/certs/ca-certificates.crt";
constexpr ber_len_t kMostBytes = 64UL * 1024 * 1024;  // of one answer: a group of a million members is one

timeval as_timeval(Duration duration) { return {duration.count() / 1000, duration.count() % 1000 * 1000}; }

struct FreeMessage {
    void operator()(LDAPMessage* message) const noexcept { ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, FreeMessage>;

std::string taken(char* text) {
    std::string copy = text == nullptr ? "" : text;
    ldap_memfree(text);
    return copy;
}

std::vector<Control> taken(LDAPControl** controls) {
    std::vector<Control> all;
    for (auto** at = controls; at != nullptr && *at != nullptr; ++at)
        all.push_back({(*at)->ldctl_oid, std::string((*at)->ldctl_value.bv_val, (*at)->ldctl_value.bv_len), (*at)->ldctl_iscritical != 0});
    ldap_controls_free(controls);
    return all;
}

/// Controls as libldap wants them; it copies nothing.
class Beside final {
public:
    explicit Beside(std::span<const Control> controls) {
        all_.reserve(controls.size());
        for (const auto& control : controls) {
            all_.push_back({const_cast<char*>(control.oid.c_str()), control.value.empty() ? berval{} : as_berval(control.value),
                            static_cast<char>(control.critical)});
            pointers_.push_back(&all_.back());
        }
        pointers_.push_back(nullptr);
    }
    [[nodiscard]] LDAPControl** get() { return pointers_.data(); }

private:
    std::vector<LDAPControl> all_;
    std::vector<LDAPControl*> pointers_;
};

directory::Entry entry_of(LDAP* ldap, LDAPMessage* message) {
    directory::Entry entry;
    BerElement* ber = nullptr;
    berval dn{};
    if (ldap_get_dn_ber(ldap, message, &ber, &dn) != LDAP_SUCCESS) return entry;
    entry.dn = as_view(dn);
    if (!is_text(entry.dn)) entry.dn = to_line(entry.dn);  // found by the anchor then
    berval name{};
    for (BerVarray values = nullptr; ldap_get_attribute_ber(ldap, message, ber, &name, &values) == LDAP_SUCCESS && name.bv_val != nullptr;
         values = nullptr) {
        auto& attribute = entry.attributes.emplace_back(directory::Attribute{std::string(as_view(name)), {}});
        for (const auto* value = values; value != nullptr && value->bv_val != nullptr; ++value)
            attribute.values.emplace_back(as_view(*value));
        ber_memfree(values);
    }
    ber_free(ber, 0);
    return entry;
}

/// What an answer ends with. Nothing when it cannot be read.
std::optional<Reply> reply_of(LDAP* ldap, LDAPMessage* message) {
    Reply reply;
    char* text = nullptr;
    LDAPControl** controls = nullptr;
    const auto parsed = ldap_parse_result(ldap, message, &reply.code, nullptr, &text, nullptr, &controls, 0);
    reply.text = taken(text);
    reply.controls = taken(controls);
    return parsed == LDAP_SUCCESS ? std::optional(std::move(reply)) : std::nullopt;
}

void hand_over_entry(LDAP* ldap, LDAPMessage* message, const Sink& sink) {
    LDAPControl** controls = nullptr;
    ldap_get_entry_controls(ldap, message, &controls);
    sink.entry(entry_of(ldap, message), taken(controls));
}

void hand_over_between(LDAP* ldap, LDAPMessage* message, const Sink& sink) {
    char* oid = nullptr;
    berval* value = nullptr;
    const auto parsed = ldap_parse_intermediate(ldap, message, &oid, &value, nullptr, 0);
    const auto name = taken(oid);
    if (parsed == LDAP_SUCCESS && value != nullptr && sink.between) sink.between(name, as_view(*value));
    ber_bvfree(value);
}

/// The first that is not taken.
int set_options(LDAP* ldap, const Endpoint& endpoint) {
    const int version = LDAP_VERSION3, demand = LDAP_OPT_X_TLS_DEMAND, least = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2, client = 0;
    const auto connect = as_timeval(endpoint.connect_timeout), answer = as_timeval(endpoint.timeout);
    const auto unanswered = static_cast<unsigned int>(endpoint.timeout.count());
    const char* const trusted = endpoint.ca_file.empty() ? kTrusted : endpoint.ca_file.c_str();
    const std::array<std::pair<int, const void*>, 9> options{{{LDAP_OPT_PROTOCOL_VERSION, &version},
                                                              {LDAP_OPT_REFERRALS, LDAP_OPT_OFF},
                                                              {LDAP_OPT_NETWORK_TIMEOUT, &connect},
                                                              {LDAP_OPT_TIMEOUT, &answer},
                                                              {LDAP_OPT_TCP_USER_TIMEOUT, &unanswered},
                                                              {LDAP_OPT_X_TLS_REQUIRE_CERT, &demand},
                                                              {LDAP_OPT_X_TLS_PROTOCOL_MIN, &least},
                                                              {LDAP_OPT_X_TLS_CACERTFILE, trusted},
                                                              {LDAP_OPT_X_TLS_NEWCTX, &client}}};  // last: it is made of those before
    for (const auto& [option, value] : options) {
        if (const auto rc = ldap_set_option(ldap, option, value); rc != LDAP_OPT_SUCCESS) return option;
    }
    return 0;
}

std::string uri_of(const Endpoint& endpoint) {
    const bool is_v6 = endpoint.host.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}", endpoint.tls == Tls::FromTheStart ? "ldaps" : "ldap", is_v6 ? "[" : "", endpoint.host,
                       is_v6 ? "]" : "", endpoint.port);
}

int scope_of(Scope scope) {
    switch (scope) {
        case Scope::Base: return LDAP_SCOPE_BASE;
        case Scope::OneLevel: return LDAP_SCOPE_ONELEVEL;
        case Scope::Subtree: return LDAP_SCOPE_SUBTREE;
    }
    return LDAP_SCOPE_SUBTREE;
}

int operation_of(Change::How how) {
    switch (how) {
        case Change::How::Add: return LDAP_MOD_ADD;
        case Change::How::Delete: return LDAP_MOD_DELETE;
        case Change::How::Replace: return LDAP_MOD_REPLACE;
    }
    return LDAP_MOD_REPLACE;
}

}  // namespace

Connection::Connection(const Endpoint& endpoint)
    : server_(fmt::format("{}:{}", endpoint.host, endpoint.port)), timeout_(endpoint.timeout), patience_(std::make_unique<Patience>()) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

void Connection::Close::operator()(Handle* handle) const noexcept { ldap_unbind_ext(handle, nullptr, nullptr); }

bool Connection::is_closed() const noexcept {
    ber_socket_t socket = -1;
    ldap_get_option(ldap_.get(), LDAP_OPT_DESC, &socket);
    pollfd asked{socket, POLLIN, 0};
    return poll(&asked, 1, 0) != 0;
}

std::unexpected<Lost> Connection::lost(std::string why, Lost::Sent sent) {
    lost_ = true;
    return std::unexpected(Lost{std::move(why), sent});
}

std::string Connection::explained(std::string_view what) const {
    int code = 0;
    ldap_get_option(ldap_.get(), LDAP_OPT_RESULT_CODE, &code);
    char* more = nullptr;
    ldap_get_option(ldap_.get(), LDAP_OPT_DIAGNOSTIC_MESSAGE, &more);
    const auto text = taken(more);
    return fmt::format("{}: {}{}{}", what, ldap_err2string(code), text.empty() ? "" : ": ", to_line(text));
}

Answer<Connection> Connection::open(const Endpoint& endpoint) {
    Connection connection(endpoint);
    LDAP* handle = nullptr;
    if (ldap_initialize(&handle, uri_of(endpoint).c_str()) != LDAP_SUCCESS) return std::unexpected(Lost{"not the address of a server"});
    connection.ldap_.reset(handle);
    if (const auto option = set_options(handle, endpoint); option != 0)
        return std::unexpected(Lost{option == LDAP_OPT_X_TLS_NEWCTX ? "the file of trusted authorities cannot be read"
                                                                    : fmt::format("libldap does not take option {:#x}", option)});
    if (connection.patience_->watch(handle) != LDAP_OPT_SUCCESS) return std::unexpected(Lost{"libldap takes no callbacks"});
    connection.patience_->begin(endpoint.connect_timeout);
    const bool from_the_start = endpoint.tls == Tls::FromTheStart;
    const auto rc = from_the_start ? ldap_connect(handle) : ldap_start_tls_s(handle, nullptr, nullptr);
    if (rc != LDAP_SUCCESS) return connection.lost(connection.explained(from_the_start ? "no connection" : "no StartTLS"), Lost::Sent::No);
    Sockbuf* buffer = nullptr;
    ldap_get_option(handle, LDAP_OPT_SOCKBUF, &buffer);
    auto most = kMostBytes;
    if (buffer != nullptr) ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &most);
    return connection;
}

/// The answer to the request with this id, which is no search.
Answer<Reply> Connection::ended(int rc, int id) {
    if (rc != LDAP_SUCCESS) return lost(explained("not sent"), Lost::Sent::No);
    auto patience = as_timeval(timeout_);
    LDAPMessage* answer = nullptr;
    const auto type = ldap_result(ldap_.get(), id, LDAP_MSG_ALL, &patience, &answer);
    const Message message(answer);
    if (type == 0) return lost(fmt::format("no answer within {} s", timeout_.count() / 1000), Lost::Sent::Perhaps);
    if (type < 0) return lost(explained("no answer"), Lost::Sent::Perhaps);
    auto reply = reply_of(ldap_.get(), message.get());
    if (!reply) return lost("an answer that cannot be read", Lost::Sent::Perhaps);
    return std::move(*reply);
}

Answer<Reply> Connection::bind(const std::string& name, const Secret& password, std::span<const Control> controls) {
    if (password.empty()) return Reply{LDAP_INVALID_CREDENTIALS, "a password is never empty"};
    patience_->begin(timeout_);
    Beside beside(controls);
    auto credentials = as_berval(password.reveal());
    int id = 0;
    const auto rc = ldap_sasl_bind(ldap_.get(), name.c_str(), LDAP_SASL_SIMPLE, &credentials, beside.get(), nullptr, &id);
    return ended(rc, id);
}

Answer<Reply> Connection::search(const Search& search, const Sink& sink) {
    patience_->begin(timeout_);
    Beside beside(search.controls);
    std::vector<char*> attributes;
    for (const auto& attribute : search.attributes) attributes.push_back(const_cast<char*>(attribute.c_str()));
    attributes.push_back(nullptr);
    auto patience = as_timeval(timeout_);
    int id = 0;
    const auto rc = ldap_search_ext(ldap_.get(), search.base.c_str(), scope_of(search.scope), search.filter.text().c_str(),
                                    attributes.data(), 0, beside.get(), nullptr, nullptr, LDAP_NO_LIMIT, &id);
    if (rc != LDAP_SUCCESS) return lost(explained("not sent"), Lost::Sent::No);
    lost_ = true;  // until the answer has ended: whoever takes it may throw
    for (;;) {
        if (sink.stops && sink.stops()) {
            ldap_abandon_ext(ldap_.get(), id, nullptr, nullptr);
            return lost("stopped from here", Lost::Sent::Perhaps);
        }
        LDAPMessage* part = nullptr;
        patience_->begin(timeout_);
        const auto type = ldap_result(ldap_.get(), id, LDAP_MSG_ONE, &patience, &part);
        const Message message(part);
        if (type == 0) {
            ldap_abandon_ext(ldap_.get(), id, nullptr, nullptr);
            return lost(fmt::format("no more of the answer within {} s", timeout_.count() / 1000), Lost::Sent::Perhaps);
        }
        if (type < 0) return lost(explained("the answer broke off"), Lost::Sent::Perhaps);
        if (type == LDAP_RES_SEARCH_ENTRY) hand_over_entry(ldap_.get(), part, sink);
        if (type == LDAP_RES_INTERMEDIATE) hand_over_between(ldap_.get(), part, sink);
        if (type != LDAP_RES_SEARCH_RESULT) continue;
        lost_ = false;
        auto reply = reply_of(ldap_.get(), part);
        if (!reply) return lost("an answer that cannot be read", Lost::Sent::Perhaps);
        return std::move(*reply);
    }
}

Answer<Reply> Connection::modify(const std::string& dn, std::span<const Change> changes, std::span<const Control> controls) {
    patience_->begin(timeout_);
    Beside beside(controls);
    // Parts look at what stands before them: nothing here may move.
    std::vector<std::vector<berval>> values(changes.size());
    std::vector<std::vector<berval*>> lists(changes.size());
    std::vector<LDAPMod> mods(changes.size());
    std::vector<LDAPMod*> pointers;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        for (const auto value : changes[i].values) values[i].push_back(as_berval(value));
        for (auto& value : values[i]) lists[i].push_back(&value);
        lists[i].push_back(nullptr);
        mods[i].mod_op = operation_of(changes[i].how) | LDAP_MOD_BVALUES;
        mods[i].mod_type = const_cast<char*>(changes[i].attribute.c_str());
        mods[i].mod_bvalues = values[i].empty() ? nullptr : lists[i].data();
        pointers.push_back(&mods[i]);
    }
    pointers.push_back(nullptr);
    int id = 0;
    const auto rc = ldap_modify_ext(ldap_.get(), dn.c_str(), pointers.data(), beside.get(), nullptr, &id);
    return ended(rc, id);
}

Answer<Reply> Connection::extended(std::string_view oid, const Secret& value, std::span<const Control> controls) {
    patience_->begin(timeout_);
    Beside beside(controls);
    auto data = as_berval(value.reveal());
    int id = 0;
    const auto rc =
        ldap_extended_operation(ldap_.get(), std::string(oid).c_str(), value.empty() ? nullptr : &data, beside.get(), nullptr, &id);
    return ended(rc, id);
}

}  // namespace rekey::ldap
