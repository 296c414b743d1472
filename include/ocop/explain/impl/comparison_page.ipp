#pragma once

#include "ocop/explain/comparison_page.hpp"
#include "ocop/explain/detail/arguments.hpp"
#include "ocop/explain/detail/band_text.hpp"
#include "ocop/explain/text_table.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ocop {
namespace detail {

/// Writes the rows of one comparison.
class comparison_writer {
  set_comparison const& c_;
  language l_;

 public:
  comparison_writer(set_comparison const& c, language l) : c_(c), l_(l) {}

  std::string run() {
    using align = text_table::align;
    std::string page = set_line(*c_.from) + "  →  " + set_line(*c_.to) + '\n';
    text_table table({align::left, align::left, align::left, align::left, align::left, align::left, align::left});
    table.add({"Mới", "Cũ", "Thay đổi", "Trước", "Sau", "Dấu sao", "Tiêu chí"});
    table.add({"New", "Old", "Change", "Before", "After", "Marks", "Criterion"});
    std::size_t unchanged = 0;
    for (auto const& change : c_.lists) {
      if (change.is_unchanged()) ++unchanged;
      else table.add(row(change));
    }
    page += table.take();
    for (auto const& m : c_.minimums)
      page += say("Tối thiểu ", "Minimum of ") + std::to_string(m.level.value) + "★, " + m.at + ": " +
              in(m.before, *c_.from) + " → " + in(m.after, *c_.to) + '\n';
    for (auto const& limit : c_.limits)
      page += say("Tính nhiều nhất, ", "Counts at most, ") + limit.at + ": " + in(limit.before, *c_.from) + " → " +
              in(limit.after, *c_.to) + '\n';
    page += say("Không đổi: ", "Unchanged: ") + std::to_string(unchanged) + say(" danh sách\n", " lists\n");
    return page;
  }

 private:
  [[nodiscard]] std::string say(std::string_view vi, std::string_view en) const {
    return std::string(l_ == language::vi ? vi : en);
  }
  [[nodiscard]] std::string set_line(compiled_product_set const& set) const {
    return set.cite.at.substr(0, set.cite.at.find('/')) + say(", bộ ", ", set ") + std::to_string(set.number) + " " +
           set.name.in(l_);
  }
  [[nodiscard]] static std::string in(std::optional<ocop::points> const& p, compiled_product_set const& set) {
    return p ? points_text(*p, set.unit) : "-";
  }
  [[nodiscard]] static std::string code(compiled_product_set const& set, std::optional<list_place> const& at) {
    if (!at) return "-";
    compiled_criterion const& criterion = set.criteria[at->criterion];
    int const case_no = criterion.lists[at->list].case_no;
    return criterion.id.str() + (case_no ? "#" + std::to_string(case_no) : std::string());
  }

  [[nodiscard]] std::vector<std::string> row(list_change const& change) const {
    std::string title;
    if (change.to) title = c_.to->criteria[change.to->criterion].title.in(l_);
    if (change.from && (!change.to || change.renamed))
      title += (title.empty() ? "" : " ← ") + c_.from->criteria[change.from->criterion].title.in(l_);
    return {code(*c_.to, change.to),
            code(*c_.from, change.from),
            words(change),
            points(*c_.from, change.from),
            points(*c_.to, change.to),
            gates(change),
            title};
  }

  [[nodiscard]] std::string words(list_change const& change) const {
    if (!change.from) return say("thêm", "added");
    if (!change.to) return say("bỏ", "removed");
    std::string text;
    auto const add = [&](bool holds, std::string const& word) {
      if (holds) text += (text.empty() ? "" : ", ") + word;
    };
    add(change.renamed, say("đổi tên", "renamed"));
    add(change.reweighted, say("đổi điểm", "re-weighted"));
    add(change.options_before != change.options_after, say("lựa chọn ", "options ") +
                                                           std::to_string(change.options_before) + " → " +
                                                           std::to_string(change.options_after));
    add(change.new_options > 0, std::to_string(change.new_options) + "/" + std::to_string(change.options_after) +
                                    say(" lời văn mới", " texts new"));
    bool const gated = std::any_of(change.gates.begin(), change.gates.end(), [](auto const& g) { return !g.before; });
    bool const ungated = std::any_of(change.gates.begin(), change.gates.end(), [](auto const& g) { return !g.after; });
    bool const moved =
        std::any_of(change.gates.begin(), change.gates.end(), [](auto const& g) { return g.before && g.after; });
    add(gated, say("thêm dấu sao", "gated"));
    add(ungated, say("bỏ dấu sao", "un-gated"));
    add(moved, say("dời dấu sao", "mark moved"));
    return text;
  }

