#pragma once

#include <atomic>
#include <cstddef>

namespace ocop::test {

/// Allocations of the whole program since it began. Counted where allocations.cpp is linked.
extern std::atomic<std::size_t> allocations;

/// Bytes that the whole program holds by `new` at this moment. Counted in the same place.
extern std::atomic<std::size_t> bytes_held;

}  // namespace ocop::test
