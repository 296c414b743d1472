#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/name.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/exchange/detail/json_cursor.hpp"
#include "ocop/exchange/detail/result_text.hpp"
#include "ocop/exchange/detail/settling.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/exchange/submission_scorer.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace ocop {
namespace detail {

/// Is a text this one? Of a length known to the compiler, which needs no call for it.
template <std::size_t Size>
bool is(std::string_view text, char const (&wanted)[Size]) noexcept {
  return text.size() == Size - 1 && std::memcmp(text.data(), wanted, Size - 1) == 0;
}

/// A submission as one look over its bytes shows it. Texts stand in the bytes, or in the memory of the cursor.
struct submission_outline {
  std::string_view id;
  std::int32_t set = -1;
  std::optional<ocop::filing> filing;
  std::string_view rules;
  std::string_view facts, council, readings;  ///< as they are written; empty where absent
  std::optional<json_cursor> sheets;          ///< where they begin
};

/// A criterion as a document names it.
struct criterion_key {
  std::string key;  ///< code as a key is mostly written, with quotes and colon
  short_text short_key;
  bool has_cases = false;
  std::uint32_t nothing = 0;  ///< cell of nothing ticked; those of the first list follow it
  std::int32_t options = 0;   ///< of the only list; where there are cases, none: a number alone names none of theirs
};

/// What the sheets of submissions come to that have rules, set and readings in common. Immutable once made.
struct settled_rules {
  std::shared_ptr<compiled_rule_set const> rules;
  compiled_product_set const* set = nullptr;
  std::vector<criterion_key> criteria;
  scoring_plan plan;
  result_text text;
};

/// What a plan and its texts depend on: rules, set, regulation, clause of the edition, alternatives.
using rules_key = std::tuple<compiled_rule_set const*, compiled_product_set const*, council_regulation const*,
                             std::string, std::vector<std::size_t>>;

/// The tables of scorers of one catalog, made once for all of them. Each scorer keeps those that it uses; what none
/// keeps is forgotten. Safe to use from many threads.
class shared_tables {
  std::mutex mutex_;
  std::map<rules_key, std::weak_ptr<settled_rules const>> made_;

 public:
  template <class Make>
  std::shared_ptr<settled_rules const> find_or_make(rules_key const& key, Make make) {
    std::lock_guard const lock(mutex_);
    if (auto const found = made_.find(key); found != made_.end())
      if (auto kept = found->second.lock()) return kept;
    std::shared_ptr<settled_rules const> const made = make();
    std::erase_if(made_, [](auto const& one) { return one.second.expired(); });
    made_[key] = made;
    return made;
  }
};

/// Tables that one scorer keeps, and the facts that it met with them.
struct known_rules {
  std::shared_ptr<settled_rules const> settled;
  std::map<std::string, std::optional<facts_text>, std::less<>> facts;  ///< by how they are written; none: general way
  std::uint64_t used = 0;                                               ///< the turn when that was last
};

/// What is settled before the sheets of a submission are looked at.
struct known_terms {
  council_session session;
  std::string level;
  std::optional<day> finish_by;     ///< of the transition clause, before a day off moves it
  question_bits asked = 0;          ///< questions that come up before the sheets do
  known_rules* comes_to = nullptr;  ///< none: general way
  std::uint64_t used = 0;
};

}  // namespace detail

/// Reads bytes as far as it knows them. Whatever is not as it expects sends the submission the general way, which finds
/// what is wrong with it, if anything is.
class submission_scorer::worker {
  /// Set; kind, interval of the day filed and of the day decided (-1: none); rules, council and readings as written.
  template <class Text>
  using terms_key = std::tuple<std::int32_t, int, std::ptrdiff_t, std::ptrdiff_t, Text, Text, Text>;
  /// Looks for a key without making its texts.
  struct by_views {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(A const& a, B const& b) const {
      return terms_key<std::string_view>(a) < terms_key<std::string_view>(b);
    }
  };

  static constexpr std::size_t most_terms = 2048;
  static constexpr std::size_t most_rules = 256;
  static constexpr std::size_t most_facts = 4096;  ///< of all terms together
  static constexpr std::size_t longest_key = 1024;
  static constexpr std::size_t most_sheets = 64;
  static constexpr std::uint32_t unread = std::numeric_limits<std::uint32_t>::max();

