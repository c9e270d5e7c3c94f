#include "flows/admin/invitations.hpp"

#include <algorithm>
#include <span>

#include "domain/registration/missing.hpp"
#include "flows/admin/admin_unit.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {
namespace {

constexpr std::int64_t kPage = 1000;
constexpr std::size_t kBatch = 100;

bool holds(const auto& range, const auto& value) { return std::ranges::find(range, value) != std::ranges::end(range); }

std::string address_of(const identity::Identity& person, std::span<const method::Authenticator> on_file) {
    if (auto mailbox = method::parse_email(person.user_name)) return *std::move(mailbox);
    const auto found = std::ranges::find(on_file, method::Kind::Email, &method::Authenticator::kind);
    return found == on_file.end() ? std::string{} : found->address;
}

/// People judged and invited in one unit of work.
class Batch final {
public:
    Batch(ports::UnitOfWork& unit, const AdminPorts& ports, const InviteOptions& options, const Actor& actor)
        : unit_(unit), ports_(ports), options_(options), actor_(actor), settings_(load_settings(unit)) {}

    InviteReport run(std::span<const identity::Identity> people) {
        for (const auto& each : people) {
            const auto person = unit_.identities().find(each.id);
            if (person && is_meant(*person)) judge(*person);
        }
        return std::move(report_);
    }

private:
    bool is_meant(const identity::Identity& person) const {
        if (person.status != identity::Status::Enabled) return false;
        const auto groups = unit_.groups().names_of(person.id);
        return policy::in_scope(settings_, groups) && (options_.group.empty() || holds(groups, options_.group));
    }

    void judge(const identity::Identity& person) {
        auto record = unit_.registrations().find(person.id);
        if (record.frozen_at) return;
        ++report_.people;
        const auto on_file = unit_.authenticators().of(person.id);
        const auto policy = policy::reset_policy(settings_, person.role, ports_.offered);
        const auto missing = registration::missing(settings_, policy, on_file, record, unit_.now()).methods;
        if (missing == 0) {
            ++report_.complete;
            return;
        }
        InviteRow row{person.user_name, address_of(person, on_file), missing, Invited::Now};
        if (row.address.empty()) row.what = Invited::NoAddress;
        if (record.invited_at && unit_.now() - *record.invited_at < options_.pause) row.what = Invited::Lately;
        if (row.what == Invited::Now && options_.apply == Apply::Commit) invite(person, row.address, std::move(record));
        count(std::move(row));
    }

    void invite(const identity::Identity& person, const std::string& address, registration::Record remembered) {
        remembered.invited_at = unit_.now();
        // Somebody else invited or registered since: the batch is judged again.
        if (!unit_.registrations().save(person.id, remembered)) throw Fault(FaultKind::Serialization, "registration changed meanwhile");
        message::Message invitation;
        invitation.id = ports::make_id<MessageId>(ports_.entropy);
        invitation.kind = message::Kind::Invitation;
        invitation.channel = method::Channel::Email;
        invitation.destination = address;
        invitation.language = person.language.empty() ? settings_.default_language : person.language;
        invitation.parameters = {{"user", person.user_name}, {"at", to_rfc3339(unit_.now())}};
        invitation.created_at = unit_.now();
        invitation.expires_at = unit_.now() + days{3};
        unit_.outbox().add(invitation);
        record(unit_, ports_.entropy, actor_, audit::Kind::PersonInvited, person.id);
    }

    void count(InviteRow row) {
        ++(row.what == Invited::Now ? report_.invited : row.what == Invited::Lately ? report_.lately : report_.no_address);
        report_.rows.push_back(std::move(row));
    }

    ports::UnitOfWork& unit_;
    const AdminPorts& ports_;
    const InviteOptions& options_;
    const Actor& actor_;
    tenant::Settings settings_;
    InviteReport report_;
};

void add(InviteReport& all, InviteReport&& part) {
    all.people += part.people;
    all.complete += part.complete;
    all.invited += part.invited;
    all.lately += part.lately;
    all.no_address += part.no_address;
    for (auto& row : part.rows) {
        if (all.rows.size() < InviteReport::kMostRows) all.rows.push_back(std::move(row));
    }
}

Result<void> check(ports::UnitOfWork& unit, const AdminPorts& ports, const InviteOptions& options) {
    if (!holds(ports.offered, method::Kind::Email))
        return fail(ErrorCode::MethodNotOffered, "no mail server is configured: see [[mail.provider]]");
    if (load_settings(unit).scope == tenant::Scope::None)
        return fail(ErrorCode::ResetOff, "resetting is switched off for everybody (setting scope)");
    if (!options.group.empty() && !unit.groups().find(options.group))
        return fail(ErrorCode::NotFound, "there is no group " + options.group);
    return {};
}

}  // namespace

std::string_view name(Invited what) noexcept {
    switch (what) {
        case Invited::Now: return "invited";
        case Invited::Lately: return "lately";
        case Invited::NoAddress: break;
    }
    return "no_address";
}

Result<InviteReport> Invitations::run(const TenantId& tenant, const InviteOptions& options, const InviteProgress& progress,
                                      const Actor& actor) {
    auto& store = ports_.store;
    if (const auto fine = check(*store.begin(tenant, ports::Access::Read), ports_, options); !fine) return std::unexpected(fine.error());
    const auto work = [&](std::span<const identity::Identity> some) {
        if (options.apply == Apply::Preview) return Batch(*store.begin(tenant, ports::Access::Read), ports_, options, actor).run(some);
        return ports::transact(store, tenant, [&](ports::UnitOfWork& unit) { return Batch(unit, ports_, options, actor).run(some); });
    };
    InviteReport report;
    std::string after;
    for (bool more = true; more;) {
        const auto page = store.begin(tenant, ports::Access::Read)->identities().list({}, after, kPage, false);
        for (std::span<const identity::Identity> rest = page; !rest.empty(); rest = rest.subspan(std::min(kBatch, rest.size()))) {
            add(report, work(rest.first(std::min(kBatch, rest.size()))));
            progress(report);
        }
        more = std::ssize(page) == kPage;
        if (more) after = identity::fold(page.back().user_name).value().text;
    }
    return report;
}

}  // namespace rekey::flows
