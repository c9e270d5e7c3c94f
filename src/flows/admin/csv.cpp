#include "flows/admin/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rekey::flows {
namespace {

constexpr std::size_t kLongestRow = 64 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

enum class CellEnd : std::uint8_t { Comma, Line, NeedMore, Wrong };

/// Reads cells of one row from the front of a text.
struct Cursor {
    std::string_view text;
    bool complete;  ///< nothing follows the text
    std::size_t at = 0;

    CellEnd after_cell() {
        if (at == text.size()) return complete ? CellEnd::Line : CellEnd::NeedMore;
        if (text[at] == ',') return ++at, CellEnd::Comma;
        if (text[at] == '\n') return ++at, CellEnd::Line;
        if (text[at] != '\r') return CellEnd::Wrong;
        if (at + 1 == text.size()) return complete ? (++at, CellEnd::Line) : CellEnd::NeedMore;
        if (text[at + 1] != '\n') return CellEnd::Wrong;
        return at += 2, CellEnd::Line;
    }

    CellEnd quoted(std::string& cell) {
        for (++at; at < text.size(); ++at) {
            if (text[at] != '"') {
                cell += text[at];
            } else if (at + 1 == text.size() && !complete) {
                return CellEnd::NeedMore;  // it may be half of a doubled quote
            } else if (at + 1 < text.size() && text[at + 1] == '"') {
                cell += text[at++];
            } else {
                return ++at, after_cell();
            }
        }
        return complete ? CellEnd::Wrong : CellEnd::NeedMore;
    }

    CellEnd plain(std::string& cell) {
        const auto end = std::min(text.find_first_of(",\r\n\"", at), text.size());
        cell = text.substr(at, end - at);
        at = end;
        return after_cell();
    }

    CellEnd read(std::string& cell) { return at < text.size() && text[at] == '"' ? quoted(cell) : plain(cell); }
};

}  // namespace

void CsvReader::feed(std::string_view piece) {
    buffer_.erase(0, std::exchange(read_, 0));
    buffer_ += piece;
}

Result<std::optional<CsvRow>> CsvReader::next() {
    if (at_start_) {
        if (!finished_ && buffer_.size() < kByteOrderMark.size()) return std::nullopt;
        if (buffer_.starts_with(kByteOrderMark)) read_ = kByteOrderMark.size();
        at_start_ = false;
    }
    while (read_ < buffer_.size()) {
        auto row = parse();
        const bool empty = row && *row && (*row)->cells.size() == 1 && (*row)->cells.front().empty();
        if (!empty) return row;
    }
    return std::nullopt;
}

Result<std::optional<CsvRow>> CsvReader::parse() {
    const auto rest = std::string_view(buffer_).substr(read_);
    Cursor cursor{rest, finished_};
    CsvRow row{line_, {}};
    for (auto end = CellEnd::Comma; end == CellEnd::Comma;) {
        std::string cell;
        end = cursor.read(cell);
        if (end == CellEnd::Wrong)
            return fail(ErrorCode::InvalidInput, fmt::format("line {}: this is not CSV: check the quotes", row.line));
        if (end == CellEnd::NeedMore) {
            if (rest.size() > kLongestRow) return fail(ErrorCode::InvalidInput, fmt::format("line {}: the row is too long", row.line));
            return std::nullopt;
        }
        row.cells.push_back(std::move(cell));
    }
    if (cursor.at > kLongestRow) return fail(ErrorCode::InvalidInput, fmt::format("line {}: the row is too long", row.line));
    line_ += std::ranges::count(rest.substr(0, cursor.at), '\n');
    read_ += cursor.at;
    return row;
}

std::string csv_cell(std::string_view text) {
    std::string cell;
    if (!text.empty() && std::string_view("=+-@\t\r|").find(text.front()) != std::string_view::npos) cell += '\'';
    for (const char c : text) {
        if (c == '"') cell += '"';
        cell += c;
    }
    const bool quote = text.find_first_of(",\"\r\n") != std::string_view::npos || text.starts_with(' ') || text.ends_with(' ');
    return quote ? '"' + cell + '"' : cell;
}

}  // namespace rekey::flows
