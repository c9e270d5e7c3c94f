#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace rekey::directory {

/// Why somebody of a directory cannot reset their password, in the order in which the first one is told.
enum class Hindrance : std::uint8_t {
    Quarantined,   ///< the entry clashes with another: there is no such person here
    Disabled,
    Frozen,        ///< somebody said that a change was not theirs
    OutOfScope,    ///< by the tenant's groups
    NoMethods,     ///< fewer than the policy asks for
    Protected,     ///< its rights are not those of its folder
    NoRight,       ///< of the service account
    WritebackOff,  ///< nothing is written to that directory
    DirectoryDown
};
inline constexpr std::array kHindrances{Hindrance::Quarantined, Hindrance::Disabled,     Hindrance::Frozen,
                                        Hindrance::OutOfScope,  Hindrance::NoMethods,    Hindrance::Protected,
                                        Hindrance::NoRight,     Hindrance::WritebackOff, Hindrance::DirectoryDown};
[[nodiscard]] std::string_view name(Hindrance hindrance) noexcept;  ///< quarantined, …
[[nodiscard]] std::optional<Hindrance> parse_hindrance(std::string_view name) noexcept;

/// Who can reset, and how often what stands in the way: whoever has two hindrances is counted twice.
struct Readiness {
    Instant made_at{};
    std::int64_t people = 0, ready = 0;
    std::map<Hindrance, std::int64_t> counts = {};

    void count(const std::vector<Hindrance>& of_person);
};

/// As stored, and the inverse: what it does not know is left out.
[[nodiscard]] std::map<std::string, std::string> store(const std::map<Hindrance, std::int64_t>& counts);
[[nodiscard]] std::map<Hindrance, std::int64_t> load_hindrances(const std::map<std::string, std::string>& stored);

}  // namespace rekey::directory
