#include "flows/receipt_service.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "flows/reset_context.hpp"

namespace rekey::flows {
namespace {

constexpr std::int64_t kAskedAtOnce = 8;

Mac mark(const ports::KeyedHash& macs, const TenantId& tenant, const MessageId& message, std::string_view provider) {
    return macs.mac(ports::MacPurpose::Receipt, {tenant.view(), message.view(), as_bytes(provider)});
}

/// The message, when the token was made for it and this provider.
std::optional<MessageId> message_of(const ports::KeyedHash& macs, const TenantId& tenant, std::string_view provider,
                                    std::string_view token) {
    MessageId message;
    const auto bytes = from_base64url(token);
    if (!bytes || bytes->size() != message.bytes.size() + sizeof(Mac::bytes)) return std::nullopt;
    const auto [rest, end] = std::ranges::copy_n(bytes->begin(), static_cast<std::ptrdiff_t>(message.bytes.size()), message.bytes.begin());
    const bool ours = equal_ct(mark(macs, tenant, message, provider).view(), ByteView(rest, bytes->end()));
    return ours ? std::optional(message) : std::nullopt;
}

}  // namespace

std::string receipt_path(const ports::KeyedHash& macs, const TenantId& tenant, const MessageId& message, std::string_view provider) {
    Bytes token(message.bytes.begin(), message.bytes.end());
    const auto mac = mark(macs, tenant, message, provider);
    token.insert(token.end(), mac.bytes.begin(), mac.bytes.end());
    return fmt::format("/api/v1/receipts/{}/{}", provider, to_base64url(token));
}

void ReceiptService::count(std::string_view provider, std::string_view outcome) {
    ports_.meter.count("rekey_receipts_total", {{"provider", provider}, {"outcome", outcome}});
}

std::unexpected<Error> ReceiptService::turn_away(std::string_view provider, ErrorCode code, const std::string& why) {
    count(provider, code == ErrorCode::InvalidInput ? "malformed" : "unsigned");
    log::warning("receipt_refused", {{"provider", std::string(provider)}, {"reason", why}});
    return fail(code, why);
}

Result<MessageId> ReceiptService::addressed(const TenantId& tenant, std::string_view provider, std::string_view token) {
    const auto message = message_of(ports_.answers.macs, tenant, provider, token);
    if (!message) return turn_away(provider, ErrorCode::Forbidden, "the address was not given to it for a message");
    return *message;
}

Result<void> ReceiptService::take(const TenantId& tenant, std::string_view provider, std::string_view token, ReceiptCall call) {
    if (!ports_.providers.calls(provider)) return fail(ErrorCode::NotFound);
    const auto message = addressed(tenant, provider, token);
    if (!message) return std::unexpected(message.error());
    call.at = ports_.clock.now();
    const auto told = ports_.providers.read(provider, call);
    if (!told) {
        const bool malformed = told.error().code == ErrorCode::InvalidInput;
        return turn_away(provider, malformed ? ErrorCode::InvalidInput : ErrorCode::Forbidden, told.error().detail);
    }
    record(tenant, *message, provider, *told);
    return {};
}

Result<std::string> ReceiptService::press(const TenantId& tenant, std::string_view provider, std::string_view token, ReceiptCall call) {
    if (!ports_.talks.talks(provider)) return fail(ErrorCode::NotFound);
    const auto message = addressed(tenant, provider, token);
    if (!message) return std::unexpected(message.error());
    call.at = ports_.clock.now();
    if (const auto good = ports_.talks.check(provider, call); !good) return turn_away(provider, ErrorCode::Forbidden, good.error().detail);
    return ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) {
        const auto open = unit.outbox().open(*message);
        if (!open) return ports_.talks.end();
        const auto settings = load_settings(unit);
        auto [keyed, markup] = ports_.talks.turn(call, *open, {settings.display_name, {}, &settings});
        take_call_answer(unit, ports_.answers, tenant, *message, keyed);
        return std::move(markup);
    });
}

void ReceiptService::record(const TenantId& tenant, const MessageId& message, std::string_view provider, const ports::Told& told) {
    if (told.fate == message::Fate::Unknown) return count(provider, "on_its_way");
    const bool delivered = told.fate == message::Fate::Delivered;
    const ports::Receipt receipt{message, std::string(provider), told.reference, told.fate,
                                 delivered ? std::string{} : fmt::format("{}: a receipt says {}", provider, told.why)};
    const auto state = ports::transact(ports_.store, tenant, [&](ports::UnitOfWork& unit) { return unit.outbox().receive(receipt); });
    if (!state) return count(provider, "unchanged");
    count(provider, name(told.fate));
    if (delivered) return;
    log::warning("message_not_delivered", {{"message", message.text()}, {"provider", std::string(provider)}, {"reason", told.why}});
    if (*state == message::State::Queued && ports_.message_waits) ports_.message_waits();
}

Progress ReceiptService::ask(const TenantId& tenant) {
    Progress progress;
    if (!ports_.providers.asks()) return progress;
    const auto awaited =
        ports::transact(ports_.store, tenant, [](ports::UnitOfWork& unit) { return unit.outbox().claim_awaited(kAskedAtOnce); });
    for (const auto& [message, provider, reference] : awaited) {
        const auto told = ports_.providers.ask(provider, reference);
        if (told) {
            record(tenant, message, provider, *told);
            ++progress.done;
            continue;
        }
        count(provider, "no_answer");
        log::warning("receipt_not_told", {{"message", message.text()}, {"provider", provider}, {"reason", told.error().detail}});
    }
    progress.stalled = !awaited.empty() && progress.done == 0;
    return progress;
}

}  // namespace rekey::flows
