#pragma once
#include <optional>

#include "domain/registration/not_me.hpp"
#include "flows/random_token.hpp"
#include "ports/crypto.hpp"
#include "ports/store.hpp"

namespace rekey::flows {

/// What a link "this was not me" is about.
struct NotMeCause {
    IdentityId identity;
    registration::Happening what = registration::Happening::MethodAdded;
    std::optional<AuthenticatorId> authenticator = {};
};

[[nodiscard]] inline Mac not_me_mac(const ports::KeyedHash& macs, const TenantId& tenant, const Secret& token) {
    return macs.mac(ports::MacPurpose::AttemptHandle, {as_bytes("not me"), tenant.view(), token.bytes()});
}

/// Stores a link and returns its token, for the messages of the same commit. 128 bits: short enough for a text message.
[[nodiscard]] inline Secret add_not_me_link(ports::UnitOfWork& unit, ports::Entropy& entropy, const ports::KeyedHash& macs,
                                            const TenantId& tenant, const NotMeCause& cause) {
    auto token = draw_token<16>(entropy);
    registration::NotMe link;
    link.token = not_me_mac(macs, tenant, token);
    link.identity = cause.identity;
    link.what = cause.what;
    link.authenticator = cause.authenticator;
    link.happened_at = unit.now();
    link.expires_at = unit.now() + registration::kLinkLife;
    unit.not_me().insert(link);
    return token;
}

}  // namespace rekey::flows
