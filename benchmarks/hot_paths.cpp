// One hot path, so many times: what count_instructions.py counts the instructions of.
//
// usage: hot_paths one-sheet|dossier|batch COUNT
//
// COUNT is of sheets, of dossiers, or of batches. Prints a sum of the answers, so that nothing is left out.

#include "workloads/sheets.hpp"

#include "ocop/ocop.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// How many different inputs take turns.
constexpr std::size_t different = 64;

struct subject {
  ocop::rule_catalog catalog = ocop::builtin_catalog();
  std::shared_ptr<ocop::compiled_rule_set const> rules = catalog.editions().back();
  ocop::compiled_product_set const& set = *rules->product_set(1).value();
};

/// Sheets ranked one by one, by a scorer that is made once.
std::uint64_t one_sheet(subject const& of, std::uint64_t count) {
  std::vector<std::vector<std::uint8_t>> sheets;
  for (auto const& choices : ocop::bench::random_choices(of.set, different, 26)) {
    auto& sheet = sheets.emplace_back();
    for (auto const& c : choices) sheet.push_back(static_cast<std::uint8_t>(c.option));
  }
  auto const scorer = ocop::set_scorer::prepare(of.rules, of.set, {}, of.rules->defaults).value();
  std::uint64_t sum = 0;
  for (std::uint64_t n = 0; n < count; ++n) sum += scorer.score(sheets[n % different])->stars;
  return sum;
}

/// Submissions of three sheets, from bytes to bytes.
std::uint64_t dossier(subject const& of, std::uint64_t count) {
  std::vector<std::string> lines;
  for (std::uint32_t n = 0; n < different; ++n)
    lines.push_back(ocop::bench::submission_line(of.set, ocop::bench::random_choices(of.set, 3, n), n));
  ocop::submission_scorer scorer(of.catalog);
  std::uint64_t sum = 0;
  for (auto const& line : lines) sum += scorer.answer(line).text.size();  // all that is new to the scorer
  for (std::uint64_t n = 0; n < count; ++n) sum += scorer.answer(lines[n % different]).text.size();
  return sum;
}

/// Batches of 10,000 sheets in columns, by a scorer and into memory that are kept, by the instructions that most
/// machines have.
std::uint64_t batch(subject const& of, std::uint64_t count) {
  constexpr std::size_t sheets = 10'000;
  std::vector<std::vector<std::uint8_t>> columns(of.set.criteria.size());
  for (auto const& sheet : ocop::bench::random_choices(of.set, sheets, 26))
    for (std::size_t c = 0; c < sheet.size(); ++c) columns[c].push_back(static_cast<std::uint8_t>(sheet[c].option));
  ocop::sheet_columns in{sheets, {}};
  for (auto const& column : columns) in.options.push_back({column.data(), 1});
  std::vector<std::uint16_t> total(sheets);
  std::vector<std::uint8_t> stars(sheets);
  ocop::batch_columns out;
  out.total = total.data();
  out.stars = stars.data();
  ocop::batch_options const options{1, ocop::batch_path::avx2};
  auto const scorer = ocop::set_scorer::prepare(of.rules, of.set, {}, of.rules->defaults).value();
  std::uint64_t sum = 0;
  for (std::uint64_t n = 0; n < count; ++n) {
    sum += scorer.score(in, out, options).value().size();
    sum += static_cast<std::uint64_t>(stars[n % sheets]);
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) try {
  std::string_view const path = argc == 3 ? argv[1] : "";
  std::string_view const number = argc == 3 ? argv[2] : "";
  std::uint64_t count = 0;
  auto const read = std::from_chars(number.data(), number.data() + number.size(), count);
  bool const is_count = !number.empty() && read.ptr == number.data() + number.size() && read.ec == std::errc{};
  if (!is_count || (path != "one-sheet" && path != "dossier" && path != "batch"))
    throw std::invalid_argument("usage: hot_paths one-sheet|dossier|batch COUNT");
  subject const of;
  std::cout << (path == "one-sheet" ? one_sheet(of, count)
                : path == "dossier" ? dossier(of, count)
                                    : batch(of, count))
            << '\n';
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