  rule_catalog catalog_;
  std::vector<reading_choice> wanted_;
  std::shared_ptr<detail::shared_tables> tables_;
  std::vector<day> borders_;  ///< days on which an edition or a transition clause begins or ends, sorted
  std::map<terms_key<std::string>, detail::known_terms, by_views> terms_known_;
  decltype(terms_known_)::iterator last_terms_ = terms_known_.end();  ///< end: none
  std::map<detail::rules_key, detail::known_rules> rules_known_;
  std::size_t facts_known_ = 0;
  std::uint64_t turn_ = 0;
  compiled_product_set const* cells_of_ = nullptr;  ///< of which the cells are; none: not read yet
  std::vector<std::uint32_t> cells_;                ///< one row per sheet
  std::vector<std::string_view> members_;
  std::optional<std::size_t> chair_;
  std::string unescaped_;
  detail::council_figures figures_;
  ranking placed_;
  detail::text_writer out_;
  std::string in_full_;

 public:
  worker(rule_catalog catalog, std::vector<reading_choice> wanted, std::shared_ptr<detail::shared_tables> tables)
      : catalog_(std::move(catalog)), wanted_(std::move(wanted)), tables_(std::move(tables)) {
    for (auto const& e : catalog_.editions()) {
      borders_.insert(borders_.end(), {e->from, e->begins});
      if (e->until) borders_.push_back(*e->until);
      if (e->ends) borders_.push_back(*e->ends);
      for (auto const& t : e->transitions) {
        borders_.push_back(t.filed_before);
        // After its last day, which a day off may move, another rule set governs.
        constexpr int most_moved = 7;
        for (int i = 0; t.otherwise && i <= most_moved; ++i)
          borders_.push_back(t.filed_before + std::chrono::days(t.finish_within_days + i));
      }
    }
    std::sort(borders_.begin(), borders_.end());
    borders_.erase(std::unique(borders_.begin(), borders_.end()), borders_.end());
  }

  [[nodiscard]] std::unique_ptr<worker> another() const { return std::make_unique<worker>(catalog_, wanted_, tables_); }

  submission_answer answer(std::string_view json, std::size_t line) {
    if (json.size() <= max_submission_bytes && answer_from_tables(json)) return {out_.text(), false};
    auto read = read_submission(json);
    auto const scored = read.content ? score(catalog_, std::move(*read.content), wanted_)
                                     : result<scored_submission>(read.content.error());
    in_full_ = scored ? write_result(*scored) : write_error(scored.error(), read.id, line);
    return {in_full_, !scored};
  }

 private:
  bool answer_from_tables(std::string_view json) {
    cells_of_ = nullptr;
    detail::submission_outline seen;
    if (!look_over(json, seen)) return false;
    detail::known_terms* const terms = terms_of(json, seen);
    if (!terms) return false;
    terms->used = ++turn_;
    if (!terms->comes_to) return false;
    detail::known_rules& known = *terms->comes_to;
    known.used = turn_;
    detail::settled_rules const& by = *known.settled;
    if (terms->finish_by && seen.filing->decided_on && *terms->finish_by < *seen.filing->decided_on) return false;
    detail::facts_text const* const facts = facts_of(json, seen, known);
    if (!facts) return false;
    if (!cells_of_ && !read_sheets(*seen.sheets, by)) return false;
    // Cells are the same under all terms of one set. What came after the sheets may have led to another.
    if (cells_of_ != by.set) return false;
    if (detail::check_session(members_.size(), terms->session)) return false;
    detail::session_facts const session{terms->session.regulation.get(), terms->session.members,
                                        static_cast<int>(terms->session.round.value_or(1)), chair_};
    if (by.plan.tally(cells_, session, figures_)) return false;
    detail::question_bits const asked = by.plan.place(figures_, terms->level, placed_) | terms->asked;
    if (!by.text.says_all_of(figures_, placed_)) return false;
    out_.clear();
    by.text.write(out_, seen.id, members_, cells_, by.plan, figures_, placed_, asked, *facts);
    return true;
  }

