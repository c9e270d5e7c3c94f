// What is given back to the heap is overwritten first, by the program and by every library in it: a password, a code or a handle may have been
// in any string, buffer or parser on its way (libldap and GnuTLS copy what they send), and none of them is left for a core dump or the next bug
// to find. Costs a few percent of a trivial answer. A sanitizer brings a heap of its own and wipes nothing, so it is left alone.
#if !defined(__has_feature) || !(__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

// glibc's own, which a program may stand before (The GNU C Library, "Replacing malloc"). operator delete comes here, too.
extern "C" void __libc_free(void* memory);  // NOLINT(bugprone-reserved-identifier): its name

extern "C" __attribute__((visibility("default"))) void free(void* memory) noexcept {
    if (memory != nullptr) explicit_bzero(memory, malloc_usable_size(memory));
    __libc_free(memory);
}

/// glibc's leaves a copy where the memory was, and what is cut off.
extern "C" __attribute__((visibility("default"))) void* realloc(void* memory, std::size_t size) noexcept {
    if (memory == nullptr) return std::malloc(size);
    if (size == 0) {
        std::free(memory);
        return nullptr;
    }
    const auto usable = malloc_usable_size(memory);
    if (size <= usable && size >= usable / 2) return memory;
    void* const moved = std::malloc(size);
    if (moved == nullptr) return nullptr;
    std::memcpy(moved, memory, std::min(size, usable));
    std::free(memory);
    return moved;
}
#endif
