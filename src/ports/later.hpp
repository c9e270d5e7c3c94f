#pragma once
#include <functional>
#include <optional>
#include <utility>

namespace rekey::ports {

/// An answer of the store that may be under way still: what is asked before it is looked at travels with it, in one round trip. Whoever does
/// not look does not wait; what goes wrong is thrown by `get`, by a later call of the unit, or by its commit. Looked at before the unit ends.
template <class T>
class Later final {
public:
    explicit Later(std::move_only_function<T()> wait) : wait_(std::move(wait)) {}
    [[nodiscard]] T& get() {
        if (!answer_) answer_.emplace(wait_());
        return *answer_;
    }
    /// One that is looked at where it is asked.
    operator T() && { return std::move(get()); }  // NOLINT(google-explicit-constructor)

private:
    std::move_only_function<T()> wait_;
    std::optional<T> answer_;
};

template <class T>
inline constexpr bool kIsLater = false;
template <class T>
inline constexpr bool kIsLater<Later<T>> = true;

}  // namespace rekey::ports
