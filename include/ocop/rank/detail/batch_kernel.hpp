#pragma once

#include "ocop/rank/columns.hpp"
#include "ocop/rank/detail/byte_tables.hpp"
#include "ocop/score/ranking.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#if defined(__GNUC__) && defined(__x86_64__)
#define OCOP_HAS_X86_KERNELS 1
#include <immintrin.h>
#elif defined(__GNUC__) && defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__)
#define OCOP_HAS_NEON_KERNEL 1
#include <arm_neon.h>
#endif

namespace ocop::detail {

/// So many sheets are scored at once.
inline constexpr std::size_t batch_step = 64;
/// So many steps are taken from a column before the next column.
inline constexpr std::size_t batch_taken = 4;
/// Lines of a tile are asked for so many lines before they are used.
inline constexpr std::size_t tile_ahead = 64;

/// A byte for each of the sheets that are scored at once.
struct alignas(batch_step) batch_line {
  std::array<std::uint8_t, batch_step> bytes{};
};

/// Consecutive rows, in whole steps.
struct batch_rows {
  std::uint8_t const* const* options = nullptr;  ///< per criterion, from the first of the rows on
  std::uint8_t const* tiles = nullptr;           ///< in place of `options`: the tiles, from that of the first row on
  std::size_t bytes_per_tile = 0;
  bool has_nibbles = false;  ///< two criteria in a byte
  std::size_t count = 0;
  std::size_t first_out = 0;           ///< row of the results where the first of the rows goes
  batch_columns const* out = nullptr;  ///< memory for `first_out + count` rows
  bool wants_marks = false;            ///< are unmet marks wanted, or what caps?
  batch_line* scratch = nullptr;       ///< one per zeroable; without tiles `batch_taken` per criterion besides
  std::uint8_t* alone = nullptr;       ///< 255 for a row that is to be looked at alone: its results mean nothing
};

/// Scores rows by the tables. True: some of them are to be looked at alone.
using batch_kernel = bool (*)(byte_tables const& set, batch_rows const& rows);

// Each name below stands for the bytes of one step, and what can be done with all of them at once.

#ifdef OCOP_HAS_X86_KERNELS

#define OCOP_KERNEL __attribute__((target("avx2"))) inline
#define OCOP_ON_BYTES __attribute__((target("avx2"), always_inline)) inline
namespace avx2 {

struct bytes {
  __m256i low, high;
};

OCOP_ON_BYTES bytes load(std::uint8_t const* from) noexcept {
  auto const* const halves = reinterpret_cast<__m256i const*>(from);
  return {_mm256_loadu_si256(halves), _mm256_loadu_si256(halves + 1)};
}
OCOP_ON_BYTES void store(bytes v, std::uint8_t* to) noexcept {
  auto* const halves = reinterpret_cast<__m256i*>(to);
  _mm256_storeu_si256(halves, v.low);
  _mm256_storeu_si256(halves + 1, v.high);
}
OCOP_ON_BYTES bytes all(std::uint8_t value) noexcept {
  __m256i const v = _mm256_set1_epi8(static_cast<char>(value));
  return {v, v};
}
/// The entry of the low four bits; 0 from 128 on.
OCOP_ON_BYTES bytes entry(std::array<std::uint8_t, 16> const& table, bytes at) noexcept {
  __m256i const t = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<__m128i const*>(table.data())));
  return {_mm256_shuffle_epi8(t, at.low), _mm256_shuffle_epi8(t, at.high)};
}
OCOP_ON_BYTES bytes add(bytes a, bytes b) noexcept {
  return {_mm256_add_epi8(a.low, b.low), _mm256_add_epi8(a.high, b.high)};
}
OCOP_ON_BYTES bytes subtract(bytes a, bytes b) noexcept {
  return {_mm256_sub_epi8(a.low, b.low), _mm256_sub_epi8(a.high, b.high)};
}
OCOP_ON_BYTES bytes subtract_down_to_0(bytes a, bytes b) noexcept {
  return {_mm256_subs_epu8(a.low, b.low), _mm256_subs_epu8(a.high, b.high)};
}
OCOP_ON_BYTES bytes most(bytes a, bytes b) noexcept {
  return {_mm256_max_epu8(a.low, b.low), _mm256_max_epu8(a.high, b.high)};
}
OCOP_ON_BYTES bytes least(bytes a, bytes b) noexcept {
  return {_mm256_min_epu8(a.low, b.low), _mm256_min_epu8(a.high, b.high)};
}
OCOP_ON_BYTES bytes both(bytes a, bytes b) noexcept {
  return {_mm256_and_si256(a.low, b.low), _mm256_and_si256(a.high, b.high)};
}
OCOP_ON_BYTES bytes either(bytes a, bytes b) noexcept {
  return {_mm256_or_si256(a.low, b.low), _mm256_or_si256(a.high, b.high)};
}
OCOP_ON_BYTES bytes except(bytes a, bytes b) noexcept {
  return {_mm256_andnot_si256(b.low, a.low), _mm256_andnot_si256(b.high, a.high)};
}
/// 255 where they are equal, else 0.
OCOP_ON_BYTES bytes equal(bytes a, bytes b) noexcept {
  return {_mm256_cmpeq_epi8(a.low, b.low), _mm256_cmpeq_epi8(a.high, b.high)};
}
/// The high four bits of every byte in its low four; the others are any.
OCOP_ON_BYTES bytes high_nibbles(bytes v) noexcept {
  return {_mm256_srli_epi16(v.low, 4), _mm256_srli_epi16(v.high, 4)};
}
OCOP_ON_BYTES bool any(bytes v) noexcept {
  __m256i const merged = _mm256_or_si256(v.low, v.high);
  return _mm256_testz_si256(merged, merged) == 0;
}
OCOP_ON_BYTES void store_pairs(__m256i low, __m256i high, std::uint16_t* to) noexcept {
  __m256i const even = _mm256_unpacklo_epi8(low, high);
  __m256i const odd = _mm256_unpackhi_epi8(low, high);
  auto* const halves = reinterpret_cast<__m256i*>(to);
  _mm256_storeu_si256(halves, _mm256_permute2x128_si256(even, odd, 0x20));
  _mm256_storeu_si256(halves + 1, _mm256_permute2x128_si256(even, odd, 0x31));
}
/// Two bytes each.
OCOP_ON_BYTES void store_pairs(bytes low, bytes high, std::uint16_t* to) noexcept {
  store_pairs(low.low, high.low, to);
  store_pairs(low.high, high.high, to + 32);
}
OCOP_ON_BYTES void fetch(std::uint8_t const* from) noexcept {
  _mm_prefetch(reinterpret_cast<char const*>(from), _MM_HINT_T1);
}

