#pragma once
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"

namespace rekey::store {

/// At most `size` connections, made when they are needed; the one used last is used first, so that few stay warm.
template <class T>
class Pool final {
public:
    Pool(std::size_t size, Duration patience, std::function<std::unique_ptr<T>()> make)
        : size_(size), patience_(patience), make_(std::move(make)) {}

    /// Gives its connection back when it goes.
    class Lease final {
    public:
        Lease(Pool& pool, std::unique_ptr<T> connection) : pool_(&pool), connection_(std::move(connection)) {}
        Lease(Lease&& other) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (connection_) pool_->give_back(std::move(connection_));
        }
        [[nodiscard]] T& operator*() const noexcept { return *connection_; }
        [[nodiscard]] T* operator->() const noexcept { return connection_.get(); }

    private:
        Pool* pool_;
        std::unique_ptr<T> connection_;
    };

    /// Throws Fault(StoreUnavailable) when none is free in time, and what `make` throws.
    [[nodiscard]] Lease lease() {
        std::unique_lock lock(mutex_);
        if (!free_.wait_for(lock, patience_, [&] { return !idle_.empty() || out_ < size_; })) {
            throw Fault(FaultKind::StoreUnavailable, "no connection to the store became free in time");
        }
        ++out_;
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return {*this, std::move(connection)};
        }
        lock.unlock();
        try {
            return {*this, make_()};
        } catch (...) {
            gone();
            throw;
        }
    }

    /// Forgets all that is idle, for example after one of them was found broken.
    void drop_idle() {
        std::vector<std::unique_ptr<T>> closing;  // closed outside the lock
        const std::scoped_lock lock(mutex_);
        closing.swap(idle_);
    }

private:
    void give_back(std::unique_ptr<T> connection) {
        if (connection->usable()) {
            const std::scoped_lock lock(mutex_);
            idle_.push_back(std::move(connection));
        }
        connection.reset();
        gone();
    }
    void gone() {
        const std::scoped_lock lock(mutex_);
        --out_;
        free_.notify_one();
    }

    std::size_t size_;
    Duration patience_;
    std::function<std::unique_ptr<T>()> make_;
    std::mutex mutex_;
    std::condition_variable free_;
    std::vector<std::unique_ptr<T>> idle_;
    std::size_t out_ = 0;
};

}  // namespace rekey::store
