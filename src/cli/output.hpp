#pragma once
#include <boost/json.hpp>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rekey::cli {

namespace json = boost::json;

enum class Format : std::uint8_t { Text, Json };

/// Rows of text with columns as wide as their widest cell.
class Table final {
public:
    explicit Table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    [[nodiscard]] bool empty() const noexcept { return rows_.size() == 1; }
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

/// To standard error, for whoever watches: nobody may.
void tell(std::string_view text) noexcept;

/// Where a command's answer goes: standard output, as text for people or as one JSON document for programs. Errors, progress and
/// questions go to standard error.
class Output final {
public:
    Format format = Format::Text;

    /// `text` is printed with a line end. Throws std::system_error when it cannot be written, as all of fmt::print.
    void answer(const json::value& value, std::string_view text) const;
    /// "rekey: SUBJECT: what went wrong", or {"error": {…}}.
    void complain(std::string_view subject, const Error& error) const;
    /// A line for a person who watches; not with --json.
    void note(std::string_view line) const;
};

[[nodiscard]] json::array to_json(const std::vector<std::string>& texts);

}  // namespace rekey::cli
