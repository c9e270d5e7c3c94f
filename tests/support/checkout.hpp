#pragma once
#include <string>
#include <string_view>

namespace rekey::test {

/// The path of a file of this checkout, for tests that compare a page or a contract with the code.
[[nodiscard]] std::string checkout_file(std::string_view path);

}  // namespace rekey::test
