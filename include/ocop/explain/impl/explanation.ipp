#pragma once

#include "ocop/base/text.hpp"
#include "ocop/explain/detail/arguments.hpp"
#include "ocop/explain/explanation.hpp"
#include "ocop/explain/text_table.hpp"
#include "ocop/rank/margin.hpp"
#include "ocop/score/scoring_plan.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ocop {
namespace detail {

/// Writes one page. Each member adds one block of it.
class explanation_writer {
  assessment const& a_;
  compiled_rule_set const& rules_;
  compiled_product_set const& set_;
  language l_;
  std::string page_;

 public:
  explanation_writer(assessment const& a, language l) : a_(a), rules_(*a.rules), set_(*a.set), l_(l) {}

  std::string run(explanation_heading const& heading) {
    add_heading(heading);
    add_outcome();
    if (heading.certificate) add_certificate(*heading.certificate);
    add_reasons();
    add_council(heading.kind);
    add_points();
    add_next_star();
    add_margin();
    add_footing();
    return std::move(page_);
  }

 private:
  [[nodiscard]] std::string say(std::string_view vi, std::string_view en) const {
    return std::string(l_ == language::vi ? vi : en);
  }
  [[nodiscard]] std::string star_text(stars s) const {
    return rules_.bands[static_cast<std::size_t>(s.value - 1)].title.in(l_);
  }
  [[nodiscard]] static std::string clause(std::string const& cite) { return "[" + as_utf8(cite) + "]"; }
  void line(std::string const& text) { page_ += text + '\n'; }
  [[nodiscard]] std::string in(points p) const { return points_text(p, rules_.unit); }
  [[nodiscard]] mean_points in(mean_points m) const { return in_points(m, rules_.unit); }

  /// What the council's points are of its sheets.
  [[nodiscard]] std::string taken_as() const {
    if (!a_.session.regulation) return say("trung bình của ", "mean of ");
    switch (a_.session.regulation->how) {
      case aggregation::mean_of_totals:
      case aggregation::sum_of_part_means:
      case aggregation::sum_of_criterion_means:
      case aggregation::agreed_score: break;
      case aggregation::median_of_totals: return say("trung vị của ", "median of ");
      case aggregation::trimmed_mean: {
        std::string const n = std::to_string(a_.session.regulation->drop);
        return say("trung bình bỏ " + n + " cao nhất và " + n + " thấp nhất của ",
                   "mean without the " + n + " highest and " + n + " lowest of ");
      }
    }
    return say("trung bình của ", "mean of ");
  }

  void add_heading(explanation_heading const& heading) {
    std::string const id = one_line(heading.submission);
    line(heading.product.empty() ? id : one_line(heading.product) + "  (" + id + ")");
    line(say("Bộ ", "Set ") + std::to_string(set_.number) + ": " + set_.name.in(l_) + "  " + clause(set_.cite.at));
    line(rules_.title.in(l_) + ", " + rules_.shown_name() + say(", theo ", ", by ") + clause(heading.because));
    if (heading.missed)
      line(say("Quyết định sau hạn cuối ", "Decided after the last day, ") + to_string(*heading.missed) + " " +
           clause(heading.because));
    line("");
  }

  void add_outcome() {
    ranking const& r = a_.ranking;
    std::string const points =
        in(a_.council.total).decimal() + say(" điểm", " points") +
        (a_.sheets.size() > 1 ? " (" + in(a_.council.total).exact() + ", " + taken_as() +
                                    std::to_string(a_.sheets.size()) + say(" phiếu", " sheets") + ")"
                              : std::string());
    if (r.how != outcome::ranked) {
      line(say("KẾT QUẢ: ", "OUTCOME: ") + std::string(in_words(r.how, l_)) +
           say("; không xếp sao. Tổng đã chấm: ", "; no stars. Scored so far: ") + points);
      return;
    }
    line(say("KẾT QUẢ: ", "OUTCOME: ") + star_text(*r.final_stars) + "; " + points +
         say(", theo điểm: ", ", by points: ") + star_text(*r.by_points));
    if ((r.capped_by || r.capped_by_minimum) && *r.final_stars < *r.by_points)
      line(say("  khống chế ở ", "  held back by ") + holder_text(r));
    compiled_recognition const& who = *r.recognition;
    line(who.by.empty()
             ? say("  không có quyết định công nhận, không có giấy chứng nhận ", "  no recognition, no certificate ") +
                   clause(who.cite)
             : say("  công nhận: ", "  recognised by: ") + who.name.in(l_) +
                   (who.certificate ? say(", có giấy chứng nhận ", ", with a certificate ") : " ") + clause(who.cite));
    if (r.forward)
      line(say("  chuyển tiếp: ", "  sent on to: ") + r.forward->name.in(l_) + " " + clause(r.forward->cite));
    if (r.returned) {
      line(say("  trả về: ", "  sent back to: ") + r.returned->to.name.in(l_) + " " + clause(r.returned->cite.at));
      auto const open = choices_of(*a_.rules, *r.returned, *r.final_stars).value();
      for (auto const* const c : open) line("    - " + c->text.in(l_));
    }
  }

