#pragma once
// libre's headers would make up types of their own without these, and leave macros behind.
#define HAVE_INTTYPES_H
#define HAVE_STDBOOL_H
#define HAVE_INET6
#define USE_OPENSSL
#include <re.h>
#undef min
#undef max

#include <memory>

// libre counts references to what it allocates; this gives one back.
namespace rekey::voice {

template <class T>
struct Deref {
    void operator()(T* object) const noexcept { mem_deref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Deref<T>>;

/// A timer of the loop's thread; stops when it goes.
class Timer final {
public:
    Timer() { tmr_init(&timer_); }
    ~Timer() { tmr_cancel(&timer_); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    void start(std::uint64_t millis, tmr_h* handler, void* arg) { tmr_start(&timer_, millis, handler, arg); }
    void stop() { tmr_cancel(&timer_); }
    [[nodiscard]] bool running() const { return tmr_isrunning(&timer_); }

private:
    tmr timer_{};
};

}  // namespace rekey::voice