  /// governing() compares days with those on which an edition or a clause begins or ends, and with no others: all days
  /// between two of them have the same answer.
  [[nodiscard]] std::ptrdiff_t interval_of(day d) const {
    return std::upper_bound(borders_.begin(), borders_.end(), d) - borders_.begin();
  }

  [[nodiscard]] terms_key<std::string_view> key_of(detail::submission_outline const& seen) const {
    auto const& f = seen.filing;
    return {seen.set,
            f ? static_cast<int>(f->kind) : -1,
            f ? interval_of(f->filed_on) : -1,
            f && f->decided_on ? interval_of(*f->decided_on) : -1,
            seen.rules,
            seen.council,
            seen.readings};
  }

  /// Terms that are known; looks first at those found last, which are often the same.
  detail::known_terms* find_terms(terms_key<std::string_view> const& key) {
    if (last_terms_ == terms_known_.end() || key != terms_key<std::string_view>(last_terms_->first))
      last_terms_ = terms_known_.find(key);
    return last_terms_ == terms_known_.end() ? nullptr : &last_terms_->second;
  }

  /// The terms of a submission that was looked over; learned from the whole of it where they are new.
  detail::known_terms* terms_of(std::string_view json, detail::submission_outline const& seen) {
    auto const key = key_of(seen);
    if (auto* const found = find_terms(key)) return found;
    auto const read = read_submission(json);
    if (!read.content || seen.rules.size() + seen.council.size() + seen.readings.size() > longest_key) return nullptr;
    auto governing = detail::rules_for(catalog_, *read.content, wanted_);
    if (!governing || detail::check_level(*governing->rules, *read.content)) return nullptr;
    auto settled = detail::settle(catalog_, *governing->rules, *read.content, wanted_);
    if (!settled) return nullptr;
    last_terms_ = terms_known_.end();
    if (terms_known_.size() == most_terms) terms_known_.erase(longest_unused(terms_known_));
    detail::known_terms& made = terms_known_[terms_key<std::string>(key)];
    made.session = settled->session;
    made.level = read.content->council ? read.content->council->level : "";
    made.finish_by = governing->finish_by;
    open_questions asked;
    asked.amendment = !governing->asked.empty() && read.content->filing->decided_on;
    made.asked = detail::bits_of(asked);
    bool const is_known = !detail::check_round(settled->session) && !governing->by_else &&
                          !detail::needs_result_2(*governing->rules, *settled->set, settled->session.regulation.get());
    made.comes_to = is_known ? rules_of(*governing, *settled) : nullptr;
    made.used = turn_;
    return &made;
  }

  /// What sheets come to under terms.
  detail::known_rules* rules_of(governing_edition const& governing, detail::settled_terms const& settled) {
    detail::rules_key key{governing.rules.get(), settled.set, settled.session.regulation.get(), governing.because,
                          settled.readings.chosen};
    if (auto const found = rules_known_.find(key); found != rules_known_.end()) return &found->second;
    auto made = tables_->find_or_make(key, [&] { return settled_rules_of(governing, settled); });
    if (rules_known_.size() == most_rules) forget(longest_unused(rules_known_));
    return &rules_known_.emplace(std::move(key), detail::known_rules{std::move(made), {}, turn_}).first->second;
  }

  /// No note holds by facts: submissions of which one does go the general way.
  static std::shared_ptr<detail::settled_rules const> settled_rules_of(governing_edition const& governing,
                                                                       detail::settled_terms const& settled) {
    findings no_note;
    no_note.note_holds.assign(settled.set->notes.size(), 0);
    auto plan = detail::scoring_plan::of_unchecked(*governing.rules, *settled.set, no_note, settled.readings);
    assessment terms;  // of nothing yet
    terms.rules = governing.rules;
    terms.set = settled.set;
    terms.readings = settled.readings;
    terms.session = settled.session;
    detail::result_text text(terms, governing.because, plan);
    std::vector<detail::criterion_key> criteria;
    for (std::size_t i = 0; i < settled.set->criteria.size(); ++i) {
      compiled_criterion const& c = settled.set->criteria[i];
      std::string key = '"' + c.id.str() + "\":";
      detail::short_text const short_key(key);
      criteria.push_back({std::move(key), short_key, c.has_cases(), plan.cell_of(i, choice{}).value(),
                          c.has_cases() ? 0 : static_cast<std::int32_t>(c.lists.front().options.size())});
    }
    return std::make_shared<detail::settled_rules const>(
        detail::settled_rules{terms.rules, terms.set, std::move(criteria), std::move(plan), std::move(text)});
  }

