#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.hpp"

namespace rekey {

/// A value that must not be seen: wiped when it goes, cannot be printed, compared in constant time.
/// Move-only, so that every copy is a decision (`Secret{other.reveal()}`).
class Secret final {
public:
    Secret() = default;
    explicit Secret(std::string_view value) : value_(value) {}
    explicit Secret(ByteView value) : value_(reinterpret_cast<const char*>(value.data()), value.size()) {}
    Secret(Secret&& other) noexcept { take(other); }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            take(other);
        }
        return *this;
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { wipe(); }

    /// The clear value. It lives as long as this object.
    [[nodiscard]] std::string_view reveal() const noexcept { return value_; }
    [[nodiscard]] ByteView bytes() const noexcept { return as_bytes(value_); }
    [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return value_.size(); }

private:
    void take(Secret& other) noexcept;
    void wipe() noexcept;
    std::string value_;
};

/// Overwrites the part of the stack that calls made from here have used: 32 KiB. For a thread that is done with somebody's request.
void wipe_stack() noexcept;

/// Overwrites the memory of a string that held something secret, then empties it.
void wipe(std::string& value) noexcept;

}  // namespace rekey
