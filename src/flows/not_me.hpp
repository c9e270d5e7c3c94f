#pragma once
#include <optional>

#include "domain/registration/not_me.hpp"
#include "flows/reset_service.hpp"
#include "flows/signin_view.hpp"

namespace rekey::flows {

/// What the page behind a link "this was not me" says: the schema NotMe of api/openapi.yaml. Nothing of the account but what its notice said.
struct NotMeView {
    registration::Happening what = registration::Happening::MethodAdded;
    Instant happened_at, expires_at, now;
    bool frozen = false;
};

/// Looking never changes anything; only `freeze` acts. Errors: LinkEnded (unknown, used or expired: one answer).
class NotMeService final {
public:
    explicit NotMeService(SignInPorts ports) : ports_(std::move(ports)) {}

    [[nodiscard]] Result<NotMeView> view(const TenantId& tenant, const Secret& token);
    /// Once for each link, on whatever node.
    [[nodiscard]] Result<NotMeView> freeze(const TenantId& tenant, const Secret& token, const Caller& caller);

private:
    SignInPorts ports_;
};

}  // namespace rekey::flows
