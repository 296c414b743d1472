#pragma once

#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/score/council_result.hpp"
#include "ocop/score/score_sheet.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/load/rule_files.hpp"

#include "support/patched_rules.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace ocop::reference {

/// Draws that are the same on every machine: those of the standard library's distributions are not.
class dice {
  std::mt19937_64 engine_;

 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}

  /// 0 to n - 1.
  int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(n)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  /// True once in `n` times.
  bool one_in(int n) { return below(n) == 0; }
  template <class List>
  auto const& one_of(List const& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }
};

/// A decree that nobody wrote, drawn with every feature that rule data has: parts, levels, printed gaps, sections,
/// groups, cases, options that are not printed, equal points, marks on options and headings, notes of every effect by
/// facts, by zeros and by readings, a choice of every reading, councils of every regulation, points in parts of a
/// point, headings that count up to a limit, minimums at every heading. The files of one rule set,
/// `drawn-by-lot`, with product sets 1 and 2.
class random_decree {
  dice& draw_;
  rule_files files_ = test::made_up_decree();
  std::string wordings_;
  std::string notes_;
  std::vector<std::string> notes_by_fact_;
  std::vector<std::string> notes_by_zero_;
  points_unit unit_{draw_.one_in(2) ? 1 : draw_.one_in(2) ? 2 : draw_.one_in(2) ? 4 : 10};
  std::vector<int> maxima_;   // per part, in units
  std::vector<int> counted_;  // of these, what a part counts
  int levels_ = 0;
  int wording_ = 0;

 public:
  static constexpr char const* name = "drawn-by-lot";

  explicit random_decree(dice& draw) : draw_(draw) {
    std::erase_if(files_, [](auto const& f) {
      return f.first.starts_with("made-up-") || f.first.starts_with("shared/wordings/") ||
             f.first.starts_with("councils/") || f.first == "sources/made-up-2028.json" ||
             f.first == "sources/made-up-2030.json";
    });
    auto const earlier = test::made_up_decree();
    for (char const* const file : {"certificate.json", "dossier.json"}) {
      std::string text = earlier.at(std::string("made-up-2028/") + file);
      for (std::size_t at = text.find("made-up-2028"); at != std::string::npos; at = text.find("made-up-2028", at))
        text.replace(at, std::string("made-up-2028").size(), name);
      files_[path(file)] = text;
    }
    files_["sources/drawn-by-lot.json"] =
        R"({"source":"drawn-by-lot","issued_by":"sea-ministry","title":{"vi":"t","en":"t"},"basis":"text",)"
        R"("read_from":{"vi":"t","en":"t"}})";
    files_["shared/titles.json"] = R"({"format":"ocop-titles/1","titles":[{"title":"t","vi":"t","en":"t"}]})";
    draw_notes();
    draw_parts_and_bands();
    draw_procedure();
    draw_readings();
    draw_councils();
    for (int set = 1; set <= 2; ++set) draw_product_set(set);
    files_["shared/notes.json"] = R"({"format":"ocop-notes/1","notes":[)" + notes_ + "]}";
    files_["shared/wordings/drawn.json"] = R"({"format":"ocop-wordings/1","wordings":[)" + wordings_ + "]}";
  }

  [[nodiscard]] rule_files const& files() const { return files_; }

 private:
  static std::string path(std::string const& file) { return std::string(name) + '/' + file; }
  static std::string number(int n) { return std::to_string(n); }
  /// Points as rules write them, in the unit of this decree.
  std::string worth(int units) {
    std::string const text = points_text(points{units}, unit_);
    bool const is_whole = text.find('.') == std::string::npos;
    return is_whole && (unit_ == points_unit{} || draw_.one_in(2)) ? text : '"' + text + '"';
  }
  static constexpr char const* cite = R"("cite":{"at":"drawn-by-lot/1","basis":"text"})";
  static constexpr char const* label = R"({"vi":"t","en":"t"})";

  static void add(std::string& list, std::string const& item) { list += (list.empty() ? "" : ",") + item; }

