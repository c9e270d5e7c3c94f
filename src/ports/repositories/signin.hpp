#pragma once
#include <optional>
#include <vector>

#include "domain/identity/identity.hpp"
#include "domain/signin/session.hpp"

namespace rekey::ports {

class SessionRepository {
public:
    virtual ~SessionRepository() = default;
    virtual void insert(const signin::Session& session) = 0;
    /// By the MAC of its token, also when it has ended.
    [[nodiscard]] virtual std::optional<signin::Session> find(const Mac& token) = 0;
    /// All of a person, ended ones too, the last seen first.
    [[nodiscard]] virtual std::vector<signin::Session> of(const IdentityId& identity) = 0;
    /// Notes that it was seen; nothing happens when another request noted it since `session` was read.
    virtual void note(const signin::Session& session, Instant seen, Instant ends_at) = 0;
    /// Registration keeps this session from nothing while the person's removals stand there.
    virtual void pass(const SessionId& id, std::int64_t removals) = 0;
    /// Counts a try of the second proof, in one statement; its number, or nothing when the sign-in is not waiting for one (any more).
    [[nodiscard]] virtual std::optional<std::int64_t> count_proof_try(const SessionId& id) = 0;
    /// This session has seen a second proof.
    virtual void note_second_proof(const SessionId& id, Instant at) = 0;
    /// True for exactly one caller.
    [[nodiscard]] virtual bool remove(const IdentityId& identity, const SessionId& id) = 0;
    /// Ends all of a person; returns how many.
    virtual std::int64_t remove_all(const IdentityId& identity) = 0;
};

/// Failures of one account on one side of its networks. `account` is a MAC: a stranger's name is counted as a person's is.
class LockoutRepository {
public:
    virtual ~LockoutRepository() = default;
    struct State {
        std::int64_t failures = 0;
        Instant locked_until;  ///< the epoch: not locked
    };
    /// Counts a failure ahead of the comparison, in one statement, unless the account is locked: then nothing changes. The row stays
    /// locked for other units until this one commits, so a `lock` that follows belongs to this count.
    [[nodiscard]] virtual State count(const Mac& account, identity::Side side) = 0;
    /// What the count led to: no passwords until `until` (the epoch: they are taken), all forgotten at `forget_at`.
    virtual void lock(const Mac& account, identity::Side side, Instant until, Instant forget_at) = 0;

    struct Wrong {
        Mac mark;                    ///< of the wrong password
        bool counted = true;         ///< false: the account was locked; nothing changes
        Instant locked_until;        ///< by this failure
        std::int64_t threshold = 0;  ///< failures that lock
    };
    /// A comparison failed: remembers the password's mark; or, when it is one of the last three already, takes the failure back, and
    /// the lock with it. One statement. Nothing when a success has cleared the row meanwhile.
    [[nodiscard]] virtual std::optional<State> settle(const Mac& account, identity::Side side, const Wrong& wrong) = 0;
    /// The comparison succeeded, but the sign-in is not complete: only the failure counted for it goes, and the lock it led to.
    virtual void take_back(const Mac& account, identity::Side side, Instant locked_until, std::int64_t threshold) = 0;
    virtual void clear(const Mac& account, identity::Side side) = 0;
    virtual void clear(const Mac& account) = 0;  ///< on both sides
    [[nodiscard]] virtual std::optional<State> find(const Mac& account, identity::Side side) = 0;
    /// Is it the mark of one of the last wrong passwords, on either side?
    [[nodiscard]] virtual bool remembers(const Mac& account, const Mac& mark) = 0;
};

}  // namespace rekey::ports
