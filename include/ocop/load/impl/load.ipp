#pragma once

#include "ocop/base/text.hpp"
#include "ocop/detail/json/node.hpp"
#include "ocop/detail/json/value_builder.hpp"
#include "ocop/detail/json/write.hpp"
#include "ocop/load/detail/plan_reader.hpp"
#include "ocop/load/detail/procedure_reader.hpp"
#include "ocop/load/detail/revisions.hpp"
#include "ocop/load/detail/shared_words.hpp"
#include "ocop/load/lint.hpp"
#include "ocop/load/load.hpp"
#include "ocop/load/validate.hpp"
#include "ocop/logic/evaluate.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace ocop {
namespace detail {

/// Reads the files of one folder, one after the other.
class rule_reader {
  rule_files const& files_;
  load_report& report_;
  std::map<std::string, value> parsed_;
  shared_words words_;
  points_unit unit_;  ///< of the rule set that is being read

 public:
  rule_reader(rule_files const& files, load_report& report) : files_(files), report_(report) {}

  void run() {
    for (auto const& [path, text] : files_) {
      if (path.starts_with("schema/")) continue;
      if (!is_utf8(path)) {
        report_.issues.push_back(
            {errc::unreadable, as_utf8(path) + "#", "the name of the file is no UTF-8. Rename the file."});
        continue;
      }
      if (auto tree = json::parse(text)) parsed_.emplace(path, std::move(*tree));
      else report_.issues.push_back({tree.error().code, path + "#" + tree.error().where, tree.error().message});
    }
    bool const has_rules = std::any_of(parsed_.begin(), parsed_.end(),
                                       [](auto const& file) { return file.first.ends_with("/rule_set.json"); });
    if (!has_rules)
      report_.issues.push_back({errc::unresolved, "#",
                                "no rule set was found. A rule set is a folder with a rule_set.json, e.g. "
                                "qd-26-2026/rule_set.json."});
    for (auto const& [path, tree] : parsed_) {
      std::string const folder = path.substr(0, path.find('/'));
      if (is_common(folder) || !schema_of(path) || files_.contains(folder + "/rule_set.json")) continue;
      report_.issues.push_back({errc::unresolved, path + "#",
                                "folder " + folder + " has no rule_set.json, so nothing in it counts. Add it."});
    }
    read_sources();
    read_titles();
    read_authorities();
    read_facts();
    read_readings();
    read_notes();
    for (auto const& [path, tree] : parsed_)
      if (path.starts_with("shared/wordings/")) read_wordings(path, tree);

    for (auto const& [path, tree] : parsed_)
      if (path.ends_with("/rule_set.json")) read_rule_set(path, tree);
    if (has_rules) (void)file("councils/default.json", "ocop-council-regulation/1");
    for (auto const& [path, tree] : parsed_) read_plans(path, tree);
  }

 private:
  /// Folders that belong to no rule set.
  [[nodiscard]] static bool is_common(std::string_view folder) noexcept {
    return folder == "shared" || folder == "sources" || folder == "councils" || folder == "programmes";
  }

  void read_plans(std::string const& path, value const& tree) {
    node const top = root(path, tree);
    if (path.starts_with("councils/")) {
      if (path != "councils/default.json") check_format(top, "ocop-council-regulation/1");
      auto regulation = read_regulation(top, words_);
      if (path != "councils/" + regulation.id + ".json")
        top["regulation"].report(errc::inconsistent, "the file of regulation \"" + regulation.id +
                                                         "\" must be councils/" + regulation.id + ".json.");
      report_.regulations.push_back(std::move(regulation));
    } else if (path.starts_with("programmes/")) {
      check_format(top, "ocop-programme/1");
      auto plan = read_programme(top, words_);
      if (path != "programmes/" + plan.id + "/programme.json")
        top["programme"].report(errc::inconsistent, "the file of programme \"" + plan.id + "\" must be programmes/" +
                                                        plan.id + "/programme.json.");
      report_.programmes.push_back(std::move(plan));
    }
  }

  [[nodiscard]] node root(std::string const& path, value const& tree) {
    return {&tree, {}, files_.find(path)->first, report_.issues};
  }

  /// The root of a file that must exist.
  [[nodiscard]] node file(std::string const& path, std::string_view format) {
    auto const found = parsed_.find(path);
    if (found == parsed_.end()) {
      if (!files_.contains(path))
        report_.issues.push_back({errc::unresolved, path + "#", "the file is missing. Add it."});
      return {nullptr, {}, path, report_.issues};
    }
    node top = root(path, found->second);
    check_format(top, format);
    return top;
  }

