#pragma once

#include "ocop/base/text.hpp"
#include "ocop/detail/json/put.hpp"
#include "ocop/detail/json/value_builder.hpp"
#include "ocop/detail/json/write.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/record/canonical_json.hpp"
#include "ocop/record/detail/preferences.hpp"
#include "ocop/record/detail/record_parts.hpp"
#include "ocop/record/replay.hpp"
#include "ocop/record/signature.hpp"
#include "ocop/version.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace ocop {
namespace detail {

inline std::string canonical_text(value const& v) {
  auto text = canonical_json(v);
  return text ? std::move(*text) : std::string();
}

/// Lists where two values differ, down to the smallest places that do.
inline void compare_values(value const& then, value const& now, std::string const& pointer,
                           std::vector<replay_difference>& found) {
  if (then.is_object() && now.is_object()) {
    for (auto const& m : then.as_object()) {
      value const* const other = now.find(m.key);
      if (other) compare_values(m.content, *other, pointer + pointer_to(m.key), found);
      else found.push_back({pointer + pointer_to(m.key), canonical_text(m.content), {}});
    }
    for (auto const& m : now.as_object())
      if (!then.find(m.key)) found.push_back({pointer + pointer_to(m.key), {}, canonical_text(m.content)});
    return;
  }
  if (then.is_array() && now.is_array() && then.as_array().size() == now.as_array().size()) {
    for (std::size_t i = 0; i < then.as_array().size(); ++i)
      compare_values(then.as_array()[i], now.as_array()[i], pointer + '/' + std::to_string(i), found);
    return;
  }
  if (canonical_text(then) != canonical_text(now))
    found.push_back({pointer, canonical_text(then), canonical_text(now)});
}

/// The last reading that 0.1.0 knew; those after it may be absent from a record.
inline constexpr std::string_view last_first_reading = "R-30";

/// Derives one record again.
class replayer {
  rule_catalog const& rules_;
  replay_report report_;

 public:
  explicit replayer(rule_catalog const& rules) : rules_(rules) {}

  replay_report run(std::string_view text, replay_options const& options) {
    if (is_seal(text)) return run_seal(text, options);
    auto const read = read_decision_record(text);
    if (!read) {
      report_.status = replay_status::unreadable;
      report_.message = read.error().where + (read.error().where.empty() ? "" : ": ") + read.error().message;
      return std::move(report_);
    }
    value const& document = read->document;
    report_.submission = read->submission;
    report_.sha256 = read->sha256;
    report_.previous = read->previous;
    report_.recorded_on = read->recorded_on;
    report_.edition = document.find("edition")->as_string();
    if (!read->is_intact)
      report_.differ("input-altered", "the record is not canonical JSON, or its SHA-256 is not that of what it holds");
    auto signature = check_signature(*read, options.keys);
    if (signature.other_key) {
      auto const& named = document.find("key")->as_string();
      report_.differences.push_back({"/key", '"' + named + '"', '"' + *signature.other_key + '"'});
    }
    take(std::move(signature));
    derive(*read);
    return std::move(report_);
  }

 private:
  replay_report run_seal(std::string_view text, replay_options const& options) {
    auto seal = read_seal(text);
    if (!seal) {
      report_.status = replay_status::unreadable;
      report_.message = seal.error().where + (seal.error().where.empty() ? "" : ": ") + seal.error().message;
      return std::move(report_);
    }
    report_.sha256 = seal->sha256;
    if (!seal->is_intact)
      report_.differ("input-altered", "the seal is not canonical JSON, or its SHA-256 is not its own");
    take(check_signature(seal->sha256, seal->signature, options.keys));
    report_.seal = std::move(*seal);
    return std::move(report_);
  }

  void take(signature_check signature) {
    report_.signed_by = std::move(signature.by);
    if (signature.fault) report_.differ("signature-wrong", std::move(*signature.fault));
  }

  /// The edition of that digest; else that of the name, which is another law.
  std::shared_ptr<compiled_rule_set const> find_edition(value const& document) {
    if (auto recorded = rules_.with_digest(document.find("rules_sha256")->as_string())) return recorded;
    auto const named = rules_.find(report_.edition);
    if (!named) {
      if (report_.status == replay_status::same) {
        report_.status = replay_status::unknown_edition;
        report_.message = "no edition of this digest is loaded, nor one of this name. Give its rules by --rules.";
      }
      return nullptr;
    }
    report_.differ("rules-changed", "the edition's rule data has another digest now");
    return *named;
  }

