#pragma once

#include "ocop/base/text.hpp"
#include "ocop/explain/explanation.hpp"
#include "ocop/explain/detail/arguments.hpp"
#include "ocop/explain/programme_page.hpp"
#include "ocop/explain/text_table.hpp"

#include <vector>

namespace ocop {
namespace detail {

/// Writes the page of a plan. Each member adds one block of it.
class programme_writer {
  using align = text_table::align;
  programme_plan const& plan_;
  std::span<programme_entry const> entries_;
  language l_;
  std::string page_;

 public:
  programme_writer(programme_plan const& plan, std::span<programme_entry const> entries, language l)
      : plan_(plan), entries_(entries), l_(l) {}

  result<std::string> run(award_amounts const& amounts) {
    page_ = plan_.title.in(l_) + "  [" + plan_.id + "]\n\n";
    if (auto wrong = add_targets()) return std::move(*wrong);
    if (auto wrong = add_awards(amounts)) return std::move(*wrong);
    if (auto wrong = add_order()) return std::move(*wrong);
    if (auto wrong = add_report()) return std::move(*wrong);
    return std::move(page_);
  }

 private:
  [[nodiscard]] std::string say(std::string_view vi, std::string_view en) const {
    return std::string(l_ == language::vi ? vi : en);
  }
  static std::string stars_text(stars s) { return std::to_string(s.value) + "★"; }

  std::optional<issue> add_targets() {
    auto const reached = progress(plan_, entries_);
    if (!reached) return reached.error();
    text_table table({align::left, align::right, align::right, align::left, align::left});
    table.add({say("CHỈ TIÊU", "TARGET"), say("đạt", "reached"), say("cần", "wanted"), "", ""});
    for (auto const& p : *reached)
      table.add({p.target->text.in(l_), std::to_string(p.reached),
                 (p.target->approximate ? "~" : "") + std::to_string(p.target->at_least),
                 p.is_reached() ? say("đạt", "met") : say("chưa đạt", "not met"), "[" + p.target->cite.at + "]"});
    page_ += table.take() + '\n';
    return std::nullopt;
  }

  std::optional<issue> add_awards(award_amounts const& amounts) {
    text_table table({align::left, align::right, align::right, align::left, align::left});
    table.add({say("THƯỞNG", "AWARD"), say("hạng", "stars"), say("đồng", "đồng"), say("do", "by"), ""});
    for (auto const& e : entries_) {
      auto const made = awards(plan_, e, amounts);
      if (!made) return made.error();
      for (auto const& a : made->due)
        table.add(
            {one_line(e.product), stars_text(*e.level), a.amount ? std::to_string(*a.amount) : "?",
             a.award->by.name.in(l_),
             (a.is_difference ? say("chênh lệch ", "difference ") : std::string()) + "[" + a.award->cite.at + "]"});
      for (auto const* const open : made->open)
        table.add({one_line(e.product), stars_text(*e.level), "?",
                   say("chưa rõ ai thưởng", "nobody named for that day"), "[" + open->cite.at + "]"});
    }
    page_ += table.take() + '\n';
    return std::nullopt;
  }

  std::optional<issue> add_order() {
    std::vector<programme_entry> registered;
    for (auto const& e : entries_)
      if (e.is_registered && is_within(e.decided)) registered.push_back(e);
    auto const order = national_order(plan_, registered);
    if (!order) return order.error();
    text_table table({align::right, align::left, align::left, align::left});
    table.add({"", say("THỨ TỰ GỬI TRUNG ƯƠNG", "ORDER FOR NATIONAL EVALUATION"), say("nhóm ưu tiên", "class"), ""});
    for (std::size_t i = 0; i < order->size(); ++i) {
      priority_entry const& p = (*order)[i];
      table.add({std::to_string(i + 1), one_line(registered[p.entry].product),
                 p.priority ? p.priority->text.in(l_) : say("không thuộc nhóm nào", "none"),
                 p.priority ? "[" + p.priority->cite.at + "]" : std::string()});
    }
    page_ += table.take() + '\n';
    return std::nullopt;
  }

  [[nodiscard]] bool is_within(day d) const { return plan_.from <= d && d < plan_.until; }

  std::optional<issue> add_report() {
    auto const counted = report(entries_, plan_.from, plan_.until);
    if (!counted) return counted.error();
    programme_report const& r = *counted;
    text_table table({align::left, align::right});
    table.add({say("BÁO CÁO ", "REPORT ") + to_string(plan_.from) + " – " + to_string(plan_.until), ""});
    table.add({say("hồ sơ", "results"), std::to_string(r.entries)});
    table.add({say("được xếp hạng", "ranked"), std::to_string(r.ranked)});
    for (auto const& [level, n] : r.by_stars) table.add({"  " + stars_text(level), std::to_string(n)});
    table.add({say("theo nhóm sản phẩm", "by product group"), ""});
    for (auto const& [name, n] : r.by_group) table.add({"  " + one_line(name), std::to_string(n)});
    table.add({say("theo loại hồ sơ", "by kind of filing"), ""});
    for (auto const& [kind, n] : r.by_kind) table.add({"  " + std::string(in_words(kind, l_)), std::to_string(n)});
    table.add({say("theo đơn vị hành chính", "by administrative unit"), ""});
    for (auto const& [name, n] : r.by_unit) table.add({"  " + one_line(name), std::to_string(n)});
    page_ += table.take();
    return std::nullopt;
  }
};

}  // namespace detail

OCOP_INLINE result<std::string> explain(programme_plan const& plan, std::span<programme_entry const> entries,
                                        award_amounts const& amounts, language l) {
  if (auto wrong = detail::check_language(l)) return std::move(*wrong);
  return detail::programme_writer(plan, entries, l).run(amounts);
}

}  // namespace ocop
