#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "domain/call/call.hpp"

namespace rekey::call {

/// "name: value" lines. In values a line feed is \n, a carriage return \r, a backslash \\.
using Lines = std::vector<std::pair<std::string, std::string>>;

/// Reads the lines of one block as bytes come. Bounded: what is longer is broken, however much more would come.
class Reader final {
public:
    static constexpr std::size_t kMostBytes = 32 * 1024, kMostLines = 128;
    enum class State : std::uint8_t { More, Done, Broken };

    /// Bytes after the end of the block are broken: a connection carries one block each way.
    State feed(std::string_view bytes);
    [[nodiscard]] State state() const noexcept { return state_; }
    /// Those that are whole already.
    [[nodiscard]] const Lines& lines() const noexcept { return lines_; }

private:
    State take(std::string_view line);

    State state_ = State::More;
    std::size_t bytes_ = 0;
    std::string begun_;  ///< of a line
    Lines lines_;
};

/// One line, with its line feed.
[[nodiscard]] std::string line(std::string_view name, std::string_view value);

// A block as text, its empty line included. InvalidInput when lines are no such block.
[[nodiscard]] std::string to_text(const Request& request);
[[nodiscard]] Result<Request> parse_request(const Lines& lines);
[[nodiscard]] std::string to_text(const Outcome& outcome);
[[nodiscard]] Result<Outcome> parse_outcome(const Lines& lines);

/// The line that says, before the outcome, that somebody's phone may ring from now on.
constexpr std::string_view kBegun = "begun";
[[nodiscard]] bool has_begun(const Lines& lines);

}  // namespace rekey::call
