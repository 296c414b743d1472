#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace ocop::detail::json {

/// Memory for RapidJSON, whose own allocator hands on the null pointer where there is none. Throws std::bad_alloc.
struct allocator {
  static bool const kNeedFree = true;

  void* Malloc(std::size_t size) { return size == 0 ? nullptr : checked(std::malloc(size)); }
  void* Realloc(void* old, std::size_t, std::size_t size) {
    if (size > 0) return checked(std::realloc(old, size));
    std::free(old);
    return nullptr;
  }
  static void Free(void* old) { std::free(old); }

 private:
  static void* checked(void* memory) {
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
};

}  // namespace ocop::detail::json
