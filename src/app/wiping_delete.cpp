// What the program gives back to the heap is overwritten first: a password, a code or a handle may have been in any string, buffer or
// parser on its way, and none of them is left for a core dump or the next bug to find. Costs a few percent of a trivial answer.
// A sanitizer brings operators of its own and wipes nothing, so it is left alone.
#if !defined(__has_feature) || !(__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <new>

// The other forms (array, nothrow) come here: [new.delete.single], [new.delete.array].
void operator delete(void* memory) noexcept {
    if (memory != nullptr) explicit_bzero(memory, malloc_usable_size(memory));
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
#endif
