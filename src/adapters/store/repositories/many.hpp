#pragma once
#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/sql/session.hpp"

// Rows that are added many at a time: where there is a network one INSERT takes several of them.
namespace rekey::store {

/// Rows of one INSERT, where it takes several.
inline constexpr std::size_t kRowsTogether = 8;

/// What rows look at, and nobody else keeps.
class Kept final {
public:
    const Bytes& operator()(Bytes value) { return bytes_.emplace_back(std::move(value)); }
    const std::string& operator()(std::string value) { return texts_.emplace_back(std::move(value)); }
    const Mac& operator()(const Mac& value) { return macs_.emplace_back(value); }

private:
    std::deque<Bytes> bytes_;
    std::deque<std::string> texts_;
    std::deque<Mac> macs_;
};

/// Made while the program is compiled, where texts of the library cannot be yet.
struct MadeText {
    std::array<char, 2048> bytes{};
    std::size_t size = 0;

    constexpr void add(std::string_view text) {
        for (const char c : text) bytes.at(size++) = c;
    }
    constexpr void add(std::size_t number) {
        if (number >= 10) add(number / 10);
        bytes.at(size++) = static_cast<char>('0' + number % 10);
    }
};

/// An INSERT of one row with its row so many times, each with the next parameters.
[[nodiscard]] constexpr MadeText with_rows(std::string_view one, std::size_t rows) {
    constexpr std::string_view kValues = "VALUES ";
    const auto begin = one.find(kValues) + kValues.size(), end = one.find(')', begin) + 1;
    const auto row = one.substr(begin, end - begin);
    MadeText text;
    text.add(one.substr(0, begin));
    for (std::size_t number = 0, i = 0; i < rows; ++i) {
        text.add(i == 0 ? "" : ", ");
        for (std::size_t at = 0; at < row.size(); ++at) {
            text.add(row.substr(at, 1));
            if (row[at] != '$') continue;
            text.add(++number);
            while (row[at + 1] >= '0' && row[at + 1] <= '9') ++at;
        }
    }
    text.add(one.substr(end));
    return text;
}

/// `One` is an INSERT of one row, whose parameters are $1, $2 … in that order.
template <const Query& One>
class Together final {
    static constexpr auto kText = with_rows(One.text, kRowsTogether);

public:
    static constexpr Query kQuery{One.name, {kText.bytes.data(), kText.size}};
};

/// Calls `add` with each INSERT that it takes, and its parameters.
template <const Query& One, class Records, class RowOf, class Add>
void add_rows(const Session& session, const Records& records, RowOf row_of, Add add) {
    for (std::size_t first = 0; first < records.size();) {
        const bool several = session.takes_rows() == TakesRows::Several && records.size() - first >= kRowsTogether;
        const auto end = first + (several ? kRowsTogether : 1);
        Kept kept;
        std::vector<Param> params;
        for (; first < end; ++first) {
            const auto row = row_of(records[first], kept);
            params.insert(params.end(), row.begin(), row.end());
        }
        add(several ? Together<One>::kQuery : One, params);
    }
}

/// Adds a row for each record; `row_of(record, kept)` is an array of its parameters.
template <const Query& One, class Records, class RowOf>
void insert_all(Session& session, const Records& records, RowOf row_of) {
    add_rows<One>(session, records, row_of, [&](const Query& query, std::span<const Param> params) { session.post(query, params); });
}

/// The same, and how many there are now: an INSERT may say that some are left out. One round trip.
template <const Query& One, class Records, class RowOf>
[[nodiscard]] std::int64_t insert_and_count(Session& session, const Records& records, RowOf row_of) {
    std::vector<Asked> asked;
    add_rows<One>(session, records, row_of,
                  [&](const Query& query, std::span<const Param> row) { asked.push_back(session.ask(query, row)); });
    std::int64_t added = 0;
    for (const auto& each : asked) added += each.rows().changed();
    return added;
}

}  // namespace rekey::store