  /// Had a newer edition of the same rule set come into force on the last day that the record and its filing give?
  [[nodiscard]] bool is_outdated(compiled_rule_set const& edition, read_record const& record,
                                 submission const& from) const {
    auto last = record.recorded_on;
    if (from.filing) last = std::max(last, std::optional(from.filing->decided_on.value_or(from.filing->filed_on)));
    return last && std::any_of(rules_.editions().begin(), rules_.editions().end(), [&](auto const& e) {
             return e->rule_set == edition.rule_set && e->from > edition.from && e->from <= *last;
           });
  }

  /// What governs by the submission in a catalog: the edition and the clause that the record states, where its author
  /// had no reason to know of others.
  [[nodiscard]] result<governing_edition> law_in(rule_catalog const& rules, read_record const& record,
                                                 submission const& from, std::span<reading_choice const> preferred,
                                                 std::shared_ptr<compiled_rule_set const> const& stated,
                                                 std::string const& because) const {
    auto law = governing(rules, from, preferred);
    bool const is_stated = law && law->rules == stated;
    if (from.rules) {
      bool const is_named = *from.rules == stated->rule_set.str() ||
                            *from.rules == stated->rule_set.str() + '#' + std::to_string(stated->revision.number);
      if (law && !is_stated && is_named && !is_outdated(*stated, record, from)) law->rules = stated;
      return law;
    }
    if (!from.filing || (is_stated && law->because == because)) return law;
    for (auto const& later : rules.editions()) {
      if (later->from <= from.filing->filed_on) continue;
      bool const came_after = record.recorded_on && *record.recorded_on < later->from;
      bool const may_be_unknown = came_after || (is_stated && !record.recorded_on);
      if (!may_be_unknown) continue;
      auto known = rules.editions();
      std::erase_if(known, [&](auto const& e) { return e->from >= later->from; });
      auto earlier = governing(rule_catalog::of(std::move(known)), from, preferred);
      if (earlier && earlier->rules == stated && earlier->because == because) return earlier;
    }
    return law;
  }

  /// A catalog in which one revision is the newest of its edition.
  [[nodiscard]] static rule_catalog with_newest(rule_catalog const& rules,
                                                std::shared_ptr<compiled_rule_set const> const& newest) {
    auto known = rules.revisions();
    std::erase_if(known, [&](auto const& e) {
      return e->edition == newest->edition && e->revision.number > newest->revision.number;
    });
    return rule_catalog::of(std::move(known));
  }

  /// What governs by the submission, among the editions as they were known while the revision stated was the newest:
  /// `known` becomes those.
  [[nodiscard]] result<governing_edition> law_of(read_record const& record, submission const& from,
                                                 std::span<reading_choice const> preferred,
                                                 std::shared_ptr<compiled_rule_set const> const& stated,
                                                 std::string const& because, rule_catalog& known) const {
    auto const is_it = [&](result<governing_edition> const& law) {
      return law && law->rules == stated && law->because == because;
    };
    bool const names_revision = from.rules && from.rules->find('#') != std::string::npos;
    if (!has_later_revisions() || names_revision) return law_in(rules_, record, from, preferred, stated, because);
    known = with_newest(rules_, stated);
    auto law = law_in(known, record, from, preferred, stated, because);
    if (is_it(law)) return law;
    std::set<day> days;
    std::optional<day> until;  // first day of the revision after it
    for (auto const& e : rules_.revisions()) {
      if (!e->revision.dated) continue;
      days.insert(*e->revision.dated - std::chrono::days(1));
      if (e->edition == stated->edition && e->revision.number > stated->revision.number)
        until = std::min(until.value_or(*e->revision.dated), *e->revision.dated);
    }
    for (auto on = days.rbegin(); on != days.rend(); ++on) {
      bool const was_newest = (!until || *on < *until) && (!stated->revision.dated || *stated->revision.dated <= *on);
      if (!was_newest) continue;
      auto then = rules_.known_on(*on);
      auto earlier = law_in(then, record, from, preferred, stated, because);
      if (!is_it(earlier)) continue;
      known = std::move(then);
      return earlier;
    }
    return law;
  }

  [[nodiscard]] bool has_later_revisions() const noexcept {
    return rules_.revisions().size() > rules_.editions().size();
  }

