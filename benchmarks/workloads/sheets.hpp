#pragma once

#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/score/score_sheet.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace ocop::bench {

/// `count` sheets of random choices, the same for the same seed on every machine.
inline std::vector<std::vector<choice>> random_choices(compiled_product_set const& set, std::size_t count,
                                                       std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::vector<choice>> sheets(count);
  for (auto& sheet : sheets)
    for (auto const& c : set.criteria) {
      compiled_option_list const& list = c.lists[random() % c.lists.size()];
      auto const option = static_cast<int>(random() % (list.options.size() + 1));
      sheet.push_back(option == 0 ? choice{} : choice{list.case_no, option});
    }
  return sheets;
}

/// A submission of some sheets as one line of JSON, facts and all.
inline std::string submission_line(compiled_product_set const& set, std::vector<std::vector<choice>> const& sheets,
                                   std::size_t number) {
  std::string text =
      R"({"format":"ocop-submission/1","submission":"BENCH-)" + std::to_string(number) +
      R"(","product":{"name":"Bưởi da xanh","set":)" + std::to_string(set.number) +
      R"(,"code":"75-26332-1-2026"},"filing":{"kind":"first","filed_on":"2026-06-15","decided_on":"2026-08-20"},)"
      R"("facts":{"dossier":{"forged":false,"registration_inadequate":false}},)"
      R"("council":{"regulation":"default","level":"province"},"sheets":[)";
  for (std::size_t m = 0; m < sheets.size(); ++m) {
    text += (m > 0 ? "," : "") + std::string(R"({"member":"M)") + std::to_string(m + 1) + R"(","choices":{)";
    for (std::size_t i = 0; i < set.criteria.size(); ++i) {
      text += (i > 0 ? ",\"" : "\"") + set.criteria[i].id.str() + "\":";
      choice const& c = sheets[m][i];
      text += c.case_no == 0
                  ? std::to_string(c.option)
                  : R"({"case":)" + std::to_string(c.case_no) + R"(,"option":)" + std::to_string(c.option) + "}";
    }
    text += "}}";
  }
  return text + "]}";
}

}  // namespace ocop::bench
