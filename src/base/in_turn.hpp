#pragma once
#include <exception>
#include <utility>

#include "base/error.hpp"

namespace rekey {

/// Each gets its turn, even when one before had a Fault; the first Fault is thrown at the end. `act` says whether to go on.
template <class Items, class Act>
void in_turn(const Items& items, Act&& act) {
    std::exception_ptr first;
    for (const auto& item : items) {
        try {
            if (!act(item)) break;
        } catch (const Fault&) {
            if (!first) first = std::current_exception();
        }
    }
    if (first) std::rethrow_exception(std::move(first));
}

}  // namespace rekey
