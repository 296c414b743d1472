#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/name.hpp"
#include "ocop/base/text.hpp"
#include "ocop/detail/json/sax.hpp"
#include "ocop/detail/json/value_builder.hpp"
#include "ocop/exchange/submission.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <initializer_list>
#include <limits>
#include <utility>

namespace ocop {
namespace detail {

/// SAX handler that fills a submission straight from the bytes. It knows one object at a time: where
/// it stands, which keys that object may have and which it has had.
class submission_reader {
  enum class place { outside, top, product, filing, council, readings, sheets, sheet, choices, choice, facts };

  /// Keys of an object with fixed keys, in the order of the bits of `seen_`.
  struct layout {
    std::string_view name;
    std::initializer_list<std::string_view> keys;
    std::size_t required;  ///< the first so many keys must be there
  };

  static constexpr std::size_t max_depth = 32;
  static constexpr std::size_t max_facts = 10'000;    ///< values in facts
  static constexpr std::size_t max_entries = 10'000;  ///< choices of a sheet, readings of a submission

  place at_ = place::outside;
  std::size_t key_ = 0;                    ///< index of the current key in its layout
  std::bitset<16> seen_;                   ///< keys of the current object
  std::bitset<16> seen_top_, seen_sheet_;  ///< those of the objects around it
  std::string name_;                       ///< current key where keys are free: reading, criterion
  std::string format_;
  std::string kind_, filed_on_, decided_on_;
  std::optional<std::int64_t> case_no_;
  std::optional<std::variant<std::int64_t, std::string>> option_;
  std::optional<json::value_builder> facts_;

 public:
  submission made;
  std::optional<issue> failure;

  bool Null() {
    if (at_ == place::facts) return keep(facts_->Null());
    return wrong("null");
  }
  bool Bool(bool b) {
    if (at_ == place::facts) return keep(facts_->Bool(b));
    return wrong(b ? "true" : "false");
  }
  bool Int(int n) { return at_ == place::facts ? keep(facts_->Int(n)) : whole(n); }
  bool Uint(unsigned n) { return at_ == place::facts ? keep(facts_->Uint(n)) : whole(n); }
  bool Int64(std::int64_t n) { return at_ == place::facts ? keep(facts_->Int64(n)) : whole(n); }
  bool Uint64(std::uint64_t n) {
    if (at_ == place::facts) return keep(facts_->Uint64(n));
    bool const fits = n <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return fits ? whole(static_cast<std::int64_t>(n)) : wrong("a number beyond 64 bits");
  }
  bool Double(double d) {
    return at_ == place::facts ? keep(facts_->Double(d)) : wrong("a number with a fraction or beyond 64 bits");
  }
  bool RawNumber(char const*, std::size_t, bool) { return false; }

  bool String(char const* s, std::size_t n, bool copy) {
    if (at_ == place::facts) return keep(facts_->String(s, n, copy));
    return text(std::string_view(s, n));
  }

  bool Key(char const* s, std::size_t n, bool copy) {
    std::string_view const key(s, n);
    if (at_ == place::facts) return keep(facts_->Key(s, n, copy));
    if (at_ == place::readings || at_ == place::choices) {
      std::size_t const so_far = at_ == place::readings ? made.readings.size() : made.sheets.back().choices.size();
      if (so_far >= max_entries)
        return fail(errc::too_large, pointer(), "there are more than " + std::to_string(max_entries) + " entries.");
      name_.assign(key);
      return true;
    }
    layout const& known = layout_of(at_);
    auto const found = std::find(known.keys.begin(), known.keys.end(), key);
    if (found == known.keys.end()) {
      std::string allowed;
      for (auto const k : known.keys) allowed += (allowed.empty() ? "" : ", ") + std::string(k);
      std::string where = pointer();
      append_token(where, key);
      return fail(
          errc::unknown_key, std::move(where),
          "key " + in_quotes(key) + " is not known in " + std::string(known.name) + "; allowed are " + allowed + ".");
    }
    key_ = static_cast<std::size_t>(found - known.keys.begin());
    if (seen_[key_]) {
      std::string where = pointer();
      append_token(where, key);
      return fail(errc::duplicate_key, std::move(where),
                  "key " + in_quotes(key) + " stands twice in one object. Keep one of them.");
    }
    seen_[key_] = true;
    return true;
  }

