#pragma once

#include "ocop/detail/json/indented.hpp"
#include "ocop/detail/json/sax.hpp"
#include "ocop/exchange/stream.hpp"
#include "ocop/exchange/submission_scorer.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <streambuf>
#include <thread>
#include <utility>

namespace ocop {
namespace detail {

/// One line as it was read.
struct input_line {
  std::size_t number = 0;
  std::string text;  ///< of a line that is too long, one byte more than the longest allowed
};

/// Reads lines and never keeps more of one than tells that it is too long.
class line_source {
  static constexpr std::size_t block_size = std::size_t{64} << 10U;

  std::streambuf& in_;
  std::size_t longest_;
  std::size_t next_ = 1;
  std::uint64_t bytes_ = 0;
  std::string block_;
  std::size_t at_ = 0;  ///< first byte of the block that is in no line yet
  bool is_last_ = false;

 public:
  line_source(std::istream& in, std::size_t longest) : in_(*in.rdbuf()), longest_(longest) {}

  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t longest() const noexcept { return longest_; }

  bool read(input_line& line) {
    line.number = next_;
    line.text.clear();
    if (at_ == block_.size() && !read_block()) return false;
    bool is_whole = false;
    do {
      std::string_view const rest = std::string_view(block_).substr(at_);
      std::size_t const end = rest.find('\n');
      is_whole = end != std::string_view::npos;
      std::string_view const part = rest.substr(0, end);
      line.text.append(part.substr(0, longest_ + 1 - line.text.size()));
      at_ += part.size() + (is_whole ? 1 : 0);
      bytes_ += part.size() + (is_whole ? 1 : 0);
    } while (!is_whole && read_block());
    if (next_++ == 1 && line.text.starts_with("\xEF\xBB\xBF")) line.text.erase(0, 3);
    return true;
  }

 private:
  /// A block that is not full was the last: a terminal is not asked twice for its end.
  bool read_block() {
    block_.resize(block_size);
    auto const size = is_last_ ? 0 : in_.sgetn(block_.data(), static_cast<std::streamsize>(block_size));
    block_.resize(static_cast<std::size_t>(size));
    is_last_ = block_.size() < block_size;
    at_ = 0;
    return !block_.empty();
  }
};

/// Lines with what was read ahead of them to find out the shape of the stream.
class shaped_source {
  line_source lines_;
  std::vector<input_line> ahead_;
  std::size_t taken_ = 0;

 public:
  shaped_source(std::istream& in, stream_shape shape, std::size_t longest) : lines_(in, longest) {
    if (shape == stream_shape::guess) guess();
  }

  [[nodiscard]] std::uint64_t bytes() const noexcept { return lines_.bytes(); }

  bool read(input_line& line) {
    if (taken_ == ahead_.size()) return lines_.read(line);
    line = std::move(ahead_[taken_++]);
    return true;
  }

 private:
  static bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

  /// A first line that is JSON by itself begins a stream of lines. If it is not, the whole input may
  /// be one document spread over lines; unless one of its lines is a whole object by itself, or is longer
  /// than any document, or there are more of them than any document has.
  void guess() {
    constexpr std::size_t most_lines = 100'000;
    std::size_t size = 0;
    bool is_first = true;
    input_line line;
    while (size <= lines_.longest() && lines_.read(line)) {
      bool const stands_alone = (is_first || line.text.starts_with('{')) && json::is_valid(line.text);
      is_first = is_first && is_blank(line.text);
      size += line.text.size() + 1;
      ahead_.push_back(std::move(line));
      if (stands_alone || ahead_.back().text.size() > lines_.longest() || ahead_.size() > most_lines) return;
    }
    auto const first = std::find_if(ahead_.begin(), ahead_.end(), [](auto const& l) { return !is_blank(l.text); });
    if (first == ahead_.end()) return;
    input_line document{first->number, {}};
    for (auto at = first; at != ahead_.end(); ++at) document.text.append(at->text).push_back('\n');
    ahead_.clear();
    ahead_.push_back(std::move(document));
    // What is beyond a document of the largest size belongs to it and is too large with it.
    while (size > lines_.longest() && lines_.read(line)) {}
  }
};

/// Answers lines, one after the other.
struct batch {
  std::vector<input_line> lines;
  std::string text;                ///< of all answers
  std::vector<std::size_t> sizes;  ///< of each of them
  std::uint64_t failed = 0;
  std::size_t first_failed_line = 0;
  std::exception_ptr fault;

