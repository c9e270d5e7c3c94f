#pragma once
#include <memory>
#include <optional>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "domain/directory/account.hpp"
#include "domain/directory/facts.hpp"
#include "domain/directory/reading.hpp"
#include "domain/directory/settings.hpp"

namespace rekey::ports {

/// One directory, bound as its service account. Every call has its deadline and may be made by several threads. Results: Unreachable when
/// the directory did not answer, Refused with its words for the operator; a `Written` tells both, and is never to be repeated unasked.
class Connector {
public:
    virtual ~Connector() = default;
    [[nodiscard]] virtual Result<directory::Facts> facts() = 0;
    /// The same, asked anew over a connection that is bound anew: whether the directory answers, and still takes the account.
    [[nodiscard]] virtual Result<directory::Facts> refresh() = 0;
    [[nodiscard]] virtual Result<directory::ReadEnd> read(const directory::Selection& selection, const directory::ReadFrom& from,
                                                          const directory::Reader& reader) = 0;
    /// Nothing: no such entry any more.
    [[nodiscard]] virtual Result<std::optional<directory::AccountState>> find(const directory::Whom& whom) = 0;
    /// Binds as that person: counts there when it is wrong. Refused: there is no such entry. Busy: nothing was passed on; Unreachable: perhaps.
    [[nodiscard]] virtual Result<directory::SignIn> sign_in(const directory::Whom& whom, const Secret& password) = 0;
    /// By the service account's right, whatever the password was.
    [[nodiscard]] virtual directory::Written set_password(const directory::Whom& whom, const Secret& password,
                                                          const directory::SetOptions& options) = 0;
    /// By the person's own right, with the password of today.
    [[nodiscard]] virtual directory::Written change_password(const directory::Whom& whom, const Secret& current,
                                                             const Secret& password) = 0;
    /// Done when it was not locked. An administrator's lock is refused.
    [[nodiscard]] virtual directory::Written unlock(const directory::Whom& whom) = 0;
    [[nodiscard]] virtual Result<directory::Writability> writability(const directory::Whom& whom) = 0;
};

/// Where connectors come from. What is asked for again with the same settings may be the same one, with its connections.
class Connectors {
public:
    virtual ~Connectors() = default;
    /// InvalidInput with a sentence when the settings do not tell enough.
    [[nodiscard]] virtual Result<std::shared_ptr<Connector>> open(const directory::Directory& directory, const Secret& password) = 0;
};

}  // namespace rekey::ports
