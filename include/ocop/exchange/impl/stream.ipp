#pragma once

#include "ocop/detail/json/indented.hpp"
#include "ocop/detail/json/sax.hpp"
#include "ocop/exchange/stream.hpp"
#include "ocop/exchange/submission_scorer.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <streambuf>
#include <thread>
#include <utility>

namespace ocop {
namespace detail {

/// Some lines of a stream one after the other as they were read, or one document on many lines; then what is said to
/// them.
struct chunk {
  std::string bytes;
  bool is_document = false;
  std::size_t first_line = 1;
  std::uint64_t read = 0;  ///< bytes of the stream up to its end

  std::string text;                ///< of all answers
  std::vector<std::size_t> sizes;  ///< of each of them
  std::uint64_t failed = 0;
  std::size_t first_failed_line = 0;
  std::exception_ptr fault;
  bool is_finished = false;

  /// Calls `found` with each text that gets an answer and the number of its first line, until it says false.
  template <class Found>
  void for_each_text(Found found) const {
    if (is_document) {
      found(std::string_view(bytes), first_line);
      return;
    }
    std::string_view rest = bytes;
    for (std::size_t line = first_line; !rest.empty(); ++line) {
      std::size_t const end = rest.find('\n');
      if (!found(rest.substr(0, end), line)) return;
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
  }

  /// Answers every text; of one longer than `longest` bytes it shows one byte more than that.
  template <class Answer>
  void run(Answer& answer, std::size_t longest) noexcept try {
    text.clear();
    sizes.clear();
    failed = 0;
    first_failed_line = 0;
    for_each_text([&](std::string_view one, std::size_t line) {
      auto const made = answer(one.substr(0, longest + 1), line);
      if (made.is_error && failed++ == 0) first_failed_line = line;
      text += made.text;
      sizes.push_back(made.text.size());
      return true;
    });
  } catch (...) {
    fault = std::current_exception();
  }
};

/// Reads a stream in chunks of whole lines, and never keeps more of a line than tells that it is too long.
class chunk_source {
  static constexpr std::size_t block_size = std::size_t{64} << 10U;
  static constexpr std::size_t most_kept = 4 * block_size;  ///< memory that a chunk keeps for the next one

  std::streambuf& in_;
  std::size_t longest_;
  std::string carry_;  ///< begin of a line whose end is not read yet
  std::size_t next_line_ = 1;
  std::uint64_t read_ = 0;
  bool is_first_ = true;
  bool is_last_ = false;
  std::deque<chunk> ahead_;  ///< read to find out the shape of the stream

 public:
  chunk_source(std::istream& in, stream_shape shape, std::size_t longest) : in_(*in.rdbuf()), longest_(longest) {
    if (shape == stream_shape::guess) guess();
  }

  /// False at the end of the stream, which has at least one line: an empty one if no other.
  bool read(chunk& to) {
    if (ahead_.empty()) return read_lines(to);
    to = std::move(ahead_.front());
    ahead_.pop_front();
    return true;
  }

 private:
  bool read_lines(chunk& to) {
    // A chunk takes over the memory of those before it, but not of the long ones: each could come to hold the longest.
    if (to.bytes.capacity() > most_kept) std::string().swap(to.bytes);
    to.first_line = next_line_;
    to.is_document = false;
    to.bytes.assign(carry_);
    carry_.clear();
    std::size_t whole = 0;  // bytes of whole lines
    for (std::size_t seen = to.bytes.size(); whole == 0 && read_block(to.bytes); seen = to.bytes.size()) {
      whole = after_last_line(to.bytes, seen);
      if (whole == 0 && to.bytes.size() > most_kept)
        to.bytes.reserve(longest_ + 2 * block_size);  // once, not by doubling
      if (whole != 0 || to.bytes.size() <= longest_) continue;
      pass_long_line(to.bytes);
      whole = after_last_line(to.bytes, longest_);
    }
    if (whole != 0) {
      carry_.assign(to.bytes, whole);
      to.bytes.resize(whole);
    }
    if (std::exchange(is_first_, false)) {
      if (to.bytes.starts_with("\xEF\xBB\xBF")) to.bytes.erase(0, 3);
      if (to.bytes.empty()) to.bytes = '\n';
    }
    next_line_ += static_cast<std::size_t>(std::count(to.bytes.begin(), to.bytes.end(), '\n'));
    to.read = read_ - carry_.size();
    return !to.bytes.empty();
  }