  void derive(read_record const& record) {
    value const& document = record.document;
    auto const stated = find_edition(document);
    if (!stated) return;
    auto read = read_submission(json::write(*document.find("submission")));
    if (!read.content) return cannot(read.content.error());
    submission from = std::move(*read.content);
    auto const preferred = preferences_of(record);
    if (auto const known = stated->choose(preferred); !known) {
      std::string const where = record.format == record_format::record_1 ? "/readings" : "/preferences";
      return cannot({known.error().code, where + known.error().where, known.error().message});
    }
    if (document.find("engine")->find("semantics")->as_integer() != semantics)
      report_.differ("semantics-changed", "the engine's semantics have another number now");

    value const* const clause = document.find("result")->find("edition_because");
    std::string const because = clause && clause->is_string() ? clause->as_string() : std::string();
    auto known = rule_catalog::of({});
    auto const law = law_of(record, from, preferred, stated, because, known);
    if (!law) return no_law(law.error());
    compare_values(*document.find("edition"), law->rules->edition.str(), "/edition", report_.differences);
    compare_values(*document.find("rules_sha256"), law->rules->sha256, "/rules_sha256", report_.differences);
    bool const governs = law->rules == stated && law->rules->edition.str() == report_.edition;
    std::string const by = name_of(*law->rules) + " (" + law->because + ")";
    std::string const claim =
        in_quotes(report_.edition) +
        (name_of(*stated) == report_.edition ? std::string() : ", whose digest is that of " + name_of(*stated));
    if (!governs) report_.differ("edition-not-governing", "the submission is governed by " + by + ", not by " + claim);
    else if (law->because != because)
      report_.differ("because-differs", "the submission is governed by " + by + ", not by " + in_quotes(because));

    auto days = warning_of_days(record, from);
    auto const scored = score_under(rules_, *law, from, preferred);
    if (!scored) {
      if (governs) return cannot(scored.error());
      compare_values(because, law->because, "/result/edition_because", report_.differences);
      if (report_.cause == "edition-not-governing")
        report_.message +=
            "; under that the submission cannot be evaluated: " + scored.error().where + ": " + scored.error().message;
      return;
    }
    assessment const& a = scored->assessed;
    compare_readings(record, a);
    compare_council(document, a);
    std::size_t const before = report_.differences.size();
    compare_values(*document.find("result"), json::parse(write_result(*scored)).value(), "/result",
                   report_.differences);
    find_first_criterion(*document.find("points"), a);
    compare_values(*document.find("points"), points_of(a), "/points", report_.differences);
    if (report_.differences.size() > before) report_.differ("result-altered", "the result is not what is derived now");
    if (report_.status == replay_status::same) report_.message = std::move(days);
    if (governs && has_later_revisions()) compare_with_today(record, std::move(from), known, *law, *scored);
  }

  /// An edition by its id, of which there are several revisions by its full name.
  [[nodiscard]] std::string name_of(compiled_rule_set const& rules) const {
    auto const newest = rules_.find(rules.edition.str());
    bool const is_only = newest && newest->get() == &rules && rules.revision.number == 1;
    return is_only ? rules.edition.str() : rules.full_name();
  }

  /// What does the newest revision come to? `known` are the editions by which it was derived.
  void compare_with_today(read_record const& record, submission from, rule_catalog const& known,
                          governing_edition const& then, scored_submission const& scored_then) {
    auto const newest = rules_.find(then.rules->edition.str());
    if (!newest) return;
    // What an `ocop-record/1` took as its edition has it was no preference.
    auto preferred = preferences_of(record);
    if (record.format == record_format::record_1)
      std::erase_if(preferred, [&](reading_choice const& p) {
        auto const& own = then.rules->readings;
        return std::any_of(own.begin(), own.end(), [&](compiled_reading const& r) {
          return r.id == p.reading && r.alternatives[r.choice].id == p.alternative;
        });
      });
    auto now = law_in(rules_, record, from, preferred, *newest, then.because);
    bool const is_same_law = now && now->rules->edition == then.rules->edition && now->because == then.because;
    if (is_same_law && now->rules == then.rules) return;
    replay_today today;
    today.edition = (now ? *now->rules : **newest).full_name();
    for (auto const& e : rules_.revisions()) {
      auto const& all = known.revisions();
      bool const is_later = std::find(all.begin(), all.end(), e) == all.end();
      if (is_later && (!is_same_law || e->edition == then.rules->edition)) today.by.push_back(e);
    }
    auto const scored =
        now ? score_under(rules_, std::move(*now), std::move(from), preferred) : result<scored_submission>(now.error());
    if (!scored) {
      issue const& why = scored.error();
      today.message = "cannot be evaluated: " + why.where + (why.where.empty() ? "" : ": ") + why.message;
    } else {
      compare_values(json::parse(write_result(scored_then)).value(), json::parse(write_result(*scored)).value(),
                     "/result", today.differences);
      std::erase_if(today.differences, [](auto const& d) { return d.pointer == "/result/rules_sha256"; });
      compare_values(points_of(scored_then.assessed), points_of(scored->assessed), "/points", today.differences);
      if (today.differences.empty()) return;
    }
    report_.today = std::move(today);
  }

