#pragma once

#include "ocop/base/layout.hpp"
#include "ocop/base/result.hpp"
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
  std::uint64_t answered = 0;         ///< as many as were written
  std::uint64_t failed = 0;           ///< of them
  std::size_t first_failed_line = 0;  ///< 0: none
};

/// What is said to one line.
struct line_answer {
  std::string text;
  bool is_error = false;
};

/// Answers a line by its text and number; called from several threads at once.
using line_answerer = std::function<line_answer(std::string_view text, std::size_t line)>;

/// Takes the answers in order, on the calling thread, with the number of input bytes up to about there; stops the
/// stream by returning false.
using line_writer = std::function<bool(std::string_view text, std::uint64_t bytes_read)>;

/// Answers a stream of documents, one JSON object or one per line. There are as many answers as lines (one for an empty
/// input), in order, whatever the number of threads (at least 1). Memory is bounded by about a megabyte per thread and
/// the longest lines, whatever the length of the input: of a line longer than `longest_line` bytes, `answer` sees one
/// byte more than that.
///
/// Lines that are there are answered before more is waited for: where `in.rdbuf()->in_avail()` says that nothing is
/// there, all answers are written, then a stream that is tied to `in` is flushed. A stream buffer that never says how
/// much of it is there, such as std::cin while it is synchronised with stdio, is read line by line, and the threads
/// beside the calling one have little to do.
OCOP_INLINE stream_counts answer_stream(std::istream& in, stream_shape shape, unsigned threads,
                                        line_answerer const& answer, line_writer const& write,
                                        std::size_t longest_line = max_submission_bytes);

/// Scores a stream of submissions, as answer_stream does; a line that cannot be evaluated is answered in its place.
/// `render` turns an answer into text and is called from several threads at once.
OCOP_INLINE stream_counts score_stream(rule_catalog const& catalog, std::istream& in, stream_options const& options,
                                       std::function<std::string(stream_answer const&)> const& render,
                                       line_writer const& write);

/// The same into text: `ocop-result/1` or `ocop-error/1`, as write_result() and write_error() lay them out. Each thread
/// has a submission_scorer of its own, and all share their tables: the fastest way from files to results.
OCOP_INLINE stream_counts score_stream(rule_catalog const& catalog, std::istream& in, stream_options const& options,
                                       layout how, line_writer const& write);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/stream/impl/stream.ipp"
#endif