  /// Where the last whole line ends; it does not end before `from`. 0: none does.
  static std::size_t after_last_line(std::string const& bytes, std::size_t from) {
    std::size_t const end = std::string_view(bytes).substr(from).rfind('\n');
    return end == std::string_view::npos ? 0 : from + end + 1;
  }

  /// Reads more bytes behind those that are there. A block that is not full was the last: a terminal is not asked twice
  /// for its end.
  bool read_block(std::string& to) {
    if (is_last_) return false;
    std::size_t const before = to.size();
    to.resize(before + block_size);
    auto const size = static_cast<std::size_t>(in_.sgetn(to.data() + before, static_cast<std::streamsize>(block_size)));
    to.resize(before + size);
    is_last_ = size < block_size;
    read_ += size;
    return size > 0;
  }

  /// Cuts a line that is too long, and passes over the rest of it up to its end.
  void pass_long_line(std::string& line) {
    line.resize(longest_ + 1);
    std::string rest;
    std::size_t end = std::string::npos;
    while (end == std::string::npos) {
      rest.clear();
      if (!read_block(rest)) return;
      end = rest.find('\n');
    }
    line.append(rest, end);
  }

  static bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

  /// A first line that is JSON by itself begins a stream of lines. If it is not, the whole input may
  /// be one document spread over lines; unless one of its lines is a whole object by itself, or is longer
  /// than any document, or there are more of them than any document has.
  void guess() {
    constexpr std::size_t most_lines = 100'000;
    std::size_t size = 0;
    bool is_first = true;
    bool are_lines = false;
    while (!are_lines && size <= longest_) {
      chunk more;
      if (!read_lines(more)) break;
      more.for_each_text([&](std::string_view line, std::size_t number) {
        bool const stands_alone = (is_first || line.starts_with('{')) && json::is_valid(line);
        are_lines = stands_alone || line.size() > longest_ || number > most_lines;
        is_first = is_first && is_blank(line);
        size += line.size() + 1;
        return !are_lines && size <= longest_;
      });
      ahead_.push_back(std::move(more));
    }
    if (!are_lines && !is_first) take_as_document();
  }

  /// What is beyond a document of the largest size belongs to it and is too large with it.
  void take_as_document() {
    chunk document;
    document.is_document = true;
    for (chunk& part : ahead_) {
      part.for_each_text([&](std::string_view line, std::size_t number) {
        if (document.bytes.empty() && is_blank(line)) return true;
        if (document.bytes.empty()) document.first_line = number;
        document.bytes.append(line).push_back('\n');
        return true;
      });
      part.bytes = {};
    }
    ahead_.clear();
    for (chunk beyond; read_lines(beyond);) {}
    document.read = read_;
    ahead_.push_back(std::move(document));
  }
};

/// Chunks between their reading and their writing, which several threads answer: each is put in, taken by a thread,
/// finished, and taken out in the order in which it was put in.
class chunk_ring {
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<chunk> places_;
  std::size_t oldest_ = 0;  ///< all before it are out
  std::size_t next_ = 0;    ///< all before it are taken
  std::size_t end_ = 0;     ///< all before it are in

  chunk& at(std::size_t n) { return places_[n % places_.size()]; }

 public:
  explicit chunk_ring(std::size_t places) : places_(places) {}

  /// A chunk to fill and put in; none where all places are taken.
  chunk* free_place() {
    std::lock_guard const lock(mutex_);
    return end_ - oldest_ == places_.size() ? nullptr : &at(end_);
  }
  /// Puts in the one that was free. Gives how many are in.
  std::size_t put() {
    std::lock_guard const lock(mutex_);
    at(end_++).is_finished = false;
    changed_.notify_all();
    return end_ - oldest_;
  }

  /// A chunk to answer and finish; none where all are taken.
  chunk* take() {
    std::lock_guard const lock(mutex_);
    return next_ == end_ ? nullptr : &at(next_++);
  }
  /// The same, waiting for one until it is asked to stop.
  chunk* take(std::stop_token const& stop) {
    std::unique_lock lock(mutex_);
    bool const is_there = changed_.wait(lock, stop, [this] { return next_ != end_; });
    return is_there && !stop.stop_requested() ? &at(next_++) : nullptr;
  }
  void finish(chunk& answered) {
    std::lock_guard const lock(mutex_);
    answered.is_finished = true;
    changed_.notify_all();
  }

