#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "domain/method/method.hpp"

namespace rekey::reset {

/// How the addresses of a tenant's people look from outside, with how many people have such a one.
struct Shape {
    std::string domain_first, suffix;
    std::int64_t weight = 1;
};

/// Shapes of common private mailboxes, for a tenant that has too few people of its own to learn from.
[[nodiscard]] std::span<const Shape> common_shapes() noexcept;

/// A subject that reaches nobody.
struct Decoy {
    IdentityId subject;
    std::vector<method::Authenticator> authenticators;  ///< addresses made up so that hint_for shows a plausible hint
};

/// Of a hundred people with any method, how many have each kind. A decoy that shows what nobody in the tenant has set up, or never shows
/// what everybody has, would give itself away.
using Shares = std::map<method::Kind, std::int64_t>;

/// Of a tenant that has nobody to learn from: as an import of e-mail addresses leaves it.
[[nodiscard]] Shares common_shares();

/// Made from `seed` alone (a keyed hash over the folded identifier, or over the identity that was found), so that asking twice, in
/// another spelling, on two nodes or after a restart shows the same. The seed's key is never rotated.
[[nodiscard]] Decoy make_decoy(const Mac& seed, std::span<const method::Kind> kinds, std::span<const Shape> shapes,
                               const Shares& shares = common_shares());

}  // namespace rekey::reset
