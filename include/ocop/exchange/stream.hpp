#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/exchange/scoring.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// The answer to one line, or to one document.
struct stream_answer {
  std::size_t line = 0;  ///< from 1, where it begins
  std::string id;        ///< of the submission, where one could be read
  result<scored_submission> content;
};

/// How a stream is laid out.
enum class stream_shape {
  guess,  ///< one document if the whole input is one JSON value, lines otherwise
  lines,  ///< one submission per line (JSONL)
};

struct stream_options {
  unsigned threads = 1;  ///< at least 1
  stream_shape shape = stream_shape::guess;
  std::vector<reading_choice> readings;  ///< preferred alternatives, as in score()
};

struct stream_counts {
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;           ///< of them
  std::size_t first_failed_line = 0;  ///< 0: none
};

/// Scores a stream of submissions. There are as many answers as lines (one for an empty input), in
/// order, whatever the number of threads; a line that cannot be evaluated is answered in its place.
/// Memory is bounded by a few megabytes per thread, whatever the length of the input and of a line.
///
/// `render` turns an answer into text and is called from several threads at once; `write` takes the
/// texts in order, on the calling thread, with the number of input bytes read so far, and stops the
/// stream by returning false.
OCOP_INLINE stream_counts
score_stream(rule_catalog const& catalog, std::istream& in, stream_options const& options,
             std::function<std::string(stream_answer const&)> const& render,
             std::function<bool(std::string_view text, std::uint64_t bytes_read)> const& write);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/stream.ipp"
#endif