  template <class Map>
  static void define(Map& map, node const& at, std::string const& key, typename Map::mapped_type what) {
    if (!map.emplace(key, std::move(what)).second)
      at.report(errc::duplicate_key, "\"" + key + "\" is defined twice. Keep one, or raise its version.");
  }

  void read_sources() {
    for (auto const& [path, tree] : parsed_) {
      if (!path.starts_with("sources/")) continue;
      node const top = root(path, tree);
      top.only({"source", "number", "issued_by", "signed_on", "in_force_from", "title", "basis", "read_from",
                "official_entry"});
      if (auto const number = top.maybe("number"); number.exists()) (void)number.text();
      if (auto const signed_on = top.maybe("signed_on"); signed_on.exists()) (void)signed_on.date();
      (void)top["title"].words();
      (void)top["basis"].known_as();
      std::string const id = top["source"].text();
      if (path != "sources/" + id + ".json")
        top["source"].report(errc::inconsistent, "the file of source \"" + id + "\" must be sources/" + id + ".json.");
      words_.sources.insert(id);
    }
  }

  void read_titles() {
    for (auto const& t : file("shared/titles.json", "ocop-titles/1")["titles"].items()) {
      t.only({"title", "vi", "en"});
      define(words_.titles, t, t["title"].text(), t.words());
    }
  }

  void read_authorities() {
    for (auto const& a : file("shared/authorities.json", "ocop-authorities/1")["authorities"].items()) {
      a.only({"authority", "vi", "en"});
      std::string const id = a["authority"].text();
      define(words_.authorities, a, id, {id, a.words()});
    }
  }

  void read_facts() {
    std::set<std::string> keys;
    for (auto const& f : file("shared/facts.json", "ocop-facts/1")["facts"].items()) {
      f.only({"fact", "type", "unit", "vi", "en", "proved_by"});
      model::fact fact{f["fact"].text(), f["type"].text(), {}, f.words(), f["proved_by"].words()};
      if (auto const unit = f.maybe("unit"); unit.exists()) fact.unit = unit.text();
      if (!keys.insert(fact.key).second)
        f.report(errc::duplicate_key, "fact \"" + fact.key + "\" is declared twice. Keep one.");
      words_.facts.push_back(std::move(fact));
    }
    for (auto const& key : keys)
      for (auto at = key.find('.'); at != std::string::npos; at = key.find('.', at + 1))
        if (keys.contains(key.substr(0, at)))
          file("shared/facts.json", "ocop-facts/1")
              .report(errc::inconsistent,
                      "fact \"" + key.substr(0, at) + "\" is also the beginning of \"" + key + "\". Rename one.");
  }

  void read_readings() {
    for (auto const& r : file("shared/readings.json", "ocop-readings/1")["readings"].items()) {
      r.only({"reading", "question", "alternatives", "why"});
      std::string const id = r["reading"].text();
      model::reading reading{reading_id(id), r["question"].words(), r["why"].words(), {}, {}, {}};
      std::set<std::string> seen;
      for (auto const& a : r["alternatives"].items()) {
        a.only({"id", "vi", "en"});
        reading.alternatives.push_back({a["id"].text(), a.words()});
        if (!seen.insert(reading.alternatives.back().id).second)
          a.report(errc::duplicate_key,
                   "alternative \"" + reading.alternatives.back().id + "\" stands twice. Keep one.");
      }
      define(words_.readings, r, id, std::move(reading));
    }
  }

  void read_notes() {
    for (auto const& n : file("shared/notes.json", "ocop-notes/1")["notes"].items()) {
      n.only({"note", "version", "vi", "en", "when", "effect"});
      model::note note;
      note.id = n["note"].text();
      note.text = n.words();
      if (auto const when = n.maybe("when"); when.exists()) {
        note.when = words_.condition(when);
        note.when_text = json::write(*when.raw());
      }
      note.effect = effect(n["effect"]);
      std::string const key = versioned(n, note.id);
      define(words_.notes, n, key, std::move(note));
    }
  }

  [[nodiscard]] static std::string versioned(node const& at, std::string const& id) {
    return id + '@' + std::to_string(at["version"].whole(1));
  }

