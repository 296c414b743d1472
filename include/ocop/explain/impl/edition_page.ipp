#pragma once

#include "ocop/base/text.hpp"
#include "ocop/dossier/product_code.hpp"
#include "ocop/explain/detail/band_text.hpp"
#include "ocop/explain/edition_page.hpp"
#include "ocop/explain/text_table.hpp"

#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ocop {
namespace detail {

/// Writes the page block by block.
class edition_writer {
  using align = text_table::align;
  using regulation_list = std::span<std::shared_ptr<council_regulation const> const>;
  compiled_rule_set const& e_;
  regulation_list regulations_;
  std::string page_;

  static std::string both(label const& l) { return l.vi + " / " + l.en; }
  static std::string at(std::string const& cite) { return "[" + cite + "]"; }
  static std::string at(citation const& c) {
    return c.basis == basis::text ? at(c.at) : "[" + c.at + ", " + std::string(to_string(c.basis)) + "]";
  }
  static std::string levels(std::vector<stars> const& all) {
    std::vector<std::string> text;
    for (stars const s : all) text.push_back(std::to_string(s.value));
    return join(text) + "★";
  }
  static std::string kinds(std::vector<filing_kind> const& all) {
    std::vector<std::string> text;
    for (filing_kind const k : all) text.emplace_back(to_string(k));
    return join(text);
  }
  static std::string sets(std::vector<int> const& only, std::vector<int> const& except) {
    std::vector<std::string> text;
    for (int const n : only.empty() ? except : only) text.push_back(std::to_string(n));
    if (text.empty()) return {};
    return (only.empty() ? ", trừ bộ / except set " : ", bộ / set ") + join(text);
  }
  static std::string in_year(std::chrono::month_day d) {
    auto const two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(static_cast<unsigned>(d.month())) + "-" + two(static_cast<unsigned>(d.day()));
  }

  /// A block of rows under a heading; nothing where there are none.
  class block {
    text_table table_{{align::left, align::left, align::left}};
    std::string heading_;
    std::string* page_;

   public:
    block(std::string& page, std::string heading) : heading_(std::move(heading)), page_(&page) {}
    void add(std::string what, std::string content, std::string cite) {
      table_.add({"  " + std::move(what), std::move(content), std::move(cite)});
    }
    void end() {
      if (table_.size() > 0) *page_ += heading_ + "\n" + table_.take() + "\n";
    }
  };

 public:
  edition_writer(compiled_rule_set const& e, regulation_list regulations) : e_(e), regulations_(regulations) {}

  std::string run() {
    rule_revision const& revision = e_.revision;
    bool const is_first = revision.number == 1;
    page_ = both(e_.title) + "\n" + e_.shown_name() + "  " + at(e_.cite) + "\nsha256 " + e_.sha256 + "\n";
    if (!is_first)
      page_ += "hiệu chỉnh / revised " + (revision.dated ? to_string(*revision.dated) : "-") + ": " +
               both(revision.why) + (revision.source.empty() ? "" : "  " + at(revision.source)) + "\n";
    page_ += "\n";
    add_bands();
    add_procedure();
    add_dossier();
    add_certificate();
    block transition(page_, "CHUYỂN TIẾP / TRANSITION");
    for (auto const& t : e_.transitions)
      transition.add(kinds(t.kinds),
                     "nộp trước / filed before " + to_string(t.filed_before) + " → " + t.use.str() + ", " +
                         std::to_string(t.finish_within_days) + " ngày / days" +
                         (t.otherwise ? ", sau đó / then " + t.otherwise->str() : ""),
                     at(t.cite));
    transition.end();
    block product_sets(page_, "BỘ SẢN PHẨM / PRODUCT SETS");
    for (auto const& s : e_.product_sets)
      product_sets.add(std::to_string(s.number), both(s.name),
                       at(s.cite) + " đối chiếu / checked " + to_string(s.checked_on));
    product_sets.end();
    block readings(page_, "CÁCH ĐỌC / READINGS");
    for (auto const& r : e_.readings) {
      std::vector<std::string> others;
      for (std::size_t i = 0; i < r.alternatives.size(); ++i)
        if (i != r.choice) others.push_back(r.alternatives[i].id);
      std::string const rest = others.empty() ? std::string() : " (" + join(others) + ")";
      readings.add(r.id.str(), r.alternatives[r.choice].id + rest, both(r.question));
      readings.add({}, {}, "  vì / because: " + both(r.why));
    }
    readings.end();
    add_regulations();
    block topics(page_, "ĐẦY ĐỦ / COMPLETENESS");
    for (auto const& t : e_.topics)
      topics.add(t.topic, t.status + ", " + std::string(to_string(t.known)), both(t.note));
    topics.end();
    page_.pop_back();
    return std::move(page_);
  }