  template <class Known>
  static typename Known::iterator longest_unused(Known& known) {
    return std::min_element(known.begin(), known.end(),
                            [](auto const& a, auto const& b) { return a.second.used < b.second.used; });
  }

  void forget(std::map<detail::rules_key, detail::known_rules>::iterator what) {
    last_terms_ = terms_known_.end();
    std::erase_if(terms_known_, [&](auto const& terms) { return terms.second.comes_to == &what->second; });
    facts_known_ -= what->second.facts.size();
    rules_known_.erase(what);
  }

  /// What a result says of the facts; nothing where they bring a note into play, or are wrong.
  detail::facts_text const* facts_of(std::string_view json, detail::submission_outline const& seen,
                                     detail::known_rules& known) {
    auto found = known.facts.find(seen.facts);
    if (found == known.facts.end()) {
      if (seen.facts.size() > longest_key) return nullptr;
      auto const read = read_submission(json);
      if (!read.content) return nullptr;
      if (facts_known_ >= most_facts) {
        for (auto& [key, rules] : rules_known_) rules.facts.clear();
        facts_known_ = 0;
      }
      ++facts_known_;
      found = known.facts.emplace(seen.facts, std::nullopt).first;
      detail::settled_rules const& by = *known.settled;
      auto const judged = judge_facts(*by.rules, *by.set, read.content->facts, by.plan.readings());
      bool const fits =
          judged && std::find(judged->note_holds.begin(), judged->note_holds.end(), 1) == judged->note_holds.end();
      if (fits) found->second.emplace(*by.rules, *judged);
    }
    return found->second ? &*found->second : nullptr;
  }

  bool look_over(std::string_view json, detail::submission_outline& seen) {
    detail::json_cursor in(json, unescaped_);
    bool has_format = false, has_id = false, has_product = false;
    if (!in.take('{')) return false;
    do {
      std::string_view key;
      std::string_view text;
      if (!in.string(key) || !in.take(':')) return false;
      if (detail::is(key, "format")) {
        if (std::exchange(has_format, true) || !in.string(text) || text != "ocop-submission/1") return false;
      } else if (detail::is(key, "submission")) {
        if (std::exchange(has_id, true) || !in.string(seen.id) || is_blank_name(seen.id)) return false;
      } else if (detail::is(key, "product")) {
        if (std::exchange(has_product, true) || !look_at_product(in, seen.set)) return false;
      } else if (detail::is(key, "filing")) {
        if (seen.filing || !look_at_filing(in, seen.filing.emplace())) return false;
      } else if (detail::is(key, "rules")) {
        if (!seen.rules.empty() || !in.string(seen.rules) || seen.rules.empty()) return false;
      } else if (detail::is(key, "facts")) {
        if (!look_at_object(in, seen.facts)) return false;
      } else if (detail::is(key, "council")) {
        if (!look_at_object(in, seen.council)) return false;
      } else if (detail::is(key, "readings")) {
        if (!look_at_object(in, seen.readings)) return false;
      } else if (detail::is(key, "sheets")) {
        if (seen.sheets) return false;
        seen.sheets = in;
        if (!look_at_sheets(in, seen)) return false;
      } else {
        return false;
      }
    } while (in.take(','));
    return in.take('}') && in.is_at_end() && has_format && has_id && has_product && seen.sheets &&
           (seen.filing || !seen.rules.empty());
  }

  static bool look_at_object(detail::json_cursor& in, std::string_view& to) {
    return to.empty() && in.is_next('{') && in.nested(to);
  }

