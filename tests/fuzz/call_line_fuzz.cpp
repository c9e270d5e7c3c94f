// Blocks of the socket between the server and the process that makes calls: what is read is bounded, and what is taken for a request or
// an outcome prints and reads again to the same. How the bytes are cut changes nothing.
#include <cstdint>
#include <cstdlib>

#include "domain/call/line.hpp"

namespace {

using rekey::call::Reader;

Reader read(std::string_view text, std::size_t step) {
    Reader reader;
    for (std::size_t at = 0; at < text.size(); at += step) reader.feed(text.substr(at, step));
    return reader;
}

template <class Parse>
void check(const rekey::call::Lines& lines, Parse parse) {
    const auto value = parse(lines);
    if (!value) return;
    const auto again = read(rekey::call::to_text(*value), 4096);
    // A value read from less than the bound may print to more: with its escapes, or with lines that were left out.
    if (again.state() == Reader::State::Broken) return;
    const auto twice = parse(again.lines());
    if (!twice || !(*twice == *value)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto whole = read(text, size == 0 ? 1 : size);
    const auto cut = read(text, 7);
    if (whole.state() != cut.state() || whole.lines() != cut.lines()) std::abort();
    if (whole.lines().size() > Reader::kMostLines) std::abort();
    if (whole.state() != Reader::State::Done) return 0;
    check(whole.lines(), rekey::call::parse_request);
    check(whole.lines(), rekey::call::parse_outcome);
    return 0;
}
