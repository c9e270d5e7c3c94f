#include "adapters/directory/guarded_connector.hpp"

#include <algorithm>

#include "adapters/directory/writing.hpp"

namespace rekey::ldap {
namespace {

constexpr const char* kResting = "it has not answered for a while, or too many are waiting for it";

template <class T>
bool is_silent(const Result<T>& answer) {
    return !answer && (answer.error().code == ErrorCode::Unreachable || answer.error().code == ErrorCode::Busy);
}
bool is_silent(const directory::Written& written) {
    return written.how == directory::Written::How::NotSent || written.how == directory::Written::How::Unknown;
}

template <class Answer>
Answer not_asked() {
    if constexpr (std::is_same_v<Answer, directory::Written>)
        return not_sent(kResting);
    else if constexpr (std::is_same_v<Answer, Result<directory::SignIn>>)
        return fail(ErrorCode::Busy, kResting);
    else
        return fail(ErrorCode::Unreachable, kResting);
}

}  // namespace

/// Many at once, on a Monday morning, are no stall: that is when the ones inside are not answered either.
bool GuardedConnector::wait_for_place(std::unique_lock<std::mutex>& lock) {
    const auto end = std::chrono::steady_clock::now() + options_.wait;
    while (inside_ >= options_.most) {
        const auto until = std::min(end, moved_at_ + options_.alive);
        if (std::chrono::steady_clock::now() >= until) return false;
        left_.wait_until(lock, until);
    }
    return true;
}

/// While it rests one request after the other asks whether it is back.
bool GuardedConnector::enter() {
    std::unique_lock lock(mutex_);
    if (!wait_for_place(lock)) return false;
    const auto now = std::chrono::steady_clock::now();
    if (silences_ >= options_.patience) {
        if (now < rests_until_) return false;
        rests_until_ = now + options_.rest;
    }
    ++inside_;
    moved_at_ = now;
    return true;
}

void GuardedConnector::leave(Heard heard) {
    {
        const std::scoped_lock lock(mutex_);
        const auto now = std::chrono::steady_clock::now();
        --inside_;
        if (heard == Heard::Yes) {
            silences_ = 0;
            moved_at_ = now;
        } else {
            ++silences_;
            rests_until_ = now + options_.rest;
        }
    }
    left_.notify_one();
}

template <class Answer, class Ask>
Answer GuardedConnector::ask(Ask ask) {
    if (!enter()) return not_asked<Answer>();
    auto answer = ask();
    leave(is_silent(answer) ? Heard::No : Heard::Yes);
    return answer;
}

Result<std::optional<directory::AccountState>> GuardedConnector::find(const directory::Whom& whom) {
    return ask<Result<std::optional<directory::AccountState>>>([&] { return behind_->find(whom); });
}

Result<directory::SignIn> GuardedConnector::sign_in(const directory::Whom& whom, const Secret& password) {
    return ask<Result<directory::SignIn>>([&] { return behind_->sign_in(whom, password); });
}

directory::Written GuardedConnector::set_password(const directory::Whom& whom, const Secret& password,
                                                  const directory::SetOptions& options) {
    return ask<directory::Written>([&] { return behind_->set_password(whom, password, options); });
}

directory::Written GuardedConnector::change_password(const directory::Whom& whom, const Secret& current, const Secret& password) {
    return ask<directory::Written>([&] { return behind_->change_password(whom, current, password); });
}

directory::Written GuardedConnector::unlock(const directory::Whom& whom) {
    return ask<directory::Written>([&] { return behind_->unlock(whom); });
}

}  // namespace rekey::ldap
