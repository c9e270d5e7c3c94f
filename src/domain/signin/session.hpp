#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/tenant/settings.hpp"

namespace rekey::signin {

/// How far a sign-in has come, in the order of its steps. Only the last one opens anything; the others lead to it, each with a token of its own.
enum class Stage : std::uint8_t { SecondProof, MustChangePassword, SignedIn };
[[nodiscard]] std::string_view name(Stage stage) noexcept;  ///< second_proof, must_change_password, signed_in
[[nodiscard]] std::optional<Stage> parse_stage(std::string_view name) noexcept;

/// What a sign-in still needs.
struct Lacks {
    bool second_proof = false;
    bool new_password = false;
};
/// What is asked for next. A password that somebody else set is changed only by who has proven everything.
[[nodiscard]] Stage next_stage(const Lacks& lacks) noexcept;

/// One browser, one person. The browser holds a random token of 256 bits, the store its MAC. A session never changes its token: a step
/// of privilege ends it and begins another.
struct Session {
    SessionId id;
    Mac token;
    IdentityId identity;
    Stage stage = Stage::SignedIn;
    std::int64_t security_stamp = 0;  ///< the person's when it began: a reset, a new password or a disabled account ends it
    std::string device;  ///< "Firefox on Windows", or nothing
    std::string network;  ///< client network, /32 or /64
    std::string return_name;  ///< of an allow-listed return link, or nothing
    Instant signed_in_at;  ///< kept by its successors, and with it the longest life
    Instant last_seen_at;  ///< to the minute
    Instant ends_at;  ///< without another request
    /// Registration kept the person from nothing when `Record::removals` of domain/registration stood here: complete, put off or
    /// confirmed in this session.
    std::optional<std::int64_t> passed_at_removals = {};
    std::optional<Instant> second_proof_at = {};  ///< when it saw a second proof; kept by its successors
};

/// Whatever happens, it ends then.
[[nodiscard]] Instant last_end(const Session& session, const tenant::Settings& settings) noexcept;
/// When it ends if nothing follows a request at `seen`: idle, or at its last end; a sign-in under way has no idle time.
[[nodiscard]] Instant end_after(const Session& session, Instant seen, const tenant::Settings& settings) noexcept;
/// Being seen is written down once a minute at most: a request must not cost a write.
[[nodiscard]] bool note_due(const Session& session, Instant now) noexcept;

}  // namespace rekey::signin
