#pragma once
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace rekey::cli {

/// A password from standard input: asked twice without echo on a terminal, else its first line. Never from an argument, where every
/// process of the machine could read it. InvalidInput when it is empty or the two differ.
[[nodiscard]] Result<Secret> read_password();

}  // namespace rekey::cli
