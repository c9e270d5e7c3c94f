#include "adapters/crypto/password_hasher.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <semaphore>

#include "adapters/crypto/huge_pages.hpp"
#include "adapters/crypto/sodium.hpp"
#include "base/error.hpp"

namespace rekey::crypto {
namespace {

std::size_t threads(std::size_t at_once) { return at_once == 0 ? std::max(1U, std::thread::hardware_concurrency()) : at_once; }

}  // namespace

/// One hash somebody waits for. It lives on the waiting thread's stack.
struct Argon2idHasher::Job {
    const Secret& password;
    ByteView salt;
    const ports::HashCost& cost;
    std::array<std::uint8_t, 32> out{};
    bool failed = false;
    std::binary_semaphore done{0};

    void run() {
        failed = crypto_pwhash_argon2id(out.data(), out.size(), password.reveal().data(), password.size(), salt.data(),
                                        static_cast<unsigned long long>(cost.passes), static_cast<std::size_t>(cost.memory_kib) * 1024,
                                        crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0;
        done.release();
    }
};

Argon2idHasher::Argon2idHasher(ports::HashCost cost, std::size_t at_once) : cost_(cost) {
    require_sodium();
    for (std::size_t i = 0; i < threads(at_once); ++i) crew_.emplace_back([this] { work(); });
}

Argon2idHasher::~Argon2idHasher() {
    {
        const std::scoped_lock lock(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    for (auto& thread : crew_) thread.join();
}

void Argon2idHasher::work() {
    const HugePages huge;
    for (;;) {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        Job* const job = waiting_.front();
        waiting_.pop_front();
        lock.unlock();
        job->run();
    }
}

Secret Argon2idHasher::hash(const Secret& password, ByteView salt, const ports::HashCost& cost) const {
    if (salt.size() != crypto_pwhash_argon2id_SALTBYTES) throw Fault(FaultKind::Invariant, "Argon2id: the salt is not 16 bytes");
    if (cost.passes < 1 || cost.memory_kib < 8) throw Fault(FaultKind::Invariant, "Argon2id: the cost is too low");

    Job job{password, salt, cost};
    {
        const std::scoped_lock lock(mutex_);
        waiting_.push_back(&job);
    }
    wake_.notify_one();
    job.done.acquire();
    if (job.failed) throw Fault(FaultKind::Invariant, "Argon2id: not enough memory, or the cost is out of bounds");
    Secret hash{ByteView(job.out)};
    sodium_memzero(job.out.data(), job.out.size());
    return hash;
}

}  // namespace rekey::crypto