  bool StartObject() {
    switch (at_) {
      case place::facts: return keep(facts_->StartObject());
      case place::outside: return enter(place::top);
      case place::top:
        seen_top_ = seen_;
        switch (key_) {
          case product_key: return enter(place::product);
          case filing_key: made.filing.emplace(); return enter(place::filing);
          case council_key: made.council.emplace(); return enter(place::council);
          case readings_key: return enter(place::readings);
          case facts_key:
            facts_.emplace(max_depth, max_facts, "/facts");
            at_ = place::facts;
            return keep(facts_->StartObject());
          default: return wrong("an object");
        }
      case place::sheets: made.sheets.emplace_back(); return enter(place::sheet);
      case place::sheet:
        if (key_ != choices_key) return wrong("an object");
        seen_sheet_ = seen_;
        made.sheets.back().choices.reserve(made.sheets.front().choices.size());
        return enter(place::choices);
      case place::choices:
        case_no_.reset();
        option_.reset();
        return enter(place::choice);
      default: return wrong("an object");
    }
  }

  bool EndObject(std::size_t n) {
    switch (at_) {
      case place::facts: return keep(facts_->EndObject(n)) && leave_facts();
      case place::choice:
        if (!complete()) return false;
        made.sheets.back().choices.push_back({name_, case_no_, std::move(*option_)});
        at_ = place::choices;
        return true;
      case place::choices: return leave(place::sheet, seen_sheet_);
      case place::sheet: return complete() && leave(place::sheets, {});
      case place::readings: return readings_differ() && leave(place::top, seen_top_);
      case place::filing: return complete() && read_filing() && leave(place::top, seen_top_);
      case place::top:
        if (!complete()) return false;
        at_ = place::outside;
        return true;
      default: return complete() && leave(place::top, seen_top_);
    }
  }

  bool StartArray() {
    if (at_ == place::facts) return keep(facts_->StartArray());
    if (at_ != place::top || key_ != sheets_key) return wrong("an array");
    seen_top_ = seen_;
    at_ = place::sheets;
    return true;
  }
  bool EndArray(std::size_t n) {
    if (at_ == place::facts) return keep(facts_->EndArray(n));
    return leave(place::top, seen_top_);
  }

 private:
  enum top_keys : std::size_t {
    format_key,
    id_key,
    product_key,
    sheets_key,
    filing_key,
    rules_key,
    facts_key,
    council_key,
    readings_key
  };
  enum sheet_keys : std::size_t { member_key, choices_key, role_key };

  [[nodiscard]] static layout const& layout_of(place p) {
    static layout const top{
        "a submission",
        {"format", "submission", "product", "sheets", "filing", "rules", "facts", "council", "readings"},
        4};
    static layout const product{"product", {"set", "name", "code"}, 1};
    static layout const filing{"filing", {"kind", "filed_on", "decided_on"}, 2};
    static layout const council{"council", {"regulation", "level", "members"}, 0};
    static layout const sheet{"a sheet", {"member", "choices", "role"}, 2};
    static layout const choice{"a choice", {"case", "option"}, 2};
    switch (p) {
      case place::product: return product;
      case place::filing: return filing;
      case place::council: return council;
      case place::sheet: return sheet;
      case place::choice: return choice;
      default: return top;
    }
  }

  bool enter(place p) {
    at_ = p;
    seen_.reset();
    return true;
  }
  bool leave(place to, std::bitset<16> seen) {
    at_ = to;
    seen_ = seen;
    return true;
  }
  bool leave_facts() {
    if (!facts_->complete()) return true;
    made.facts = std::move(facts_->root);
    return leave(place::top, seen_top_);
  }
  /// What the builder of the facts refuses, this reader refuses.
  bool keep(bool went_well) {
    if (!went_well) failure = std::move(facts_->failure);
    return went_well;
  }

