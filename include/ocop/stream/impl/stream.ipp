#pragma once

#include "ocop/exchange/json.hpp"
#include "ocop/stream/stream.hpp"
#include "ocop/exchange/submission_scorer.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <streambuf>
#include <system_error>
#include <thread>
#include <utility>

namespace ocop {
namespace detail {

/// A string that holds more than this gives its memory back before it is used again: each of many could come to hold
/// the longest line.
inline constexpr std::size_t most_kept = std::size_t{512} << 10U;
inline void clear_for_reuse(std::string& s) {
  if (s.capacity() > most_kept) std::string().swap(s);  // assigning keeps the memory
  s.clear();
}

/// Some lines of a stream one after the other as they were read, or one document on many lines; then what is said to
/// them.
struct chunk {
  std::string bytes;
  bool is_document = false;
  std::size_t first_line = 1;
  std::uint64_t read = 0;  ///< bytes of the stream up to its end

  /// How much of `text` is one answer.
  struct piece {
    std::size_t size = 0;
    bool is_error = false;
  };
  std::string text;  ///< of all answers
  std::vector<piece> answers;
  std::exception_ptr fault;  ///< what kept the next text from being answered
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
    clear_for_reuse(text);
    answers.clear();
    for_each_text([&](std::string_view one, std::size_t line) {
      auto const made = answer(one.substr(0, longest + 1), line);
      text += made.text;
      answers.push_back({made.text.size(), made.is_error});
      return true;
    });
  } catch (...) {
    fault = std::current_exception();
  }
};

/// Reads a stream in chunks of whole lines, and never keeps more of a line than tells that it is too long.
class chunk_source {
  static constexpr std::size_t block_size = std::size_t{64} << 10U;
  static constexpr std::size_t most_lines = 512;  ///< of a chunk: even empty lines have answers of some length

  std::streambuf& in_;
  std::ostream* tied_;  ///< flushed before the stream waits for more
  std::size_t longest_;
  std::string buffer_;
  std::size_t at_ = 0;  ///< what is before it in the buffer is in a chunk
  std::size_t next_line_ = 1;
  std::uint64_t read_ = 0;
  bool is_first_ = true;
  bool is_last_ = false;
  std::deque<chunk> ahead_;  ///< read to find out the shape of the stream

 public:
  chunk_source(std::istream& in, stream_shape shape, std::size_t longest)
      : in_(*in.rdbuf()), tied_(in.tie()), longest_(longest) {
    if (shape == stream_shape::guess) guess();
  }

  /// Might the next read have to wait for whoever writes the stream?
  [[nodiscard]] bool may_wait() const {
    return ahead_.empty() && !is_last_ && buffer_.find('\n', at_) == std::string::npos && in_.in_avail() <= 0;
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
    clear_for_reuse(to.bytes);
    to.is_document = false;
    to.first_line = next_line_;
    if (std::exchange(is_first_, false) && !read_first_block()) to.bytes = '\n';
    for (std::size_t seen = at_; to.bytes.empty();) {
      if (take_whole_lines(to.bytes, seen)) break;
      buffer_.erase(0, std::exchange(at_, 0));
      seen = buffer_.size();
      // A long line grows in few steps, to no more than it may have: doubling would hold it three times.
      if (seen > most_kept) buffer_.reserve(std::min(longest_, 16 * seen) + 2 * block_size);
      bool const is_too_long = seen > longest_;
      if (!(is_too_long ? pass_long_line() : read_block())) break;
      if (is_too_long) seen = longest_ + 1;
    }
    // What has no end of line is the last line.
    if (to.bytes.empty()) to.bytes.swap(buffer_);
    to.read = read_ - (buffer_.size() - at_);
    return !to.bytes.empty();
  }

  /// Takes the next lines that are whole; none of them ends before `seen`.
  bool take_whole_lines(std::string& to, std::size_t seen) {
    std::size_t end = at_;
    for (std::size_t n = 0; n < most_lines; ++n) {
      std::size_t const here = buffer_.find('\n', seen);
      if (here == std::string::npos) break;
      end = seen = here + 1;
      ++next_line_;
    }
    to.assign(buffer_, at_, end - at_);
    at_ = end;
    return !to.empty();
  }

  /// Reads more bytes behind those that are in the buffer: a block, or what is there without waiting for more. False at
  /// the end; a terminal is not asked twice for it.
  bool read_block() {
    if (is_last_) return false;
    std::size_t const before = buffer_.size();
    buffer_.resize(before + block_size);
    std::size_t size = 0;
    while (size < block_size) {
      std::streamsize waiting = in_.in_avail();
      if (waiting <= 0) {
        if (size > 0) break;
        if (tied_ != nullptr) tied_->flush();
        is_last_ = is_end(in_.sgetc());
        if (is_last_) break;
        waiting = in_.in_avail();
      }
      char* const to = buffer_.data() + before + size;
      std::size_t const got = waiting > 0 ? static_cast<std::size_t>(in_.sgetn(
                                                to, std::min(waiting, static_cast<std::streamsize>(block_size - size))))
                                          : read_to_end_of_line(to, block_size - size);
      if (got == 0) {
        is_last_ = size == 0;
        break;
      }
      size += got;
    }
    buffer_.resize(before + size);
    read_ += size;
    return !is_last_;
  }

  static bool is_end(std::streambuf::int_type c) {
    return std::streambuf::traits_type::eq_int_type(c, std::streambuf::traits_type::eof());
  }

