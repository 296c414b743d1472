#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

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
  for (std::size_t i = words * sizeof(std::uint64_t); i < bytes.size(); ++i) sum += bytes[i];
  return sum;
}

/// Adds up pieces of memory, each thread a share of every piece.
inline std::uint64_t read_once(std::vector<std::span<std::uint8_t const>> const& pieces, std::size_t threads) {
  std::vector<std::uint64_t> sums(threads);
  auto const share = [&](std::size_t t) {
    for (auto const& piece : pieces) {
      std::size_t const first = piece.size() * t / threads;
      sums[t] += read_once(piece.subspan(first, piece.size() * (t + 1) / threads - first));
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < threads; ++t) others.emplace_back(share, t);
    share(0);
  }
  return std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
}

#undef OCOP_WIDEST

}  // namespace ocop::bench
