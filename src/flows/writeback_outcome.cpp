#include "flows/writeback_outcome.hpp"

#include "flows/reset_completion.hpp"

namespace rekey::flows {

using directory::Writeback;

std::optional<Loaded> WritebackOutcome::take(ports::UnitOfWork& unit) const {
    if (!unit.writebacks().end(writeback_.id)) return std::nullopt;
    auto loaded = context_.reload(unit, writeback_.attempt.value_or(AttemptId{}));
    if (!loaded || loaded->attempt.state != reset::State::Writing) return std::nullopt;
    return loaded;
}

std::optional<Loaded> WritebackOutcome::take(ports::UnitOfWork& unit, const Loaded& begun) const {
    auto mine = unit.writebacks().end(writeback_.id);
    std::optional<reset::Attempt> attempt = unit.attempts().find(begun.attempt.id);
    if (!mine.get() || !attempt || attempt->state != reset::State::Writing) return std::nullopt;
    return Loaded{unit.now(), begun.settings, std::move(*attempt), begun.subject};
}

void WritebackOutcome::done(ports::UnitOfWork& unit, Loaded& loaded, std::string_view user_agent) const {
    count("done");
    if (writeback_.what == Writeback::What::Unlock) {
        save(unit, loaded, reset::State::Completed);
        complete_unlock(unit, context_, loaded);
        return;
    }
    // As of when it began: a grant that ended during the call was good for it.
    static_cast<void>(unit.grants().consume(loaded.attempt.id, writeback_.began_at));
    complete_reset(unit, context_, loaded, user_agent);
}

void WritebackOutcome::back(ports::UnitOfWork& unit, Loaded& loaded) const {
    if (writeback_.what == Writeback::What::Unlock) return refused(unit, loaded, policy::Obstacle::DirectoryUnavailable, {});
    save(unit, loaded, reset::State::AwaitingPassword);
}

void WritebackOutcome::refused(ports::UnitOfWork& unit, Loaded& loaded, policy::Obstacle obstacle, const std::string& detail) const {
    loaded.attempt.obstacle = obstacle;
    static_cast<void>(unit.grants().consume(loaded.attempt.id, writeback_.began_at));
    save(unit, loaded, reset::State::Refused);
    // Whoever comes next need not go so far to hear it; the background asks again when its time comes. Unlocking takes another right.
    if (obstacle == policy::Obstacle::Protected && writeback_.what == Writeback::What::Reset) {
        if (const auto entry = unit.entries().of(writeback_.identity))
            unit.entries().set_writability(writeback_.directory, entry->anchor, directory::Writability::NoRight);
    }
    const bool unknown = obstacle == policy::Obstacle::OutcomeUnknown;
    audit(unit, loaded, unknown ? audit::Kind::WritebackUnknown : audit::Kind::WritebackFailed, policy::name(obstacle), detail);
}

void WritebackOutcome::audit(ports::UnitOfWork& unit, const Loaded& loaded, audit::Kind kind, std::string_view outcome,
                             const std::string& detail) const {
    count(outcome);
    const auto directory = unit.directories().find(writeback_.directory);
    context_.audit(unit, kind, loaded.attempt,
                   {{"what", std::string(name(writeback_.what))},
                    {"directory", directory ? directory->name : std::string{}},
                    {"outcome", std::string(outcome)},
                    {"detail", detail}});
}

void WritebackOutcome::save(ports::UnitOfWork& unit, Loaded& loaded, reset::State state) const {
    loaded.attempt.state = state;
    if (!unit.attempts().update(loaded.attempt)) throw Fault(FaultKind::Serialization, "attempt changed while its password was written");
}

void WritebackOutcome::count(std::string_view outcome) const {
    ports_.meter.count("rekey_writebacks_total", {{"what", name(writeback_.what)}, {"outcome", outcome}});
}

std::optional<policy::Obstacle> obstacle_of(directory::Refusal refusal) {
    switch (refusal) {
        case directory::Refusal::NotPermitted: return policy::Obstacle::Protected;
        case directory::Refusal::Locked:
        case directory::Refusal::NotThere: return policy::Obstacle::AccountDisabled;
        default: return std::nullopt;
    }
}

}  // namespace rekey::flows