 private:
  [[nodiscard]] std::string in(points p) const { return points_text(p, e_.unit); }
  [[nodiscard]] std::string at_most(compiled_heading const& h) const {
    return h.counts_at_most && *h.counts_at_most < h.max ? ", tính nhiều nhất / counts at most " + in(*h.counts_at_most)
                                                         : std::string();
  }

  void add_bands() {
    block parts(page_, "PHẦN / PARTS");
    for (auto const& p : e_.parts) parts.add(p.code, in(p.max) + at_most(p) + "  " + both(p.title), at(p.cite));
    if (e_.unit != points_unit{}) parts.add("đơn vị điểm / points in steps of", to_string(e_.unit), {});
    parts.end();
    block bands(page_, "KHUNG ĐIỂM / BANDS");
    for (auto b = e_.bands.rbegin(); b != e_.bands.rend(); ++b) {
      compiled_recognition const& who = e_.recognitions[static_cast<std::size_t>(b->level.value - 1)];
      bands.add(both(b->title),
                band_text(*b, e_.unit) + (b->standing ? ", " + both(*b->standing) : "") +
                    (who.by.empty() ? "" : ", " + both(who.name)),
                at(citation{b->cite, b->known}) + " " + at(citation{who.cite, who.known}));
    }
    bands.end();
  }

  void add_procedure() {
    procedure_rules const& p = e_.procedure;
    block rows(page_, "TRÌNH TỰ / PROCEDURE");
    rows.add("hội đồng / councils", join(e_.councils), {});
    for (auto const& f : e_.forwardings)
      rows.add("chuyển lên / sent on, " + f.level, "≥ " + in(f.from) + " → " + both(f.name),
               at(citation{f.cite, f.known}));
    for (auto const& r : p.returns)
      for (auto const& c : r.choices)
        rows.add("trả về / sent back, " + r.level, "< " + in(r.below) + " → " + both(r.to.name) + ": " + both(c.text),
                 at(r.cite));
    for (auto const& r : p.rounds)
      rows.add("đợt / round " + std::to_string(r.number) + ", " + r.level,
               "đề nghị trước / proposed before " + in_year(r.proposed_before) + ", họp trước / held before " +
                   in_year(r.held_before),
               at(r.cite));
    for (auto const& s : p.sessions)
      rows.add("họp / session, " + kinds(s.kinds), s.form + (s.unless ? "; " + both(*s.unless) : std::string()),
               at(s.cite));
    for (auto const& l : p.limits)
      rows.add("thời hạn / limit, " + kinds(l.kinds),
               std::to_string(l.days) + (l.working_days ? " ngày làm việc / working days: " : " ngày / days: ") +
                   both(l.text),
               at(l.cite));
    rows.end();
  }

  void add_dossier() {
    dossier_rules const& d = e_.dossier;
    block rows(page_, "HỒ SƠ / DOSSIER");
    for (auto const& s : d.stages) rows.add("nơi chuyển / hand-over", s.id, at(s.cite));
    for (auto const& a : d.applicants)
      rows.add("chủ thể / owner", a.id + ": " + both(a.text) + sets(a.sets, {}), at(a.cite));
    for (auto const& p : d.papers)
      rows.add("giấy tờ / paper, " + p.stage + ", " + kinds(p.kinds),
               p.id + ": " + both(p.text) + (p.if_any ? " (nếu có / if any)" : "") + sets(p.sets, p.except_sets) +
                   (p.when ? "  " + p.when_text : ""),
               at(p.cite));
    for (auto const& s : d.samples)
      rows.add("mẫu / samples, " + s.stage, std::to_string(s.count) + sets({}, s.except_sets), at(s.cite));
    if (d.copies)
      rows.add("bộ / copies",
               std::to_string(d.copies->paper) + " giấy / paper, " + std::to_string(d.copies->electronic) +
                   " điện tử / electronic",
               at(d.copies->cite));
    if (d.code)
      rows.add("mã / code",
               product_code_shape(e_, language::vi).value() + " / " + product_code_shape(e_, language::en).value(),
               at(d.code->cite));
    rows.end();
  }

