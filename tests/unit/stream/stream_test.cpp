// Streams of submissions: what shape they have, and that every line has its answer in its place.
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/stream/stream.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace stream_test {
namespace {

using namespace ocop;

rule_catalog const& decree() { return test::made_up(); }

/// A good submission on one line.
std::string good(std::string const& id) {
  return R"({"format":"ocop-submission/1","submission":")" + id +
         R"(","product":{"set":12},"rules":"made-up-2030","sheets":[{"member":"M1","choices":{"1.1":4,"1.2":3,"2":8}}]})";
}

/// The same on many lines.
std::string pretty(std::string const& id) {
  return "{\n  \"format\": \"ocop-submission/1\",\n  \"submission\": \"" + id +
         "\",\n  \"product\": {\n    \"set\": 12\n  },\n  \"rules\": \"made-up-2030\",\n  \"sheets\": [\n    {\n      "
         "\"member\": \"M1\",\n"
         "      \"choices\": {\n        \"1.1\": 4,\n        \"1.2\": 3,\n        \"2\": 8\n      }\n    }\n  ]\n}\n";
}

/// `1 A ranked, 2 - invalid-json`: line, id and end of every answer.
std::string brief(stream_answer const& a) {
  return std::to_string(a.line) + ' ' + (a.id.empty() ? "-" : a.id) + ' ' +
         std::string(a.content ? to_string(a.content->assessed.ranking.how) : to_string(a.content.error().code));
}

struct outcome_of_stream {
  std::vector<std::string> answers;
  stream_counts counts;
};

outcome_of_stream run(std::string const& text, unsigned threads = 1, stream_shape shape = stream_shape::guess) {
  std::istringstream in(text);
  outcome_of_stream found;
  stream_options options;
  options.threads = threads;
  options.shape = shape;
  found.counts = score_stream(decree(), in, options, brief, [&](std::string_view answer, std::uint64_t) {
    found.answers.emplace_back(answer);
    return true;
  });
  return found;
}

std::string answers(std::string const& text, stream_shape shape = stream_shape::guess) {
  std::string all;
  for (auto const& a : run(text, 1, shape).answers) all += (all.empty() ? "" : ", ") + a;
  return all;
}

/// A stream that comes in pieces; before each it calls `waits` with all that came before.
class pieces_with_waits final : public std::streambuf {
  std::vector<std::string> pieces_;
  bool tells_;  ///< how much is there, as a file does
  std::function<void(std::string const&)> waits_;
  std::size_t next_ = 0;
  std::string so_far_;

 public:
  pieces_with_waits(std::vector<std::string> pieces, bool tells, std::function<void(std::string const&)> waits)
      : pieces_(std::move(pieces)), tells_(tells), waits_(std::move(waits)) {}

 private:
  std::streamsize showmanyc() override { return tells_ && next_ == pieces_.size() ? -1 : 0; }
  int_type underflow() override {
    waits_(so_far_);
    while (next_ < pieces_.size() && pieces_[next_].empty()) ++next_;
    if (next_ == pieces_.size()) return traits_type::eof();
    std::string& now = pieces_[next_++];
    so_far_ += now;
    setg(now.data(), now.data(), now.data() + now.size());
    return traits_type::to_int_type(now.front());
  }
};

/// Holds nothing back and never says what is there, as std::cin does.
class one_by_one final : public std::streambuf {
  std::string text_;
  std::size_t at_ = 0;

 public:
  explicit one_by_one(std::string text) : text_(std::move(text)) {}

 private:
  int_type underflow() override {
    return at_ < text_.size() ? traits_type::to_int_type(text_[at_]) : traits_type::eof();
  }
  int_type uflow() override {
    auto const c = underflow();
    ++at_;
    return c;
  }
};

/// How much was written when it was flushed last.
struct flush_counter final : std::streambuf {
  std::size_t const* written = nullptr;
  std::size_t at = 0;
  int sync() override {
    at = *written;
    return 0;
  }
};

}  // namespace

TEST_CASE("A document on many lines is one submission", "[exchange][stream]") {
  CHECK(answers(pretty("A")) == "1 A ranked");
  std::string text = pretty("A");
  text.pop_back();
  CHECK(answers(text) == "1 A ranked");
  CHECK(answers("\n\r\n \t\n" + pretty("A") + "\n\n") == "4 A ranked");
  CHECK(answers("\xEF\xBB\xBF" + pretty("A")) == "1 A ranked");
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.replace(at, 1, "\r\n");
  CHECK(answers(text) == "1 A ranked");
}

