#pragma once
#include <map>
#include <memory>
#include <string>

#include "base/meter.hpp"

namespace rekey::system {

/// Explains each metric in the exposition: name → one sentence.
using MetricHelp = std::map<std::string, std::string, std::less<>>;

/// Counts in memory for Prometheus. Safe to call from several threads. A name keeps the kind (counter, gauge, histogram) of its first
/// use; using it as another kind, or a name outside [a-zA-Z_:][a-zA-Z0-9_:]*, is a mistake of the program and throws Fault(Invariant).
class PrometheusMeter final : public Meter {
public:
    explicit PrometheusMeter(MetricHelp help = {});
    PrometheusMeter(const PrometheusMeter&) = delete;
    PrometheusMeter& operator=(const PrometheusMeter&) = delete;
    ~PrometheusMeter() override;

    void count(std::string_view name, Labels labels = {}, double amount = 1) override;
    void gauge(std::string_view name, double value, Labels labels = {}) override;
    void time(std::string_view name, double seconds, Labels labels = {}) override;

    /// The text exposition format, version 0.0.4, with the process's own figures at the end.
    [[nodiscard]] std::string text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace rekey::system
