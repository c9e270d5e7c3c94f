#pragma once
#include <string>
#include <string_view>

#include <sys/types.h>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace rekey::crypto {

/// A small file only its owner may touch.
struct PrivateFile {
    Secret text;
    uid_t owner = 0;
    gid_t group = 0;
};

/// Errors: NotFound, Forbidden (group or others have rights), InvalidInput (over 64 KiB, not a file), Refused.
[[nodiscard]] Result<PrivateFile> read_private(const std::string& path);

/// Makes a new file, mode 0600, with `text`, on disk when this returns; on failure none is left. Errors: AlreadyExists, Refused.
[[nodiscard]] Result<void> write_private(const std::string& path, std::string_view text);

/// Puts `fresh` in the place of `path` in one step, with the owner given. Errors: Refused.
[[nodiscard]] Result<void> replace_private(const std::string& fresh, const std::string& path, const PrivateFile& owner);

}  // namespace rekey::crypto
