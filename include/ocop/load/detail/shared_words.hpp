#pragma once

#include "ocop/base/authority.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/detail/json/node.hpp"
#include "ocop/logic/evaluate.hpp"
#include "ocop/model/rule_set.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ocop::detail {

inline void check_format(node const& top, std::string_view format) {
  node const named = top["format"];
  if (named.exists() && named.text() != format)
    named.report(errc::unknown_format, "found " + named.shown() + "; expected \"" + std::string(format) + "\".");
}

template <class Map>
typename Map::mapped_type look_up(Map const& map, node const& at, std::string_view kind, std::string_view home) {
  if (!at.exists()) return {};
  std::string const key = at.text();
  auto const found = map.find(key);
  if (found != map.end()) return found->second;
  if (!key.empty())
    at.report(errc::unresolved, "no " + std::string(kind) + " \"" + key +
                                    "\" is defined. Mend the name, or add it to " + std::string(home) + ".");
  return {};
}

[[nodiscard]] inline model::dated read_dated(node const& at) {
  model::dated when;
  if (auto const since = at.maybe("since"); since.exists()) when.since = since.date();
  if (auto const until = at.maybe("until"); until.exists()) when.until = until.date();
  return when;
}

[[nodiscard]] inline std::vector<filing_kind> read_kinds(node const& at) {
  std::vector<filing_kind> kinds;
  for (auto const& k : at.items()) {
    if (auto const kind = parse_filing_kind(k.text())) kinds.push_back(*kind);
    else k.allowed(k.is_string(), "\"first\", \"upgrade\" or \"renewal\"");
  }
  return kinds;
}

/// A wording: a title and options that several criteria may share.
struct wording {
  struct option {
    option_id id;
    label text;
    concept_id stands_for;
  };
  label title;
  concept_id stands_for;
  bool printed = true;
  std::vector<option> options;
};

/// What the files under shared/ and sources/ define, by id.
struct shared_words {
  std::map<std::string, label> titles;
  std::map<std::string, ocop::authority> authorities;
  std::vector<model::fact> facts;
  std::map<std::string, model::note> notes;  ///< `imported-material@1`
  std::map<std::string, wording> wordings;   ///< `raw-material-source@1`
  std::map<std::string, model::reading> readings;
  std::set<std::string> sources;

  [[nodiscard]] citation cite(node const& at) const {
    citation c = at.cite();
    if (!c.at.empty() && !sources.contains(c.at.substr(0, c.at.find('/'))))
      at.report(errc::unresolved,
                "\"" + c.at + "\" cites no known source. Begin with the name of a file under sources/.");
    return c;
  }

  [[nodiscard]] label title(node const& at) const { return look_up(titles, at, "title", "shared/titles.json"); }

  [[nodiscard]] ocop::authority authority(node const& at) const {
    return look_up(authorities, at, "authority", "shared/authorities.json");
  }

  [[nodiscard]] std::optional<expression> condition(node const& at) const {
    auto parsed = expression::parse(*at.raw());
    if (!parsed) {
      at.report(parsed.error().code,
                (parsed.error().where.empty() ? "" : parsed.error().where + ": ") + parsed.error().message);
      return std::nullopt;
    }
    for (auto const& key : parsed->facts())
      if (std::none_of(facts.begin(), facts.end(), [&](auto const& f) { return f.key == key; }))
        at.report(errc::undeclared_fact, "fact \"" + key + "\" is not declared. Declare it in shared/facts.json.");
    if (parsed->facts().empty())
      at.report(errc::inconsistent,
                "the condition names no fact, so nothing about a dossier decides it. Name one by \"var\".");
    else if (auto const without = holds(*parsed, value()); without && *without)
      at.report(errc::inconsistent,
                "the condition holds when no fact is given, so it would hit every dossier. Say what holds against a "
                "dossier, so that a fact not given does not.");
    return std::move(*parsed);
  }
};

}  // namespace ocop::detail
