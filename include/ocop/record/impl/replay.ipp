#pragma once

#include "ocop/detail/json/put.hpp"
#include "ocop/detail/json/value_builder.hpp"
#include "ocop/detail/json/write.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/record/detail/record_parts.hpp"
#include "ocop/record/canonical_json.hpp"
#include "ocop/record/replay.hpp"
#include "ocop/version.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

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
    report_.edition = document.find("edition")->as_string();
    if (!read->is_intact)
      report_.differ("input-altered", "the record is not canonical JSON, or its SHA-256 is not that of what it holds");
    value const* const signature = document.find("signature");
    bool const is_signed = signature && signature->is_string();
    check_signature(is_signed ? std::optional(signature->as_string()) : std::nullopt, options);
    derive(document);
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
    check_signature(seal->signature, options);
    report_.seal = std::move(*seal);
    return std::move(report_);
  }

  void check_signature(std::optional<std::string> const& signature, replay_options const& options) {
    if (options.keys.empty()) return;
    bool const is_text = signature.has_value();
    auto const bytes = bytes_of_hex(signature.value_or(std::string()));
    bool const fits = bytes && std::any_of(options.keys.begin(), options.keys.end(),
                                           [&](dated_key const& k) { return k.key.verify(report_.sha256, *bytes); });
    if (!fits)
      report_.differ(
          "signature-wrong",
          is_text ? "the signature is not by this key"
                  : "it is not signed; a record is signed by ocop record --key, a seal by ocop ledger export --key");
  }

  /// The edition of that digest; else that of the name, which is another law.
  std::shared_ptr<compiled_rule_set const> find_edition(value const& document) {
    std::string const& digest = document.find("rules_sha256")->as_string();
    for (auto const& e : rules_.editions())
      if (e->sha256 == digest) return e;
    auto const named = rules_.find(report_.edition);
    if (!named) {
      if (report_.status == replay_status::same) {
        report_.status = replay_status::unknown_edition;
        report_.message = "no edition of this digest is loaded, nor one of this name. Give its rules by --rules.";
      }
      return nullptr;
    }
    report_.differ("rules-changed", "the edition's rule data has another digest now");
    report_.differences.push_back({"/rules_sha256", '"' + digest + '"', '"' + (*named)->sha256 + '"'});
    return *named;
  }

  void derive(value const& document) {
    auto const rules = find_edition(document);
    if (!rules) return;
    auto read = read_submission(json::write(*document.find("submission")));
    if (!read.content) return cannot(read.content.error());
    submission from = std::move(*read.content);
    // The edition and the readings are those of the record, whatever would be chosen now.
    std::vector<reading_choice> taken;
    for (auto const& m : document.find("readings")->as_object())
      if (m.content.is_string()) taken.push_back({reading_id(m.key), m.content.as_string()});
    value const* const because = document.find("result")->find("edition_because");
    auto const scored = score_under(
        rules_, rules, because && because->is_string() ? because->as_string() : std::string(), std::move(from), taken);
    if (!scored) {
      issue why = scored.error();
      if (why.where.starts_with("readings")) why.where.insert(0, "/");  // those of the record
      return cannot(why);
    }

    value const* const engine = document.find("engine");
    if (engine->find("semantics")->as_integer() != semantics)
      report_.differ("semantics-changed", "the engine's semantics have another number now");
    compare_council(document, scored->assessed);
    std::size_t const before = report_.differences.size();
    assessment const& a = scored->assessed;
    compare_values(*document.find("edition"), a.rules->edition.str(), "/edition", report_.differences);
    compare_values(*document.find("result"), json::parse(write_result(*scored)).value(), "/result",
                   report_.differences);
    find_first_criterion(*document.find("points"), a);
    compare_values(*document.find("points"), points_of(a), "/points", report_.differences);
    if (report_.differences.size() > before) report_.differ("result-altered", "the result is not what is derived now");
  }

  void cannot(issue const& why) {
    if (report_.status == replay_status::same) report_.status = replay_status::unreadable;
    if (report_.message.empty())
      report_.message = "cannot be evaluated: " + why.where + (why.where.empty() ? "" : ": ") + why.message;
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
        if (was && was->is_integer() && was->as_integer() == points[c].value) continue;
        report_.first_criterion = now.set->criteria[c].id.str() + " on sheet " + std::to_string(s);
        return;
      }
    }
  }
};

}  // namespace detail

OCOP_INLINE replay_report replay(rule_catalog const& rules, std::string_view record, replay_options const& options) {
  return detail::replayer(rules).run(record, options);
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
}

OCOP_INLINE std::string write_replay(replay_report const& r, std::size_t line, layout how) {
  return detail::laid_out(how, [&](auto& w) {
    using detail::put_field;
    w.StartObject();
    put_field(w, "format", "ocop-replay/1");
    put_field(w, "submission", r.submission);
    put_field(w, "what", r.seal ? "seal" : "record");
    detail::json::key(w, "line");
    w.Uint64(line);
    put_field(w, "edition", r.edition);
    put_field(w, "status", to_string(r.status));
    put_field(w, "cause", r.cause);
    put_field(w, "first_criterion", r.first_criterion);
    detail::json::key(w, "differences");
    w.StartArray();
    for (auto const& d : r.differences) {
      w.StartObject();
      put_field(w, "pointer", d.pointer);
      put_field(w, "then", d.then);
      put_field(w, "now", d.now);
      w.EndObject();
    }
    w.EndArray();
    put_field(w, "message", r.message);
    put_field(w, "sha256", r.sha256);
    w.EndObject();
  });
}

}  // namespace ocop
