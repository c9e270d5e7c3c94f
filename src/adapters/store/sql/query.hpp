#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/time.hpp"

namespace rekey::store {

/// One named statement. Always a constant: connections remember what they prepared by the address of its text. Parameters are $1, $2 …;
/// `{lock}` is where a store with row locks skips rows that another worker holds (see dialect.hpp).
struct Query {
    std::string_view name;
    std::string_view text;
};

using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view, ByteView>;

/// One parameter. It looks at the caller's value, which must live until the statement has run: nothing is copied.
struct Param {
    Value value;

    Param(std::nullptr_t) : value(nullptr) {}
    Param(std::same_as<std::int64_t> auto number) : value(number) {}
    Param(std::same_as<bool> auto flag) : value(std::int64_t{flag ? 1 : 0}) {}
    Param(std::string_view text) : value(text) {}
    Param(const std::string& text) : value(std::string_view(text)) {}
    Param(ByteView bytes) : value(bytes) {}
    Param(const Bytes& bytes) : value(ByteView(bytes)) {}
    Param(const IdBytes& bytes) : value(ByteView(bytes)) {}
    Param(const Mac& mac) : value(mac.view()) {}
    template <class Tag>
    Param(const Id<Tag>& id) : value(id.view()) {}
    Param(Instant at) : value(to_millis(at)) {}
    template <class T>
    Param(const std::optional<T>& maybe) : value(maybe ? Param(*maybe).value : Value(nullptr)) {}
};

}  // namespace rekey::store
