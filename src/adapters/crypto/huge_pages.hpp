#pragma once

namespace rekey::crypto {

/// While it lives, what its thread maps is asked for in huge pages (2 MiB). libsodium maps 19 MiB for every Argon2id hash, and where
/// transparent huge pages are left to programs ("madvise": Ubuntu, many clouds), mapping and walking through 4 864 small pages takes
/// half the time of a hash. libsodium has no way to be told, so `mmap` itself is answered here for such threads (docs/adr/0011).
/// A wish, not a need: without huge pages a hash is right, only slower. Sanitizers bring an mmap of their own and are left alone.
class HugePages final {
public:
    HugePages() noexcept;
    ~HugePages();
    HugePages(const HugePages&) = delete;
    HugePages& operator=(const HugePages&) = delete;
};

}  // namespace rekey::crypto