  template <class Answer>
  void run(Answer& answer) noexcept try {
    text.clear();
    sizes.clear();
    failed = 0;
    first_failed_line = 0;
    for (auto const& line : lines) {
      auto const made = answer(line.text, line.number);
      if (made.is_error && failed++ == 0) first_failed_line = line.number;
      text += made.text;
      sizes.push_back(made.text.size());
    }
  } catch (...) {
    fault = std::current_exception();
  }
};

/// Answers a stream with one answerer per thread; there is at least one.
template <class Answer>
stream_counts answer_lines(std::istream& in, stream_shape shape, std::vector<Answer>& answerers,
                           line_writer const& write, std::size_t longest_line) {
  constexpr std::size_t lines_per_batch = 512;
  constexpr std::size_t bytes_per_batch = std::size_t{2} << 20U;
  constexpr std::size_t longest_kept = bytes_per_batch / lines_per_batch;

  shaped_source source(in, shape, longest_line);
  stream_counts counts;
  std::vector<batch> batches(answerers.size());
  bool more = true;
  while (more) {
    std::size_t filled = 0;
    for (auto& batch : batches) {
      std::size_t bytes = 0;
      std::size_t n = 0;
      while (n < lines_per_batch && bytes < bytes_per_batch) {
        if (batch.lines.size() == n) batch.lines.emplace_back();
        // Lines take over the memory of those before them, but not of the long ones: each could come to hold the
        // longest.
        if (batch.lines[n].text.capacity() > longest_kept) std::string().swap(batch.lines[n].text);
        if (more = source.read(batch.lines[n]); !more) break;
        bytes += batch.lines[n++].text.size();
      }
      batch.lines.resize(n);
      if (n > 0) ++filled;
      if (!more) break;
    }
    // An input without any line gets its one answer.
    if (filled == 0 && counts.answered == 0) {
      batches.front().lines = {input_line{1, {}}};
      filled = 1;
    }
    {
      std::vector<std::jthread> workers;
      for (std::size_t b = 1; b < filled; ++b) workers.emplace_back([&, b] { batches[b].run(answerers[b]); });
      if (filled > 0) batches.front().run(answerers.front());
    }
    for (std::size_t b = 0; b < filled; ++b) {
      if (batches[b].fault) std::rethrow_exception(batches[b].fault);
      if (counts.first_failed_line == 0) counts.first_failed_line = batches[b].first_failed_line;
      counts.failed += batches[b].failed;
      counts.answered += batches[b].sizes.size();
      std::string_view rest = batches[b].text;
      for (std::size_t const size : batches[b].sizes) {
        if (!write(rest.substr(0, size), source.bytes())) return counts;
        rest.remove_prefix(size);
      }
    }
  }
  return counts;
}

}  // namespace detail

OCOP_INLINE stream_counts answer_stream(std::istream& in, stream_shape shape, unsigned threads,
                                        line_answerer const& answer, line_writer const& write,
                                        std::size_t longest_line) {
  std::vector answerers(std::max(1U, threads), std::cref(answer));
  return detail::answer_lines(in, shape, answerers, write, longest_line);
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
  for (unsigned t = 0; t < std::max(1U, options.threads); ++t)
    answerers.push_back({submission_scorer(catalog, options.readings), how});
  return detail::answer_lines(in, options.shape, answerers, write, max_submission_bytes);
}

}  // namespace ocop