  /// Are all required keys of the object that ends there?
  bool complete() {
    layout const& known = layout_of(at_);
    std::string missing;
    for (std::size_t k = 0; k < known.required; ++k)
      if (!seen_[k]) missing += (missing.empty() ? "" : ", ") + std::string(*(known.keys.begin() + k));
    if (missing.empty()) return true;
    return fail(errc::missing_key, pointer(), std::string(known.name) + " lacks " + missing + ". Add it.");
  }

  bool whole(std::int64_t n) {
    if (at_ == place::product && key_ == 0) return made.product.set = n, true;
    if (at_ == place::council && key_ == 2) {
      if (n < 1)
        return fail(errc::bad_value, pointer_to_value(),
                    "found " + std::to_string(n) + "; a council has at least 1 member.");
      made.council->members = n;
      return true;
    }
    if (at_ == place::choices) {
      made.sheets.back().choices.push_back({name_, std::nullopt, n});
      return true;
    }
    if (at_ == place::choice && key_ == 0) return case_no_ = n, true;
    if (at_ == place::choice && key_ == 1) return option_ = n, true;
    return wrong("a number");
  }

  bool text(std::string_view s) {
    switch (at_) {
      case place::top:
        if (key_ == format_key) {
          if (s == "ocop-submission/1") return true;
          return fail(errc::unknown_format, "/format",
                      "found " + in_quotes(s) + "; this program reads \"ocop-submission/1\".");
        }
        if (key_ == id_key) {
          if (auto wrong = check_name(s, "an id of the submission"))
            return fail(wrong->code, "/submission", std::move(wrong->message));
          return assign(made.id, s);
        }
        if (key_ == rules_key) {
          made.rules.emplace(s);
          return true;
        }
        break;
      case place::product:
        if (key_ == 1) return assign(made.product.name, s);
        if (key_ == 2) return assign(made.product.code, s);
        break;
      case place::filing: return assign(key_ == 0 ? kind_ : key_ == 1 ? filed_on_ : decided_on_, s);
      case place::council:
        if (key_ < 2) return assign(key_ == 0 ? made.council->regulation : made.council->level, s);
        break;
      case place::readings: made.readings.push_back({reading_id(name_), std::string(s)}); return true;
      case place::sheet:
        if (key_ == member_key) return assign(made.sheets.back().member, s);
        if (key_ == role_key) {
          if (s != "chair" && s != "member")
            return fail(errc::bad_value, pointer_to_value(),
                        "found " + in_quotes(s) + "; a role is \"chair\" or \"member\".");
          return assign(made.sheets.back().role, s);
        }
        break;
      case place::choices: made.sheets.back().choices.push_back({name_, std::nullopt, std::string(s)}); return true;
      case place::choice:
        if (key_ == 1) return option_ = std::string(s), true;
        break;
      default: break;
    }
    return wrong("a string");
  }

  static bool assign(std::string& to, std::string_view s) {
    to.assign(s);
    return true;
  }

  bool readings_differ() {
    std::vector<std::string_view> ids;
    for (auto const& r : made.readings) ids.emplace_back(r.reading.str());
    std::sort(ids.begin(), ids.end());
    auto const twice = std::adjacent_find(ids.begin(), ids.end());
    if (twice == ids.end()) return true;
    std::string where = "/readings";
    append_token(where, *twice);
    return fail(errc::duplicate_key, std::move(where),
                "reading " + in_quotes(*twice) + " stands twice. Keep one of them.");
  }

