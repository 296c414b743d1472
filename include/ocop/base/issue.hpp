#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ocop {

/// Everything that can be wrong with a call or with input. Numbers are never reused.
enum class errc : std::uint16_t {
  /// The text is not JSON, or not valid UTF-8.
  invalid_json = 1,
  /// There is nothing to read.
  empty_input = 2,
  /// The input is larger than one document may be.
  too_large = 3,
  /// The input nests deeper than a document may.
  too_deep = 4,
  /// An object has the same key twice.
  duplicate_key = 5,
  /// An object has a key that its format does not know.
  unknown_key = 6,
  /// A key that the format requires is absent.
  missing_key = 7,
  /// A value has another type than the format requires.
  wrong_type = 8,
  /// A value has the right type and is outside what is allowed.
  bad_value = 9,
  /// A day is not written YYYY-MM-DD or does not exist.
  bad_date = 10,
  /// The document names another format or another version of it.
  unknown_format = 11,
  /// Neither a filing nor a rule set says which rules govern.
  no_rules_named = 12,
  /// No rule set or edition of that name is loaded.
  unknown_rule_set = 13,
  /// No loaded rule set governs the filing.
  no_governing_rules = 14,
  /// The edition has no product set of that number.
  unknown_product_set = 15,
  /// The product set has no criterion of that code.
  unknown_criterion = 16,
  /// The criterion has no such option.
  unknown_option = 17,
  /// The criterion has no such case, or a case is given where it has none, or none where it has some.
  wrong_case = 18,
  /// A score sheet leaves criteria unanswered.
  missing_criteria = 19,
  /// A council or a submission has no score sheet, or fewer than its regulation takes.
  no_sheets = 20,
  /// Two score sheets name the same member, or two members the chair.
  repeated_member = 21,
  /// There are more score sheets than members.
  too_many_sheets = 22,
  /// No council regulation of that name is loaded.
  unknown_regulation = 23,
  /// The facts vocabulary does not declare the fact.
  undeclared_fact = 24,
  /// A fact that a condition needs is not given and reading R-20 makes that an error.
  missing_fact = 25,
  /// No reading of that id.
  unknown_reading = 26,
  /// The reading has no such alternative.
  unknown_alternative = 27,
  /// A condition is not valid JsonLogic.
  invalid_rule = 28,
  /// A condition needs more steps, nodes or memory than allowed.
  rule_limit = 29,
  /// A file or folder cannot be read.
  unreadable = 30,
  /// Rule data does not follow its JSON Schema.
  schema = 31,
  /// Rule data is well formed and does not add up.
  inconsistent = 32,
  /// Rule data names something that no file defines.
  unresolved = 33,
  /// No provincial plan of that name is loaded.
  unknown_programme = 34,
  /// A council's session needs the number of its members, and it is not given.
  members_unknown = 35,
  // 36 is taken: it was used and is not any more.
  /// A product set has no counterpart in the other edition.
  no_counterpart = 37,
  /// A key to sign or to verify with is none.
  bad_key = 38,
  /// An argument was made for other rules than those given: readings, findings, a product set, a council's result.
  other_rules = 39,
  /// A signature is missing or does not fit.
  bad_signature = 40,
  /// A proof does not lead to what it should prove.
  bad_proof = 41,
};

/// The code as documents and commands print it: `unknown-option`.
[[nodiscard]] constexpr std::string_view to_string(errc code) noexcept {
  switch (code) {
    case errc::invalid_json: return "invalid-json";
    case errc::empty_input: return "empty-input";
    case errc::too_large: return "too-large";
    case errc::too_deep: return "too-deep";
    case errc::duplicate_key: return "duplicate-key";
    case errc::unknown_key: return "unknown-key";
    case errc::missing_key: return "missing-key";
    case errc::wrong_type: return "wrong-type";
    case errc::bad_value: return "bad-value";
    case errc::bad_date: return "bad-date";
    case errc::unknown_format: return "unknown-format";
    case errc::no_rules_named: return "no-rules-named";
    case errc::unknown_rule_set: return "unknown-rule-set";
    case errc::no_governing_rules: return "no-governing-rules";
    case errc::unknown_product_set: return "unknown-product-set";
    case errc::unknown_criterion: return "unknown-criterion";
    case errc::unknown_option: return "unknown-option";
    case errc::wrong_case: return "wrong-case";
    case errc::missing_criteria: return "missing-criteria";
    case errc::no_sheets: return "no-sheets";
    case errc::repeated_member: return "repeated-member";
    case errc::too_many_sheets: return "too-many-sheets";
    case errc::unknown_regulation: return "unknown-regulation";
    case errc::undeclared_fact: return "undeclared-fact";
    case errc::missing_fact: return "missing-fact";
    case errc::unknown_reading: return "unknown-reading";
    case errc::unknown_alternative: return "unknown-alternative";
    case errc::invalid_rule: return "invalid-rule";
    case errc::rule_limit: return "rule-limit";
    case errc::unreadable: return "unreadable";
    case errc::schema: return "schema";
    case errc::inconsistent: return "inconsistent";
    case errc::unresolved: return "unresolved";
    case errc::unknown_programme: return "unknown-programme";
    case errc::members_unknown: return "members-unknown";
    case errc::no_counterpart: return "no-counterpart";
    case errc::bad_key: return "bad-key";
    case errc::other_rules: return "other-rules";
    case errc::bad_signature: return "bad-signature";
    case errc::bad_proof: return "bad-proof";
  }
  return "unknown";
}

/// One thing that is wrong: which kind, where, and a message that says what was found, what is
/// allowed and what to do.
struct issue {
  errc code{};
  std::string where;    ///< JSON pointer into the document, or `file#/pointer` in rule data
  std::string message;  ///< one or more sentences in English

  friend bool operator==(issue const&, issue const&) = default;
};

}  // namespace ocop
