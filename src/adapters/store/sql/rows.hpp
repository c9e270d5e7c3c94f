#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace rekey::store {

class Rows;

template <class T>
concept Fixed = requires(T t) { t.bytes.size(); };  // ids and MACs
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

/// One row of a result; a view into its Rows. Throws Fault(Invariant) when a column is not of the type that is asked for.
class Row final {
public:
    Row(const Rows& rows, std::size_t index) : rows_(rows), index_(index) {}

    /// int64, bool, Instant, text, bytes, ids, MACs, or an optional of these for columns that may be NULL.
    template <class T>
    [[nodiscard]] T get(std::size_t column) const {
        if constexpr (kIsOptional<T>) {
            if (is_null(column)) return std::nullopt;
            return get<typename T::value_type>(column);
        } else if constexpr (Fixed<T>) {
            T value;
            copy(column, value.bytes);
            return value;
        } else if constexpr (std::same_as<T, Instant>) {
            return from_millis(number(column));
        } else if constexpr (std::same_as<T, bool>) {
            return number(column) != 0;
        } else if constexpr (std::same_as<T, std::int64_t>) {
            return number(column);
        } else if constexpr (std::same_as<T, ByteView>) {
            return bytes(column);
        } else if constexpr (std::same_as<T, Bytes>) {
            const auto view = bytes(column);
            return Bytes(view.begin(), view.end());
        } else {
            return T(text(column));
        }
    }

private:
    [[nodiscard]] bool is_null(std::size_t column) const;
    [[nodiscard]] std::int64_t number(std::size_t column) const;
    [[nodiscard]] std::string_view text(std::size_t column) const;
    [[nodiscard]] ByteView bytes(std::size_t column) const;
    void copy(std::size_t column, std::span<std::uint8_t> out) const;

    const Rows& rows_;
    std::size_t index_;
};

/// The whole result of one statement, copied out of the driver into two blocks of memory.
class Rows final {
public:
    explicit Rows(std::string_view query) : query_(query) {}

    /// The name of the query.
    [[nodiscard]] std::string_view query() const noexcept { return query_; }
    [[nodiscard]] bool empty() const noexcept { return cells_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return columns_ == 0 ? 0 : cells_.size() / columns_; }
    [[nodiscard]] Row operator[](std::size_t index) const { return {*this, index}; }
    [[nodiscard]] Row front() const { return {*this, 0}; }
    /// Rows inserted, updated or deleted.
    [[nodiscard]] std::int64_t changed() const noexcept { return changed_; }

    /// For drivers: the width first, then the cells row by row.
    void set_columns(std::size_t columns) noexcept { columns_ = columns; }
    void set_changed(std::int64_t changed) noexcept { changed_ = changed; }
    void add_null() { cells_.push_back({Type::Null, 0, 0}); }
    void add_number(std::int64_t number) { cells_.push_back({Type::Number, number, 0}); }
    void add_text(std::string_view text) { add(Type::Text, text); }
    void add_bytes(std::string_view bytes) { add(Type::Bytes, bytes); }

private:
    friend class Row;
    enum class Type : std::uint8_t { Null, Number, Text, Bytes };
    struct Cell {
        Type type;
        std::int64_t number;  ///< the number itself, or where in data_ the value begins
        std::size_t size;
    };
    void add(Type type, std::string_view value) {
        cells_.push_back({type, static_cast<std::int64_t>(data_.size()), value.size()});
        data_.append(value);
    }
    [[nodiscard]] const Cell& cell(std::size_t row, std::size_t column, Type type) const;

    std::string_view query_;
    std::size_t columns_ = 0;
    std::int64_t changed_ = 0;
    std::vector<Cell> cells_;
    std::string data_;
};

}  // namespace rekey::store