  /// The oldest chunk if it is finished; none where none is in.
  chunk const* finished() {
    std::lock_guard const lock(mutex_);
    return oldest_ != end_ && at(oldest_).is_finished ? &at(oldest_) : nullptr;
  }
  /// Waits until the oldest is finished; false where none is in.
  bool wait_for_finished() {
    std::unique_lock lock(mutex_);
    if (oldest_ == end_) return false;
    changed_.wait(lock, [this] { return at(oldest_).is_finished; });
    return true;
  }
  /// Takes the oldest out.
  void release() {
    std::lock_guard const lock(mutex_);
    ++oldest_;
  }
};

/// Writes the answers of a chunk in order. False: whoever writes wants no more.
inline bool write_answers(chunk const& answered, line_writer const& write, stream_counts& counts) {
  if (answered.fault) std::rethrow_exception(answered.fault);
  if (counts.first_failed_line == 0) counts.first_failed_line = answered.first_failed_line;
  counts.failed += answered.failed;
  counts.answered += answered.sizes.size();
  std::string_view rest = answered.text;
  for (std::size_t const size : answered.sizes) {
    if (!write(rest.substr(0, size), answered.read)) return false;
    rest.remove_prefix(size);
  }
  return true;
}

/// Answers a stream with one answerer per thread; there is at least one. The calling thread reads and writes, and
/// answers while there is nothing to read or to write; the others begin with the second chunk.
template <class Answer>
stream_counts answer_chunks(std::istream& in, stream_shape shape, std::vector<Answer>& answerers,
                            line_writer const& write, std::size_t longest_line) {
  chunk_source source(in, shape, longest_line);
  stream_counts counts;
  std::size_t const threads = answerers.size();
  chunk_ring ring(threads == 1 ? 1 : threads + 2);
  std::vector<std::jthread> others;  // stopped and joined before the ring goes
  bool more = true;
  while (true) {
    if (chunk const* const answered = ring.finished()) {
      if (!write_answers(*answered, write, counts)) return counts;
      ring.release();
    } else if (chunk* const free = more ? ring.free_place() : nullptr) {
      more = source.read(*free);
      if (more && ring.put() > 1 && others.empty())
        for (std::size_t t = 1; t < threads; ++t)
          others.emplace_back([&ring, &answer = answerers[t], longest_line](std::stop_token const& stop) {
            while (chunk* const taken = ring.take(stop)) {
              taken->run(answer, longest_line);
              ring.finish(*taken);
            }
          });
    } else if (chunk* const taken = ring.take()) {
      taken->run(answerers.front(), longest_line);
      ring.finish(*taken);
    } else if (!ring.wait_for_finished()) {
      return counts;
    }
  }
}

}  // namespace detail

OCOP_INLINE stream_counts answer_stream(std::istream& in, stream_shape shape, unsigned threads,
                                        line_answerer const& answer, line_writer const& write,
                                        std::size_t longest_line) {
  std::vector answerers(std::max(1U, threads), std::cref(answer));
  return detail::answer_chunks(in, shape, answerers, write, longest_line);
}

OCOP_INLINE stream_counts score_stream(rule_catalog const& catalog, std::istream& in, stream_options const& options,
                                       std::function<std::string(stream_answer const&)> const& render,
                                       line_writer const& write) {
  auto const answer = [&](std::string_view text, std::size_t number) {
    auto read = read_submission(text);
    stream_answer const made{number, std::move(read.id),
                             read.content ? score(catalog, std::move(*read.content), options.readings)
                                          : result<scored_submission>(read.content.error())};
    return line_answer{render(made), !made.content};
  };
  return answer_stream(in, options.shape, options.threads, answer, write);
}

OCOP_INLINE stream_counts score_stream(rule_catalog const& catalog, std::istream& in, stream_options const& options,
                                       layout how, line_writer const& write) {
  /// What one thread answers with.
  struct answerer {
    submission_scorer scorer;
    layout how;
    std::string text{};

    submission_answer operator()(std::string_view line, std::size_t number) {
      submission_answer made = scorer.answer(line, number);
      if (how == layout::line) return made;
      text = detail::json::indented(made.text);
      return {text, made.is_error};
    }
  };
  std::vector<answerer> answerers;
  answerers.push_back({submission_scorer(catalog, options.readings), how});
  while (answerers.size() < options.threads) answerers.push_back({answerers.front().scorer.for_another_thread(), how});
  return detail::answer_chunks(in, options.shape, answerers, write, max_submission_bytes);
}

}  // namespace ocop
