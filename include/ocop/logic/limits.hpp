#pragma once

#include <cstddef>
#include <cstdint>

namespace ocop {

/// How much one condition may ask for. Every bound is inclusive; going over it is an error, never a crash.
struct logic_limits {
  /// Operations, arrays and objects that may stand inside each other in a rule. Reading and evaluating
  /// use stack in proportion to it.
  std::size_t max_depth = 64;
  /// Operations, arrays and values of a rule, counted together; at most 2^32 - 1.
  std::size_t max_nodes = 10'000;
  /// Steps of one evaluation. A step is one operation, one array item visited or 64 bytes of text read.
  std::uint64_t max_steps = 1'000'000;
  /// Bytes of all strings and arrays that one evaluation builds, the result included.
  std::size_t max_bytes = std::size_t{16} << 20;

  friend bool operator==(logic_limits const&, logic_limits const&) = default;
};

}  // namespace ocop
