#pragma once

#include "ocop/compile/rule_catalog.hpp"

#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <string>

namespace ocop::test {

/// A revision of the edition of 2020-06-08 of qd-1048-2019, made for tests: a label of set 1 and a mark of five stars.
inline char const* const trial_revision = R"({
  "format": "ocop-revision/1", "revision": 2, "dated": "2026-12-05", "source": "qd-781-2020",
  "why": { "vi": "Thử: một nhãn, một dấu sao", "en": "Trial: one label, one mark" },
  "editions": ["2020-06-08"],
  "changes": [
    { "file": "shared/wordings/earlier-1048.json",
      "at": "/wordings/wording=tea-leaf-shape-2019,version=1/options/id=not-uniform-acceptable/en",
      "was": "Not uniform, acceptable", "set": "Not uniform, still acceptable" },
    { "file": "qd-1048-2019/product_sets/01-tea.json", "at": "/sections/id=10/criteria/id=10/gates",
      "add": { "5": "high-standard-markets" } }
  ]
})";

/// The built-in rule files and the trial revision.
inline rule_files revised_files() {
  rule_files files = builtin_rule_files();
  files["qd-1048-2019/revisions/02-trial.json"] = trial_revision;
  return files;
}

/// The built-in rules with the trial revision, loaded once.
inline rule_catalog const& revised() {
  static rule_catalog const catalog = load(revised_files()).catalog.value();
  return catalog;
}

/// The made-up decree with revisions of made-up-2030, the first of them number 2.
template <class... Text>
rule_files made_up_with(Text const&... revisions) {
  rule_files files = made_up_decree();
  int number = 1;
  ((files["made-up-2030/revisions/0" + std::to_string(++number) + "-trial.json"] = revisions), ...);
  return files;
}

/// A revision of made-up-2030 by its changes, a JSON array without brackets, and what else stands in it.
inline std::string made_up_revision(int number, std::string const& changes, std::string const& more = {},
                                    std::string const& dated = "2030-06-01") {
  return R"({"format":"ocop-revision/1","revision":)" + std::to_string(number) + R"(,"dated":")" + dated +
         R"(","why":{"vi":"Thử","en":"Trial"},)" + more + (more.empty() ? "" : ",") + R"("changes":[)" + changes + "]}";
}

}  // namespace ocop::test
