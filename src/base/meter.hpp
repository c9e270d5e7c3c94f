#pragma once
#include <initializer_list>
#include <string_view>
#include <utility>

namespace rekey {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Counts what happens, for the operator's /metrics. Label values come from closed lists, never from people.
class Meter {
public:
    virtual ~Meter() = default;
    virtual void count(std::string_view name, Labels labels = {}, double amount = 1) = 0;
    virtual void gauge(std::string_view name, double value, Labels labels = {}) = 0;
    /// Seconds, in a histogram.
    virtual void time(std::string_view name, double seconds, Labels labels = {}) = 0;
};

}  // namespace rekey