  /// `3: 1 2 3[5★]`
  [[nodiscard]] static std::string points(compiled_product_set const& set, std::optional<list_place> const& at) {
    if (!at) return "-";
    compiled_criterion const& criterion = set.criteria[at->criterion];
    std::string text = points_text(criterion.max, set.unit) + ":";
    auto const marks = [&](int option) {
      for (auto const& g : set.gates)
        if (g.criterion == at->criterion && g.list == at->list && g.option == option)
          text += "[" + std::to_string(g.level.value) + "★]";
    };
    marks(0);
    auto const& options = criterion.lists[at->list].options;
    for (std::size_t i = 0; i < options.size(); ++i) {
      text += " " + points_text(options[i].worth, set.unit);
      marks(static_cast<int>(i) + 1);
    }
    return text;
  }

  [[nodiscard]] static std::string mark(gate_change::mark const& m, compiled_product_set const& set) {
    return m.on_heading ? ">0" : "≥" + points_text(m.needed, set.unit);
  }
  [[nodiscard]] std::string gates(list_change const& change) const {
    std::string text;
    for (auto const& g : change.gates) {
      text += (text.empty() ? "" : "; ") + std::to_string(g.level.value) + "★ ";
      if (!g.before) text += "+ " + mark(*g.after, *c_.to);
      else if (!g.after) text += "− " + mark(*g.before, *c_.from);
      else text += mark(*g.before, *c_.from) + " → " + mark(*g.after, *c_.to);
    }
    return text;
  }
};

/// Does each change name lists that are there?
inline std::optional<issue> check_comparison(set_comparison const& compared) {
  auto const is_there = [](std::optional<list_place> const& at, compiled_product_set const& set) {
    return !at || (at->criterion < set.criteria.size() && at->list < set.criteria[at->criterion].lists.size());
  };
  bool fits = compared.from != nullptr && compared.to != nullptr;
  for (auto const& change : compared.lists)
    fits = fits && (change.from || change.to) && is_there(change.from, *compared.from) &&
           is_there(change.to, *compared.to);
  if (fits) return std::nullopt;
  return issue{errc::bad_value, {}, "it is no comparison of two sets. Take what compare() gives."};
}

}  // namespace detail

OCOP_INLINE std::string explain(set_comparison const& compared, language l) {
  detail::require_argument(detail::check_language(l));
  detail::require_argument(detail::check_comparison(compared));
  return detail::comparison_writer(compared, l).run();
}

OCOP_INLINE std::string explain_succession(compiled_rule_set const& from, compiled_rule_set const& to, language l) {
  detail::require_argument(detail::check_language(l));
  using align = text_table::align;
  text_table parts({align::left, align::right, align::right, align::left});
  parts.add({"Phần", "Trước", "Sau", ""});
  parts.add({"Part", "Before", "After", ""});
  for (auto const& p : to.parts) {
    auto const was =
        std::find_if(from.parts.begin(), from.parts.end(), [&](auto const& o) { return o.code == p.code; });
    parts.add({p.code, was == from.parts.end() ? "-" : points_text(was->max, from.unit), points_text(p.max, to.unit),
               p.title.in(l)});
  }
  auto const say = [l](char const* vi, char const* en) { return std::string(l == language::vi ? vi : en); };
  text_table levels({align::left, align::left, align::left, align::left, align::left});
  levels.add({"Hạng", "Trước", "", "Sau", ""});
  levels.add({"Stars", "Before", "", "After", ""});
  for (std::size_t i = std::max(from.bands.size(), to.bands.size()); i-- > 0;) {
    std::vector<std::string> row{std::to_string(i + 1) + "★"};
    for (auto const* const e : {&from, &to}) {
      bool const is_there = i < e->bands.size();
      row.push_back(is_there ? detail::band_text(e->bands[i], e->unit) : "-");
      row.push_back(is_there && !e->recognitions[i].by.empty() ? e->recognitions[i].name.in(l) : "-");
    }
    levels.add(std::move(row));
  }
  std::string lacking;
  for (auto const* const e : {&from, &to})
    for (auto const& t : e->topics)
      if (t.status != "complete") lacking += "  " + e->edition.str() + ", " + t.topic + ": " + t.note.in(l) + "\n";
  if (!lacking.empty())
    lacking = say("Nguồn còn thiếu, không so sánh được hết:", "Our sources lack, so this is not compared in full:") +
              "\n" + lacking + "\n";
  text_table sets({align::left, align::left, align::left});
  sets.add({"Bộ mới", "Bộ cũ", "Tên"});
  sets.add({"New set", "Old set", "Name"});
  std::vector<compiled_product_set const*> continued;
  for (auto const& set : to.product_sets) {
    std::string numbers;
    for (auto const* const old : counterparts(from, set)) {
      numbers += (numbers.empty() ? "" : " + ") + std::to_string(old->number);
      continued.push_back(old);
    }
    sets.add({std::to_string(set.number), numbers.empty() ? "-" : numbers, set.name.in(l)});
  }
  for (auto const& old : from.product_sets)
    if (std::find(continued.begin(), continued.end(), &old) == continued.end())
      sets.add({"-", std::to_string(old.number), old.name.in(l)});
  return from.edition.str() + "  →  " + to.edition.str() + "\n\n" + parts.take() + '\n' + levels.take() + '\n' +
         lacking + sets.take();
}

}  // namespace ocop
