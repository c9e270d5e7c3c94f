#include "cli/output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace rekey::cli {

void tell(std::string_view text) noexcept { static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr)); }

std::string Table::text() const {
    auto rows = rows_;
    // What is in a directory, or was said by a server, is in here too.
    for (auto& row : rows) std::ranges::transform(row, row.begin(), to_line);
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], code_points(row[i]));
    }
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) line += row[i] + std::string(widths[i] - code_points(row[i]) + 2, ' ');
        out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    out.pop_back();
    return out;
}

void Output::answer(const json::value& value, std::string_view text) const {
    const auto line = format == Format::Json ? json::serialize(value) : std::string(text);
    fmt::print("{}\n", line);
}

void Output::complain(std::string_view subject, const Error& error) const {
    const auto what = error.detail.empty() ? std::string(name(error.code)) : error.detail;
    if (format == Format::Json) {
        const json::value value{{"error", {{"code", name(error.code)}, {"subject", subject}, {"message", what}}}};
        tell(json::serialize(value) + '\n');
    } else {
        tell(fmt::format("rekey: {}{}{}\n", subject, subject.empty() ? "" : ": ", what));
    }
}

void Output::note(std::string_view line) const {
    if (format == Format::Text) tell(fmt::format("{}\n", line));
}

json::array to_json(const std::vector<std::string>& texts) {
    json::array out;
    for (const auto& text : texts) out.emplace_back(text);
    return out;
}

}  // namespace rekey::cli
