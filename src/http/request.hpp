#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.hpp"

namespace rekey::http {

enum class Method : std::uint8_t { Get, Head, Post, Put, Patch, Delete, Options, Other };
[[nodiscard]] std::string_view name(Method method) noexcept;
[[nodiscard]] Method parse_method(std::string_view text) noexcept;
/// Safe methods never change state (RFC 9110 section 9.2.1).
[[nodiscard]] constexpr bool is_safe(Method method) noexcept {
    return method == Method::Get || method == Method::Head || method == Method::Options;
}

/// Names with values, in the order they came. Header names are lower case.
class Fields final {
public:
    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    /// The first value of that name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;
    [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
    /// All values of that name as one list: "a, b" (RFC 9110 section 5.2).
    [[nodiscard]] std::string joined(std::string_view name) const;
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const noexcept { return fields_; }
    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// One public address of a tenant. Everything that is written as a URL starts with `origin`, never with what a client sent.
struct Site {
    TenantId tenant;
    std::string tenant_name;
    std::string origin;  ///< "https://reset.contoso.example", the configured base URL
};

/// A request that has passed the pipeline's checks: what a handler sees.
struct Request {
    std::string id;      ///< made here, also in the log; a client's X-Request-Id is never taken over
    Method method = Method::Get;
    std::string path;    ///< as sent, without the query
    Fields path_values;  ///< decoded values of the pattern's {names}
    Fields query;        ///< decoded; no name comes twice
    std::string query_text;  ///< as sent
    Fields headers;
    std::string body;    ///< wiped after the handler
    std::string client;  ///< client address in canonical text, trusted proxies resolved
    bool secure = false; ///< it came by TLS, to us or to a trusted proxy
    const Site* site = nullptr;  ///< the tenant's address it was sent to; null on the operator's listener

    [[nodiscard]] std::string_view path_value(std::string_view name) const noexcept {
        return path_values.find(name).value_or(std::string_view{});
    }
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept { return headers.find(name).value_or(std::string_view{}); }
};

}  // namespace rekey::http
