#pragma once

#include "ocop/base/enumerators.hpp"
#include "ocop/base/text.hpp"
#include "ocop/dossier/dossier.hpp"
#include "ocop/dossier/product_code.hpp"
#include "ocop/logic/evaluate.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace ocop {
namespace detail {

template <class List, class T>
bool holds_value(List const& list, T const& wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// Does something meant for some sets, or for all but some, concern a set?
inline bool concerns(std::vector<int> const& sets, std::vector<int> const& except, int set) {
  return (sets.empty() || holds_value(sets, set)) && !holds_value(except, set);
}

/// Collects what one dossier lacks.
class dossier_reader {
  compiled_rule_set const& rules_;
  dossier const& d_;
  int set_ = 0;
  std::string first_stage_;
  std::string stage_;
  dossier_check made_;

 public:
  dossier_reader(compiled_rule_set const& rules, dossier const& d) : rules_(rules), d_(d) {}

  result<dossier_check> run(reading_choices const& readings, working_calendar const* calendar) {
    auto const set = rules_.product_set(d_.set);
    if (!set) return issue{set.error().code, "/product/set", set.error().message};
    set_ = (*set)->number;
    if (auto wrong = look_at_numbers(readings)) return std::move(*wrong);
    if (auto wrong = rules_.check_facts(d_.facts)) {
      wrong->where.insert(0, "/facts");
      return std::move(*wrong);
    }
    std::vector<std::string> stages;
    for (auto const& s : rules_.dossier.stages) stages.push_back(s.id);
    if (!d_.stage.empty() && !holds_value(stages, d_.stage))
      return issue{errc::bad_value, "/stage",
                   "found " + in_quotes(d_.stage) + "; under " + rules_.edition.str() +
                       " a dossier is handed over by " + join(stages) + "."};
    if (!stages.empty()) first_stage_ = stages.front();
    stage_ = d_.stage.empty() ? first_stage_ : d_.stage;
    if (d_.received_on && d_.proposed_on && *d_.proposed_on < *d_.received_on)
      return issue{errc::bad_value, "/proposed_on",
                   "found " + to_string(*d_.proposed_on) + "; the file was received on " + to_string(*d_.received_on) +
                       ". Mend one of the two days."};
    if (!d_.level.empty() && !holds_value(rules_.councils, d_.level))
      return issue{errc::bad_value, "/level",
                   "found " + in_quotes(d_.level) + "; " + rules_.edition.str() + " has councils of " +
                       join(rules_.councils) + "."};
    if (auto wrong = look_at_applicant()) return std::move(*wrong);
    look_at_code();
    if (auto wrong = look_at_papers()) return std::move(*wrong);
    look_at_samples_and_copies();
    look_at_days(readings, calendar);
    std::sort(made_.assumed.begin(), made_.assumed.end());
    made_.assumed.erase(std::unique(made_.assumed.begin(), made_.assumed.end()), made_.assumed.end());
    if (readings.facts == reading_choices::facts_rule::error && !made_.assumed.empty())
      return issue{errc::missing_fact, "/facts",
                   "reading R-20 asks for every fact, and these are not given: " + join(made_.assumed) +
                       ". Give them, or choose R-20=assume-not."};
    return std::move(made_);
  }

 private:
  [[nodiscard]] std::optional<issue> look_at_numbers(reading_choices const& readings) const {
    if (auto wrong = rules_.check_readings(readings)) return wrong;
    if (!is_enumerator(d_.kind))
      return issue{errc::bad_value, "/filing/kind",
                   "found number " + std::to_string(static_cast<int>(d_.kind)) +
                       "; a filing is filing_kind::first, upgrade or renewal."};
    auto const below = [](char const* where, int n) {
      return issue{errc::bad_value, where, "found " + std::to_string(n) + "; give 0 or more."};
    };
    if (d_.samples < 0) return below("/samples", d_.samples);
    if (d_.copies && d_.copies->paper < 0) return below("/copies/paper", d_.copies->paper);
    if (d_.copies && d_.copies->electronic < 0) return below("/copies/electronic", d_.copies->electronic);
    if (d_.received_on)
      if (auto wrong = check_day(*d_.received_on, "/received_on")) return wrong;
    return d_.proposed_on ? check_day(*d_.proposed_on, "/proposed_on") : std::nullopt;
  }

  std::optional<issue> look_at_applicant() {
    auto const& kinds = rules_.dossier.applicants;
    if (kinds.empty()) {
      made_.missing_law.emplace_back("applicants");
      return std::nullopt;
    }
    std::vector<std::string> allowed;
    applicant_kind const* found = nullptr;
    for (auto const& k : kinds) {
      if (k.id == d_.applicant) found = &k;
      if (concerns(k.sets, {}, set_)) allowed.push_back(k.id);
    }
    if (d_.applicant.empty()) {
      made_.missing.push_back({"applicant",
                               {},
                               {"Loại chủ thể: " + join(allowed), "Kind of owner: " + join(allowed)},
                               {},
                               {},
                               kinds.front().cite.at});
      return std::nullopt;
    }
    if (!found)
      return issue{errc::bad_value, "/applicant/kind",
                   "found " + in_quotes(d_.applicant) + "; for set " + std::to_string(set_) + " " +
                       rules_.edition.str() + " allows " + join(allowed) + "."};
    if (!concerns(found->sets, {}, set_))
      made_.missing.push_back({"applicant",
                               found->id,
                               {found->text.vi + " không thuộc đối tượng của bộ " + std::to_string(set_),
                                found->text.en + " may not apply for set " + std::to_string(set_)},
                               {},
                               {},
                               found->cite.at});
    else if (found->needs_registration && !d_.is_registered)
      made_.missing.push_back({"registration", found->id, found->text, {}, {}, found->cite.at});
    return std::nullopt;
  }

  void look_at_code() {
    if (!rules_.dossier.code) {
      made_.missing_law.emplace_back("product-codes");
      return;
    }
    if (d_.code.empty()) return;
    auto const code = parse_product_code(rules_, d_.code);
    // A format that no source confirms refuses nothing.
    if (!code && rules_.dossier.code->cite.basis == basis::unverified) made_.missing_law.emplace_back("product-codes");
    else if (!code)
      made_.missing.push_back({"code",
                               {},
                               {"Mã sản phẩm phải theo mẫu " + product_code_shape(rules_, language::vi).value(),
                                "The product code must be " + product_code_shape(rules_, language::en).value()},
                               {},
                               {},
                               rules_.dossier.code->cite.at});
  }

  std::optional<issue> look_at_papers() {
    std::vector<std::string> known;
    bool is_stage_known = false;
    for (auto const& p : rules_.dossier.papers) {
      if (!holds_value(known, p.id)) known.push_back(p.id);
      is_stage_known |= p.stage == stage_;
    }
    for (std::size_t i = 0; i < d_.papers.size(); ++i)
      if (!known.empty() && !holds_value(known, d_.papers[i]))
        return issue{
            errc::bad_value, "/papers/" + std::to_string(i),
            "found " + in_quotes(d_.papers[i]) + "; papers of " + rules_.edition.str() + " are " + join(known) + "."};
    if (!is_stage_known) made_.missing_law.emplace_back("papers");
    for (auto const& p : rules_.dossier.papers) {
      // The owner's file goes along at every hand-over; the letters of one hand-over stay with it.
      if ((p.stage != stage_ && p.stage != first_stage_) || !holds_value(p.kinds, d_.kind) ||
          !concerns(p.sets, p.except_sets, set_))
        continue;
      if (p.when) {
        auto const asked = holds(*p.when, d_.facts, &made_.assumed);
        if (!asked) return asked.error();
        if (!*asked) continue;
      }
      if (!holds_value(d_.papers, p.id))
        (p.if_any ? made_.if_any : made_.missing).push_back({"paper", p.id, p.text, {}, {}, p.cite.at});
    }
    return std::nullopt;
  }

  void look_at_samples_and_copies() {
    if (rules_.dossier.samples.empty()) made_.missing_law.emplace_back("samples");
    samples_rule const* due = nullptr;
    for (auto const& s : rules_.dossier.samples)
      if (s.stage == stage_ || (!due && s.stage == first_stage_)) due = &s;
    if (due && concerns({}, due->except_sets, set_) && d_.samples < due->count)
      made_.missing.push_back(
          {"samples", {}, {"Mẫu sản phẩm", "Product samples"}, due->count, d_.samples, due->cite.at});
    if (!rules_.dossier.copies) {
      made_.missing_law.emplace_back("copies");
      return;
    }
    copies_rule const& copies = *rules_.dossier.copies;
    if (!d_.copies) return;
    if (d_.copies->paper < copies.paper)
      made_.missing.push_back(
          {"copies", "paper", {"Bộ hồ sơ giấy", "Paper sets"}, copies.paper, d_.copies->paper, copies.cite.at});
    if (d_.copies->electronic < copies.electronic)
      made_.missing.push_back({"copies",
                               "electronic",
                               {"Bộ hồ sơ điện tử", "Electronic sets"},
                               copies.electronic,
                               d_.copies->electronic,
                               copies.cite.at});
  }

  void look_at_days(reading_choices const& readings, working_calendar const* calendar) {
    for (auto const& s : rules_.procedure.sessions)
      if (holds_value(s.kinds, d_.kind)) made_.session = s.form;
    std::string const lowest = rules_.councils.empty() ? std::string() : rules_.councils.front();
    if (d_.proposed_on) made_.round = round_of(rules_, d_.level.empty() ? lowest : d_.level, *d_.proposed_on).value();
    for (auto const& l : rules_.procedure.limits) {
      auto const& from = l.from == "received" ? d_.received_on : d_.proposed_on;
      if (!from || !holds_value(l.kinds, d_.kind)) continue;
      running_limit limit{l.id, l.text, {}, l.working_days && calendar && calendar->holidays.empty(), l.cite.at};
      if (!l.working_days) limit.until = *from + std::chrono::days(l.days);
      else if (calendar) limit.until = calendar->add_working_days(*from, l.days);
      bool const moves = readings.day_off == reading_choices::day_off_rule::next_working_day;
      if (moves && limit.until)
        limit.until = calendar ? std::optional(calendar->next_working_day(*limit.until)) : std::nullopt;
      made_.limits.push_back(std::move(limit));
    }
  }
};

}  // namespace detail

OCOP_INLINE result<dossier_check> check_dossier(compiled_rule_set const& rules, dossier const& d,
                                                reading_choices const& readings, working_calendar const* calendar) {
  return detail::dossier_reader(rules, d).run(readings, calendar);
}

}  // namespace ocop