  void add_certificate(certificate_status const& c) {
    if (!c.first_day_without_effect) return;
    line(say("  hết hiệu lực từ ", "  without effect from ") + to_string(*c.first_day_without_effect) + " " +
         clause(rules_.certificate.term ? rules_.certificate.term->cite.at : std::string()));
    if (c.renewal_opens)
      line(say("  nộp hồ sơ đánh giá lại từ ", "  renewal to be filed from ") + to_string(*c.renewal_opens) +
           say(" đến ", " to ") + to_string(*c.renewal_closes));
  }

  /// `M1, M3`
  [[nodiscard]] std::string members(std::vector<std::size_t> const& sheets) const {
    std::string names;
    for (auto const s : sheets) names += (names.empty() ? "" : ", ") + one_line(a_.sheets[s].member);
    return names;
  }

  void add_council(std::optional<filing_kind> kind) {
    if (!a_.session.regulation) return;
    council_regulation const& regulation = *a_.session.regulation;
    line(say("HỘI ĐỒNG", "COUNCIL"));
    line(say("  quy chế: ", "  regulation: ") + regulation.title.in(l_) + " " + clause(regulation.cite.at));
    if (a_.session.round)
      line(say("  vòng chấm: ", "  round of scoring: ") + round_of(a_.council.round) + " " +
           clause(regulation.cite.at));
    if (auto const& q = a_.council.quorum) {
      line(say("  có phiếu: ", "  sheets: ") + std::to_string(q->present) + say(" trên ", " of ") +
           std::to_string(q->members) + say(" thành viên, cần ", " members, needed ") + std::to_string(q->needed) +
           " " + clause(regulation.quorum->cite.at));
      if (q->chair_missing) line(say("  chủ tịch Hội đồng không có phiếu", "  the chair gave no sheet"));
    }
    if (auto const& s = a_.council.spread) {
      std::string const where = s->scope == points_scope::part ? say(" ở phần ", " in part ") + rules_.parts[s->at].code
                                : s->scope == points_scope::criterion
                                    ? say(" ở tiêu chí ", " at criterion ") + set_.criteria[s->at].id.str()
                                    : std::string();
      line(say("  chênh lệch lớn nhất: ", "  largest spread: ") + in(s->spread) + where +
           say(", giới hạn ", ", limit ") + in(s->limit) + " " + clause(regulation.spread->cite.at));
      if (!s->is_accepted)
        line(say("  phải chấm lại; thấp nhất: ", "  to be scored again; lowest: ") + members(s->lowest) +
             say("; cao nhất: ", "; highest: ") + members(s->highest));
    }
    if (a_.ranking.how == outcome::rescore) add_rounds(regulation);
    add_form(regulation, kind);
    line("");
  }

  /// `2 of 3`, as the regulation counts rounds.
  [[nodiscard]] std::string round_of(int round) const {
    return std::to_string(round) + say(" trong ", " of ") + std::to_string(a_.council.rounds);
  }