  /// A fixed effect, or the reading whose alternatives are the effects.
  [[nodiscard]] std::variant<note_effect, reading_id> effect(node const& at) const {
    if (!at.exists()) return note_effect::none;
    if (at.is_string()) {
      auto const fixed = parse_note_effect(at.text());
      if (!fixed)
        at.report(errc::bad_value, "\"" + at.text() +
                                       "\" is no effect; allowed are none, reject, stop, later-zero, "
                                       "zero, waive-marks, maximum or { \"reading\": \"R-…\" }.");
      return fixed.value_or(note_effect::none);
    }
    at.only({"reading"});
    auto const reading = look_up(words_.readings, at["reading"], "reading", "shared/readings.json");
    for (auto const& a : reading.alternatives)
      if (!parse_note_effect(a.id))
        at.report(errc::inconsistent, "reading " + reading.id.str() + " cannot choose an effect: its alternative \"" +
                                          a.id + "\" is none.");
    return reading.id;
  }

  void read_wordings(std::string const& path, value const& tree) {
    node const top = root(path, tree);
    check_format(top, "ocop-wordings/1");
    for (auto const& w : top.only({"format", "wordings"})["wordings"].items()) {
      w.only({"wording", "version", "concept", "title", "printed", "options"});
      wording one;
      one.title = w["title"].words();
      one.stands_for = read_concept(w, w["wording"]);
      if (auto const printed = w.maybe("printed"); printed.exists()) one.printed = printed.truth();
      std::set<std::string> seen;
      for (auto const& o : w["options"].items()) {
        o.only({"id", "concept", "vi", "en"});
        one.options.push_back({option_id(o["id"].text()), o.words(), read_concept(o, o["id"])});
        std::string const id = one.options.back().id.str();
        if (id == "any")
          o["id"].report(errc::bad_value, "\"any\" is what a mark on the heading is called. Take another id.");
        if (!seen.insert(id).second) o.report(errc::duplicate_key, "option \"" + id + "\" stands twice. Rename one.");
      }
      std::string const key = versioned(w, w["wording"].text());
      define(words_.wordings, w, key, std::move(one));
    }
  }

  /// What a thing stands for: its "concept", or its own name.
  [[nodiscard]] static concept_id read_concept(node const& at, node const& name) {
    node const given = at.maybe("concept");
    return concept_id(given.exists() ? given.text() : name.text());
  }

  void read_rule_set(std::string const& path, value const& tree) {
    std::string const folder = path.substr(0, path.find('/'));
    node const top = root(path, tree);
    check_format(top, "ocop-rule-set/1");
    top.only({"format", "rule_set", "source", "title", "in_force", "replaces", "transition", "editions", "parts",
              "completeness", "points_unit", "minimums"});
    model::rule_set rules;
    rules.id = rule_set_id(top["rule_set"].text());
    if (rules.id.str() != folder)
      top["rule_set"].report(errc::inconsistent, "the folder is \"" + folder + "\". Give both the same name.");
    if (auto const source = top["source"].text(); !source.empty() && !words_.sources.contains(source))
      top["source"].report(errc::unresolved, "no sources/" + source + ".json. Add it.");
    rules.title = top["title"].words();
    rules.facts = words_.facts;

    node const in_force = top["in_force"];
    in_force.only({"from", "until", "cite"});
    rules.in_force_from = in_force["from"].date();
    if (auto const until = in_force.maybe("until"); until.exists()) rules.in_force_until = until.date();
    rules.in_force_cite = words_.cite(in_force["cite"]);
    for (auto const& r : top["replaces"].items()) rules.replaces.emplace_back(r.text());
    for (auto const& t : top["transition"].items()) rules.transitions.push_back(read_transition(t));
    for (auto const& e : top["editions"].items()) {
      e.only({"from", "by", "cite"});
      if (auto const by = e.maybe("by"); by.exists() && !words_.sources.contains(by.text()))
        by.report(errc::unresolved, "no sources/" + by.text() + ".json. Add it.");
      rules.editions.push_back({e["from"].date(), words_.cite(e["cite"])});
    }
    rules.unit = read_unit(top.maybe("points_unit"));
    unit_ = rules.unit;
    for (auto const& p : top["parts"].items()) {
      p.only({"part", "title", "max_points", "counts_at_most", "cite"});
      rules.parts.push_back({p["part"].text(), words_.title(p["title"]), p["max_points"].worth(unit_),
                             words_.cite(p["cite"]), read_limit(p)});
    }
    rules.minimums = read_minimums(top);
    for (auto const& c : top["completeness"].items()) {
      c.only({"topic", "status", "basis", "note", "since", "until"});
      node const status = c["status"];
      rules.topics.push_back(
          {read_dated(c), c["topic"].text(), status.text(), c["basis"].known_as(), c["note"].words()});
      if (auto const& known = rules.topics.back().status;
          known != "complete" && known != "partial" && known != "missing")
        status.allowed(status.is_string(), "\"complete\", \"partial\" or \"missing\"");
    }
    read_bands(folder, rules);
    read_procedure(file(folder + "/procedure.json", "ocop-procedure/1"), words_, rules);
    read_certificate(file(folder + "/certificate.json", "ocop-certificate/1"), words_, rules);
    read_dossier(file(folder + "/dossier.json", "ocop-dossier-rules/1"), words_, rules);
    read_choices(folder, rules);
    for (auto const& [name, file] : parsed_)
      if (name.starts_with(folder + "/product_sets/")) rules.product_sets.push_back(read_product_set(name, file));
    std::stable_sort(rules.product_sets.begin(), rules.product_sets.end(),
                     [](auto const& a, auto const& b) { return a.number < b.number; });
    report_.rule_sets.push_back(std::move(rules));
  }

