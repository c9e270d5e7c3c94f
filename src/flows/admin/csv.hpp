#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rekey::flows {

struct CsvRow {
    std::int64_t line = 0;  ///< of the file, where the row begins
    std::vector<std::string> cells;
};

/// Reads CSV (RFC 4180: quotes doubled inside quotes, line ends LF or CRLF, line breaks inside quotes) piece by piece, so that memory
/// does not grow with the file. A UTF-8 byte order mark at the beginning is skipped, as are empty lines.
class CsvReader final {
public:
    /// More of the file. The pieces may be cut anywhere.
    void feed(std::string_view piece);
    /// No more follows.
    void finish() { finished_ = true; }

    /// The next complete row; nothing when more of the file is needed, or at its end. InvalidInput with the line when the text is not
    /// CSV (a quote in the middle of a cell, or one that is never closed) or a row is larger than 64 KiB.
    [[nodiscard]] Result<std::optional<CsvRow>> next();

private:
    [[nodiscard]] Result<std::optional<CsvRow>> parse();
    std::string buffer_;
    std::size_t read_ = 0;  ///< of the buffer
    std::int64_t line_ = 1;
    bool finished_ = false, at_start_ = true;
};

/// One cell as it is written: quoted when it must be. Text that a spreadsheet would run as a formula (= + - @, tab, return or a pipe in
/// front) gets an apostrophe before it.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace rekey::flows