  /// Which round must follow, or that there is none.
  void add_rounds(council_regulation const& regulation) {
    std::string const unnamed = a_.session.round ? std::string()
                                                 : say(" (không nói vòng nào nên tính là vòng 1)",
                                                       " (the round of these sheets is not given and counts as 1)");
    if (a_.ranking.next_round) {
      line(say("  chấm lại: vòng ", "  score again: round ") + round_of(*a_.ranking.next_round) + unnamed + " " +
           clause(regulation.cite.at));
      return;
    }
    line(say("  đã hết số vòng: vòng ", "  the rounds are used up: round ") + round_of(a_.council.round) + unnamed +
         say("; sau đó làm gì, nguồn không nói ", "; what follows then, our sources do not say ") +
         clause(regulation.cite.at));
  }

  /// How a council decides, as a form that regulations and the law write.
  [[nodiscard]] std::string form_text(std::string_view form) const {
    if (form == "written") return say("  quyết định bằng ý kiến văn bản", "  decides by written opinions");
    if (form == "vote") return say("  quyết định bằng bỏ phiếu", "  decides by a vote");
    if (form == "meeting") return say("  quyết định tại phiên họp", "  decides in a meeting");
    return say("  hình thức quyết định: ", "  form of decision: ") + std::string(form);
  }

  /// The form of decision: that of the regulation where it has its own, and that of the law for the kind of filing.
  void add_form(council_regulation const& regulation, std::optional<filing_kind> kind) {
    if (regulation.session)
      line(form_text(*regulation.session) + say(", theo quy chế ", ", by its regulation ") +
           clause(regulation.cite.at));
    for (auto const& session : rules_.procedure.sessions) {
      if (!kind || std::find(session.kinds.begin(), session.kinds.end(), *kind) == session.kinds.end()) continue;
      if (regulation.session == session.form) continue;
      line(form_text(session.form) + (session.unless ? "; " + session.unless->in(l_) : std::string()) +
           (regulation.session ? say(", theo luật ", ", by the law ") : std::string(" ")) + clause(session.cite.at));
    }
  }

  [[nodiscard]] std::string step_text(std::optional<margin_step> const& step, std::string const& none) const {
    if (!step) return none;
    compiled_criterion const& c = set_.criteria[step->criterion];
    auto const option = [](choice made) {
      return (made.case_no ? std::to_string(made.case_no) + ":" : std::string()) + std::to_string(made.option);
    };
    std::string const to = step->final_stars ? star_text(*step->final_stars) : std::string(in_words(step->how, l_));
    return one_line(a_.sheets[step->sheet].member) + ", " + c.id.str() + " " + c.title.in(l_) + ": " +
           option(step->from) + " → " + option(step->to) + " (" + in(step->difference) +
           say(" điểm): ", in(step->difference) == "1" ? " point): " : " points): ") + to;
  }

  void add_margin() {
    if (!a_.ranking.final_stars) return;
    margin_report const m = margin(a_).value();
    line(say("KẾT QUẢ KHÁC GẦN NHẤT (đổi một lựa chọn của một thành viên)",
             "NEAREST OTHER RESULT (one option of one member changed)"));
    line(say("  cao hơn: ", "  higher: ") +
         step_text(m.up, say("không thay đổi đơn lẻ nào", "no single change leads there")));
    line(say("  thấp hơn: ", "  lower: ") +
         step_text(m.down, say("không thay đổi đơn lẻ nào", "no single change leads there")));
    line("");
  }

  /// `1.5 Liên kết sản xuất: 5 sao cần mức 4 "…", đã chọn 3 [cite]`
  [[nodiscard]] std::string gate_text(std::size_t g) const {
    compiled_gate const& gate = set_.gates[g];
    compiled_criterion const& c = set_.criteria[gate.criterion];
    compiled_option_list const& list = c.lists[gate.list];
    int const needs = needed_option(set_, gate, a_.readings).value();
    std::string chosen;
    for (auto const& sheet : a_.sheets)
      chosen += (chosen.empty() ? "" : " ") + std::to_string(sheet.choices[gate.criterion].option);
    return c.id.str() + " " + c.title.in(l_) + (list.case_no ? ", " + list.title.in(l_) : std::string()) + ": " +
           star_text(gate.level) + say(" cần mức ", " needs option ") + std::to_string(needs) + " \"" +
           list.options[static_cast<std::size_t>(needs - 1)].text.in(l_) + "\"" + say(", đã chọn ", ", chosen ") +
           chosen + " " + clause(c.cite.at);
  }

