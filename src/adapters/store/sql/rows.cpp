#include "adapters/store/sql/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace rekey::store {

const Rows::Cell& Rows::cell(std::size_t row, std::size_t column, Type type) const {
    if (column < columns_ && row < size()) {
        const auto& found = cells_[row * columns_ + column];
        if (found.type == type || type == Type::Null) return found;
    }
    throw Fault(FaultKind::Invariant, fmt::format("query {}: column {} is not what the program expects", query_, column));
}

bool Row::is_null(std::size_t column) const { return rows_.cell(index_, column, Rows::Type::Null).type == Rows::Type::Null; }

std::int64_t Row::number(std::size_t column) const { return rows_.cell(index_, column, Rows::Type::Number).number; }

std::string_view Row::text(std::size_t column) const {
    const auto& cell = rows_.cell(index_, column, Rows::Type::Text);
    return std::string_view(rows_.data_).substr(static_cast<std::size_t>(cell.number), cell.size);
}

ByteView Row::bytes(std::size_t column) const {
    const auto& cell = rows_.cell(index_, column, Rows::Type::Bytes);
    return as_bytes(std::string_view(rows_.data_).substr(static_cast<std::size_t>(cell.number), cell.size));
}

void Row::copy(std::size_t column, std::span<std::uint8_t> out) const {
    const auto value = bytes(column);
    if (value.size() != out.size()) {
        throw Fault(FaultKind::Invariant, fmt::format("query {}: column {} has another length", rows_.query_, column));
    }
    std::ranges::copy(value, out.begin());
}

}  // namespace rekey::store
