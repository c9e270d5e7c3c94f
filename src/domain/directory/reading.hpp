#pragma once
#include <functional>
#include <string>
#include <vector>

#include "domain/directory/anchor.hpp"
#include "domain/directory/driver.hpp"
#include "domain/directory/entry.hpp"
#include "domain/directory/filter.hpp"

namespace rekey::directory {

/// What is read: people, or groups.
struct Selection {
    std::string base;
    Filter filter;
    std::vector<std::string> attributes;
};

/// How, and from where on.
struct ReadFrom {
    Delta delta = Delta::None;  ///< None: everything by pages, whatever the cookie
    std::string cookie = {};    ///< that the last reading in the same way ended with; empty: everything
    int page_size = 500;
};

/// Who takes what is read, as it comes: memory does not grow with the directory.
struct Reader {
    std::function<void(Entry entry)> entry;                  ///< new, changed, or nobody knows; always whole
    std::function<void(const Anchor& anchor)> present = {};  ///< as it was
    std::function<void(const Anchor& anchor)> deleted = {};  ///< deleted, or not part of the selection any more
    std::function<bool()> stops = {};                        ///< asked as often as it likes: true ends the reading, as Unreachable
    std::function<void()> page = {};                         ///< so much is safe: a good moment to store it
};

/// How a reading ended. Only then may anything be taken for gone.
struct ReadEnd {
    std::string cookie;        ///< where the next one begins; empty: at the beginning
    bool rest_is_gone = true;  ///< who was neither read nor present is there no more
};

}  // namespace rekey::directory