  /// `Phần A: 4 sao cần ít nhất 24 điểm, có 22 [cite]`
  [[nodiscard]] std::string minimum_text(std::size_t m) const {
    compiled_minimum const& minimum = set_.minimums[m];
    auto const heading = [&](compiled_heading const& h) { return h.code + " " + h.title.in(l_); };
    std::string where = say("tổng điểm", "total");
    switch (minimum.place) {
      case points_place::total: break;
      case points_place::part: where = heading(rules_.parts[minimum.at]); break;
      case points_place::section: where = heading(set_.sections[minimum.at]); break;
      case points_place::group: where = heading(set_.groups[minimum.at]); break;
    }
    return where + ": " + star_text(minimum.level) + say(" cần ít nhất ", " needs at least ") + in(minimum.least) +
           say(" điểm, có ", " points, has ") + in(a_.council.at_minimums[m]).exact() + " " + clause(minimum.cite.at);
  }

  /// The mark or the minimum that holds the product below its band. Precondition: one does.
  [[nodiscard]] std::string holder_text(ranking const& r) const {
    return r.capped_by ? gate_text(*r.capped_by) : minimum_text(*r.capped_by_minimum);
  }

  void add_reasons() {
    for (auto const& applied : a_.council.notes) {
      if (applied.effect == note_effect::none) continue;
      compiled_note const& note = set_.notes[applied.note];
      line("  " + effect_text(applied.effect) + ": " + (note.at.empty() ? std::string() : note.at + " ") +
           note.text.in(l_) + " " + clause(note.cite));
    }
    if (a_.ranking.minimum_rejects) line("  " + effect_text(note_effect::reject) + ": " + holder_text(a_.ranking));
    if (a_.ranking.gap_stops)
      line("  " + effect_text(note_effect::stop) + ": " +
           say("điểm rơi vào khoảng trống giữa hai khung", "the mean lies in a gap between two bands") + " " +
           clause(rules_.bands.front().cite));
    line("");
  }

  [[nodiscard]] std::string effect_text(note_effect e) const {
    switch (e) {
      case note_effect::reject: return say("loại", "rejects");
      case note_effect::stop: return say("dừng", "stops");
      case note_effect::later_zero: return say("các tiêu chí sau tính 0", "later criteria count 0");
      case note_effect::zero: return say("tính 0 điểm", "counts 0");
      case note_effect::waive_marks: return say("bỏ qua dấu sao", "marks waived");
      case note_effect::maximum: return say("được điểm tối đa", "counts its maximum");
      case note_effect::none: break;
    }
    return {};
  }

  /// What the council comes to, exactly, in something that each sheet has.
  template <class PointsOf>
  [[nodiscard]] std::string mean(PointsOf of) const {
    std::vector<std::int32_t> all;
    for (auto const& e : a_.council.evaluations) all.push_back(of(e).value);
    return in(taken_together(std::move(all), a_.session.regulation.get())).exact();
  }

  /// `/ 5`, with what counts of it where that is less.
  [[nodiscard]] std::string most_of(compiled_heading const& h) const {
    bool const is_less = h.counts_at_most && *h.counts_at_most < h.max;
    return "/ " + in(h.max) + (is_less ? say(", tính nhiều nhất ", ", counts at most ") + in(*h.counts_at_most) : "");
  }

  void add_points() {
    using align = text_table::align;
    text_table table({align::left, align::right, align::left, align::left});
    table.add({say("ĐIỂM", "POINTS"), "", "", ""});
    auto const heading = [&](std::string const& indent, compiled_heading const& h, std::string const& got) {
      table.add({indent + h.code + " " + h.title.in(l_), got, most_of(h), ""});
    };
    for (std::size_t p = 0; p < rules_.parts.size(); ++p) {
      heading("", rules_.parts[p], in(a_.council.by_part[p]).exact());
      for (std::size_t s = 0; s < set_.sections.size(); ++s)
        if (set_.sections[s].above == p) add_section(table, s, heading);
    }
    page_ += table.take();
    line("");
  }

  /// What a group counts, where it counts up to a limit; elsewhere its criteria say it.
  [[nodiscard]] std::string of_group(std::size_t g) const {
    auto const& limit = set_.groups[g].counts_at_most;
    if (!limit) return {};
    return mean([&](evaluation const& e) {
      points sum;
      for (std::size_t c = 0; c < set_.criteria.size(); ++c)
        if (set_.criteria[c].group == g) sum += e.by_criterion[c];
      return std::min(sum, *limit);
    });
  }

