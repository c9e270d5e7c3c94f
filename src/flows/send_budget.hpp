#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/meter.hpp"
#include "flows/account_notice.hpp"
#include "ports/phone_numbers.hpp"

namespace rekey::flows {

/// Why a code is not sent: the first thing that stands in the way. A person sees none of it.
enum class Withheld : std::uint8_t {
    Nothing,         ///< it is sent
    NotOnFile,       ///< a decoy, a paused account, another number than the one on file
    Account,
    Destination,
    Denied,          ///< somebody who was called did not ask for it
    Prompted,        ///< there was a call to be confirmed a moment ago
    Network,
    CountryRefused,  ///< the tenant does not serve that country (any more)
    CountryStopped,
    Country,
    Tenant
};
[[nodiscard]] std::string_view name(Withheld why) noexcept;  ///< none, not_on_file, … : label of the metric, detail of the audit event

struct BudgetPorts {
    NoticePorts notices;
    const ports::PhoneNumbers& phones;
};

/// A code that is about to be sent.
struct CodeToSend {
    const tenant::Settings& settings;
    method::Kind kind;
    std::string_view address;  ///< on file, or a decoy's
    std::string_view network;  ///< client network it was asked for from
    IdentityId subject;
};

/// Counts a code against what it shares with others, before it is sent: its client network; and for a text or a call, its country and the
/// tenant's day. `why`: what stood in its way so far. The statements are the same for everybody. The network is counted whatever stands in
/// the way, since what somebody asks for himself tells him nothing about others. What costs money is counted for what is really going to be
/// sent; for the rest, counters beside it: a stranger who asks for codes of people that do not exist uses up nobody's budget.
/// Call it last in the unit of work: the rows of a country and of the tenant are everybody's, and are locked until the commit. The order in
/// which rows are touched (account, destination, network, country, tenant) is the same wherever codes are sent or typed.
/// Raises the alarm of a country, and tells administrators when most of the tenant's budget is spent.
[[nodiscard]] Withheld count_shared(ports::UnitOfWork& unit, const BudgetPorts& ports, const TenantId& tenant, const CodeToSend& code,
                                    Withheld why);

/// A code that was sent to this address was typed.
void note_typed(ports::UnitOfWork& unit, const BudgetPorts& ports, const TenantId& tenant, const tenant::Settings& settings,
                method::Kind kind, std::string_view address);

/// A code that went out, or did not.
struct Issued {
    method::Kind kind = method::Kind::Email;
    Withheld why = Withheld::Nothing;
};
/// For the operator's metrics, once the unit of work is committed. Nothing: no code was drawn.
void meter_send(Meter& meter, const std::optional<Issued>& issued);

}  // namespace rekey::flows
