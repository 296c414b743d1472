// Before a session: is the dossier complete, and into which round does it fall? After it: is the session valid?
//
// usage: 11_dossier_and_council

#include "ocop/compile/rule_catalog.hpp"
#include "ocop/dossier/dossier.hpp"
#include "ocop/score/assessment.hpp"
#include "ocop/rank/margin.hpp"

#include <exception>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

int main() try {
  auto const catalog = ocop::builtin_catalog();
  auto const rules = catalog.find("qd-26-2026").value();

  ocop::dossier dossier;
  dossier.set = 1;
  dossier.stage = "commune";
  dossier.applicant = "cooperative";
  dossier.papers = {"form-01", "form-02", "form-03"};
  dossier.samples = 4;
  dossier.proposed_on = ocop::parse_day("2026-10-29").value();
  auto const check = ocop::check_dossier(*rules, dossier, rules->defaults).value();
  for (auto const& item : check.missing) {
    std::cout << "missing: " << item.text.en;
    if (item.needs) std::cout << ", " << *item.found << " of " << *item.needs;
    std::cout << " [" << item.cite << "]\n";
  }
  std::cout << "round " << check.round->number << ", held before " << ocop::to_string(check.round->held_before) << " ["
            << check.round->cite << "]\n";

  // Three of five members gave a sheet, the chair among them; Tây Ninh asks for three quarters.
  ocop::compiled_product_set const& set = *rules->product_set(1).value();
  std::vector<ocop::score_sheet> sheets;
  for (std::string const member : {"M1", "M2", "M3"}) {
    ocop::score_sheet sheet{member, member == "M1", {}};
    for (auto const& c : set.criteria) sheet.choices.push_back({0, static_cast<int>(c.lists.front().options.size())});
    sheets.push_back(std::move(sheet));
  }
  ocop::council_session const session{catalog.regulation("tay-ninh").value(), 5};
  auto const of_three = ocop::assess(rules, 1, sheets, {}, rules->defaults, "province", session).value();
  std::cout << ocop::to_string(of_three.ranking.how) << ": " << of_three.council.quorum->present << " sheets, "
            << of_three.council.quorum->needed << " needed\n";
  sheets.push_back(sheets.back());
  sheets.back().member = "M4";
  auto const of_four = ocop::assess(rules, 1, sheets, {}, rules->defaults, "province", session).value();
  auto const margin = ocop::margin(of_four).value();
  std::cout << of_four.ranking.final_stars->value << " stars; "
            << (margin.down ? "one tick could cost one" : "no single tick costs one") << '\n';
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