  template <class Heading>
  void add_section(text_table& table, std::size_t s, Heading heading) {
    std::optional<std::size_t> open_group;
    bool is_leaf = false;
    for (std::size_t i = 0; i < set_.criteria.size(); ++i) {
      compiled_criterion const& c = set_.criteria[i];
      if (c.section != s) continue;
      bool const first = i == 0 || set_.criteria[i - 1].section != s;
      if (first) {
        is_leaf = c.id.str() == set_.sections[s].code;
        if (!is_leaf) heading("  ", set_.sections[s], mean([s](evaluation const& e) { return e.by_section[s]; }));
      }
      if (c.group && c.group != open_group) {
        open_group = c.group;
        table.add({"    " + set_.groups[*c.group].code + " " + set_.groups[*c.group].title.in(l_), of_group(*c.group),
                   most_of(set_.groups[*c.group]), ""});
      }
      std::string const indent(is_leaf ? 2 : c.group ? 6 : 4, ' ');
      table.add({indent + c.id.str() + " " + c.title.in(l_),
                 mean([i](evaluation const& e) { return e.by_criterion[i]; }), "/ " + in(c.max), ticked(i)});
    }
  }

  /// What was ticked: number and words of one sheet, numbers of several.
  [[nodiscard]] std::string ticked(std::size_t criterion) const {
    if (a_.sheets.size() == 1) {
      choice const& made = a_.sheets.front().choices[criterion];
      if (made.option == 0) return say("không đánh dấu", "nothing ticked");
      compiled_option_list const& list = *set_.criteria[criterion].list(made.case_no);
      std::string const which = made.case_no ? std::to_string(made.case_no) + ":" : std::string();
      return which + std::to_string(made.option) + " " +
             list.options[static_cast<std::size_t>(made.option - 1)].text.in(l_);
    }
    std::string all;
    for (auto const& sheet : a_.sheets) {
      choice const& made = sheet.choices[criterion];
      all += (all.empty() ? "" : " ") + (made.case_no ? std::to_string(made.case_no) + ":" : std::string()) +
             std::to_string(made.option);
    }
    return all;
  }

  void add_next_star() {
    ranking const& r = a_.ranking;
    if (!r.final_stars || static_cast<std::size_t>(r.final_stars->value) == rules_.bands.size()) return;
    stars const next{r.final_stars->value + 1};
    compiled_band const& band = rules_.bands[static_cast<std::size_t>(r.final_stars->value)];
    line(say("ĐỂ ĐẠT ", "TO REACH ") + band.title.in(l_));
    mean_points const m = mean_for_band(a_.council, a_.readings).value();
    if (m < band.from) {
      mean_points const lacking(band.from.value * m.count() - m.sum(), m.count());
      line(say("  điểm: còn thiếu ", "  points: ") + in(lacking).exact() + say(" để đạt ", " short of ") +
           in(band.from) + " " + clause(band.cite));
    } else {
      line(say("  điểm: đủ ", "  points: enough ") + clause(band.cite));
    }
    auto const below = gates_below(*a_.rules, set_, r, next, a_.readings).value();
    for (std::size_t const g : below) line("  " + gate_text(g));
    auto const too_low = minimums_below(*a_.rules, set_, r, next, a_.readings).value();
    for (std::size_t const minimum : too_low) line("  " + minimum_text(minimum));
    line("");
  }

