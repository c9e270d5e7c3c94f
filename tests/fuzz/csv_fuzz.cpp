// CSV files that people import (flows/admin/csv): read whole or in pieces, the rows are the same; a cell that is written reads back.
#include <cstdint>
#include <cstdlib>

#include "flows/admin/csv.hpp"

namespace {

using Cells = std::vector<std::vector<std::string>>;

/// The rows, with an empty one at the end where the text stopped being CSV.
Cells read(std::string_view text, std::size_t piece) {
    rekey::flows::CsvReader reader;
    Cells rows;
    for (bool more = true; more;) {
        more = !text.empty();
        more ? reader.feed(text.substr(0, piece)) : reader.finish();
        text.remove_prefix(std::min(piece, text.size()));
        for (;;) {
            auto row = reader.next();
            if (!row) return rows.emplace_back(), rows;
            if (!*row) break;
            rows.push_back(std::move((*row)->cells));
        }
    }
    return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (size > 32 * 1024) return 0;  // a row's bound is judged where a piece ends
    const auto whole = read(text, size + 1);
    if (read(text, 1) != whole || read(text, 7) != whole) std::abort();

    const auto cell = rekey::flows::csv_cell(text);
    const auto back = read("x," + cell + "\n", 4096);
    if (back.size() != 1 || back.front().size() != 2 || !back.front()[1].ends_with(text)) std::abort();
    return 0;
}
