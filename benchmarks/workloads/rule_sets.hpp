#pragma once

#include "ocop/compile/compile.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/load/load.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ocop::bench {

/// The newest rule set that is built in, as it loaded.
inline model::rule_set newest_rule_set() {
  auto loaded = load_rules(builtin_rule_files());
  if (!loaded.ok()) throw error(loaded.issues.front());
  return std::move(*std::max_element(loaded.rule_sets.begin(), loaded.rule_sets.end(),
                                     [](auto const& a, auto const& b) { return a.in_force_from < b.in_force_from; }));
}

/// The newest rule set with one product set of its own making: so many criteria of four options, which come to 100
/// points in all, and a mark at every eighth.
inline std::shared_ptr<compiled_rule_set const> rules_of_criteria(std::size_t count) {
  constexpr std::size_t options = 4;
  constexpr std::size_t in_all = 100;
  model::rule_set rules = newest_rule_set();
  model::product_set set = rules.product_sets.front();
  model::criterion const sample = set.sections.front().criteria.front();
  set.notes.clear();
  set.sections.clear();
  for (std::size_t i = 0; i < count; ++i) {
    model::part const& part = rules.parts[i * rules.parts.size() / count];
    if (set.sections.empty() || set.sections.back().part != part.code) {
      model::section section;
      section.code = std::to_string(set.sections.size() + 1);
      section.part = part.code;
      section.cite = part.cite;
      set.sections.push_back(std::move(section));
    }
    model::section& section = set.sections.back();
    model::criterion criterion;
    criterion.id = criterion_id(section.code + '.' + std::to_string(i + 1));
    criterion.title = sample.title;
    criterion.cite = sample.cite;
    std::size_t const worth = (i + 1) * in_all / count - i * in_all / count;
    criterion.max = points{static_cast<std::int32_t>(worth)};
    model::option_list& list = criterion.lists.emplace_back();
    for (std::size_t k = 1; k <= options; ++k)
      list.options.push_back({option_id("option-" + std::to_string(k)), sample.title,
                              points{static_cast<std::int32_t>(worth * k / options)}, concept_id()});
    if (i % 8 == 0) list.gates.push_back({rules.bands.back().level, list.options[1].id});
    section.max += criterion.max;
    section.criteria.push_back(std::move(criterion));
  }
  rules.product_sets = {std::move(set)};
  return compile(rules).value().back();
}

/// The newest rule set amended day by day: so many editions, each with all product sets.
inline model::rule_set rules_of_editions(std::size_t count) {
  model::rule_set rules = newest_rule_set();
  model::edition const first = rules.editions.front();
  rules.editions.clear();
  for (std::size_t i = 0; i < count; ++i)
    rules.editions.push_back({first.from + std::chrono::days(static_cast<int>(i)), first.cite});
  return rules;
}

/// The built-in files with so many more product sets in the newest rule set: copies of its first, numbered on.
inline rule_files files_of_product_sets(std::size_t more) {
  rule_files files = builtin_rule_files();
  std::string const folder = newest_rule_set().id.str() + "/product_sets/";
  auto const first = files.lower_bound(folder);
  std::string const number = "\"set\": 1,";
  std::size_t const at = first == files.end() ? std::string::npos : first->second.find(number);
  if (at == std::string::npos) throw std::runtime_error(folder + ": no product set 1");
  std::string const sample = first->second;
  for (std::size_t i = 0; i < more; ++i) {
    std::string text = sample;
    std::string const next = std::to_string(100 + i);
    text.replace(at, number.size(), "\"set\": " + next + ',');
    files[folder + next + "-copy.json"] = std::move(text);
  }
  return files;
}

}  // namespace ocop::bench