  void add_footing() {
    auto const list = [&](std::string const& title, std::vector<std::string> const& items) {
      if (items.empty()) return;
      line(title);
      for (auto const& item : items) line("  " + item);
      line("");
    };
    std::vector<std::string> assumed;
    for (auto const& key : a_.facts.assumed)
      for (auto const& f : rules_.facts)
        if (f.key == key) assumed.push_back(key + ": " + f.text.in(l_));
    list(say("GIẢ ĐỊNH KHÔNG XẢY RA (chưa cung cấp)", "ASSUMED NOT TO HOLD (not given)"), assumed);
    list(say("ĐÃ CUNG CẤP, KHÔNG QUY ĐỊNH NÀO XÉT ĐẾN", "GIVEN, AND READ BY NO RULE"), a_.facts.unread);

    std::vector<std::string> readings;
    std::vector<std::string> const mattered = readings_that_mattered(a_);
    for (std::size_t i = 0; i < rules_.readings.size(); ++i) {
      compiled_reading const& reading = rules_.readings[i];
      bool const is_in = std::any_of(mattered.begin(), mattered.end(), [&](std::string const& m) {
        return m.substr(0, m.find('=')) == reading.id.str();
      });
      if (is_in)
        readings.push_back(reading.id.str() + " " + reading.question.in(l_) + " " +
                           reading.alternatives[a_.readings.chosen[i]].text.in(l_) + ". " + clause(reading.cite));
    }
    list(say("CÁCH ĐỌC ĐÃ DÙNG", "READINGS THAT MATTERED"), readings);
    list(say("KẾT QUẢ TẠM: NGUỒN LUẬT CÒN THIẾU", "PROVISIONAL: OUR SOURCES OF THE LAW LACK"), missing_law(a_));
    std::vector<std::string> known;
    for (auto const& t : rules_.topics)
      if (t.status != "complete" || t.known != basis::text)
        known.push_back(t.topic + " (" + std::string(to_string(t.known)) + "): " + t.note.in(l_));
    list(say("NGUỒN CỦA BẢN NÀY", "HOW WELL THIS EDITION IS KNOWN"), known);
  }
};

}  // namespace detail

OCOP_INLINE std::string explain(assessment const& a, explanation_heading const& heading, language l) {
  detail::require_argument(detail::check_language(l));
  detail::require_argument(detail::check_assessment(a));
  return detail::explanation_writer(a, l).run(heading);
}

namespace detail {

/// What a deadline is for.
inline std::string_view deadline_words(std::string_view what, language l) {
  if (l == language::en) return what;
  if (what == "file-renewal") return "nộp hồ sơ đánh giá lại";
  if (what == "file-late-renewal") return "nộp muộn để được kéo dài";
  if (what == "notify-owner") return "thông báo cho chủ thể";
  if (what == "certificate-ends") return "giấy chứng nhận hết hiệu lực";
  return "hết thời gian kéo dài";
}

}  // namespace detail

OCOP_INLINE std::string_view in_words(filing_kind k, language l) {
  if (l == language::en) return to_string(k);
  switch (k) {
    case filing_kind::first: return "lần đầu";
    case filing_kind::upgrade: return "nâng hạng";
    case filing_kind::renewal: return "đánh giá lại";
  }
  return {};
}

OCOP_INLINE std::string explain(certificate const& c, certificate_status const& status, day on, language l) {
  detail::require_argument(detail::check_language(l));
  auto const say = [l](char const* vi, char const* en) { return std::string(l == language::vi ? vi : en); };
  using align = text_table::align;
  text_table table({align::left, align::left, align::left});
  auto const add = [&](std::string what, std::optional<day> d, std::string more = {}) {
    if (d) table.add({"  " + std::move(what), to_string(*d), std::move(more)});
  };
  add(say("cấp ngày", "issued"), c.issued);
  add(say("nộp hồ sơ đánh giá lại", "renewal filed"), c.renewal_filed);
  add(say("hết hiệu lực từ", "without effect from"), status.first_day_without_effect);
  add(say("được nộp hồ sơ từ", "renewal may be filed from"), status.renewal_opens);
  add(say("đến hết ngày", "to the end of"), status.renewal_closes);
  add(say("kéo dài nhiều nhất đến", "extension at most to"), status.extension_until);
  add(say("giấy trước hết hiệu lực từ", "the one before without effect from"), c.previous_end);
  add(say("từ chối đánh giá lại", "renewal refused"), c.refused);
  add(say("bị thu hồi", "revoked"), c.revoked);
  add(say("được thay thế", "replaced"), c.replaced);
  if (status.next)
    add(say("hạn kế tiếp", "next deadline"), status.next->on,
        std::string(detail::deadline_words(status.next->what, l)) + " [" + status.next->cite + "]");
  std::string page = say("GIẤY CHỨNG NHẬN ", "CERTIFICATE ") + std::to_string(c.level.value) +
                     say(" sao, ngày ", " stars, on ") + to_string(on) + ": " + std::string(in_words(status.state, l)) +
                     "\n" + table.take();
  std::string readings;
  for (auto const& r : status.readings) readings += (readings.empty() ? "" : ", ") + r;
  if (!readings.empty()) page += say("  cách hiểu: ", "  readings: ") + readings + "\n";
  return page;
}