TEST_CASE("A document on many lines that is no good is one error", "[exchange][stream]") {
  std::string text = pretty("A");
  text.replace(text.find("\"set\": 12"), 9, "\"set\": 13");
  CHECK(answers(text) == "1 A unknown-product-set");
  CHECK(answers(pretty("A").substr(0, 100)) == "1 A invalid-json");
  CHECK(answers("\n\n" + pretty("A").substr(0, 100)) == "3 A invalid-json");
  CHECK(answers("{\n\n\n") == "1 - invalid-json");
  CHECK(answers("[\n" + good("A") + "\n]\n") ==
        "1 - wrong-type, 2 A ranked, 3 - invalid-json");  // a line is an object by itself
}

TEST_CASE("A first line that is JSON by itself begins a stream of lines", "[exchange][stream]") {
  CHECK(answers(good("A")) == "1 A ranked");
  CHECK(answers(good("A") + "\n") == "1 A ranked");
  CHECK(answers(good("A") + "\n" + good("B")) == "1 A ranked, 2 B ranked");
  CHECK(answers(good("A") + "\r\n" + good("B") + "\r\n") == "1 A ranked, 2 B ranked");
  CHECK(answers("\xEF\xBB\xBF" + good("A") + "\n" + good("B") + "\n") == "1 A ranked, 2 B ranked");
  CHECK(answers("  " + good("A") + "  \n\t" + good("B")) == "1 A ranked, 2 B ranked");
  CHECK(answers("1\n" + good("B")) == "1 - wrong-type, 2 B ranked");
  CHECK(answers("{}\n[]\nnull") == "1 - missing-key, 2 - wrong-type, 3 - wrong-type");
}

TEST_CASE("A first line that is not JSON does not hide the lines behind it", "[exchange][stream]") {
  CHECK(answers("{\"format\":\n" + good("B") + "\n" + good("C")) == "1 - invalid-json, 2 B ranked, 3 C ranked");
  CHECK(answers("submission;set\n" + good("B") + "\n") == "1 - invalid-json, 2 B ranked");
  CHECK(answers("{\nnonsense\n" + good("C") + "\n" + good("D")) ==
        "1 - invalid-json, 2 - invalid-json, 3 C ranked, 4 D ranked");
  CHECK(answers(good("A").substr(0, 60) + "\n" + good("B").substr(0, 60) + "\n" + good("C")) ==
        "1 A invalid-json, 2 B invalid-json, 3 C ranked");
}

TEST_CASE("A byte order mark is passed over at the beginning and nowhere else", "[exchange][stream]") {
  std::string const mark = "\xEF\xBB\xBF";
  CHECK(answers(good("A") + "\n" + mark + good("B")) == "1 A ranked, 2 - invalid-json");
  CHECK(answers(mark + mark + good("A"), stream_shape::lines) == "1 - invalid-json");
  CHECK(answers(mark) == "1 - empty-input");
  CHECK(answers(mark + "\n" + good("A")) == "1 - empty-input, 2 A ranked");
}

TEST_CASE("There is an answer for every line, blank ones too, and one for an input without lines",
          "[exchange][stream]") {
  CHECK(answers("") == "1 - empty-input");
  CHECK(answers("", stream_shape::lines) == "1 - empty-input");
  CHECK(answers("\n") == "1 - empty-input");
  CHECK(answers("\n\n\n") == "1 - empty-input, 2 - empty-input, 3 - empty-input");
  CHECK(answers(" \r\n", stream_shape::lines) == "1 - empty-input");
  CHECK(answers("\n\n" + good("A") + "\n\n" + good("B") + "\n") ==
        "1 - empty-input, 2 - empty-input, 3 A ranked, 4 - empty-input, 5 B ranked");
  CHECK(answers(good("A") + "\n\n") == "1 A ranked, 2 - empty-input");
  CHECK(answers(good("A") + std::string(1, '\0') + "\n" + std::string(1, '\0') + "\n" + good("B")) ==
        "1 A invalid-json, 2 - invalid-json, 3 B ranked");
}

TEST_CASE("Where lines are asked for, a document on many lines is many bad lines", "[exchange][stream]") {
  auto const found = run(pretty("A"), 1, stream_shape::lines);
  CHECK(found.answers.size() == 18);
  CHECK(found.counts.failed == 18);
  CHECK(found.counts.first_failed_line == 1);
}