  /// What cannot be derived at all: no edition governs, or which one would depends on what cannot be read.
  void no_law(issue const& why) {
    bool const is_law =
        why.code == errc::no_governing_rules || why.code == errc::no_rules_named || why.code == errc::unknown_rule_set;
    if (!is_law) return cannot(why);
    report_.differ("edition-not-governing",
                   "nothing says that " + in_quotes(report_.edition) + " governs the submission: " + why.message);
  }

  /// Days that go together ill, though nothing was altered.
  [[nodiscard]] static std::string warning_of_days(read_record const& record, submission const& from) {
    if (!from.filing || !from.filing->decided_on) return {};
    day const decided = *from.filing->decided_on;
    if (record.recorded_on && *record.recorded_on < decided)
      return "look at its days: it was recorded on " + to_string(*record.recorded_on) + ", before the decision of " +
             to_string(decided);
    value const* const decision = record.document.find("decision");
    value const* const on = decision ? decision->find("day") : nullptr;
    if (on && on->as_string() != to_string(decided))
      return "look at its days: its decision is of " + on->as_string() + ", its filing was decided on " +
             to_string(decided);
    return {};
  }

  void cannot(issue const& why) {
    if (report_.status == replay_status::same) report_.status = replay_status::unreadable;
    if (report_.message.empty())
      report_.message = "cannot be evaluated: " + why.where + (why.where.empty() ? "" : ": ") + why.message;
  }

  /// Does each reading follow from the edition, the regulation, the preferences and the submission?
  void compare_readings(read_record const& record, assessment const& now) {
    value const& then = *record.document.find("readings");
    std::string which;
    auto const differs = [&](std::string const& id, value const* was, std::string const& is) {
      auto const shown = [](std::string const& text) { return text.empty() ? "absent" : '"' + text + '"'; };
      report_.differences.push_back({"/readings" + pointer_to(id), was ? canonical_text(*was) : std::string(),
                                     is.empty() ? std::string() : canonical_text(is)});
      which += (which.empty() ? "" : ", ") + one_line(beginning(id)) + " is " + shown(is) + ", not " +
               (!was               ? "absent"
                : was->is_string() ? in_quotes(was->as_string())
                                   : std::string(was->kind()));
    };
    for (std::size_t i = 0; i < now.rules->readings.size(); ++i) {
      compiled_reading const& r = now.rules->readings[i];
      std::size_t const chosen = now.readings.chosen[i];
      value const* const was = then.find(r.id.str());
      bool const came_later = !was && r.id.str() > last_first_reading && chosen == r.choice;
      if (came_later || (was && was->is_string() && was->as_string() == r.alternatives[chosen].id)) continue;
      differs(r.id.str(), was, r.alternatives[chosen].id);
    }
    for (auto const& m : then.as_object()) {
      auto const is_it = [&](compiled_reading const& r) { return r.id.str() == m.key; };
      if (std::none_of(now.rules->readings.begin(), now.rules->readings.end(), is_it)) differs(m.key, &m.content, {});
    }
    if (!which.empty())
      report_.differ("readings-not-asked",
                     "by the submission" +
                         std::string(record.format == record_format::record_1 ? "" : " and the preferences") +
                         " the readings are others than those of the record: " + which);
  }

  void compare_council(value const& document, assessment const& now) {
    value const derived = regulation_of(now);
    std::size_t const before = report_.differences.size();
    compare_values(*document.find("council"), derived, "/council", report_.differences);
    if (report_.differences.size() > before)
      report_.differ("regulation-changed", "the council's regulation has another digest now, or was another one");
  }

