#include "flows/admin/directory_desk.hpp"

#include "flows/admin/admin_session.hpp"

namespace rekey::flows {
namespace {

constexpr std::int64_t kMostRuns = 100, kMostRemarks = 1000;

}  // namespace

Result<Actor> DirectoryDesk::admit(const AdminCaller& who, Act act) const {
    using identity::Role;
    const auto least = act == Act::Run ? Role::AuthenticationPolicyAdministrator : Role::ReportsReader;
    return admit_administrator(account_, who.tenant, who.token, least, who.caller);
}

Result<std::vector<DirectoryView>> DirectoryDesk::list(const AdminCaller& who) {
    if (const auto actor = admit(who, Act::Look); !actor) return std::unexpected(actor.error());
    return directories_.list(who.tenant);
}

Result<std::vector<ports::SyncRun>> DirectoryDesk::runs(const AdminCaller& who, std::string_view name) {
    if (const auto actor = admit(who, Act::Look); !actor) return std::unexpected(actor.error());
    return directories_.history(who.tenant, name, kMostRuns);
}

Result<std::vector<ports::SyncRemark>> DirectoryDesk::remarks(const AdminCaller& who, std::string_view name, std::string_view run) {
    if (const auto actor = admit(who, Act::Look); !actor) return std::unexpected(actor.error());
    const auto id = RunId::parse(run);
    if (!id) return fail(ErrorCode::NotFound, "no such run");
    return directories_.remarks(who.tenant, name, *id, kMostRemarks);
}

Result<void> DirectoryDesk::run(const AdminCaller& who, std::string_view name, directory::Mode mode) {
    const auto actor = admit(who, Act::Run);
    if (!actor) return std::unexpected(actor.error());
    return directories_.ask(who.tenant, name, mode, *actor);
}

Result<ReadinessPage> DirectoryDesk::readiness(const AdminCaller& who, const ReadinessQuestion& question, std::string_view after) {
    const auto actor = admit(who, Act::Look);
    if (!actor) return std::unexpected(actor.error());
    return readiness_.page(who.tenant, question, after, *actor);
}

}  // namespace rekey::flows