TEST_CASE("Answers come in the order of the lines, the same for any number of threads", "[exchange][stream]") {
  std::string text;
  std::size_t const lines = 3'000;
  for (std::size_t i = 1; i <= lines; ++i) {
    std::string const id = "N" + std::to_string(i);
    if (i % 7 == 0) text += good(id).substr(0, i % 90) + "\n";
    else if (i % 11 == 0) text += "\n";
    else text += good(id) + "\n";
  }
  auto const alone = run(text);
  REQUIRE(alone.answers.size() == lines);
  for (std::size_t i = 1; i <= lines; ++i)
    if (!alone.answers[i - 1].starts_with(std::to_string(i) + ' '))
      FAIL(alone.answers[i - 1] << " stands in place " << i);
  for (unsigned const threads : {2U, 7U}) {
    auto const together = run(text, threads);
    CHECK(together.answers == alone.answers);
    CHECK(together.counts.answered == alone.counts.answered);
    CHECK(together.counts.failed == alone.counts.failed);
    CHECK(together.counts.first_failed_line == alone.counts.first_failed_line);
  }
  CHECK(run(good("A"), 0).answers.size() == 1);  // no thread at all is one
}

TEST_CASE("Of twelve thousand lines the one that is bad is answered in its place", "[exchange][stream]") {
  std::string const line = good("Y") + "\n";
  std::string text;
  for (std::size_t i = 1; i <= 12'000; ++i) text += i == 8'765 ? "{\n" : line;
  std::istringstream in(text);
  stream_options options;
  options.threads = 2;
  std::size_t answered = 0, ranked = 0;
  auto const counts = score_stream(decree(), in, options, brief, [&](std::string_view answer, std::uint64_t) {
    ++answered;
    if (answer == std::to_string(answered) + " Y ranked") ++ranked;
    else CHECK(answer == "8765 - invalid-json");
    return true;
  });
  CHECK(answered == 12'000);
  CHECK(ranked == 11'999);
  CHECK(counts.answered == 12'000);
  CHECK(counts.failed == 1);
  CHECK(counts.first_failed_line == 8'765);
}

TEST_CASE("A line longer than a submission may be is refused, and the lines around it are answered",
          "[exchange][stream]") {
  std::string const longer = R"({"submission":"L","x":")" + std::string(max_submission_bytes, 'x') + "\"}";
  CHECK(answers(good("A") + "\n" + longer + "\n" + good("B") + "\n") == "1 A ranked, 2 - too-large, 3 B ranked");
  CHECK(answers(longer + "\n" + good("B"), stream_shape::lines) == "1 - too-large, 2 B ranked");
  CHECK(answers(good("A") + "\n" + longer) == "1 A ranked, 2 - too-large");
}

TEST_CASE("A line longer than a submission may be does not hide the lines behind it, even the first",
          "[exchange][stream]") {
  std::string const longer = R"({"submission":"L","x":")" + std::string(max_submission_bytes, 'x') + "\"}";
  CHECK(answers(longer + "\n" + good("B") + "\n") == "1 - too-large, 2 B ranked");
}

TEST_CASE("A document of many lines longer than a submission may be is one error", "[exchange][stream]") {
  std::string text = "{\n\"submission\": \"L\",\n\"x\": [\n";
  std::string const row = "\"" + std::string(1U << 20U, 'x') + "\",\n";
  for (int i = 0; i < 9; ++i) text += row;
  CHECK(answers(text + "0\n]\n}\n") == "1 - too-large");
  // Blank lines before it are no part of the document, but of what is read to find out that it is one.
  std::string blanks, document = pretty("A");
  for (int i = 0; i < 5; ++i) {
    blanks += std::string(1U << 20U, ' ') + "\n";
    document.insert(2, std::string(1U << 20U, ' ') + "\n");
  }
  CHECK(answers(document) == "1 A ranked");
  CHECK(answers(blanks + pretty("A")) == "6 A ranked");
  CHECK(answers(blanks + document) == "6 - too-large");
}

TEST_CASE("A byte order mark does not count as part of the first line", "[exchange][stream]") {
  std::string const mark = "\xEF\xBB\xBF";
  std::string const longest = good("A") + std::string(max_submission_bytes - good("A").size(), ' ');
  for (std::string const end : {"", "\n"}) {
    CHECK(answers(mark + longest + end, stream_shape::lines) == "1 A ranked");
    CHECK(answers(mark + longest + ' ' + end, stream_shape::lines) == "1 - too-large");
    CHECK(answers(longest + end) == "1 A ranked");
  }
  std::string document = pretty("A");
  document.pop_back();
  document.insert(1, std::string(max_submission_bytes - document.size(), ' '));
  CHECK(answers(document) == "1 A ranked");
  CHECK(answers(mark + "\n" + document) == "2 A ranked");
}

TEST_CASE("Whoever writes may stop the stream, and hears how much was read", "[exchange][stream]") {
  std::string text;
  for (int i = 0; i < 2'000; ++i) text += good("A") + "\n";
  for (unsigned const threads : {1U, 3U}) {
    std::istringstream in(text);
    stream_options options;
    options.threads = threads;
    std::size_t written = 0;
    std::uint64_t read = 0;
    auto const counts = score_stream(decree(), in, options, brief, [&](std::string_view, std::uint64_t bytes) {
      CHECK(bytes >= read);
      read = bytes;
      return ++written < 5;
    });
    CHECK(written == 5);
    CHECK(counts.answered == 5);
    CHECK(read < text.size());
  }
  std::istringstream in(text);
  std::uint64_t read = 0;
  score_stream(decree(), in, {}, brief, [&](std::string_view, std::uint64_t bytes) {
    read = bytes;
    return true;
  });
  CHECK(read == text.size());
}

TEST_CASE("What goes wrong while answers are rendered or written reaches the caller", "[exchange][stream]") {
  std::string text;
  for (int i = 0; i < 3'000; ++i) text += "{}\n";
  for (unsigned const threads : {1U, 3U}) {
    stream_options options;
    options.threads = threads;
    std::istringstream in(text);
    auto const render = [](stream_answer const& a) -> std::string {
      if (a.line == 1'500) throw std::runtime_error("no paper");
      return "x";
    };
    std::size_t written = 0;
    CHECK_THROWS_WITH(score_stream(decree(), in, options, render,
                                   [&](std::string_view, std::uint64_t) {
                                     ++written;
                                     return true;
                                   }),
                      "no paper");
    CHECK(written == 1'499);
    std::istringstream again(text);
    CHECK_THROWS_WITH(score_stream(decree(), again, options, brief,
                                   [](std::string_view, std::uint64_t) -> bool { throw std::runtime_error("no ink"); }),
                      "no ink");
  }
}

TEST_CASE("A stream into text says what results and errors say, in both layouts, for any number of threads",
          "[exchange][stream]") {
  std::string text;
  for (std::size_t i = 1; i <= 1'200; ++i) {
    std::string const line = good("N" + std::to_string(i));
    text += (i % 5 == 0 ? line.substr(0, i % line.size()) : line) + "\n";
  }
  for (layout const how : {layout::line, layout::indented}) {
    auto const render = [how](stream_answer const& a) {
      return a.content ? write_result(*a.content, how) : write_error(a.content.error(), a.id, a.line, how);
    };
    std::vector<std::string> expected;
    std::istringstream structured(text);
    auto const counts = score_stream(decree(), structured, {}, render, [&](std::string_view answer, std::uint64_t) {
      expected.emplace_back(answer);
      return true;
    });
    for (unsigned const threads : {0U, 1U, 3U}) {
      stream_options options;
      options.threads = threads;
      std::vector<std::string> found;
      std::istringstream in(text);
      auto const again = score_stream(decree(), in, options, how, [&](std::string_view answer, std::uint64_t) {
        found.emplace_back(answer);
        return true;
      });
      CHECK(found == expected);
      CHECK(again.answered == counts.answered);
      CHECK(again.failed == counts.failed);
      CHECK(again.first_failed_line == counts.first_failed_line);
    }
  }
}

TEST_CASE("Lines are the same wherever the blocks in which they are read end", "[exchange][stream]") {
  for (std::size_t const size : {65'534U, 65'535U, 65'536U, 65'537U, 131'071U, 131'072U, 131'073U}) {
    std::string const first = good("A");
    std::string const padded = first + std::string(size - first.size(), ' ');
    CHECK(answers(padded) == "1 A ranked");
    CHECK(answers(padded + "\n") == "1 A ranked");
    CHECK(answers(padded + "\n" + good("B")) == "1 A ranked, 2 B ranked");
    CHECK(answers(padded + "\r\n" + good("B") + "\n") == "1 A ranked, 2 B ranked");
  }
}

TEST_CASE("A line of any length is shown whole, or cut to one byte more than the longest", "[exchange][stream]") {
  std::mt19937 random(26);
  for (std::size_t const longest : {0U, 1U, 100U, 65'536U, 150'000U}) {
    std::vector<std::string> lines;
    for (int i = 0; i < 60; ++i) {
      std::size_t const size = i % 4 == 0   ? random() % 300'000
                               : i % 4 == 1 ? longest + random() % 3
                               : i % 4 == 2 ? random() % 200
                                            : 1;
      lines.emplace_back(size, static_cast<char>('a' + i % 26));
    }
    std::string text;
    for (auto const& line : lines) text += line + '\n';
    for (bool const is_cut : {false, true}) {
      if (is_cut) text.pop_back();
      for (unsigned const threads : {1U, 3U}) {
        std::istringstream in(text);
        std::size_t at = 0;
        auto const answer = [](std::string_view line, std::size_t number) {
          return line_answer{std::to_string(number) + ' ' + std::string(line), false};
        };
        auto const counts = answer_stream(
            in, stream_shape::lines, threads, answer,
            [&](std::string_view found, std::uint64_t) {
              std::string const right = std::to_string(at + 1) + ' ' + lines[at].substr(0, longest + 1);
              if (found != right) FAIL("line " << at + 1 << " of " << lines[at].size() << " bytes");
              return ++at < 1'000;
            },
            longest);
        CHECK(counts.answered == lines.size());
      }
    }
  }
}

TEST_CASE("However many threads answer, the caller's thread alone writes", "[exchange][stream]") {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += good("A") + "\n";
  std::istringstream in(text);
  auto const here = std::this_thread::get_id();
  bool is_here = true;
  stream_options options;
  options.threads = 4;
  auto const counts = score_stream(decree(), in, options, layout::line, [&](std::string_view, std::uint64_t) {
    is_here = is_here && std::this_thread::get_id() == here;
    return true;
  });
  CHECK(counts.answered == 5'000);
  CHECK(is_here);
}

TEST_CASE("What is whole is answered, and a tied stream flushed, before more is waited for", "[exchange][stream]") {
  std::string const line = good("A") + "\n";
  std::vector<std::string> const pieces{line,   line + line, line.substr(0, 40), line.substr(40),
                                        "",     line + "{",  "\n" + good("Z"),   "",
                                        "\n\n", line,        good("last")};
  for (bool const tells : {true, false})
    for (unsigned const threads : {1U, 4U}) {
      std::size_t written = 0, whole = 0;
      flush_counter flushed;
      std::ostream tied(&flushed);
      bool is_prompt = true;
      pieces_with_waits source(pieces, tells, [&](std::string const& so_far) {
        whole = static_cast<std::size_t>(std::count(so_far.begin(), so_far.end(), '\n'));
        is_prompt = is_prompt && written == whole && flushed.at == written;
      });
      std::istream in(&source);
      in.tie(&tied);
      flushed.written = &written;
      stream_options options;
      options.threads = threads;
      options.shape = stream_shape::lines;
      auto const counts = score_stream(decree(), in, options, layout::line, [&](std::string_view, std::uint64_t) {
        ++written;
        return true;
      });
      CHECK(is_prompt);
      CHECK(counts.answered == 10);
      CHECK(counts.failed == 2);
    }
}

TEST_CASE("A stream of one character at a time has the same answers", "[exchange][stream]") {
  std::string text;
  for (int i = 0; i < 40; ++i) text += (i % 7 == 0 ? "{" : good("N" + std::to_string(i))) + "\n";
  for (unsigned const threads : {1U, 3U}) {
    std::vector<std::string> found;
    one_by_one source(text);
    std::istream in(&source);
    stream_options options;
    options.threads = threads;
    score_stream(decree(), in, options, brief, [&](std::string_view answer, std::uint64_t) {
      found.emplace_back(answer);
      return true;
    });
    CHECK(found == run(text).answers);
  }
}

TEST_CASE("Readings that the caller prefers hold for every line that does not choose itself", "[exchange][stream]") {
  auto const sheet = [](std::string const& id, std::string const& readings) {
    return R"({"format":"ocop-submission/1","submission":")" + id +
           R"(","product":{"set":12},"rules":"made-up-2030",)" + readings +
           R"("sheets":[{"member":"M1","choices":{"1.1":3,"1.2":3,"2":8}}]})" + "\n";
  };
  std::string const text = sheet("A", "") + sheet("B", R"("readings":{"R-05":"reject"},)");
  auto const with = [&](std::vector<reading_choice> readings) {
    std::istringstream in(text);
    stream_options options;
    options.readings = std::move(readings);
    std::string all;
    score_stream(decree(), in, options, brief, [&](std::string_view answer, std::uint64_t) {
      all += std::string(answer) + ";";
      return true;
    });
    return all;
  };
  CHECK(with({}) == "1 A rejected;2 B rejected;");
  CHECK(with({{reading_id("R-05"), "cap"}}) == "1 A ranked;2 B rejected;");
  CHECK(with({{reading_id("R-99"), "cap"}}) == "1 A unknown-reading;2 B unknown-reading;");
  CHECK(with({{reading_id("R-05"), "never"}}) == "1 A unknown-alternative;2 B unknown-alternative;");
}

}  // namespace stream_test