  /// The first criterion, in printed order on the first sheet, whose points are not as recorded.
  void find_first_criterion(value const& then, assessment const& now) {
    if (!then.is_array()) return;
    auto const& sheets = then.as_array();
    for (std::size_t s = 0; s < now.council.evaluations.size(); ++s) {
      auto const& points = now.council.evaluations[s].by_criterion;
      for (std::size_t c = 0; c < points.size(); ++c) {
        bool const is_there = s < sheets.size() && sheets[s].is_array() && c < sheets[s].as_array().size();
        value const* const was = is_there ? &sheets[s].as_array()[c] : nullptr;
        if (was && *was == points_value(points[c], now.rules->unit)) continue;
        report_.first_criterion = now.set->criteria[c].id.str() + " on sheet " + std::to_string(s);
        return;
      }
    }
  }
};

template <class Writer>
void put_differences(Writer& w, std::vector<replay_difference> const& all) {
  json::key(w, "differences");
  w.StartArray();
  for (auto const& d : all) {
    w.StartObject();
    put_field(w, "pointer", d.pointer);
    put_field(w, "then", d.then);
    put_field(w, "now", d.now);
    w.EndObject();
  }
  w.EndArray();
}

template <class Writer>
void put_today(Writer& w, replay_today const& today) {
  json::key(w, "today");
  w.StartObject();
  put_field(w, "edition", today.edition);
  json::key(w, "by");
  w.StartArray();
  for (auto const& by : today.by) {
    w.StartObject();
    put_field(w, "revision", by->full_name());
    put_day(w, "dated", by->revision.dated);
    json::key(w, "why");
    w.StartObject();
    put_words(w, by->revision.why);
    w.EndObject();
    put_field(w, "source", by->revision.source);
    w.EndObject();
  }
  w.EndArray();
  put_differences(w, today.differences);
  put_field(w, "message", today.message);
  w.EndObject();
}

}  // namespace detail

OCOP_INLINE replay_report replay(rule_catalog const& rules, std::string_view record, replay_options const& options) {
  return detail::replayer(rules).run(record, options);
}

OCOP_INLINE result<record_chain> record_chain::after(std::string previous) {
  if (!is_sha256(previous))
    return issue{
        errc::bad_value, "/previous",
        "found " + in_quotes(previous) +
            "; a SHA-256 is 64 hex digits, lower case. Leave it out where the first record is the first of all."};
  record_chain chain;
  chain.last_ = std::move(previous);
  chain.must_go_on_ = true;
  return chain;
}

OCOP_INLINE void record_chain::follow(replay_report& report) {
  if (is_sealed_) {
    report.differ("seal-broken", "it stands after the seal, which is the last line");
  } else if (report.seal) {
    is_sealed_ = true;
    if (report.seal->records != records_) {
      report.differences.push_back({"/records", std::to_string(report.seal->records), std::to_string(records_)});
      report.differ("seal-broken", "the seal counts other records than there are");
    }
    std::string const last = records_ == 0 ? std::string() : last_;  // of this file
    if (report.seal->last != last) {
      auto const shown = [](std::string const& hash) { return hash.empty() ? "null" : '"' + hash + '"'; };
      report.differences.push_back({"/last", shown(report.seal->last), shown(last)});
      report.differ("seal-broken", "the last record is not the one that the seal names");
    }
    auto const on = records_ > 0 ? last_day_ : std::nullopt;
    auto const holds = [&](dated_key const& k) { return k.holds_on(on); };
    if (!report.signed_by.empty() && std::none_of(report.signed_by.begin(), report.signed_by.end(), holds))
      report.differ(
          "signature-wrong",
          on ? "the key by which it is signed did not hold on " + to_string(*on) +
                   ", the day of the last record before it"
             : std::string("no record before it has a day, so nothing tells whether the key by which it is signed "
                           "held then; give that key without from and until to leave its period aside"));
    return;
  }
  ++records_;
  bool const begins_anew = records_ == 1 && report.previous.empty() && !must_go_on_;
  must_go_on_ = false;
  if (report.status != replay_status::unreadable && !begins_anew && report.previous != last_) {
    report.differences.insert(report.differences.begin(),
                              {"/previous", '"' + report.previous + '"', '"' + last_ + '"'});
    report.differ("chain-broken", "the record before it is not the one that it names");
  }
  last_ = report.sha256;
  last_day_ = report.recorded_on;
}

OCOP_INLINE std::string write_replay(replay_report const& r, std::size_t line, layout how) {
  return detail::laid_out(how, [&](auto& w) {
    using detail::put_field;
    w.StartObject();
    put_field(w, "format", r.today ? "ocop-replay/2" : "ocop-replay/1");
    put_field(w, "submission", r.submission);
    put_field(w, "what", r.seal ? "seal" : "record");
    detail::json::key(w, "line");
    w.Uint64(line);
    put_field(w, "edition", r.edition);
    put_field(w, "status", to_string(r.status));
    put_field(w, "cause", r.cause);
    put_field(w, "first_criterion", r.first_criterion);
    detail::put_differences(w, r.differences);
    put_field(w, "message", r.message);
    put_field(w, "sha256", r.sha256);
    if (r.today) detail::put_today(w, *r.today);
    w.EndObject();
  });
}

}  // namespace ocop
