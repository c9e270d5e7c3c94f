#pragma once
#include <map>
#include <mutex>
#include <string>

#include "base/meter.hpp"

namespace rekey::test {

/// Remembers what was counted: "name{label=value,…}" → sum.
class CountingMeter final : public Meter {
public:
    void count(std::string_view name, Labels labels, double amount) override { add(name, labels, amount); }
    void gauge(std::string_view name, double value, Labels labels) override {
        const std::scoped_lock lock(mutex_);
        values_[key(name, labels)] = value;
    }
    void time(std::string_view name, double, Labels labels) override { add(name, labels, 1); }

    [[nodiscard]] double value(const std::string& key) const {
        const std::scoped_lock lock(mutex_);
        const auto found = values_.find(key);
        return found == values_.end() ? 0 : found->second;
    }

private:
    static std::string key(std::string_view name, Labels labels) {
        std::string text(name);
        text += '{';
        for (const auto& [label, value] : labels) {
            if (!text.ends_with('{')) text += ',';
            text.append(label).append("=").append(value);
        }
        return text + '}';
    }
    void add(std::string_view name, Labels labels, double amount) {
        const std::scoped_lock lock(mutex_);
        values_[key(name, labels)] += amount;
    }

    mutable std::mutex mutex_;
    std::map<std::string, double> values_;
};

}  // namespace rekey::test
