#pragma once
#include <filesystem>
#include <iosfwd>

#include "cli/context.hpp"

namespace rekey::cli {

/// rekey user import
void add_import_command(CLI::App* user, Context& context);

/// A file as the import reads it, 64 KiB at a time.
[[nodiscard]] flows::ByteSource read_from(std::istream& file);

}  // namespace rekey::cli
