#pragma once

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
#include <utility>
#include <vector>

namespace ocop {
OCOP_INLINE result<decision_record> make_record(rule_catalog const& rules, std::string_view submission_json,
                                                record_options const& options) {
  auto read = read_submission(submission_json);
  if (!read.content) return read.content.error();
  auto const scored = score(rules, std::move(*read.content), options.readings);
  if (!scored) return scored.error();
  assessment const& a = scored->assessed;
  // Both are JSON: one was read, the other written, a moment ago.
  value submission = detail::json::parse(submission_json).value();
  value derived = detail::json::parse(write_result(*scored)).value();
  value::object body{{"format", "ocop-record/1"},
                     {"engine", value::object{{"version", version}, {"semantics", semantics}}},
                     {"recorded_on", options.recorded_on ? value(to_string(*options.recorded_on)) : value()},
                     {"submission", std::move(submission)},
                     {"edition", a.rules->edition.str()},
                     {"rules_sha256", a.rules->sha256},
                     {"council", detail::regulation_of(a)},
                     {"readings", detail::readings_of(a)},
                     {"points", detail::points_of(a)},
                     {"result", std::move(derived)},
                     {"previous", options.previous.empty() ? value() : value(options.previous)}};
  auto made = detail::hash_document(std::move(body), options.key);
  if (!made) return made.error();
  return decision_record{scored->from.id, std::move(made->sha256), std::move(made->json)};
}

OCOP_INLINE bool is_sha256(std::string_view text) noexcept {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

OCOP_INLINE result<read_record> read_decision_record(std::string_view text) {
  read_record made;
  auto failure = detail::json::read_document(text, "ocop-record/1", max_record_bytes, [&](detail::node const& top) {
    top.only({"format", "engine", "recorded_on", "submission", "edition", "rules_sha256", "council", "readings",
              "points", "result", "previous", "sha256", "signature"});
    top["engine"].only({"version", "semantics"});
    (void)top["engine"]["version"].text();
    (void)top["engine"]["semantics"].whole(1);
    if (auto const on = top["recorded_on"]; on.exists() && !on.raw()->is_null()) (void)on.date();
    made.submission = top["submission"]["submission"].text();
    (void)top["edition"].text();
    (void)top["rules_sha256"].text();
    (void)top["readings"].members();
    (void)top["points"].items();
    (void)top["result"].members();
    if (auto const council = top["council"]; council.exists() && !council.raw()->is_null())
      council.only({"regulation", "sha256"});
    if (auto const previous = top["previous"]; previous.exists() && !previous.raw()->is_null()) {
      made.previous = previous.text();
      if (!is_sha256(made.previous)) previous.allowed(previous.is_string(), "a SHA-256 of 64 hex digits, or null");
    }
    if (auto const signature = top.maybe("signature"); signature.exists()) (void)signature.text();
    made.sha256 = top["sha256"].text();
    made.document = *top.raw();
  });
  if (failure) return std::move(*failure);
  made.json = detail::without_end(text);
  made.is_intact = detail::is_intact(made.document, made.sha256, text);
  return made;
}

}  // namespace ocop
