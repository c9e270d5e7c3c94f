#pragma once
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "base/time.hpp"
#include "ports/connector.hpp"

namespace rekey::ldap {

struct GuardOptions {
    std::size_t most = 8;         ///< requests of people at once, those included that wait for a connection
    Duration wait = seconds{1};   ///< for one of these places, …
    Duration alive{250};          ///< … as long as not all of them have been taken for so long without an answer
    int patience = 3;             ///< of them without an answer in a row …
    Duration rest = seconds{10};  ///< … and for so long nobody waits for the directory; then one asks whether it is back
};

/// Keeps what people wait for from piling up at a directory that stalls: it answers Unreachable when too many are waiting and nobody is answered,
/// and at once when the directory has just been silent several times. What the background reads is asked all the same.
class GuardedConnector final : public ports::Connector {
public:
    GuardedConnector(std::shared_ptr<ports::Connector> behind, GuardOptions options) : behind_(std::move(behind)), options_(options) {}

    [[nodiscard]] Result<directory::Facts> facts() override { return behind_->facts(); }
    [[nodiscard]] Result<directory::Facts> refresh() override { return behind_->refresh(); }
    [[nodiscard]] Result<directory::ReadEnd> read(const directory::Selection& selection, const directory::ReadFrom& from,
                                                  const directory::Reader& reader) override {
        return behind_->read(selection, from, reader);
    }
    [[nodiscard]] Result<directory::Writability> writability(const directory::Whom& whom) override { return behind_->writability(whom); }

    [[nodiscard]] Result<std::optional<directory::AccountState>> find(const directory::Whom& whom) override;
    [[nodiscard]] Result<directory::SignIn> sign_in(const directory::Whom& whom, const Secret& password) override;
    [[nodiscard]] directory::Written set_password(const directory::Whom& whom, const Secret& password,
                                                  const directory::SetOptions& options) override;
    [[nodiscard]] directory::Written change_password(const directory::Whom& whom, const Secret& current, const Secret& password) override;
    [[nodiscard]] directory::Written unlock(const directory::Whom& whom) override;

private:
    using Time = std::chrono::steady_clock::time_point;
    enum class Heard : std::uint8_t { Yes, No };

    template <class Answer, class Ask>
    [[nodiscard]] Answer ask(Ask ask);
    [[nodiscard]] bool enter();
    [[nodiscard]] bool wait_for_place(std::unique_lock<std::mutex>& lock);
    void leave(Heard heard);

    std::shared_ptr<ports::Connector> behind_;
    GuardOptions options_;
    std::mutex mutex_;
    std::condition_variable left_;
    std::size_t inside_ = 0;
    Time moved_at_{};  ///< somebody has come in, or was answered
    int silences_ = 0;
    Time rests_until_{};
};

}  // namespace rekey::ldap