  void draw_notes() {
    static constexpr char const* conditions[] = {R"({"var":"test.soot"})", R"({"var":"maker.village"})",
                                                 R"({"<":[0,{"var":"maker.workers"},5]})"};
    static constexpr char const* effects[] = {R"("none")",
                                              R"("reject")",
                                              R"("stop")",
                                              R"("later-zero")",
                                              R"("zero")",
                                              R"("waive-marks")",
                                              R"("maximum")",
                                              R"({"reading":"R-06"})",
                                              R"({"reading":"R-15"})",
                                              R"({"reading":"R-21"})"};
    int next = 0;
    for (char const* const effect : effects) {
      std::string const by_fact = "f-" + number(next);
      std::string const by_zero = "z-" + number(next++);
      std::string const rest = R"(","version":1,"vi":"t","en":"t","effect":)" + std::string(effect);
      add(notes_, R"({"note":")" + by_fact + rest + R"(,"when":)" + conditions[draw_.below(3)] + "}");
      add(notes_, R"({"note":")" + by_zero + rest + "}");
      notes_by_fact_.push_back(by_fact);
      notes_by_zero_.push_back(by_zero);
    }
  }

  void draw_parts_and_bands() {
    std::string parts;
    int total = 0;
    int const count = draw_.between(1, 6);
    for (int p = 0; p < count; ++p) {
      maxima_.push_back(draw_.between(6, 40));
      bool const is_limited = draw_.one_in(6);
      counted_.push_back(is_limited ? maxima_.back() - draw_.between(1, 3) : maxima_.back());
      total += counted_.back();
      add(parts, R"({"part":"P)" + number(p) + R"(","title":"t","max_points":)" + worth(maxima_.back()) +
                     (is_limited ? R"(,"counts_at_most":)" + worth(counted_.back()) : "") + "," + cite + "}");
    }
    levels_ = draw_.between(1, 7);
    std::vector<int> from{0};
    while (static_cast<int>(from.size()) < levels_) {
      int const cut = draw_.between(1, total);
      if (std::find(from.begin(), from.end(), cut) == from.end()) from.push_back(cut);
      else if (draw_.one_in(4)) --levels_;
    }
    std::sort(from.begin(), from.end());
    std::string bands;
    for (std::size_t b = 0; b < from.size(); ++b) {
      bool const is_last = b + 1 == from.size();
      std::string const end = is_last           ? R"("to":)" + worth(total)
                              : draw_.one_in(2) ? R"("to":)" + worth(from[b + 1] - 1)
                                                : R"("below":)" + worth(from[b + 1]);
      add(bands, R"({"stars":)" + number(static_cast<int>(b) + 1) + R"(,"from":)" + worth(from[b]) + "," + end +
                     R"(,"title":)" + label + "," + cite + "}");
    }
    files_[path("bands.json")] = R"({"format":"ocop-bands/1","bands":[)" + bands + "]}";
    std::string completeness;
    for (char const* const topic : {"criteria", "gates", "bands"})
      add(completeness, R"({"topic":")" + std::string(topic) + R"(","status":")" +
                            (draw_.one_in(4) ? "partial" : "complete") + R"(","basis":"text","note":)" + label + "}");
    std::string minimums;
    std::vector<std::pair<int, std::string>> known;
    while (draw_.one_in(2)) {
      int const part = draw_.below(count + 1);
      bool const is_total = part == count;
      std::string const at = is_total ? std::string("total") : "P" + number(part);
      add_minimum(minimums, known, at, is_total ? total : counted_[static_cast<std::size_t>(part)]);
    }
    std::string const more =
        (unit_ == points_unit{} && draw_.one_in(2) ? std::string() : R"(,"points_unit":")" + to_string(unit_) + '"') +
        (minimums.empty() ? "" : R"(,"minimums":[)" + minimums + "]");
    files_[path("rule_set.json")] =
        R"({"format":"ocop-rule-set/1","rule_set":"drawn-by-lot","source":"drawn-by-lot","title":)" +
        std::string(label) + R"(,"in_force":{"from":"2030-01-01","until":null,)" + cite +
        R"(},"replaces":[],"transition":[],"editions":[{"from":"2030-01-01",)" + cite + R"(}],"parts":[)" + parts +
        R"(],"completeness":[)" + completeness + "]" + more + "}";
  }

  /// A minimum somewhere, once for each level.
  void add_minimum(std::string& to, std::vector<std::pair<int, std::string>>& known, std::string const& at, int most) {
    int const level = draw_.between(1, levels_);
    if (std::find(known.begin(), known.end(), std::pair(level, at)) != known.end()) return;
    known.emplace_back(level, at);
    add(to, R"({"stars":)" + number(level) + R"(,"at":")" + at + R"(","points":)" + worth(draw_.below(most + 1)) + "," +
                cite + "}");
  }

  [[nodiscard]] int total() const {
    int sum = 0;
    for (int const m : counted_) sum += m;
    return sum;
  }

  void draw_procedure() {
    std::string all;
    for (int l = 1; l <= levels_; ++l) add(all, number(l));
    std::string forwarding;
    std::string returns;
    for (int n = draw_.below(4); n > 0; --n)
      add(forwarding, R"({"level":")" + std::string(draw_.one_in(2) ? "village" : "district") + R"(","from":)" +
                          worth(draw_.below(total() + 1)) + R"(,"to":"sea-ministry",)" + cite + "}");
    for (int n = draw_.below(3); n > 0; --n)
      add(returns, R"({"level":")" + std::string(draw_.one_in(2) ? "village" : "district") + R"(","below":)" +
                       worth(draw_.between(1, total())) +
                       R"(,"to":"village-head","choices":[{"choice":"again","vi":"t","en":"t"},)"
                       R"({"choice":"keep","vi":"t","en":"t","stars":[1]}],)" +
                       cite + "}");
    files_[path("procedure.json")] =
        R"({"format":"ocop-procedure/1","councils":[{"level":"village"},{"level":"district"}],"recognition":[{"stars":[)" +
        all + R"(],"by":"village-head","certificate":true,)" + cite + R"(}],"forwarding":[)" + forwarding +
        R"(],"returns":[)" + returns + "]}";
  }

  void draw_readings() {
    value const known = parse_json(files_.at("shared/readings.json")).value();
    std::string choices;
    for (auto const& r : known.find("readings")->as_array()) {
      auto const& all = r.find("alternatives")->as_array();
      // Not every fact is given.
      bool const is_of_facts = r.find("reading")->as_string() == "R-20";
      auto const& choice = is_of_facts ? all.front() : draw_.one_of(all);
      add(choices, R"({"reading":")" + r.find("reading")->as_string() + R"(","choice":")" +
                       choice.find("id")->as_string() + R"(",)" + cite + "}");
    }
    files_[path("readings.json")] = R"({"format":"ocop-reading-choices/1","choices":[)" + choices + "]}";
  }

  void draw_councils() {
    for (char const* const id : {"default", "second", "third"}) {
      static constexpr char const* ways[] = {"mean-of-totals", "sum-of-part-means", "sum-of-criterion-means",
                                             "agreed-score",   "median-of-totals",  "trimmed-mean"};
      static constexpr char const* scopes[] = {"total", "part", "criterion"};
      int const way = draw_.one_in(3) ? draw_.between(3, static_cast<int>(std::size(ways)) - 1) : draw_.below(3);
      // What is rounded is the total, or the means of which it is the sum.
      int const rounds_at = draw_.one_in(2) || way == 0 || way >= 3 ? 0 : way;
      std::string const rounding =
          draw_.one_in(2) ? std::string("null")
                          : R"({"decimals":)" + number(draw_.below(4)) + R"(,"of":")" + scopes[rounds_at] + R"("})";
      int const of = draw_.between(1, 4);
      std::string const quorum = draw_.one_in(2)
                                     ? std::string("null")
                                     : R"({"present":)" + number(draw_.between(1, of)) + R"(,"of":)" + number(of) +
                                           R"(,"chair":)" + (draw_.one_in(2) ? "true" : "false") + "," + cite + "}";
      std::string const at_limit = draw_.one_in(3)   ? R"({"reading":"R-19"})"
                                   : draw_.one_in(2) ? R"("accepted")"
                                                     : R"("refused")";
      std::string const spread = draw_.one_in(2)
                                     ? std::string("null")
                                     : R"({"limit":)" + number(draw_.below(25)) + R"(,"scope":")" +
                                           scopes[draw_.below(3)] + R"(","at_limit":)" + at_limit + "," + cite + "}";
      files_["councils/" + std::string(id) + ".json"] =
          R"({"format":"ocop-council-regulation/1","regulation":")" + std::string(id) + R"(","title":)" + label +
          R"(,"aggregation":")" + ways[way] + '"' + (way == 5 ? R"(,"drop":)" + number(draw_.between(1, 2)) : "") +
          (draw_.one_in(3) ? R"(,"tie":"chair")" : "") + R"(,"rounding":)" + rounding + R"(,"quorum":)" + quorum +
          R"(,"spread":)" + spread + R"(,"rounds":)" + number(draw_.between(1, 3)) + R"(,"readings":[],"unknown":[)" +
          (draw_.one_in(3) ? R"("quorum")" : "") + "]," + cite + "}";
    }
  }

  /// A wording of so many options; gives its name with its version.
  std::string draw_wording(int options) {
    std::string const id = "w-" + number(wording_++);
    std::string list;
    for (int o = 1; o <= options; ++o) add(list, R"({"id":"o-)" + number(o) + R"(","vi":"t","en":"t"})");
    add(wordings_, R"({"wording":")" + id + R"(","version":1,"title":)" + label +
                       (draw_.one_in(8) ? R"(,"printed":false)" : "") + R"(,"options":[)" + list + "]}");
    return id + "@1";
  }

  /// `"wording":…,"points":…,"gates":…` of one list whose best option gives `max`.
  std::string draw_list(int max) {
    int const options = draw_.one_in(20) ? draw_.between(16, 24) : draw_.between(1, 6);
    std::vector<int> worths;
    for (int o = 0; o + 1 < options; ++o) worths.push_back(draw_.one_in(4) ? 0 : draw_.below(max + 1));
    worths.push_back(max);
    std::sort(worths.begin(), worths.end());
    std::string points;
    for (int o = 0; o < options; ++o)
      add(points, R"("o-)" + number(o + 1) + "\":" + this->worth(worths[static_cast<std::size_t>(o)]));
    std::string gates;
    bool is_on_heading = draw_.one_in(3);
    int least = 1;
    for (int l = 1; l <= levels_; ++l) {
      if (!draw_.one_in(4)) continue;
      least = draw_.between(least, options);
      add(gates, '"' + number(l) + R"(":")" + (is_on_heading ? "any" : "o-" + number(least)) + '"');
      is_on_heading = is_on_heading && draw_.one_in(2);
    }
    return R"("wording":")" + draw_wording(options) + R"(","points":{)" + points + "}" +
           (gates.empty() ? "" : R"(,"gates":{)" + gates + "}");
  }

  /// `"notes":[…],` of a form, a section or a criterion; by zeros at some of `codes`.
  std::string draw_notes_of(std::vector<std::string> const& codes, int seldom) {
    std::string uses;
    while (draw_.one_in(seldom)) {
      if (draw_.one_in(2)) {
        add(uses, R"({"note":")" + draw_.one_of(notes_by_fact_) + "@1\"," + cite + "}");
      } else {
        std::vector<std::string> at;
        for (int n = draw_.between(1, 3); n > 0; --n) {
          std::string const& code = draw_.one_of(codes);
          if (std::find(at.begin(), at.end(), code) == at.end()) at.push_back(code);
        }
        std::string list;
        for (auto const& code : at) add(list, '"' + code + '"');
        add(uses, R"({"note":")" + draw_.one_of(notes_by_zero_) + R"(@1","zero_at":[)" + list + "]," + cite + "}");
      }
    }
    return R"("notes":[)" + uses + "],";
  }

  /// Divides points among some heirs.
  std::vector<int> divide(int points, int heirs) {
    std::vector<int> cuts;
    for (int h = 1; h < heirs; ++h) cuts.push_back(draw_.below(points + 1));
    cuts.push_back(points);
    std::sort(cuts.begin(), cuts.end());
    int before = 0;
    for (int& cut : cuts) {
      int const share = cut - before;
      before = cut;
      cut = share;
    }
    return cuts;
  }

  std::string draw_criterion(std::string const& code, int max, std::vector<std::string> const& codes) {
    std::string lists;
    if (draw_.one_in(6)) {
      std::string cases;
      for (int c = 1, n = draw_.between(2, 3); c <= n; ++c)
        add(cases, R"({"case":)" + number(c) + R"(,"title":"t",)" + draw_list(max) + "}");
      lists = R"("title":"t","cases":[)" + cases + "]";
    } else {
      lists = draw_list(max);
    }
    return R"({"id":")" + code + R"(","concept":"c-)" + code + R"(","max_points":)" + worth(max) + "," + lists + "," +
           draw_notes_of(codes, 14) + cite + "}";
  }

  void draw_product_set(int set) {
    struct place {
      int part = 0;
      std::string code;
      std::vector<int> criteria;  // units
      bool has_group = false;
      int limit_of_group = -1;  // -1: none
      int limit = -1;
      int counted = 0;
    };
    std::vector<place> sections;
    std::vector<std::string> codes;
    for (std::size_t p = 0; p < maxima_.size(); ++p)
      for (int const max : divide(maxima_[p], draw_.between(1, 3))) {
        place made{static_cast<int>(p), number(static_cast<int>(sections.size()) + 1), {}};
        made.counted = max;
        int below = max;
        if (draw_.one_in(4)) {
          made.limit = max;
          below += draw_.between(1, 6);
        }
        made.has_group = draw_.one_in(3);
        if (made.has_group && draw_.one_in(3)) {
          made.limit_of_group = below;
          below += draw_.between(1, 6);
        }
        made.criteria = divide(below, draw_.between(1, 4));
        for (std::size_t c = 0; c < made.criteria.size(); ++c)
          codes.push_back(made.code + '-' + number(static_cast<int>(c) + 1));
        sections.push_back(std::move(made));
      }
    std::string all;
    std::size_t next = 0;
    for (place const& s : sections) {
      int max = 0;
      std::string criteria;
      std::string grouped;
      int grouped_max = 0;
      bool const has_group = s.has_group;
      for (int const points : s.criteria) {
        max += points;
        std::string const made = draw_criterion(codes[next++], points, codes);
        if (has_group) grouped_max += points;
        add(has_group ? grouped : criteria, made);
      }
      if (has_group)
        criteria = R"({"group":"G)" + s.code + R"(","title":"t","max_points":)" +
                   worth(s.limit_of_group >= 0 && draw_.one_in(2) ? s.limit_of_group : grouped_max) +
                   limited(s.limit_of_group) + R"(,"criteria":[)" + grouped + "]," + cite + "}";
      int const sum = s.limit_of_group >= 0 ? s.limit_of_group : max;
      add(all, R"({"id":")" + s.code + R"(","part":"P)" + number(s.part) + R"(","title":"t","max_points":)" +
                   worth(s.limit >= 0 && draw_.one_in(2) ? s.limit : sum) + limited(s.limit) + R"(,"criteria":[)" +
                   criteria + "]," + draw_notes_of(codes, 8) + cite + "}");
    }
    std::string minimums;
    std::vector<std::pair<int, std::string>> known;
    while (draw_.one_in(2)) {
      place const& s = draw_.one_of(sections);
      bool const is_group = s.has_group && draw_.one_in(2);
      add_minimum(minimums, known, (is_group ? "G" : "") + s.code, s.counted);
    }
    files_[path("product_sets/0" + number(set) + "-drawn.json")] =
        R"({"format":"ocop-product-set/1","set":)" + number(set) + R"(,"concept":"s-)" + number(set) + R"(","name":)" +
        label + R"(,"industry":"t","group":"t",)" + cite + R"(,"checked_on":"2030-01-01",)" + draw_notes_of(codes, 4) +
        R"("sections":[)" + all + "]" + (minimums.empty() ? "" : R"(,"minimums":[)" + minimums + "]") + "}";
  }

  std::string limited(int limit) { return limit < 0 ? std::string() : R"(,"counts_at_most":)" + worth(limit); }
};

