#include "support/allocations.hpp"

#include <cstdlib>
#include <malloc.h>
#include <new>

namespace ocop::test {
std::atomic<std::size_t> allocations{0};
std::atomic<std::size_t> bytes_held{0};
std::atomic<std::int64_t> allocations_left{any_number};
}  // namespace ocop::test

// Counts every allocation of the program, and what it holds; nothing else changes. Not inlined: GCC would take a new
// that it inlined and a delete that it did not for a mismatched pair.
[[gnu::noinline]] void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
  if (--ocop::test::allocations_left < 0) return nullptr;
  ++ocop::test::allocations;
  void* const p = std::malloc(size == 0 ? 1 : size);
  ocop::test::bytes_held += malloc_usable_size(p);
  return p;
}
[[gnu::noinline]] void* operator new(std::size_t size) {
  if (void* const p = ::operator new(size, std::nothrow)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new[](std::size_t size, std::nothrow_t const&) noexcept {
  return ::operator new(size, std::nothrow);
}
[[gnu::noinline]] void* operator new[](std::size_t size) { return ::operator new(size); }
[[gnu::noinline]] void operator delete(void* p) noexcept {
  ocop::test::bytes_held -= malloc_usable_size(p);
  std::free(p);
}
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { ::operator delete(p); }
[[gnu::noinline]] void operator delete(void* p, std::nothrow_t const&) noexcept { ::operator delete(p); }
[[gnu::noinline]] void operator delete[](void* p) noexcept { ::operator delete(p); }
[[gnu::noinline]] void operator delete[](void* p, std::size_t) noexcept { ::operator delete(p); }
[[gnu::noinline]] void operator delete[](void* p, std::nothrow_t const&) noexcept { ::operator delete(p); }
