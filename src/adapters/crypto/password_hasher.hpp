#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "ports/crypto.hpp"

namespace rekey::crypto {

/// Argon2id version 1.3 (RFC 9106), one lane, 32 bytes, by libsodium, which picks the fastest code for the processor.
/// All hashes are computed by the same few threads, one a core, and callers wait for theirs: more at once would not be faster, only push
/// each other out of the cache, and a thread that goes from one hash to the next stays on its core.
class Argon2idHasher final : public ports::PasswordHasher {
public:
    /// `at_once` 0: one per core.
    explicit Argon2idHasher(ports::HashCost cost, std::size_t at_once = 0);
    ~Argon2idHasher() override;
    Argon2idHasher(const Argon2idHasher&) = delete;
    Argon2idHasher& operator=(const Argon2idHasher&) = delete;

    [[nodiscard]] ports::HashCost current_cost() const override { return cost_; }
    [[nodiscard]] Secret hash(const Secret& password, ByteView salt, const ports::HashCost& cost) const override;

private:
    struct Job;
    void work();

    ports::HashCost cost_;
    mutable std::mutex mutex_;
    mutable std::condition_variable wake_;
    mutable std::deque<Job*> waiting_;
    bool ending_ = false;
    std::vector<std::thread> crew_;  ///< last: they use all the others
};

}  // namespace rekey::crypto
