#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ocop {

/// Questions that the law leaves open and that came up in an evaluation; a result names their readings.
struct open_questions {
  bool levels = false;        ///< R-01: a mark at or below the level of the points is unmet
  bool unticked = false;      ///< R-02: nothing ticked where a mark stands
  bool mark = false;          ///< R-03: points and printed order disagree on a mark
  bool heading = false;       ///< R-04: some points, but not the highest option, under a heading mark
  bool minimum = false;       ///< R-05: a minimum is unmet
  bool members = false;       ///< R-07: members disagree on a mark
  bool band = false;          ///< R-08: rounding would change the band
  bool gap = false;           ///< R-09: the mean lies in a printed gap
  bool unprinted = false;     ///< R-16: an option that the law does not print is ticked
  bool cases = false;         ///< R-17: different cases on one sheet
  bool zero_stop = false;     ///< R-25: members disagree on a zero that stops
  bool spread_limit = false;  ///< R-19: the spread is exactly at the council's limit
  bool forward = false;       ///< R-26: the points reach the threshold, the marks do not
  bool day_off = false;       ///< R-13: the decision is late only where a day off does not move
  bool amendment = false;     ///< R-29: the decree was amended between filing and decision

  constexpr void add(open_questions const& o) noexcept;

  friend constexpr bool operator==(open_questions const&, open_questions const&) = default;
};

namespace detail {

/// A question, and the reading that answers it.
struct question_row {
  bool open_questions::*came_up;
  std::string_view reading;
};

/// Every question there is, once.
inline constexpr std::array<question_row, 15> question_table{{
    {&open_questions::levels, "R-01"},
    {&open_questions::unticked, "R-02"},
    {&open_questions::mark, "R-03"},
    {&open_questions::heading, "R-04"},
    {&open_questions::minimum, "R-05"},
    {&open_questions::members, "R-07"},
    {&open_questions::band, "R-08"},
    {&open_questions::gap, "R-09"},
    {&open_questions::day_off, "R-13"},
    {&open_questions::unprinted, "R-16"},
    {&open_questions::cases, "R-17"},
    {&open_questions::spread_limit, "R-19"},
    {&open_questions::zero_stop, "R-25"},
    {&open_questions::forward, "R-26"},
    {&open_questions::amendment, "R-29"},
}};
static_assert(sizeof(open_questions) == question_table.size());

/// Questions as bits, in the order of the table.
using question_bits = std::uint32_t;

constexpr question_bits bits_of(open_questions const& asked) noexcept {
  question_bits bits = 0;
  for (std::size_t q = 0; q < question_table.size(); ++q)
    bits |= asked.*question_table[q].came_up ? question_bits{1} << q : 0U;
  return bits;
}

constexpr open_questions questions_of(question_bits bits) noexcept {
  open_questions asked;
  for (std::size_t q = 0; q < question_table.size(); ++q) asked.*question_table[q].came_up = (bits >> q & 1U) != 0;
  return asked;
}

}  // namespace detail

constexpr void open_questions::add(open_questions const& o) noexcept {
  for (auto const& q : detail::question_table) this->*q.came_up |= o.*q.came_up;
}

}  // namespace ocop
