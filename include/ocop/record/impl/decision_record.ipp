#pragma once

#include "ocop/base/text.hpp"
#include "ocop/detail/crypto/bytes.hpp"
#include "ocop/detail/json/document.hpp"
#include "ocop/detail/json/value_builder.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/detail/hashed_document.hpp"
#include "ocop/record/detail/record_parts.hpp"
#include "ocop/version.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ocop {
namespace detail {

inline bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

inline std::optional<issue> check_given(std::string_view text, std::string_view where, std::string_view what) {
  if (!is_blank(text)) return std::nullopt;
  return issue{errc::bad_value, std::string(where), "it is blank; give " + std::string(what) + ", or leave it out."};
}

/// The first option that is not written as it must be, or that the format has no key for.
inline std::optional<issue> check_options(record_options const& o) {
  bool const is_first = o.format == record_format::record_1;
  auto const only_in = [&](bool is_given, record_format f, std::string_view where,
                           std::string const& remedy) -> std::optional<issue> {
    if (!is_given || o.format == f) return std::nullopt;
    return issue{errc::bad_value, std::string(where),
                 std::string(to_string(o.format)) + " does not hold it; " + remedy + ", or write " +
                     std::string(to_string(f)) + '.'};
  };
  if (auto wrong = only_in(o.recorded_on.has_value(), record_format::record_1, "/recorded_on",
                           "give recorded_at, e.g. 2026-09-03T10:00:00+07:00"))
    return wrong;
  for (auto const& [is_given, where] :
       {std::pair(o.recorded_at.has_value(), "/recorded_at"), std::pair(o.decision.has_value(), "/decision"),
        std::pair(o.decided_by.has_value(), "/decided_by")})
    if (auto wrong = only_in(is_given, record_format::record_2, where, "leave it out")) return wrong;
  if (o.previous && !is_sha256(*o.previous))
    return issue{errc::bad_value, "/previous",
                 "found " + in_quotes(*o.previous) +
                     "; a SHA-256 is 64 hex digits, lower case. Leave it out for the first record."};
  if (is_first) return std::nullopt;
  if (o.recorded_at)
    if (auto const at = parse_moment(*o.recorded_at); !at)
      return issue{at.error().code, "/recorded_at", at.error().message};
  if (o.decision) {
    if (auto wrong = check_given(o.decision->number, "/decision/number", "the number of the decision")) return wrong;
    if (auto wrong = check_given(o.decision->authority, "/decision/authority", "the authority that decided"))
      return wrong;
  }
  if (o.decided_by) {
    if (auto wrong = check_given(o.decided_by->office, "/decided_by/office", "the office that decided")) return wrong;
    if (auto const& name = o.decided_by->name)
      if (auto wrong = check_given(*name, "/decided_by/name", "a name")) return wrong;
  }
  return std::nullopt;
}

/// The alternatives preferred, by reading; the last one given for a reading counts.
inline value preferences_of(std::span<reading_choice const> readings) {
  value::object all;
  for (auto const& r : readings) {
    auto const same = [&](member const& m) { return m.key == r.reading.str(); };
    auto const there = std::find_if(all.begin(), all.end(), same);
    if (there == all.end()) all.push_back({r.reading.str(), r.alternative});
    else there->content = r.alternative;
  }
  return all;
}

/// The members that only `ocop-record/2` has.
inline void add_members_of_2(value::object& body, record_options const& o) {
  body.push_back({"recorded_at", o.recorded_at ? value(*o.recorded_at) : value()});
  value decision;
  if (o.decision)
    decision = value::object{
        {"number", o.decision->number}, {"day", to_string(o.decision->on)}, {"authority", o.decision->authority}};
  body.push_back({"decision", std::move(decision)});
  value decided_by;
  if (o.decided_by) {
    value::object parts{{"office", o.decided_by->office}};
    if (o.decided_by->name) parts.push_back({"name", *o.decided_by->name});
    decided_by = std::move(parts);
  }
  body.push_back({"decided_by", std::move(decided_by)});
  body.push_back({"preferences", preferences_of(o.readings)});
  body.push_back({"key", o.key ? value(o.key->public_key().sha256()) : value()});
}

/// A SHA-256, or null; an absent member is reported.
inline std::string sha256_or_null(node const& at) {
  if (!at.exists() || at.raw()->is_null()) return {};
  std::string text = at.text();
  if (!is_sha256(text)) at.allowed(at.is_string(), "a SHA-256 of 64 hex digits, or null");
  return text;
}

/// Reads the members that only `ocop-record/2` has.
inline void read_members_of_2(node const& top, read_record& made) {
  top.only({"format", "engine", "recorded_at", "decision", "decided_by", "submission", "edition", "rules_sha256",
            "council", "preferences", "readings", "points", "result", "previous", "key", "sha256", "signature"});
  if (auto const at = top["recorded_at"]; at.exists() && !at.raw()->is_null()) {
    auto const read = parse_moment(at.text());
    if (read) {
      made.recorded_at = *read;
      made.recorded_on = vietnam_day(*read);
    } else if (at.is_string()) {
      at.report(errc::bad_date, read.error().message);
    }
  }
  if (auto const decision = top["decision"]; decision.exists() && !decision.raw()->is_null()) {
    decision.only({"number", "day", "authority"});
    (void)decision["number"].text();
    (void)decision["day"].date();
    (void)decision["authority"].text();
  }
  if (auto const by = top["decided_by"]; by.exists() && !by.raw()->is_null()) {
    by.only({"office", "name"});
    (void)by["office"].text();
    if (by.raw()->find("name")) (void)by["name"].text();
  }
  for (auto const& [reading, alternative] : top["preferences"].members()) (void)alternative.text();
  for (auto const& [reading, alternative] : top["readings"].members()) (void)alternative.text();
  (void)sha256_or_null(top["key"]);
  if (auto const signature = top.maybe("signature"); signature.exists()) {
    auto const bytes = bytes_of_hex(signature.text());
    if (!bytes || bytes->size() != 64) signature.allowed(signature.is_string(), "a signature of 128 hex digits");
  }
}

/// Reads the members that only `ocop-record/1` has.
inline void read_members_of_1(node const& top, read_record& made) {
  top.only({"format", "engine", "recorded_on", "submission", "edition", "rules_sha256", "council", "readings", "points",
            "result", "previous", "sha256", "signature"});
  if (auto const on = top["recorded_on"]; on.exists() && !on.raw()->is_null()) made.recorded_on = on.date();
  (void)top["readings"].members();
  if (auto const signature = top.maybe("signature"); signature.exists()) (void)signature.text();
}

}  // namespace detail

