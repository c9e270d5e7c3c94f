#pragma once
#include <functional>

#include "base/error.hpp"
#include "domain/directory/reading.hpp"

namespace rekey::ldap {

/// Runs `read` on a thread of its own, and hands over what it reads on the caller's: the next entries are fetched while those before them are
/// stored. So many wait at most that memory does not grow. What the reader throws is thrown here, and ends the reading.
/// Only `stops` is asked on the other thread.
[[nodiscard]] Result<directory::ReadEnd> read_ahead(const directory::Reader& reader,
                                                    const std::function<Result<directory::ReadEnd>(const directory::Reader&)>& read);

}  // namespace rekey::ldap