#include "ocop/rank/detail/batch_kernel.inc"

}  // namespace avx2
#undef OCOP_ON_BYTES
#undef OCOP_KERNEL

#define OCOP_KERNEL __attribute__((target("avx512f,avx512bw"))) inline
#define OCOP_ON_BYTES __attribute__((target("avx512f,avx512bw"), always_inline)) inline
namespace avx512 {

struct bytes {
  __m512i v;
};

OCOP_ON_BYTES bytes load(std::uint8_t const* from) noexcept { return {_mm512_loadu_si512(from)}; }
OCOP_ON_BYTES void store(bytes v, std::uint8_t* to) noexcept { _mm512_storeu_si512(to, v.v); }
OCOP_ON_BYTES bytes all(std::uint8_t value) noexcept { return {_mm512_set1_epi8(static_cast<char>(value))}; }
/// The entry of the low four bits; 0 from 128 on.
OCOP_ON_BYTES bytes entry(std::array<std::uint8_t, 16> const& table, bytes at) noexcept {
  // Every lane is named: GCC 12 takes the unnamed lanes of the plain form for a variable without a value.
  __m128i const t = _mm_loadu_si128(reinterpret_cast<__m128i const*>(table.data()));
  return {_mm512_shuffle_epi8(_mm512_maskz_broadcast_i32x4(0xFFFF, t), at.v)};
}
OCOP_ON_BYTES bytes add(bytes a, bytes b) noexcept { return {_mm512_add_epi8(a.v, b.v)}; }
OCOP_ON_BYTES bytes subtract(bytes a, bytes b) noexcept { return {_mm512_sub_epi8(a.v, b.v)}; }
OCOP_ON_BYTES bytes subtract_down_to_0(bytes a, bytes b) noexcept { return {_mm512_subs_epu8(a.v, b.v)}; }
OCOP_ON_BYTES bytes most(bytes a, bytes b) noexcept { return {_mm512_max_epu8(a.v, b.v)}; }
OCOP_ON_BYTES bytes least(bytes a, bytes b) noexcept { return {_mm512_min_epu8(a.v, b.v)}; }
OCOP_ON_BYTES bytes both(bytes a, bytes b) noexcept { return {a.v & b.v}; }
OCOP_ON_BYTES bytes either(bytes a, bytes b) noexcept { return {a.v | b.v}; }
OCOP_ON_BYTES bytes except(bytes a, bytes b) noexcept { return {a.v & ~b.v}; }
/// 255 where they are equal, else 0.
OCOP_ON_BYTES bytes equal(bytes a, bytes b) noexcept { return {_mm512_movm_epi8(_mm512_cmpeq_epi8_mask(a.v, b.v))}; }
/// The high four bits of every byte in its low four; the others are any.
OCOP_ON_BYTES bytes high_nibbles(bytes v) noexcept { return {_mm512_srli_epi16(v.v, 4)}; }
OCOP_ON_BYTES bool any(bytes v) noexcept { return _mm512_test_epi8_mask(v.v, v.v) != 0; }
/// Two bytes each.
OCOP_ON_BYTES void store_pairs(bytes low, bytes high, std::uint16_t* to) noexcept {
  __m512i const even = _mm512_unpacklo_epi8(low.v, high.v);
  __m512i const odd = _mm512_unpackhi_epi8(low.v, high.v);
  _mm512_storeu_si512(to, _mm512_permutex2var_epi64(even, _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0), odd));
  _mm512_storeu_si512(to + 32, _mm512_permutex2var_epi64(even, _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4), odd));
}
OCOP_ON_BYTES void fetch(std::uint8_t const* from) noexcept {
  _mm_prefetch(reinterpret_cast<char const*>(from), _MM_HINT_T1);
}