  [[nodiscard]] static points_unit read_unit(node const& at) {
    if (!at.exists()) return {};
    auto const unit = at.is_string() ? parse_unit(at.text()) : std::nullopt;
    if (!unit) at.allowed(at.is_string(), "\"1\", \"1/2\", \"1/4\" or \"1/10\"");
    return unit.value_or(points_unit{});
  }

  /// Up to how many points a heading counts, where it says so.
  [[nodiscard]] std::optional<points> read_limit(node const& heading) const {
    node const limit = heading.maybe("counts_at_most");
    return limit.exists() ? std::optional(limit.worth(unit_)) : std::nullopt;
  }

  [[nodiscard]] std::vector<model::minimum> read_minimums(node const& owner) const {
    std::vector<model::minimum> all;
    for (auto const& m : owner.maybe("minimums").items()) {
      m.only({"stars", "at", "points", "cite"});
      all.push_back({stars{m["stars"].whole(1, 99)}, m["at"].text(), m["points"].worth(unit_), words_.cite(m["cite"]),
                     m.where()});
    }
    return all;
  }

  [[nodiscard]] model::transition read_transition(node const& t) const {
    t.only({"if", "use", "finish_within_days", "else", "cite"});
    model::transition one;
    node const condition = t["if"];
    condition.only({"kinds", "filed_before"});
    one.kinds = read_kinds(condition["kinds"]);
    one.filed_before = condition["filed_before"].date();
    one.use = rule_set_id(t["use"].text());
    one.finish_within_days = t["finish_within_days"].whole();
    if (auto const otherwise = t.maybe("else"); otherwise.exists()) one.otherwise = rule_set_id(otherwise.text());
    one.cite = words_.cite(t["cite"]);
    return one;
  }

  void read_bands(std::string const& folder, model::rule_set& rules) {
    for (auto const& b : file(folder + "/bands.json", "ocop-bands/1")["bands"].items()) {
      b.only({"stars", "from", "below", "to", "title", "standing", "cite"});
      model::star_band band{stars{b["stars"].whole(1, 99)}, b["from"].worth(unit_), {}, {}, b["title"].words(),
                            words_.cite(b["cite"])};
      if (auto const below = b.maybe("below"); below.exists()) band.below = below.worth(unit_);
      if (auto const to = b.maybe("to"); to.exists()) band.to = to.worth(unit_);
      if (band.below.has_value() == band.to.has_value())
        b.report(errc::inconsistent,
                 "a band ends either \"below\" some points or \"to\" some points. Give one of the two.");
      if (auto const standing = b.maybe("standing"); standing.exists()) band.standing = standing.words();
      rules.bands.push_back(std::move(band));
    }
    std::stable_sort(rules.bands.begin(), rules.bands.end(),
                     [](auto const& a, auto const& b) { return a.level < b.level; });
  }

