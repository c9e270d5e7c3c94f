#include "adapters/directory/reading_ahead.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace rekey::ldap {
namespace {

using directory::Anchor;
using directory::Entry;
using directory::ReadEnd;
using directory::Reader;

struct Present {
    Anchor anchor;
};
struct Deleted {
    Anchor anchor;
};
struct Page {};
using Told = std::variant<Entry, Present, Deleted, Page>;
using Parcel = std::vector<Told>;

/// Nobody takes what is read any more.
struct Unwanted {};

constexpr std::size_t kParcel = 64;          ///< handed over together
constexpr std::size_t kValues = 10'000;      ///< or as soon as there are so many: a group may have a million
constexpr std::size_t kParcelsWaiting = 16;

/// Between the two threads.
class Belt final {
public:
    void put(Parcel parcel) {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] { return waiting_.size() < kParcelsWaiting || unwanted_; });
        if (unwanted_) throw Unwanted{};
        waiting_.push_back(std::move(parcel));
        something_.notify_one();
    }
    void end() {
        const std::scoped_lock lock(mutex_);
        ended_ = true;
        something_.notify_one();
    }
    /// Nothing when that was all.
    std::optional<Parcel> take() {
        std::unique_lock lock(mutex_);
        something_.wait(lock, [&] { return !waiting_.empty() || ended_; });
        if (waiting_.empty()) return std::nullopt;
        auto parcel = std::move(waiting_.front());
        waiting_.pop_front();
        room_.notify_one();
        return parcel;
    }
    void refuse() {
        const std::scoped_lock lock(mutex_);
        unwanted_ = true;
        room_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable room_, something_;
    std::deque<Parcel> waiting_;
    bool ended_ = false, unwanted_ = false;
};

/// The end of the thread that reads.
class Sender final {
public:
    explicit Sender(Belt& belt) : belt_(belt) {}

    [[nodiscard]] Reader reader(std::function<bool()> stops) {
        return {[this](Entry entry) {
                    for (const auto& attribute : entry.attributes) values_ += attribute.values.size();
                    add(std::move(entry));
                },
                [this](const Anchor& anchor) { add(Present{anchor}); }, [this](const Anchor& anchor) { add(Deleted{anchor}); },
                std::move(stops),
                [this] {
                    add(Page{});
                    send();
                }};
    }
    void send() {
        if (!parcel_.empty()) belt_.put(std::exchange(parcel_, {}));
        values_ = 0;
    }

private:
    void add(Told told) {
        parcel_.push_back(std::move(told));
        if (parcel_.size() >= kParcel || values_ >= kValues) send();
    }
    Belt& belt_;
    Parcel parcel_;
    std::size_t values_ = 0;
};

/// The other end.
struct Receiver {
    const Reader& reader;
    void operator()(Entry& entry) const { reader.entry(std::move(entry)); }
    void operator()(const Present& told) const {
        if (reader.present) reader.present(told.anchor);
    }
    void operator()(const Deleted& told) const {
        if (reader.deleted) reader.deleted(told.anchor);
    }
    void operator()(const Page& /*told*/) const {
        if (reader.page) reader.page();
    }
};

}  // namespace

Result<ReadEnd> read_ahead(const Reader& reader, const std::function<Result<ReadEnd>(const Reader&)>& read) {
    Belt belt;
    Result<ReadEnd> end;
    std::exception_ptr broken;
    std::thread thread([&] {
        try {
            Sender sender(belt);
            end = read(sender.reader(reader.stops));
            sender.send();
        } catch (const Unwanted&) {
            // What was wrong is known at the other end.
        } catch (...) {
            broken = std::current_exception();
        }
        belt.end();
    });
    const auto join = [&] {
        belt.refuse();
        thread.join();
    };
    try {
        while (auto parcel = belt.take()) {
            for (auto& told : *parcel) std::visit(Receiver{reader}, told);
        }
    } catch (...) {
        join();
        throw;
    }
    join();
    if (broken) std::rethrow_exception(broken);
    return end;
}

}  // namespace rekey::ldap
