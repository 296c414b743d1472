// Conditions of the law are JsonLogic (jsonlogic.com): parsed once, evaluated over the facts of many dossiers.

#include "ocop/exchange/json.hpp"
#include "ocop/logic/evaluate.hpp"
#include "ocop/logic/expression.hpp"

#include <exception>
#include <iostream>
#include <string>
#include <vector>

int main() try {
  auto const rule =
      ocop::parse_json(R"({"or": [{"var": "material.all_imported"}, {"var": "material.origin_unknown"}]})");
  ocop::expression const condition = ocop::expression::parse(rule.value()).value();

  // Which facts may it ask for?
  for (auto const& path : condition.facts()) std::cout << "asks for " << path << '\n';

  for (char const* const text : {R"({"material": {"all_imported": true}})",
                                 R"({"material": {"all_imported": false, "origin_unknown": false}})", R"({})"}) {
    ocop::value const facts = ocop::parse_json(text).value();
    std::vector<std::string> missing;  // facts that were looked up and not there
    bool const rejected = ocop::holds(condition, facts, &missing).value();
    std::cout << text << ": " << (rejected ? "holds" : "does not hold");
    for (auto const& path : missing) std::cout << ", without " << path;
    std::cout << '\n';
  }

  // `evaluate` gives the value itself; the same language computes.
  auto const share = ocop::parse_json(R"({"/": [{"*": [{"var": "local"}, 100]}, {"var": "all"}]})").value();
  auto const workers = ocop::parse_json(R"({"local": 18, "all": 24})").value();
  std::cout << "local workers: "
            << ocop::to_json(ocop::evaluate(ocop::expression::parse(share).value(), workers).value()) << " %\n";

  // A mistake shows when the rule is parsed, not when some dossier reaches it.
  auto const wrong = ocop::expression::parse(ocop::parse_json(R"({"and": [true, {"vra": "local"}]})").value());
  std::cout << "refused: " << ocop::to_string(wrong.error().code) << " at " << wrong.error().where << '\n';
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
