#pragma once
#include <functional>
#include <string>
#include <vector>

#include "adapters/directory/connection.hpp"
#include "base/error.hpp"
#include "domain/directory/anchor.hpp"

namespace rekey::ldap {

/// Who is read.
struct Audience {
    std::string base;
    directory::Filter filter;
    std::vector<std::string> attributes;
};

/// Who takes what is read, as it comes: memory does not grow with the directory.
struct Reader {
    std::function<void(directory::Entry entry)> entry;                  ///< new, changed, or nobody knows
    std::function<void(const directory::Anchor& anchor)> present = {};  ///< as it was
    std::function<void(const directory::Anchor& anchor)> deleted = {};
    std::function<void()> page = {};                                    ///< so much is safe: a good moment to store it
};

/// How a reading ended. Only then may anything be taken for gone.
struct ReadEnd {
    std::string cookie;        ///< where the next one begins; empty: at the beginning
    bool rest_is_gone = true;  ///< who was neither read nor present is there no more
};

/// Everything, by pages (RFC 2696). Unreachable, or Refused with what the server said; nothing of it tells who is gone then.
[[nodiscard]] Result<ReadEnd> read_pages(Connection& connection, const Audience& audience, int page_size, const Reader& reader);

/// What has changed since a cookie, by RFC 4533 (refreshOnly). With none, or one that the server does not know any more, everything. The anchors
/// are entryUUIDs; the server tells changed and moved entries as new ones.
[[nodiscard]] Result<ReadEnd> read_sync(Connection& connection, const Audience& audience, std::string_view cookie, const Reader& reader);

}  // namespace rekey::ldap