#include "ocop/rank/detail/batch_kernel.inc"

}  // namespace avx512
#undef OCOP_ON_BYTES
#undef OCOP_KERNEL

#endif
#ifdef OCOP_HAS_NEON_KERNEL

#define OCOP_KERNEL inline
#define OCOP_ON_BYTES __attribute__((always_inline)) inline
namespace neon {

struct bytes {
  uint8x16_t v[4];
};

OCOP_ON_BYTES bytes load(std::uint8_t const* from) noexcept {
  return {{vld1q_u8(from), vld1q_u8(from + 16), vld1q_u8(from + 32), vld1q_u8(from + 48)}};
}
OCOP_ON_BYTES void store(bytes v, std::uint8_t* to) noexcept {
  for (int i = 0; i < 4; ++i) vst1q_u8(to + 16 * i, v.v[i]);
}
OCOP_ON_BYTES bytes all(std::uint8_t value) noexcept {
  uint8x16_t const v = vdupq_n_u8(value);
  return {{v, v, v, v}};
}
/// The entry of a number up to 15; 0 above.
OCOP_ON_BYTES bytes entry(std::array<std::uint8_t, 16> const& table, bytes at) noexcept {
  uint8x16_t const t = vld1q_u8(table.data());
  for (auto& v : at.v) v = vqtbl1q_u8(t, v);
  return at;
}
OCOP_ON_BYTES bytes add(bytes a, bytes b) noexcept {
  for (int i = 0; i < 4; ++i) a.v[i] = vaddq_u8(a.v[i], b.v[i]);
  return a;
}
OCOP_ON_BYTES bytes subtract(bytes a, bytes b) noexcept {
  for (int i = 0; i < 4; ++i) a.v[i] = vsubq_u8(a.v[i], b.v[i]);
  return a;
}
OCOP_ON_BYTES bytes subtract_down_to_0(bytes a, bytes b) noexcept {
  for (int i = 0; i < 4; ++i) a.v[i] = vqsubq_u8(a.v[i], b.v[i]);
  return a;
}
OCOP_ON_BYTES bytes most(bytes a, bytes b) noexcept {
  for (int i = 0; i < 4; ++i) a.v[i] = vmaxq_u8(a.v[i], b.v[i]);
  return a;
}
OCOP_ON_BYTES bytes least(bytes a, bytes b) noexcept {
  for (int i = 0; i < 4; ++i) a.v[i] = vminq_u8(a.v[i], b.v[i]);
  return a;
}
OCOP_ON_BYTES bytes both(bytes a, bytes b) noexcept {
  for (int i = 0; i < 4; ++i) a.v[i] = vandq_u8(a.v[i], b.v[i]);
  return a;
}
OCOP_ON_BYTES bytes either(bytes a, bytes b) noexcept {
  for (int i = 0; i < 4; ++i) a.v[i] = vorrq_u8(a.v[i], b.v[i]);
  return a;
}
OCOP_ON_BYTES bytes except(bytes a, bytes b) noexcept {
  for (int i = 0; i < 4; ++i) a.v[i] = vbicq_u8(a.v[i], b.v[i]);
  return a;
}
/// 255 where they are equal, else 0.
OCOP_ON_BYTES bytes equal(bytes a, bytes b) noexcept {
  for (int i = 0; i < 4; ++i) a.v[i] = vceqq_u8(a.v[i], b.v[i]);
  return a;
}
/// The high four bits of every byte in its low four.
OCOP_ON_BYTES bytes high_nibbles(bytes v) noexcept {
  for (int i = 0; i < 4; ++i) v.v[i] = vshrq_n_u8(v.v[i], 4);
  return v;
}
OCOP_ON_BYTES bool any(bytes v) noexcept {
  return vmaxvq_u8(vorrq_u8(vorrq_u8(v.v[0], v.v[1]), vorrq_u8(v.v[2], v.v[3]))) != 0;
}
/// Two bytes each.
OCOP_ON_BYTES void store_pairs(bytes low, bytes high, std::uint16_t* to) noexcept {
  for (int i = 0; i < 4; ++i) {
    vst1q_u16(to + 16 * i, vreinterpretq_u16_u8(vzip1q_u8(low.v[i], high.v[i])));
    vst1q_u16(to + 16 * i + 8, vreinterpretq_u16_u8(vzip2q_u8(low.v[i], high.v[i])));
  }
}
OCOP_ON_BYTES void fetch(std::uint8_t const* from) noexcept { __builtin_prefetch(from, 0, 2); }

#include "ocop/rank/detail/batch_kernel.inc"

}  // namespace neon
#undef OCOP_ON_BYTES
#undef OCOP_KERNEL

#endif

/// The kernel of a path; none: it is not available, or is none of bytes.
inline batch_kernel kernel_of(batch_path path) noexcept {
#ifdef OCOP_HAS_X86_KERNELS
  bool const has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
  bool const has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx512 && (path == batch_path::best || path == batch_path::avx512)) return avx512::score_rows;
  if (has_avx2 && (path == batch_path::best || path == batch_path::avx2)) return avx2::score_rows;
#endif
#ifdef OCOP_HAS_NEON_KERNEL
  if (path == batch_path::best || path == batch_path::neon) return neon::score_rows;
#endif
  static_cast<void>(path);
  return nullptr;
}

}  // namespace ocop::detail
