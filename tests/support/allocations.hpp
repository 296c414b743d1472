#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace ocop::test {

/// Allocations of the whole program since it began. Counted where allocations.cpp is linked.
extern std::atomic<std::size_t> allocations;

/// Bytes that the whole program holds by `new` at this moment. Counted in the same place.
extern std::atomic<std::size_t> bytes_held;

/// So many more allocations succeed, then all fail, until it is set again.
inline constexpr std::int64_t any_number = std::numeric_limits<std::int64_t>::max();
extern std::atomic<std::int64_t> allocations_left;

}  // namespace ocop::test
