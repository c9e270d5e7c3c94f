#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "flows/admin/admin_ports.hpp"

namespace rekey::flows {

struct InviteOptions {
    Apply apply = Apply::Commit;
    std::string group;      ///< only its people, nesting followed; empty: everybody
    Duration pause{days{14}};  ///< who was invited more recently is left in peace
};

/// What became of one person who has registered too little.
enum class Invited : std::uint8_t { Now, Lately, NoAddress };
[[nodiscard]] std::string_view name(Invited what) noexcept;  ///< invited, lately, no_address

struct InviteRow {
    std::string user, address;  ///< address: empty where there is none
    std::int64_t missing = 0;   ///< methods
    Invited what = Invited::Now;
};

struct InviteReport {
    std::int64_t people = 0;    ///< enabled, not frozen, in the tenant's scope and in the group
    std::int64_t complete = 0, invited = 0, lately = 0, no_address = 0;
    std::vector<InviteRow> rows;  ///< the first kMostRows
    static constexpr std::size_t kMostRows = 1000;
};
using InviteProgress = std::function<void(const InviteReport&)>;

/// Mails to people who have registered fewer methods than the policy asks for: the address of their account page, no code and no secret.
/// It goes to the user name where that is an e-mail address, else to an e-mail address on file.
class Invitations final {
public:
    explicit Invitations(AdminPorts ports) : ports_(std::move(ports)) {}

    /// A preview sends nothing. A hundred people a transaction; `progress` is called after each. Two runs at once invite nobody twice.
    /// Errors: MethodNotOffered (no mail server), ResetOff (nobody is in scope), NotFound (the group).
    [[nodiscard]] Result<InviteReport> run(const TenantId& tenant, const InviteOptions& options, const InviteProgress& progress,
                                           const Actor& actor);

private:
    AdminPorts ports_;
};

}  // namespace rekey::flows
