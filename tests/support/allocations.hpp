#pragma once

#include <atomic>
#include <cstddef>

namespace ocop::test {

/// Allocations of the whole program since it began. Counted where allocations.cpp is linked.
extern std::atomic<std::size_t> allocations;

}  // namespace ocop::test