/// A sheet with any choice at each criterion; now and then with nothing.
inline score_sheet random_sheet(dice& draw, compiled_product_set const& set, std::string member) {
  score_sheet sheet{std::move(member), false, {}};
  // Good sheets meet marks, poor ones bring notes into play.
  int const nothing = draw.one_in(3) ? 3 : 40;
  bool const is_good = draw.one_in(3);
  for (auto const& c : set.criteria) {
    auto const& list = draw.one_of(c.lists);
    int const options = static_cast<int>(list.options.size());
    int option = draw.between(1, options);
    if (is_good) option = std::max(option, draw.between(1, options));
    if (draw.one_in(nothing)) option = 0;
    sheet.choices.push_back(option == 0 ? choice{} : choice{list.case_no, option});
  }
  return sheet;
}

/// Sheets of a council that mostly agrees.
inline std::vector<score_sheet> random_sheets(dice& draw, compiled_product_set const& set, int count) {
  std::vector<score_sheet> sheets{random_sheet(draw, set, "M0")};
  for (int s = 1; s < count; ++s) {
    sheets.push_back(random_sheet(draw, set, "M" + std::to_string(s)));
    int const seldom = draw.between(1, 6);
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      if (!draw.one_in(seldom)) sheets.back().choices[c] = sheets.front().choices[c];
  }
  if (draw.one_in(2)) sheets[static_cast<std::size_t>(draw.below(count))].is_chair = true;
  return sheets;
}

/// Some of the facts that notes ask for.
inline value random_facts(dice& draw) {
  std::string test, maker;
  if (draw.one_in(3)) test = draw.one_in(4) ? R"("soot":false)" : R"("soot":true)";
  if (draw.one_in(3)) maker = R"("village":true)";
  if (draw.one_in(3)) maker += std::string(maker.empty() ? "" : ",") + R"("workers":)" + std::to_string(draw.below(9));
  return parse_json(R"({"test":{)" + test + R"(},"maker":{)" + maker + "}}").value();
}

}  // namespace ocop::reference