OCOP_INLINE result<decision_record> make_record(rule_catalog const& rules, std::string_view submission_json,
                                                record_options const& options) {
  if (auto wrong = detail::check_options(options)) return std::move(*wrong);
  auto read = read_submission(submission_json);
  if (!read.content) return read.content.error();
  auto const scored = score(rules, std::move(*read.content), options.readings);
  if (!scored) return scored.error();
  assessment const& a = scored->assessed;
  // Both are JSON: one was read, the other written, a moment ago.
  value submission = detail::json::parse(submission_json).value();
  value derived = detail::json::parse(write_result(*scored)).value();
  value::object body{
      {"format", to_string(options.format)}, {"engine", value::object{{"version", version}, {"semantics", semantics}}},
      {"submission", std::move(submission)}, {"edition", a.rules->edition.str()},
      {"rules_sha256", a.rules->sha256},     {"council", detail::regulation_of(a)},
      {"readings", detail::readings_of(a)},  {"points", detail::points_of(a)},
      {"result", std::move(derived)},        {"previous", options.previous ? value(*options.previous) : value()}};
  switch (options.format) {
    case record_format::record_1:
      body.push_back({"recorded_on", options.recorded_on ? value(to_string(*options.recorded_on)) : value()});
      break;
    case record_format::record_2: detail::add_members_of_2(body, options); break;
  }
  auto made = detail::hash_document(std::move(body), options.key);
  if (!made) return made.error();
  return decision_record{scored->from.id, std::move(made->sha256), std::move(made->json)};
}

OCOP_INLINE bool is_sha256(std::string_view text) noexcept {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

OCOP_INLINE result<read_record> read_decision_record(std::string_view text) {
  constexpr std::array<std::string_view, 2> formats{to_string(record_format::record_2),
                                                    to_string(record_format::record_1)};
  read_record made;
  auto const fill = [&](detail::node const& top, std::string_view format) {
    made.format = format == to_string(record_format::record_1) ? record_format::record_1 : record_format::record_2;
    switch (made.format) {
      case record_format::record_1: detail::read_members_of_1(top, made); break;
      case record_format::record_2: detail::read_members_of_2(top, made); break;
    }
    auto const engine = top["engine"];
    engine.only({"version", "semantics"});
    (void)engine["version"].text();
    (void)engine["semantics"].whole(1);
    made.submission = top["submission"]["submission"].text();
    (void)top["edition"].text();
    (void)top["rules_sha256"].text();
    (void)top["points"].items();
    (void)top["result"].members();
    if (auto const council = top["council"]; council.exists() && !council.raw()->is_null())
      council.only({"regulation", "sha256"});
    made.previous = detail::sha256_or_null(top["previous"]);
    made.sha256 = top["sha256"].text();
    made.document = *top.raw();
  };
  auto failure = detail::json::read_document_of(text, formats, max_record_bytes, fill);
  if (failure) return std::move(*failure);
  made.json = detail::without_end(text);
  made.is_intact = detail::is_intact(made.document, made.sha256, text);
  return made;
}

}  // namespace ocop
