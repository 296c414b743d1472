#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace ocop::bench {

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define OCOP_WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define OCOP_WIDEST
#endif

/// Adds up bytes, eight at a time, which the compiler makes as wide as the processor is.
OCOP_WIDEST inline std::uint64_t read_once(std::span<std::uint8_t const> bytes) {
  std::uint64_t sum = 0;
  std::size_t const words = bytes.size() / sizeof(std::uint64_t);
  for (std::size_t i = 0; i < words; ++i) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i * sizeof word, sizeof word);
    sum += word;
  }
  return sum;
}

#undef OCOP_WIDEST

}  // namespace ocop::bench
