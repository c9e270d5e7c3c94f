#include "support/checkout.hpp"

namespace rekey::test {

std::string checkout_file(std::string_view path) { return REKEY_SOURCE_DIR "/" + std::string(path); }

}  // namespace rekey::test
