#pragma once

#include "ocop/score/score_sheet.hpp"

#include "support/products.hpp"

#include <string>
#include <vector>

namespace ocop::test {

/// A choice as a submission writes it.
inline std::string answer_of(choice const& c) {
  std::string const option = std::to_string(c.option);
  return c.case_no ? R"({"case":)" + std::to_string(c.case_no) + R"(,"option":)" + option + "}" : option;
}

/// A submission of these sheets, and of `more` keys: `"rules":"qd-26-2026"`.
inline std::string submission_of(compiled_product_set const& set, std::vector<score_sheet> const& sheets,
                                 std::string const& more, std::string const& id = "S-1") {
  std::string text = R"({"format":"ocop-submission/1","submission":")" + id + R"(","product":{"set":)" +
                     std::to_string(set.number) + R"(},"sheets":[)";
  for (std::size_t s = 0; s < sheets.size(); ++s) {
    text += (s == 0 ? "" : ",") + std::string(R"({"member":")") + sheets[s].member + R"(","role":")" +
            (sheets[s].is_chair ? "chair" : "member") + R"(","choices":{)";
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      text += (c == 0 ? "\"" : ",\"") + set.criteria[c].id.str() + "\":" + answer_of(sheets[s].choices[c]);
    text += "}}";
  }
  return text + "]," + more + "}";
}

}  // namespace ocop::test
