// Where certificates stand on a day, and which deadlines come next.
//
// usage: 09_certificates DAY

#include "ocop/certificate/portfolio.hpp"
#include "ocop/compile/rule_catalog.hpp"

#include <exception>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: 09_certificates DAY\n";
    return 2;
  }
  auto const day = [](char const* text) { return ocop::parse_day(text).value(); };
  auto const issued = [&](int level, char const* on) {
    ocop::certificate c;
    c.level = ocop::stars{level};
    c.issued = day(on);
    return c;
  };
  std::vector<ocop::certificate> all{issued(3, "2020-02-04"), issued(4, "2023-09-19"), issued(3, "2024-02-29"),
                                     issued(5, "2025-06-19")};
  all[1].renewal_filed = day("2026-07-01");  // after the window closed: article 12.3 of 26/2026 may extend it

  auto const catalog = ocop::builtin_catalog();
  auto const found = ocop::portfolio_on(catalog, all, day(argv[1]));
  for (std::size_t i = 0; i < all.size(); ++i) {
    ocop::certificate_status const& status = found.statuses[i].value();
    std::cout << all[i].level.value << " stars of " << ocop::to_string(all[i].issued) << ": "
              << ocop::to_string(status.state) << ", without effect from "
              << ocop::to_string(*status.first_day_without_effect) << '\n';
  }
  std::cout << "next:\n";
  for (auto const& entry : found.deadlines)
    std::cout << "  " << ocop::to_string(entry.next.on) << ' ' << entry.next.what << " (certificate "
              << entry.certificate + 1 << ") [" << entry.next.cite << "]\n";
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