  void read_choices(std::string const& folder, model::rule_set& rules) {
    std::string const path = folder + "/readings.json";
    node const top = file(path, "ocop-reading-choices/1");
    std::set<std::string> chosen;
    for (auto const& c : top.only({"format", "choices"})["choices"].items()) {
      c.only({"reading", "choice", "cite"});
      model::reading reading = look_up(words_.readings, c["reading"], "reading", "shared/readings.json");
      if (reading.id.empty()) continue;
      if (!chosen.insert(reading.id.str()).second)
        c.report(errc::duplicate_key, "reading " + reading.id.str() + " is chosen twice. Keep one.");
      reading.choice = c["choice"].text();
      reading.cite = words_.cite(c["cite"]);
      auto const& all = reading.alternatives;
      if (std::none_of(all.begin(), all.end(), [&](auto const& a) { return a.id == reading.choice; })) {
        std::string allowed;
        for (auto const& a : all) allowed += (allowed.empty() ? "" : ", ") + a.id;
        c["choice"].report(errc::unknown_alternative, "\"" + reading.choice + "\" is no alternative of " +
                                                          reading.id.str() + "; allowed are " + allowed + ".");
      }
      rules.readings.push_back(std::move(reading));
    }
    if (top.exists())
      for (auto const& [id, reading] : words_.readings)
        if (!chosen.contains(id))
          top.report(errc::missing_key, "reading " + id + " has no choice. Add one: nothing is implied in code.");
    std::stable_sort(rules.readings.begin(), rules.readings.end(),
                     [](model::reading const& a, model::reading const& b) { return a.id < b.id; });
  }

  [[nodiscard]] model::product_set read_product_set(std::string const& path, value const& tree) {
    node const top = root(path, tree);
    check_format(top, "ocop-product-set/1");
    top.only({"format", "set", "concept", "name", "industry", "group", "managed_by", "cite", "checked_on", "anomaly",
              "notes", "sections", "minimums"});
    model::product_set set;
    set.where = top.where();
    set.number = top["set"].whole(1, 999);
    if (auto const given = top.maybe("concept"); given.exists()) set.stands_for = concept_id(given.text());
    set.name = top["name"].words();
    set.industry = words_.title(top.maybe("industry"));
    set.group = words_.title(top.maybe("group"));
    if (auto const anomaly = top.maybe("anomaly"); anomaly.exists()) set.anomaly = anomaly.words();
    for (auto const& m : top.maybe("managed_by").items()) set.managed_by.push_back(words_.authority(m).name);
    set.cite = words_.cite(top["cite"]);
    set.checked_on = top["checked_on"].date();
    set.notes = read_notes_of(top);
    for (auto const& s : top["sections"].items()) set.sections.push_back(read_section(s));
    set.minimums = read_minimums(top);
    return set;
  }

  [[nodiscard]] model::section read_section(node const& s) const {
    s.only({"id", "part", "title", "max_points", "counts_at_most", "notes", "criteria", "cite"});
    model::section section;
    section.where = s.where();
    section.code = s["id"].text();
    section.part = s["part"].text();
    section.max = s["max_points"].worth(unit_);
    section.counts_at_most = read_limit(s);
    section.notes = read_notes_of(s);
    section.cite = words_.cite(s["cite"]);
    for (auto const& c : s["criteria"].items()) {
      if (!c.maybe("group").exists()) {
        section.criteria.push_back(read_criterion(c, std::nullopt));
        continue;
      }
      c.only({"group", "title", "max_points", "counts_at_most", "criteria", "cite"});
      model::group const group{c["group"].text(), words_.title(c["title"]), c["max_points"].worth(unit_),
                               words_.cite(c["cite"]), read_limit(c)};
      for (auto const& below : c["criteria"].items()) section.criteria.push_back(read_criterion(below, group.code));
      section.groups.push_back(group);
    }
    // A section whose options stand directly under it has the title of its one criterion.
    bool const is_leaf = section.criteria.size() == 1 && section.criteria.front().id.str() == section.code;
    section.title = is_leaf && !s.maybe("title").exists() ? section.criteria.front().title : words_.title(s["title"]);
    return section;
  }

  [[nodiscard]] model::criterion read_criterion(node const& c, std::optional<std::string> group) const {
    c.only({"id", "concept", "title", "wording", "max_points", "points", "gates", "cases", "notes", "anomaly", "cite"});
    model::criterion criterion;
    criterion.where = c.where();
    criterion.id = criterion_id(c["id"].text());
    criterion.max = c["max_points"].worth(unit_);
    criterion.group = std::move(group);
    criterion.notes = read_notes_of(c);
    criterion.cite = words_.cite(c["cite"]);
    if (auto const anomaly = c.maybe("anomaly"); anomaly.exists()) criterion.anomaly = anomaly.words();

    node const own_title = c.maybe("title");
    if (node const cases = c.maybe("cases"); cases.exists()) {
      criterion.title = words_.title(c["title"]);
      for (auto const& one : cases.items()) {
        one.only({"case", "title", "wording", "points", "gates"});
        criterion.lists.push_back(read_list(one));
        criterion.lists.back().case_no = one["case"].whole(1, 99);
        criterion.lists.back().title = words_.title(one["title"]);
      }
    } else {
      criterion.lists.push_back(read_list(c));
      criterion.title = own_title.exists() ? own_title.words() : criterion.lists.back().title;
      criterion.lists.back().title = {};
    }
    node const given = c.maybe("concept");
    if (given.exists()) criterion.stands_for = concept_id(given.text());
    else if (!criterion.lists.empty()) criterion.stands_for = criterion.lists.front().stands_for;
    return criterion;
  }