OCOP_INLINE std::string explain(dossier_check const& found, compiled_rule_set const& rules, std::string_view name,
                                std::string_view because, language l) {
  detail::require_argument(detail::check_language(l));
  auto const say = [l](char const* vi, char const* en) { return std::string(l == language::vi ? vi : en); };
  using align = text_table::align;
  std::string page = one_line(name) + "\n" + rules.title.in(l) + ", " + rules.shown_name() + say(", theo ", ", by ") +
                     "[" + as_utf8(because) + "]\n\n";
  auto const list = [&](std::string const& title, std::vector<dossier_item> const& items) {
    if (items.empty()) return;
    text_table table({align::left, align::left, align::left});
    for (auto const& item : items) {
      std::string const count =
          item.needs ? std::to_string(item.found.value_or(0)) + " / " + std::to_string(*item.needs) : std::string();
      table.add({"  - " + item.text.in(l), count, "[" + item.cite + "]"});
    }
    page += title + "\n" + table.take() + "\n";
  };
  if (found.is_complete()) page += say("HỒ SƠ ĐỦ", "THE DOSSIER IS COMPLETE") + "\n\n";
  list(say("CÒN THIẾU", "MISSING"), found.missing);
  list(say("NẾU CÓ", "IF THERE IS ONE"), found.if_any);
  text_table days({align::left, align::left, align::left});
  for (auto const& limit : found.limits)
    days.add(
        {"  " + limit.text.in(l) + (limit.weekends_only ? say(" (chỉ trừ cuối tuần)", " (weekends off only)") : ""),
         limit.until ? to_string(*limit.until) : "?", "[" + limit.cite + "]"});
  if (found.round)
    days.add(
        {say("  đợt đánh giá ", "  round ") + std::to_string(found.round->number) + say(", họp trước", ", held before"),
         to_string(found.round->held_before), "[" + found.round->cite + "]"});
  if (days.size() > 0) page += say("THỜI HẠN", "LIMITS") + "\n" + days.take() + "\n";
  auto const words = [&](std::string const& title, std::vector<std::string> const& items) {
    if (items.empty()) return;
    std::string text;
    for (auto const& item : items) text += (text.empty() ? "" : ", ") + item;
    page += title + ": " + text + "\n";
  };
  words(say("Giả định không xảy ra (chưa cung cấp)", "Assumed not to hold (not given)"), found.assumed);
  words(say("Nguồn luật còn thiếu", "Our sources of the law lack"), found.missing_law);
  return page;
}

OCOP_INLINE std::string_view in_words(certificate_state s, language l) {
  bool const vi = l == language::vi;
  switch (s) {
    case certificate_state::none: return vi ? "không có" : "none";
    case certificate_state::valid: return vi ? "còn hiệu lực" : "valid";
    case certificate_state::renewal_open: return vi ? "còn hiệu lực, trong thời gian nộp lại" : "valid, renewal open";
    case certificate_state::renewal_late:
      return vi ? "còn hiệu lực, quá hạn nộp lại" : "valid, too late for the window";
    case certificate_state::extended: return vi ? "được kéo dài" : "extended";
    case certificate_state::expired: return vi ? "hết hiệu lực" : "expired";
    case certificate_state::revoked: return vi ? "bị thu hồi" : "revoked";
  }
  return {};
}

OCOP_INLINE std::string_view in_words(outcome o, language l) {
  bool const vi = l == language::vi;
  switch (o) {
    case outcome::ranked: return vi ? "xếp hạng" : "ranked";
    case outcome::rejected: return vi ? "bị loại" : "rejected";
    case outcome::stopped: return vi ? "dừng đánh giá" : "stopped";
    case outcome::rescore: return vi ? "chấm lại" : "to be scored again";
    case outcome::no_quorum: return vi ? "không đủ thành viên" : "no quorum";
  }
  return {};
}

}  // namespace ocop
