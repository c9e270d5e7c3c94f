#include "adapters/system/meter.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <utility>

#include "adapters/system/process.hpp"
#include "base/error.hpp"

namespace rekey::system {
namespace {

using LabelMap = std::map<std::string, std::string>;

/// Seconds. A quick answer is under a millisecond, a hash 30 ms, a mail a few seconds.
const prometheus::Histogram::BucketBoundaries& buckets() {
    static const prometheus::Histogram::BucketBoundaries bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                                0.25,   0.5,   1,      2.5,   5,    10,    30};
    return bounds;
}

LabelMap to_map(Labels labels) { return {labels.begin(), labels.end()}; }

/// The families of one kind of metric, made when a name is first used.
template <class Metric>
class FamiliesOf final {
public:
    prometheus::Family<Metric>& get(std::string_view name, const auto& make) {
        {
            const std::shared_lock reading(mutex_);
            if (const auto found = known_.find(name); found != known_.end()) return *found->second;
        }
        const std::unique_lock writing(mutex_);
        auto [place, added] = known_.try_emplace(std::string(name), nullptr);
        if (!added) return *place->second;
        try {
            place->second = &make(std::string(name));
        } catch (const std::invalid_argument&) {
            known_.erase(place);
            throw Fault(FaultKind::Invariant, "metric " + std::string(name) + " has a bad name or is of another kind already");
        }
        return *place->second;
    }

private:
    std::shared_mutex mutex_;
    std::map<std::string, prometheus::Family<Metric>*, std::less<>> known_;
};

prometheus::MetricFamily single(std::string name, std::string help, prometheus::MetricType type, double value) {
    prometheus::ClientMetric metric;
    (type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    return {std::move(name), std::move(help), type, {metric}};
}

/// Under the names every Prometheus client uses.
void append_process(std::vector<prometheus::MetricFamily>& families) {
    const auto use = process_use();
    if (!use) return;
    using enum prometheus::MetricType;
    const auto gauge = [&](const char* name, const char* help, auto value) {
        families.push_back(single(name, help, Gauge, static_cast<double>(value)));
    };
    families.push_back(single("process_cpu_seconds_total", "User and system time spent in seconds.", Counter, use->cpu_seconds));
    gauge("process_resident_memory_bytes", "Resident memory in bytes.", use->resident_bytes);
    gauge("process_virtual_memory_bytes", "Virtual memory in bytes.", use->virtual_bytes);
    gauge("process_threads", "Number of threads.", use->threads);
    gauge("process_open_fds", "Number of open file descriptors.", use->open_files);
    gauge("process_max_fds", "Most file descriptors that may be open.", use->most_files);
    gauge("process_start_time_seconds", "Start time since the epoch in seconds.", use->started_at);
}

}  // namespace

struct PrometheusMeter::Families {
    MetricHelp help;
    prometheus::Registry registry;
    FamiliesOf<prometheus::Counter> counters;
    FamiliesOf<prometheus::Gauge> gauges;
    FamiliesOf<prometheus::Histogram> histograms;

    [[nodiscard]] std::string help_of(const std::string& name) const {
        const auto found = help.find(name);
        return found == help.end() ? std::string{} : found->second;
    }
};

PrometheusMeter::PrometheusMeter(MetricHelp help) : families_(std::make_unique<Families>()) { families_->help = std::move(help); }
PrometheusMeter::~PrometheusMeter() = default;

void PrometheusMeter::count(std::string_view name, Labels labels, double amount) {
    auto& family = families_->counters.get(name, [&](const std::string& fresh) -> auto& {
        return prometheus::BuildCounter().Name(fresh).Help(families_->help_of(fresh)).Register(families_->registry);
    });
    family.Add(to_map(labels)).Increment(amount);
}

void PrometheusMeter::gauge(std::string_view name, double value, Labels labels) {
    auto& family = families_->gauges.get(name, [&](const std::string& fresh) -> auto& {
        return prometheus::BuildGauge().Name(fresh).Help(families_->help_of(fresh)).Register(families_->registry);
    });
    family.Add(to_map(labels)).Set(value);
}

void PrometheusMeter::time(std::string_view name, double seconds, Labels labels) {
    auto& family = families_->histograms.get(name, [&](const std::string& fresh) -> auto& {
        return prometheus::BuildHistogram().Name(fresh).Help(families_->help_of(fresh)).Register(families_->registry);
    });
    family.Add(to_map(labels), buckets()).Observe(seconds);
}

std::string PrometheusMeter::text() const {
    auto families = families_->registry.Collect();
    append_process(families);
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace rekey::system
