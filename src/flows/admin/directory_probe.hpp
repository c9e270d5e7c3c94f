#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "flows/sync/sync_ports.hpp"

namespace rekey::flows {

/// One question to a directory, and what its answer is worth.
struct DirectoryFinding {
    enum class Verdict : std::uint8_t { Good, Weak, Bad } verdict = Verdict::Good;  ///< Weak: it works, and could be better
    std::string what;    ///< "connection", "clock", …
    std::string detail;  ///< a sentence
    std::string advice = {};  ///< what to do about it; empty: nothing
};

/// Asks a directory what synchronisation, sign-in and writeback need of it, and says what to mend. Changes nothing there or here.
class DirectoryProbe final {
public:
    explicit DirectoryProbe(SyncPorts ports) : ports_(std::move(ports)) {}
    /// `user`: whose rights are looked at, as people sign in; empty: nobody's. NotFound: there is no such directory.
    [[nodiscard]] Result<std::vector<DirectoryFinding>> run(const TenantId& tenant, std::string_view name, std::string_view user);

private:
    SyncPorts ports_;
};

}  // namespace rekey::flows
