#pragma once

#include "ocop/explain/comparison_page.hpp"
#include "ocop/explain/detail/arguments.hpp"
#include "ocop/explain/edition_page.hpp"
#include "ocop/explain/revision_page.hpp"
#include "ocop/explain/text_table.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace ocop {
namespace detail {

/// Writes what differs between two revisions.
class revision_writer {
  using words = std::vector<std::pair<std::string, std::string>>;  // place, text
  compiled_rule_set const& from_;
  compiled_rule_set const& to_;
  language l_;
  std::string page_;

 public:
  revision_writer(compiled_rule_set const& from, compiled_rule_set const& to, language l)
      : from_(from), to_(to), l_(l) {}

  std::string run(std::span<std::shared_ptr<compiled_rule_set const> const> between) {
    page_ = from_.full_name() + "  →  " + to_.full_name() + "\n\n";
    for (auto const& e : between) page_ += revision_line(e->revision, l_) + '\n';
    bool const is_words = from_.wordless_sha256 == to_.wordless_sha256;
    page_ += is_words ? say("Điểm, dấu sao, ngày: như nhau; chỉ khác lời văn và dẫn chiếu.",
                            "Points, marks and days are the same; words and clauses alone differ.")
                      : say("Quy định khác nhau.", "What is decided differs.");
    page_ += "\n";
    add_lines();
    for (auto const& set : to_.product_sets) {
      auto const was = from_.product_sets.find(set.number);
      if (!was) page_ += "\n+ " + in_words(set) + '\n';
      else if (from_.product_sets[*was].sha256 != set.sha256) add_set(from_.product_sets[*was], set);
    }
    for (auto const& set : from_.product_sets)
      if (!to_.product_sets.find(set.number)) page_ += "\n− " + in_words(set) + '\n';
    return std::move(page_);
  }

  /// `#2  2026-12-05  why  [source]`
  static std::string revision_line(rule_revision const& r, language l) {
    return '#' + std::to_string(r.number) + "  " + (r.dated ? to_string(*r.dated) : "-") + "  " + r.why.in(l) +
           (r.source.empty() ? "" : "  [" + r.source + "]");
  }

 private:
  [[nodiscard]] std::string say(std::string_view vi, std::string_view en) const {
    return std::string(l_ == language::vi ? vi : en);
  }
  [[nodiscard]] std::string in_words(compiled_product_set const& set) const {
    return say("bộ ", "set ") + std::to_string(set.number) + "  " + set.name.in(l_) + "  [" + set.cite.at + "]";
  }

  /// The lines of an edition's page behind its head, each with one space between its words.
  static std::vector<std::string> lines_of(compiled_rule_set const& rules) {
    std::string const page = edition_page(rules);
    std::vector<std::string> lines;
    for (std::size_t at = page.find("\n\n"); at < page.size();) {
      std::size_t const end = std::min(page.find('\n', at), page.size());
      std::string line;
      for (char const c : std::string_view(page).substr(at, end - at))
        if (c != ' ' || (!line.empty() && line.back() != ' ')) line += c;
      if (!line.empty()) lines.push_back(std::move(line));
      at = end + 1;
    }
    return lines;
  }

  void add_lines() {
    auto const before = lines_of(from_);
    auto const after = lines_of(to_);
    std::string lines;
    auto const add = [&](auto const& these, auto const& others, char const* sign) {
      for (auto const& line : these)
        if (std::find(others.begin(), others.end(), line) == others.end()) lines.append(sign).append(line).append("\n");
    };
    add(before, after, "− ");
    add(after, before, "+ ");
    if (!lines.empty()) page_ += '\n' + lines;
  }

  void add_set(compiled_product_set const& before, compiled_product_set const& after) {
    set_comparison const compared = compare(before, after);
    page_ += '\n' + explain(compared, l_);
    text_table table({text_table::align::left, text_table::align::left, text_table::align::left});
    table.add({say("Lời văn", "Words"), say("Trước", "Before"), say("Sau", "After")});
    auto const was = words_of(before);
    auto const is = words_of(after);
    std::size_t changed = 0;
    auto const add = [&](std::string const& place, std::string const& then, std::string const& now) {
      table.add({place, then.empty() ? "-" : then, now.empty() ? "-" : now});
      ++changed;
    };
    std::map<std::string, std::string> const then(was.begin(), was.end());
    std::map<std::string, std::string> const now(is.begin(), is.end());
    for (auto const& [place, text] : is)
      if (auto const found = then.find(place); found == then.end()) add(place, {}, text);
      else if (found->second != text) add(place, found->second, text);
    for (auto const& [place, text] : was)
      if (!now.contains(place)) add(place, text, {});
    if (changed > 0) page_ += table.take();
  }

  /// Every text of a set by its place, in printed order; places are told by codes and ids.
  static words words_of(compiled_product_set const& set) {
    words all;
    auto const add = [&](std::string const& place, label const& l) {
      if (!l.vi.empty()) all.emplace_back(place + " vi", l.vi);
      if (!l.en.empty()) all.emplace_back(place + " en", l.en);
    };
    auto const cite = [&](std::string const& place, citation const& c) {
      all.emplace_back(place + " cite", c.at + ", " + std::string(to_string(c.basis)));
    };
    std::string const name = std::to_string(set.number);
    add(name, set.name);
    add(name + " industry", set.industry);
    add(name + " group", set.group);
    cite(name, set.cite);
    if (set.anomaly) add(name + " anomaly", *set.anomaly);
    for (auto const* const headings : {&set.sections, &set.groups})
      for (auto const& h : *headings) {
        add("§" + h.code, h.title);
        cite("§" + h.code, h.cite);
      }
    for (auto const& c : set.criteria) {
      add(c.id.str(), c.title);
      cite(c.id.str(), c.cite);
      if (c.anomaly) add(c.id.str() + " anomaly", *c.anomaly);
      for (auto const& list : c.lists) {
        std::string const place = c.id.str() + (list.case_no == 0 ? "" : '#' + std::to_string(list.case_no));
        if (list.case_no != 0) add(place, list.title);
        for (auto const& o : list.options) add(place + '/' + o.id.str(), o.text);
      }
    }
    for (auto const& n : set.notes) {
      std::string const place = n.at + "!" + n.id;
      add(place, n.text);
      if (!n.when_text.empty()) all.emplace_back(place + " when", n.when_text);
      std::string zeros;
      for (auto const z : n.zero_at) zeros += (zeros.empty() ? "" : ", ") + set.criteria[z].id.str();
      if (!zeros.empty()) all.emplace_back(place + " zero_at", zeros);
      all.emplace_back(place + " cite", n.cite);
    }
    return all;
  }
};

}  // namespace detail

OCOP_INLINE std::string explain_revisions(compiled_rule_set const& from, compiled_rule_set const& to,
                                          std::span<std::shared_ptr<compiled_rule_set const> const> between,
                                          language l) {
  detail::require_argument(detail::check_language(l));
  bool const has_null = std::any_of(between.begin(), between.end(), [](auto const& e) { return !e; });
  detail::require_argument(
      has_null ? std::optional(issue{errc::bad_value, {}, "a revision is a null pointer. Leave it out."})
               : std::nullopt);
  return detail::revision_writer(from, to, l).run(between);
}

}  // namespace ocop