  static std::string in_words(aggregation how) {
    switch (how) {
      case aggregation::mean_of_totals: return "trung bình của tổng / mean of the totals";
      case aggregation::sum_of_part_means: return "tổng trung bình từng phần / sum of the means of the parts";
      case aggregation::sum_of_criterion_means:
        return "tổng trung bình từng tiêu chí / sum of the means of the criteria";
      case aggregation::agreed_score: return "một điểm thống nhất / one agreed score";
      case aggregation::median_of_totals: return "trung vị của tổng / median of the totals";
      case aggregation::trimmed_mean:
        return "trung bình bỏ cao nhất và thấp nhất / mean without the highest and lowest";
    }
    return {};
  }
  static std::string in_words(tie_rule tie) {
    switch (tie) {
      case tie_rule::unmet: break;
      case tie_rule::chair: return "phiếu của chủ tịch quyết định / the chair's sheet decides";
    }
    return {};
  }
  static std::string in_words(points_scope scope) {
    switch (scope) {
      case points_scope::total: return "tổng / total";
      case points_scope::part: return "phần / part";
      case points_scope::criterion: return "tiêu chí / criterion";
    }
    return {};
  }

  /// `< 10`, `≤ 10`, or what a reading decides at the limit.
  static std::string in_words(spread_rule const& s) {
    auto const* const fixed = std::get_if<bool>(&s.accepts_limit);
    return (fixed && !*fixed ? "< " : "≤ ") + std::to_string(s.limit) + ", " + in_words(s.scope) +
           (fixed ? std::string() : ", " + std::get<reading_id>(s.accepts_limit).str());
  }

  void add_regulations() {
    block rows(page_, "QUY CHẾ HỘI ĐỒNG / COUNCIL REGULATIONS");
    for (auto const& regulation : regulations_) {
      council_regulation const& r = *regulation;
      rows.add(r.id, both(r.title), at(r.cite));
      rows.add("  điểm / points",
               in_words(r.how) + (r.drop ? " (" + std::to_string(r.drop) + ")" : "") +
                   (r.rounding ? ", làm tròn / rounded: " + std::to_string(r.rounding->decimals) + ", " +
                                     in_words(r.rounding->of)
                               : ""),
               {});
      if (r.tie != tie_rule::unmet) rows.add("  ngang nhau / ties", in_words(r.tie), {});
      if (r.quorum)
        rows.add("  số thành viên / quorum",
                 std::to_string(r.quorum->present) + "/" + std::to_string(r.quorum->of) +
                     (r.quorum->needs_chair ? ", có chủ tịch / with the chair" : ""),
                 at(r.quorum->cite));
      if (r.spread) rows.add("  chênh lệch / spread", in_words(*r.spread), at(r.spread->cite));
      rows.add("  vòng chấm / rounds of scoring", std::to_string(r.rounds), {});
      if (r.session) rows.add("  hình thức / form of session", *r.session, {});
      for (auto const& own : r.readings)
        rows.add("  cách hiểu / reading", own.reading.str() + "=" + own.alternative, at(own.cite));
      if (!r.unknown.empty()) rows.add("  nguồn không nói / not in our sources", join(r.unknown), {});
    }
    rows.end();
  }

  void add_certificate() {
    certificate_terms const& c = e_.certificate;
    block rows(page_, "GIẤY CHỨNG NHẬN / CERTIFICATE");
    auto const days = [](int n) { return std::to_string(n) + " ngày / days"; };
    if (c.term) rows.add("thời hạn / term", std::to_string(c.term->months) + " tháng / months", at(c.term->cite));
    if (c.renewal)
      rows.add("nộp lại / renewal",
               "trước khi hết / before the end: " + std::to_string(c.renewal->opens_days_before) + " – " +
                   days(c.renewal->closes_days_before),
               at(c.renewal->cite));
    if (c.extension) rows.add("kéo dài / extension", days(c.extension->days), at(c.extension->cite));
    if (c.notice) rows.add("thông báo trước / notice", days(c.notice->days_before), at(c.notice->cite));
    if (c.revocation) {
      rows.add("thu hồi / revocation", days(c.revocation->within_days), at(c.revocation->cite));
      for (auto const& who : c.revocation->by)
        rows.add("  thu hồi / revokes " + levels(who.levels), both(who.by.name), at(who.cite));
      for (auto const& g : c.revocation->grounds) rows.add("  căn cứ / ground", g.id + ": " + both(g.text), at(g.cite));
    }
    rows.end();
  }
};

}  // namespace detail

OCOP_INLINE std::string edition_page(compiled_rule_set const& rules,
                                     std::span<std::shared_ptr<council_regulation const> const> regulations) {
  return detail::edition_writer(rules, regulations).run();
}

}  // namespace ocop
