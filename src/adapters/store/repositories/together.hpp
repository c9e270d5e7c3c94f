#pragma once
#include <algorithm>
#include <initializer_list>
#include <span>
#include <vector>

#include "adapters/store/repositories/scope.hpp"

namespace rekey::store {

/// Values in one IN (…); those that are left over name the last one again.
inline constexpr std::size_t kTogether = 32;
#define REKEY_THIRTY_TWO_OF_TENANT                                                                                                    \
    "($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28," \
    " $29, $30, $31, $32, $33)"
#define REKEY_THIRTY_TWO                                                                                                               \
    "($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29," \
    " $30, $31, $32, $33, $34)"

/// Parameters of a query with `together` places in its IN (…), once for as many keys; `before` are the parameters that come first.
template <class Key>
std::vector<std::vector<Param>> params_in(std::initializer_list<Param> before, std::span<const Key> keys,
                                          std::size_t together = kTogether) {
    std::vector<std::vector<Param>> params;
    for (std::size_t first = 0; first < keys.size(); first += together) {
        auto& each = params.emplace_back(before);
        for (std::size_t i = 0; i < together; ++i) each.emplace_back(keys[std::min(first + i, keys.size() - 1)]);
    }
    return params;
}

/// `query` for all keys, kTogether at a time and in one round trip.
template <class Key>
std::vector<Asked> ask_in(const Scope& scope, const Query& query, std::initializer_list<Param> before, std::span<const Key> keys) {
    std::vector<Asked> asked;
    for (const auto& params : params_in(before, keys)) asked.push_back(scope.session.ask(query, params));
    return asked;
}

template <class Id>
std::vector<Id> ids_of(const Rows& rows) {
    std::vector<Id> ids;
    for (std::size_t i = 0; i < rows.size(); ++i) ids.push_back(rows[i].get<Id>(0));
    return ids;
}

}  // namespace rekey::store