  bool read_filing() {
    auto const kind = parse_filing_kind(kind_);
    if (!kind)
      return fail(errc::bad_value, "/filing/kind",
                  "found " + in_quotes(kind_) + "; a filing is \"first\", \"upgrade\" or \"renewal\".");
    made.filing->kind = *kind;
    auto const day_of = [&](std::string const& s, char const* where, auto& to) {
      auto const parsed = parse_day(s);
      if (!parsed) return fail(errc::bad_date, where, parsed.error().message);
      to = *parsed;
      return true;
    };
    if (!day_of(filed_on_, "/filing/filed_on", made.filing->filed_on)) return false;
    if (!seen_[2]) return true;
    if (!day_of(decided_on_, "/filing/decided_on", made.filing->decided_on)) return false;
    if (*made.filing->decided_on < made.filing->filed_on)
      return fail(errc::bad_value, "/filing/decided_on",
                  "a dossier filed on " + filed_on_ + " cannot be decided on " + decided_on_ + ".");
    return true;
  }

  bool fail(errc code, std::string where, std::string message) {
    failure = issue{code, std::move(where), std::move(message)};
    return false;
  }

  /// A value of a kind that does not belong where the reader stands.
  bool wrong(std::string_view found) {
    std::string_view expected;
    switch (at_) {
      case place::outside: expected = "one JSON object, the submission"; break;
      case place::top: {
        constexpr std::array<std::string_view, 9> kinds{"the string \"ocop-submission/1\"",
                                                        "a string",
                                                        "an object",
                                                        "an array of sheets",
                                                        "an object",
                                                        "a string",
                                                        "an object",
                                                        "an object",
                                                        "an object"};
        expected = kinds[key_];
        break;
      }
      case place::product: expected = key_ == 0 ? "a whole number, the product set" : "a string"; break;
      case place::council: expected = key_ == 2 ? "a whole number of members" : "a string"; break;
      case place::sheets: expected = "an object, one sheet"; break;
      case place::sheet: expected = key_ == choices_key ? "an object of choices" : "a string"; break;
      case place::choices: expected = "an option number, an option id, or { \"case\": …, \"option\": … }"; break;
      case place::choice: expected = key_ == 0 ? "a whole number, the case" : "an option number or an option id"; break;
      default: expected = "a string"; break;
    }
    return fail(errc::wrong_type, pointer_to_value(),
                "found " + std::string(found) + "; expected " + std::string(expected) + ".");
  }

  /// JSON pointer of the object that the reader stands in.
  [[nodiscard]] std::string pointer() const {
    std::string text;
    switch (at_) {
      case place::outside:
      case place::top:
      case place::facts: return text;
      case place::product: return "/product";
      case place::filing: return "/filing";
      case place::council: return "/council";
      case place::readings: return "/readings";
      case place::sheets: return "/sheets";
      default: break;
    }
    text = "/sheets/" + std::to_string(made.sheets.size() - 1);
    if (at_ == place::sheet) return text;
    text += "/choices";
    if (at_ == place::choice) append_token(text, name_);
    return text;
  }

  /// JSON pointer of the value that is being read.
  [[nodiscard]] std::string pointer_to_value() const {
    std::string text = pointer();
    if (at_ == place::outside) return text;
    if (at_ == place::sheets) return text + '/' + std::to_string(made.sheets.size());
    if (at_ == place::choices || at_ == place::readings) append_token(text, name_);
    else append_token(text, *(layout_of(at_).keys.begin() + key_));
    return text;
  }
};

}  // namespace detail

OCOP_INLINE read_submission_result read_submission(std::string_view json) {
  constexpr std::string_view blank = " \t\r\n";
  if (json.find_first_not_of(blank) == std::string_view::npos)
    return {{},
            issue{errc::empty_input, {}, "there is nothing here. Give one submission per line, or one JSON object."}};
  if (json.size() > max_submission_bytes)
    return {{},
            issue{errc::too_large,
                  {},
                  "the submission is larger than " + std::to_string(max_submission_bytes >> 20U) +
                      " MiB. Send scores and facts only, no attachments."}};
  detail::submission_reader reader;
  auto failure = detail::json::read(json, reader);
  std::string id = reader.made.id;
  if (failure) return {std::move(id), std::move(*failure)};
  return {std::move(id), std::move(reader.made)};
}

}  // namespace ocop
