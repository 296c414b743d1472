// Records written by each released version stay readable and come out the same: in every build, on every thread, in
// every locale.
#include "ocop/exchange/json.hpp"
#include "ocop/record/replay.hpp"
#include "ocop/version.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <locale>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace stored_records_test {
namespace {

using namespace ocop;

std::vector<std::filesystem::path> entries(std::filesystem::path const& folder, std::string const& extension) {
  std::vector<std::filesystem::path> found;
  for (auto const& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == extension || (extension.empty() && entry.is_directory()))
      found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> lines_of(std::filesystem::path const& file) {
  std::vector<std::string> lines;
  std::istringstream in(test::read_file(file));
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The reports on all lines of a file, as text, by some threads.
std::string reports(std::vector<std::string> const& lines, replay_options const& options, unsigned threads = 1) {
  std::vector<std::string> parts(lines.size());
  auto const work = [&](std::size_t first) {
    for (std::size_t i = first; i < lines.size(); i += threads)
      parts[i] = write_replay(replay(test::builtin(), lines[i], options), i + 1) + '\n';
  };
  std::vector<std::thread> others;
  for (unsigned t = 1; t < threads; ++t) others.emplace_back(work, t);
  work(0);
  for (auto& t : others) t.join();
  std::string all;
  for (auto const& part : parts) all += part;
  return all;
}

/// Numbers as in Vietnam and Turkey: a comma before decimals, points between thousands.
struct comma_numbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

}  // namespace

TEST_CASE("Every record of every released version replays as it was written", "[record][frozen]") {
  auto const versions = entries(test::tests() / "records", {});
  REQUIRE_FALSE(versions.empty());
  for (auto const& version : versions) {
    auto const files = entries(version, ".jsonl");
    REQUIRE_FALSE(files.empty());
    for (auto const& file : files) {
      replay_options options;
      if (file.stem() == "signed")
        options.keys.push_back({verifying_key::read(test::read_file(version / "public.pem")).value()});
      record_chain chain;
      std::size_t line = 0;
      for (auto const& text : lines_of(file)) {
        auto report = replay(test::builtin(), text, options);
        chain.follow(report);
        ++line;
        INFO(file.string() << " line " << line << ": " << write_replay(report, line));
        CHECK(report.status == replay_status::same);
      }
      CHECK(line > 10);
      CHECK(chain.is_sealed());
    }
  }
}

TEST_CASE("A record of this version is written again byte for byte", "[record]") {
  for (auto const& version : entries(test::tests() / "records", {})) {
    if (version.filename() != ocop::version) continue;
    for (auto const& text : lines_of(version / "records.jsonl")) {
      if (is_seal(text)) continue;
      value const document = parse_json(text).value();
      value const* const previous = document.find("previous");
      record_options options;
      options.format = read_decision_record(text).value().format;
      if (previous->is_string()) options.previous = previous->as_string();
      if (value const* const on = document.find("recorded_on"))
        options.recorded_on = parse_day(on->as_string()).value();
      if (value const* const at = document.find("recorded_at")) options.recorded_at = at->as_string();
      auto const again = make_record(test::builtin(), to_json(*document.find("submission")), options);
      CHECK(again.value().json == text);
    }
  }
}

TEST_CASE("Replaying says the same on one thread and on two, and in any locale", "[record]") {
  auto const folder = entries(test::tests() / "records", {}).back();
  auto const lines = lines_of(folder / "signed.jsonl");
  replay_options const options{{{verifying_key::read(test::read_file(folder / "public.pem")).value()}}};
  std::string const plain = reports(lines, options);
  CHECK(plain.find("\"differs\"") == std::string::npos);
  CHECK(reports(lines, options, 2) == plain);

  std::locale const before = std::locale::global(std::locale(std::locale(), new comma_numbers));
  std::string const with_commas = reports(lines, options, 2);
  std::ostringstream shown;
  shown << 1234.5;
  std::locale::global(before);
  CHECK(shown.str() == "1.234,5");
  CHECK(with_commas == plain);

  // Where the system has them, those of the C library too.
  std::string const c_before = std::setlocale(LC_ALL, nullptr);
  for (char const* const name : {"tr_TR.UTF-8", "vi_VN.UTF-8"}) {
    std::setlocale(LC_ALL, name);
    std::string const there = reports(lines, options, 2);
    std::setlocale(LC_ALL, c_before.c_str());
    CHECK(there == plain);
  }
}

}  // namespace stored_records_test
