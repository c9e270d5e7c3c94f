#pragma once
#include <cstdint>
#include <string_view>

namespace rekey::store {

/// Told of all the work a store does, so that a test can compare the work of a real attempt with that of a decoy. Called on the
/// thread that works; must be safe from several threads and must not throw. The queries of one unit lie between `began` and
/// `committed` or `rolled_back` on the same thread.
class Ledger {
public:
    virtual ~Ledger() = default;
    virtual void began() = 0;
    /// `returned` and `changed` count rows.
    virtual void ran(std::string_view query, std::int64_t returned, std::int64_t changed) = 0;
    virtual void committed() = 0;
    virtual void rolled_back() = 0;
};

}  // namespace rekey::store
