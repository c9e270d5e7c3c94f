#pragma once
#include <cstddef>
#include <expected>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/secret.hpp"

namespace rekey::http {

/// Input that does not have the promised form. `field` is a name of ours, never what the client sent; empty: the whole.
struct BadInput {
    std::string field;
};
template <class T>
using Parsed = std::expected<T, BadInput>;

/// Code points a text may have.
struct Bounds {
    std::size_t least = 1, most = 64;
};

/// Reads a JSON object strictly (RFC 8259, and I-JSON, RFC 7493): one value, no repeated or unknown keys, the expected types, well-formed
/// UTF-8 without NUL or lone surrogates, at most eight levels. Fill the fields one by one, then ask `finish`: the first thing that
/// was wrong counts. What was read is wiped when the reader goes.
class JsonReader final {
public:
    explicit JsonReader(std::string_view json);
    ~JsonReader();
    JsonReader(JsonReader&&) noexcept;
    JsonReader(const JsonReader&) = delete;
    JsonReader& operator=(const JsonReader&) = delete;
    JsonReader& operator=(JsonReader&&) = delete;

    void text(std::string_view key, Bounds bounds, std::string& into);
    void text(std::string_view key, Bounds bounds, Secret& into);
    /// May be absent; null is not the same as absent.
    void optional_text(std::string_view key, Bounds bounds, std::string& into);
    void optional_text(std::string_view key, Bounds bounds, Secret& into);
    /// A list of texts, as many as `count` says. May be absent.
    void optional_texts(std::string_view key, Bounds count, Bounds each, std::vector<std::string>& into);
    void optional_texts(std::string_view key, Bounds count, Bounds each, std::vector<Secret>& into);
    /// One of the given words; `into` is its place in the list.
    void choice(std::string_view key, std::initializer_list<std::string_view> words, std::size_t& into);
    /// An object inside.
    void object(std::string_view key, const std::function<void(JsonReader&)>& read);

    /// Nothing is wrong, or what is: also a key nobody asked for.
    [[nodiscard]] std::optional<BadInput> finish();

private:
    struct Value;
    explicit JsonReader(Value& borrowed);
    /// The member, marked as read; null and a noted error when it is missing or not a text within the bounds.
    Value* take(std::string_view key);
    Value* take_text(std::string_view key, Bounds bounds);
    /// Null as well when it is absent, which is no error.
    Value* take_texts(std::string_view key, Bounds count, Bounds each);
    void wrong(std::string_view field);

    std::unique_ptr<Value> owned_;
    Value* value_;
    std::optional<BadInput> wrong_;
};

/// What was read, unless something was wrong.
template <class T>
[[nodiscard]] Parsed<std::remove_cvref_t<T>> finish(JsonReader& reader, T&& body) {
    if (auto bad = reader.finish()) return std::unexpected(std::move(*bad));
    return std::forward<T>(body);
}

}  // namespace rekey::http
