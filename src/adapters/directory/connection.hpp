#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adapters/directory/reply.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "domain/directory/entry.hpp"
#include "domain/directory/filter.hpp"

struct ldap;  // of libldap

namespace rekey::ldap {

using Handle = struct ::ldap;
class Patience;

/// There is no third: passwords go over it.
enum class Tls : std::uint8_t { FromTheStart, StartTls };

struct Endpoint {
    std::string host;  ///< its certificate must be for this name or address
    std::uint16_t port = 636;
    Tls tls = Tls::FromTheStart;
    std::string ca_file = {};  ///< PEM; empty: those the machine trusts
    Duration connect_timeout = seconds{5};
    Duration timeout = seconds{15};  ///< of an answer; of a search, of each part of it
};

enum class Scope : std::uint8_t { Base, OneLevel, Subtree };

struct Search {
    std::string base;
    Scope scope = Scope::Subtree;
    directory::Filter filter;
    std::vector<std::string> attributes;
    std::vector<Control> controls = {};
};

/// Who takes what a search brings, as it comes. Nothing is kept, so memory does not grow with the answer.
struct Sink {
    std::function<void(directory::Entry entry, const std::vector<Control>& controls)> entry;
    std::function<void(std::string_view oid, std::string_view value)> between = {};  ///< intermediate responses (RFC 4511 section 4.13)
    std::function<bool()> stops = {};  ///< asked before each part: true ends the search, and the connection is lost
};

/// One attribute of a modification.
struct Change {
    enum class How : std::uint8_t { Add, Delete, Replace } how = How::Replace;
    std::string attribute;
    std::vector<std::string_view> values;  ///< they live until the call returns: passwords are not copied here
};

/// One LDAPv3 connection, in a process that ignores SIGPIPE. Its certificate is verified, always; referrals are never followed, so that nothing is written anywhere else. One
/// thread at a time. After `Lost` it is of no use.
class Connection final {
public:
    [[nodiscard]] static Answer<Connection> open(const Endpoint& endpoint);
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    /// An idle one: the server has closed it, or says what nobody asked.
    [[nodiscard]] bool is_closed() const noexcept;
    [[nodiscard]] bool is_lost() const noexcept { return lost_; }
    [[nodiscard]] const std::string& server() const noexcept { return server_; }  ///< host and port

    /// Simple bind. An empty password is refused here: servers take it for an anonymous bind that succeeds (RFC 4513 section 5.1.2).
    [[nodiscard]] Answer<Reply> bind(const std::string& name, const Secret& password, std::span<const Control> controls = {});
    [[nodiscard]] Answer<Reply> search(const Search& search, const Sink& sink);
    [[nodiscard]] Answer<Reply> modify(const std::string& dn, std::span<const Change> changes, std::span<const Control> controls = {});
    [[nodiscard]] Answer<Reply> extended(std::string_view oid, const Secret& value, std::span<const Control> controls = {});

private:
    struct Close {
        void operator()(Handle* handle) const noexcept;
    };
    explicit Connection(const Endpoint& endpoint);
    [[nodiscard]] Answer<Reply> ended(int rc, int id);
    [[nodiscard]] std::unexpected<Lost> lost(std::string why, Lost::Sent sent);
    [[nodiscard]] std::string explained(std::string_view what) const;

    std::string server_;
    Duration timeout_;
    std::unique_ptr<Patience> patience_;
    std::unique_ptr<Handle, Close> ldap_;
    bool lost_ = false;
};

}  // namespace rekey::ldap