  static bool look_at_product(detail::json_cursor& in, std::int32_t& set) {
    bool has_set = false, has_name = false, has_code = false;
    if (!in.take('{')) return false;
    do {
      std::string_view key;
      std::string_view text;
      if (!in.string(key) || !in.take(':')) return false;
      if (detail::is(key, "set")) {
        if (std::exchange(has_set, true) || !in.whole(set)) return false;
      } else if (detail::is(key, "name")) {
        if (std::exchange(has_name, true) || !in.string(text)) return false;
      } else if (detail::is(key, "code")) {
        if (std::exchange(has_code, true) || !in.string(text)) return false;
      } else {
        return false;
      }
    } while (in.take(','));
    return in.take('}') && has_set;
  }

  static bool look_at_filing(detail::json_cursor& in, filing& to) {
    bool has_kind = false, has_filed = false;
    if (!in.take('{')) return false;
    do {
      std::string_view key;
      std::string_view text;
      if (!in.string(key) || !in.take(':') || !in.string(text)) return false;
      if (detail::is(key, "kind")) {
        auto const kind = parse_filing_kind(text);
        if (std::exchange(has_kind, true) || !kind) return false;
        to.kind = *kind;
        continue;
      }
      auto const on = parse_day(text);
      if (!on) return false;
      if (detail::is(key, "filed_on")) {
        if (std::exchange(has_filed, true)) return false;
        to.filed_on = *on;
      } else if (detail::is(key, "decided_on")) {
        if (to.decided_on) return false;
        to.decided_on = *on;
      } else {
        return false;
      }
    } while (in.take(','));
    return in.take('}') && has_kind && has_filed && (!to.decided_on || to.filed_on <= *to.decided_on);
  }

  /// Reads the sheets where they stand if it is known by now under which set; passes over them if not.
  bool look_at_sheets(detail::json_cursor& in, detail::submission_outline const& seen) {
    auto const* const found = find_terms(key_of(seen));
    if (found && found->comes_to) return read_sheets(in, *found->comes_to->settled);
    std::string_view text;
    return in.is_next('[') && in.nested(text);
  }

  bool read_sheets(detail::json_cursor& in, detail::settled_rules const& by) {
    cells_of_ = by.set;
    cells_.clear();
    members_.clear();
    chair_.reset();
    if (!in.take('[')) return false;
    do {
      if (members_.size() == most_sheets || !read_sheet(in, by)) return false;
      if (std::find(members_.begin(), members_.end() - 1, members_.back()) != members_.end() - 1) return false;
    } while (in.take(','));
    return in.take(']');
  }

  bool read_sheet(detail::json_cursor& in, detail::settled_rules const& by) {
    bool has_member = false, has_choices = false, has_role = false, is_chair = false;
    if (!in.take('{')) return false;
    do {
      std::string_view key;
      if (!in.string(key) || !in.take(':')) return false;
      if (detail::is(key, "member")) {
        // Of plain names those that are the same have the same bytes.
        if (std::exchange(has_member, true) || !in.string(members_.emplace_back())) return false;
        if (!is_plain_name(members_.back())) return false;
      } else if (detail::is(key, "choices")) {
        if (std::exchange(has_choices, true) || !read_choices(in, by)) return false;
      } else if (detail::is(key, "role")) {
        std::string_view role;
        if (std::exchange(has_role, true) || !in.string(role)) return false;
        if (detail::is(role, "chair") ? chair_.has_value() : !detail::is(role, "member")) return false;
        is_chair = detail::is(role, "chair");
      } else {
        return false;
      }
    } while (in.take(','));
    if (is_chair) chair_ = members_.size() - 1;
    return in.take('}') && has_member && has_choices;
  }

  /// Reads one row of cells. Criteria mostly come in printed order.
  bool read_choices(detail::json_cursor& in, detail::settled_rules const& by) {
    std::size_t const width = by.criteria.size();
    std::size_t const row = cells_.size();
    cells_.resize(row + width, unread);
    if (!in.take('{')) return false;
    std::uint32_t* to = cells_.data() + row;
    std::size_t answered = in.take_digits(by.criteria, [&to](detail::criterion_key const& c, std::int32_t n) {
      if (n > c.options) return false;
      *to++ = c.nothing + static_cast<std::uint32_t>(n);
      return true;
    });
    std::size_t expected = answered;
    for (bool has_more = answered == 0 || in.take(','); has_more; has_more = in.take(',')) {
      std::size_t criterion = expected;
      if (expected == width || !in.take(by.criteria[expected].key)) {
        std::string_view code;
        if (!in.string(code) || !in.take(':')) return false;
        auto const found = cells_of_->find(code);
        if (!found) return false;
        criterion = *found;
      }
      if (cells_[row + criterion] != unread) return false;
      auto const cell = read_choice(in, by, criterion);
      if (!cell) return false;
      cells_[row + criterion] = *cell;
      ++answered;
      expected = criterion + 1;
    }
    return in.take('}') && answered == width;
  }

