// A product set prepared once: one sheet in nanoseconds, then a hundred thousand in columns, and the same in tiles.

#include "ocop/compile/rule_catalog.hpp"
#include "ocop/rank/set_scorer.hpp"
#include "ocop/rank/tiled_sheets.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iostream>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t sheets = 100'000;

/// Made-up answers: the later the sheet, the more criteria have their best option.
std::vector<std::vector<std::uint8_t>> made_up_columns(ocop::compiled_product_set const& set) {
  std::vector<std::vector<std::uint8_t>> columns;
  for (auto const& criterion : set.criteria) {
    auto const best = criterion.lists.front().options.size();
    auto& column = columns.emplace_back();
    for (std::size_t n = 0; n < sheets; ++n) {
      bool const is_best = (columns.size() * 61 + n) % 100 < n * 110 / sheets;
      column.push_back(static_cast<std::uint8_t>(is_best ? best : (best + 1) / 2));
    }
  }
  return columns;
}

void print(std::string_view what, std::vector<std::uint8_t> const& stars) {
  std::array<int, 6> count{};
  for (std::uint8_t const s : stars) ++count.at(s);
  std::cout << what << ':';
  for (std::size_t s = 1; s < count.size(); ++s) std::cout << "  " << count.at(s) << " x " << s << " stars";
  std::cout << '\n';
}

}  // namespace

int main() try {
  auto const rules = ocop::builtin_catalog().find("qd-26-2026").value();
  ocop::compiled_product_set const& set = *rules->product_set(13).value();
  auto const scorer = ocop::set_scorer::prepare(rules, set, {}, rules->defaults).value();

  // One sheet: a byte per criterion, the option ticked or 0.
  std::vector<std::uint8_t> sheet;
  for (auto const& criterion : set.criteria)
    sheet.push_back(static_cast<std::uint8_t>(criterion.lists.front().options.size()));
  sheet.front() = 1;
  ocop::sheet_score const one = scorer.score(sheet).value();
  std::cout << one.total << " points, " << int{one.by_points} << " stars by points, " << int{one.stars}
            << " in the end";
  if (one.capped_by >= 0)
    std::cout << ", held by criterion " << set.criteria[static_cast<std::size_t>(one.capped_by)].id.str();
  std::cout << '\n';

  // Columns, one per criterion; results go where they are wanted.
  auto const columns = made_up_columns(set);
  ocop::sheet_columns view{sheets, {}};
  for (auto const& column : columns) view.options.push_back({column.data()});
  std::vector<std::uint8_t> stars(sheets);
  ocop::batch_columns wanted;
  wanted.stars = stars.data();
  auto const bad = scorer.score(view, wanted, {.threads = 2}).value();
  print("columns", stars);
  std::cout << bad.size() << " cells that are no answer\n";

  // Tiles of nibbles are half as many bytes, and read one after the other.
  auto const tiles = ocop::tiled_sheets::pack(set, view, ocop::tile_layout::nibbles).value();
  stars.assign(sheets, 0);
  static_cast<void>(scorer.score(tiles.view(), wanted).value());
  print("tiles", stars);
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