  /// Options in the order of the wording, with the points and marks of this place.
  [[nodiscard]] model::option_list read_list(node const& c) const {
    node const named = c["wording"];
    wording const words = look_up(words_.wordings, named, "wording", "shared/wordings/");
    node const worth = c["points"];
    model::option_list list;
    list.title = words.title;
    list.printed = words.printed;
    list.stands_for = words.stands_for;
    for (auto const& o : words.options)
      list.options.push_back({o.id, o.text, worth[o.id.str()].worth(unit_), o.stands_for});
    auto const known = [&](std::string const& id) {
      return std::any_of(words.options.begin(), words.options.end(), [&](auto const& o) { return o.id.str() == id; });
    };
    for (auto const& [id, at] : worth.members())
      if (!words.options.empty() && !known(id))
        at.report(errc::unknown_option, "wording " + named.text() + " has no option \"" + id + "\". Mend the id.");
    for (auto const& [level, at] : c.maybe("gates").members()) {
      std::string const needs = at.text();
      if (level.empty() || level.size() > 2 || level.find_first_not_of("0123456789") != std::string::npos) {
        at.report(errc::bad_value, "\"" + level + "\" is no star level.");
        continue;
      }
      if (needs != "any" && !words.options.empty() && !known(needs))
        at.report(errc::unknown_option, "the gate names option \"" + needs + "\", which wording " + named.text() +
                                            " does not have. Mend the id, or write \"any\" for a mark on the heading.");
      list.gates.push_back({stars{std::stoi(level)}, needs == "any" ? option_id() : option_id(needs)});
    }
    std::stable_sort(list.gates.begin(), list.gates.end(),
                     [](auto const& a, auto const& b) { return a.level < b.level; });
    return list;
  }

  [[nodiscard]] std::vector<model::note_use> read_notes_of(node const& owner) const {
    std::vector<model::note_use> uses;
    for (auto const& n : owner.maybe("notes").items()) {
      n.only({"note", "zero_at", "cite"});
      model::note_use use{look_up(words_.notes, n["note"], "note", "shared/notes.json"), {}, words_.cite(n["cite"])};
      for (auto const& z : n.maybe("zero_at").items()) use.zero_at.emplace_back(z.text());
      uses.push_back(std::move(use));
    }
    return uses;
  }
};

/// Reads rule files without their revisions and lints each rule set; some of them are checked by their schemas too.
inline load_report read_and_lint(rule_files const& files, rule_files const& to_validate) {
  load_report report;
  std::vector<issue> departures = validate(to_validate);
  rule_reader(files, report).run();
  // The reader's words are more helpful than the schema's: where both found fault with one place,
  // or with something below it, the reader's stay.
  std::erase_if(departures, [&](issue const& departure) {
    return std::any_of(report.issues.begin(), report.issues.end(), [&](issue const& found) {
      return found.where == departure.where || found.where.starts_with(departure.where + '/') ||
             (departure.where.ends_with('#') && found.where.starts_with(departure.where));
    });
  });
  report.issues.insert(report.issues.begin(), std::make_move_iterator(departures.begin()),
                       std::make_move_iterator(departures.end()));
  for (auto const& rules : report.rule_sets) {
    auto found = lint(rules);
    report.issues.insert(report.issues.end(), std::make_move_iterator(found.begin()),
                         std::make_move_iterator(found.end()));
  }
  return report;
}

}  // namespace detail

OCOP_INLINE load_report load_rules(rule_files const& files) {
  load_report report = detail::read_and_lint(files, files);
  auto found = lint_succession(report.rule_sets);
  report.issues.insert(report.issues.end(), std::make_move_iterator(found.begin()),
                       std::make_move_iterator(found.end()));
  detail::revision_loader(files, report, detail::read_and_lint).run();
  std::stable_sort(report.issues.begin(), report.issues.end(), [](issue const& a, issue const& b) {
    return a.where.substr(0, a.where.find('#')) < b.where.substr(0, b.where.find('#'));
  });
  return report;
}

}  // namespace ocop