  /// The cell of an option by its number, without a case: where there are cases, of nothing ticked only.
  static std::optional<std::uint32_t> cell_of_number(detail::settled_rules const& by, std::size_t criterion,
                                                     std::int32_t option) {
    detail::criterion_key const& c = by.criteria[criterion];
    if (option < 0 || option > c.options) return std::nullopt;
    return c.nothing + static_cast<std::uint32_t>(option);
  }

  /// The cell of an option, or of one in a case.
  std::optional<std::uint32_t> read_choice(detail::json_cursor& in, detail::settled_rules const& by,
                                           std::size_t criterion) {
    compiled_criterion const& c = cells_of_->criteria[criterion];
    bool const has_cases = by.criteria[criterion].has_cases;
    written_option option;
    if (!in.is_next('{')) {
      if (!read_option(in, option)) return std::nullopt;
      if (option.id.empty()) return cell_of_number(by, criterion, option.number);
      return has_cases ? std::nullopt : by.plan.cell_of(criterion, 0, number_in(c.lists.front(), option.id));
    }
    std::int32_t case_no = 0;
    bool has_case = false, has_option = false;
    if (!has_cases || !in.take('{')) return std::nullopt;
    do {
      std::string_view key;
      if (!in.string(key) || !in.take(':')) return std::nullopt;
      if (detail::is(key, "case")) {
        if (std::exchange(has_case, true) || !in.whole(case_no)) return std::nullopt;
      } else if (detail::is(key, "option")) {
        if (std::exchange(has_option, true) || !read_option(in, option)) return std::nullopt;
      } else {
        return std::nullopt;
      }
    } while (in.take(','));
    if (!in.take('}') || !has_case || !has_option) return std::nullopt;
    auto const list = std::find_if(c.lists.begin(), c.lists.end(), [&](auto const& l) { return l.case_no == case_no; });
    if (list == c.lists.end()) return std::nullopt;
    return by.plan.cell_of(criterion, static_cast<std::size_t>(list - c.lists.begin()),
                           option.id.empty() ? option.number : number_in(*list, option.id));
  }

  /// An option by its id, or by its number where there is none.
  struct written_option {
    std::string_view id;
    std::int32_t number = 0;
  };

  static bool read_option(detail::json_cursor& in, written_option& to) {
    return in.is_next('"') ? in.string(to.id) && !to.id.empty() : in.whole(to.number);
  }

  /// The number of an option; -1 where the list has none of that id.
  static std::int32_t number_in(compiled_option_list const& list, std::string_view id) {
    auto const found =
        std::find_if(list.options.begin(), list.options.end(), [id](auto const& o) { return o.id.str() == id; });
    return found == list.options.end() ? -1 : static_cast<std::int32_t>(found - list.options.begin()) + 1;
  }
};

OCOP_INLINE submission_scorer::submission_scorer(rule_catalog catalog, std::vector<reading_choice> wanted)
    : worker_(
          std::make_unique<worker>(std::move(catalog), std::move(wanted), std::make_shared<detail::shared_tables>())) {}
OCOP_INLINE submission_scorer::submission_scorer(std::unique_ptr<worker> made) : worker_(std::move(made)) {}
OCOP_INLINE submission_scorer::submission_scorer(submission_scorer&&) noexcept = default;
OCOP_INLINE submission_scorer& submission_scorer::operator=(submission_scorer&&) noexcept = default;
OCOP_INLINE submission_scorer::~submission_scorer() = default;

OCOP_INLINE submission_scorer submission_scorer::for_another_thread() const {
  return submission_scorer(worker_->another());
}

OCOP_INLINE submission_answer submission_scorer::answer(std::string_view json, std::size_t line) {
  return worker_->answer(json, line);
}

}  // namespace ocop
