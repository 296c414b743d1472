#pragma once

#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace ocop {

/// What is said to one submission: `ocop-result/1` or `ocop-error/1`, on one line.
struct submission_answer {
  std::string_view text;  ///< until the next answer
  bool is_error = false;
};

/// Scores submissions from bytes to bytes, many of them one after the other: the answers are those of
/// read_submission(), score() and write_result() or write_error(), byte for byte.
///
/// It remembers what submissions have in common (edition, set, council, readings, facts) and works the rest out of
/// tables, without an allocation once it has seen their like and their size. What the tables do not say goes the
/// general way: errors, facts that bring a note into play, councils that round, have no quorum or are far apart,
/// decisions after the last day of a transition clause. Memory is bounded, by about the largest submission and 20 MiB.
/// For one thread at a time: give each its own, by for_another_thread(), and they share the tables.
class submission_scorer {
 public:
  /// `wanted` are alternatives of readings that the caller prefers, as in score().
  OCOP_INLINE explicit submission_scorer(rule_catalog catalog, std::vector<reading_choice> wanted = {});
  OCOP_INLINE submission_scorer(submission_scorer&&) noexcept;
  OCOP_INLINE submission_scorer& operator=(submission_scorer&&) noexcept;
  OCOP_INLINE ~submission_scorer();

  /// Answers one submission. `line` counts from 1; an error names it.
  [[nodiscard]] OCOP_INLINE submission_answer answer(std::string_view json, std::size_t line = 1);

  /// A scorer for another thread, which answers the same. May be called while this one answers.
  [[nodiscard]] OCOP_INLINE submission_scorer for_another_thread() const;

 private:
  class worker;
  std::unique_ptr<worker> worker_;

  OCOP_INLINE explicit submission_scorer(std::unique_ptr<worker> made);
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/submission_scorer.ipp"
#endif