  /// From a stream that does not say how much of it is there, such as std::cin while it is synchronised with stdio.
  std::size_t read_to_end_of_line(char* to, std::size_t most) {
    std::size_t size = 0;
    while (size < most) {
      auto const c = in_.sbumpc();
      if (is_end(c)) break;
      to[size++] = std::streambuf::traits_type::to_char_type(c);
      if (to[size - 1] == '\n') break;
    }
    return size;
  }

  /// Passes over a byte order mark. False where there is nothing else.
  bool read_first_block() {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    read_block();
    if (buffer_.starts_with(mark)) at_ = mark.size();
    return at_ < buffer_.size();
  }

  /// Cuts the line that fills the buffer to what tells that it is too long, and passes over the rest of it. False where
  /// it has no end.
  bool pass_long_line() {
    std::size_t const kept = longest_ + 1;
    std::size_t end = std::string::npos;
    do {
      buffer_.resize(kept);
      if (!read_block()) return false;
      end = buffer_.find('\n', kept);
    } while (end == std::string::npos);
    buffer_.erase(kept, end - kept);
    return true;
  }

  static bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

  /// A first line that is JSON by itself begins a stream of lines. If it is not, the whole input may
  /// be one document spread over lines; unless one of its lines is a whole object by itself, or is longer
  /// than any document, or there are more of them than any document has.
  void guess() {
    constexpr std::size_t most_lines_of_document = 100'000;
    std::size_t size = 0;
    bool is_first = true;
    bool are_lines = false;
    while (!are_lines && size <= longest_) {
      chunk more;
      if (!read_lines(more)) break;
      more.for_each_text([&](std::string_view line, std::size_t number) {
        bool const stands_alone = (is_first || line.starts_with('{')) && is_json(line);
        are_lines = stands_alone || line.size() > longest_ || number > most_lines_of_document;
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
    for (chunk const& part : ahead_) {
      std::size_t blank = 0;  // bytes of blank lines before its first line
      part.for_each_text([&](std::string_view line, std::size_t number) {
        if (!document.bytes.empty()) return false;
        document.first_line = number;
        if (!is_blank(line)) return false;
        blank += line.size() + 1;
        return true;
      });
      document.bytes.append(part.bytes, std::min(blank, part.bytes.size()));
    }
    ahead_.clear();
    bool is_all = true;
    for (chunk beyond; read_lines(beyond);) is_all = false;
    if (!is_all) document.bytes.resize(std::max(document.bytes.size(), longest_ + 1), ' ');
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
  std::size_t bytes_ = 0;   ///< of the chunks that are in

  /// As many bytes may wait for their answers, and one chunk more.
  static constexpr std::size_t most_bytes = std::size_t{24} << 20U;

  chunk& at(std::size_t n) { return places_[n % places_.size()]; }

 public:
  explicit chunk_ring(std::size_t places) : places_(places) {}

  [[nodiscard]] bool is_empty() {
    std::lock_guard const lock(mutex_);
    return end_ == oldest_;
  }
  /// A chunk to fill and put in; none where there is no room.
  chunk* free_place() {
    std::lock_guard const lock(mutex_);
    return end_ - oldest_ == places_.size() || bytes_ > most_bytes ? nullptr : &at(end_);
  }
  /// Puts in the one that was free. Gives how many are in.
  std::size_t put() {
    std::lock_guard const lock(mutex_);
    bytes_ += at(end_).bytes.size();
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
    chunk& written = at(oldest_++);
    bytes_ -= written.bytes.size();
    clear_for_reuse(written.bytes);
  }
};

/// Writes the answers of a chunk in order. False: whoever writes wants no more.
inline bool write_answers(chunk const& answered, line_writer const& write, stream_counts& counts) {
  std::string_view rest = answered.text;
  std::size_t line = answered.first_line;
  for (chunk::piece const& p : answered.answers) {
    ++counts.answered;
    if (p.is_error && counts.failed++ == 0) counts.first_failed_line = line;
    if (!write(rest.substr(0, p.size), answered.read)) return false;
    rest.remove_prefix(p.size);
    ++line;
  }
  if (answered.fault) std::rethrow_exception(answered.fault);
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
  // Where the system gives no more threads, those that run do the work.
  auto const start_others = [&] {
    try {
      for (std::size_t t = 1; t < threads; ++t)
        others.emplace_back([&ring, &answer = answerers[t], longest_line](std::stop_token const& stop) {
          while (chunk* const taken = ring.take(stop)) {
            taken->run(answer, longest_line);
            ring.finish(*taken);
          }
        });
    } catch (std::system_error const&) {
      return;
    }
  };
  bool more = true;
  while (true) {
    if (chunk const* const answered = ring.finished()) {
      if (!write_answers(*answered, write, counts)) return counts;
      ring.release();
    } else if (chunk* const free = more && (ring.is_empty() || !source.may_wait()) ? ring.free_place() : nullptr) {
      more = source.read(*free);
      if (more && ring.put() > 1 && others.empty()) start_others();
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
      text = detail::indented(made.text);
      return {text, made.is_error};
    }
  };
  std::vector<answerer> answerers;
  answerers.push_back({submission_scorer(catalog, options.readings), how});
  while (answerers.size() < options.threads) answerers.push_back({answerers.front().scorer.for_another_thread(), how});
  return detail::answer_chunks(in, options.shape, answerers, write, max_submission_bytes);
}

}  // namespace ocop
