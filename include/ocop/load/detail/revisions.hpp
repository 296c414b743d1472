#pragma once

#include "ocop/base/text.hpp"
#include "ocop/base/value.hpp"
#include "ocop/detail/json/node.hpp"
#include "ocop/detail/json/value_builder.hpp"
#include "ocop/detail/json/write.hpp"
#include "ocop/load/detail/shared_words.hpp"
#include "ocop/load/lint.hpp"
#include "ocop/load/load_report.hpp"
#include "ocop/load/rule_files.hpp"
#include "ocop/load/validate.hpp"
#include "ocop/model/revision.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ocop::detail {

/// Do two values say the same, whatever the order of members?
[[nodiscard]] inline bool says_same(value const& a, value const& b) {
  if (a.is_object() && b.is_object())
    return a.as_object().size() == b.as_object().size() &&
           std::all_of(a.as_object().begin(), a.as_object().end(), [&](member const& m) {
             value const* const other = b.find(m.key);
             return other && says_same(m.content, *other);
           });
  if (a.is_array() && b.is_array())
    return std::equal(a.as_array().begin(), a.as_array().end(), b.as_array().begin(), b.as_array().end(), says_same);
  return a == b;
}

/// A value for a message: compact JSON, of a long one its beginning.
[[nodiscard]] inline std::string in_short(value const& v) {
  constexpr std::size_t most = 120;
  std::string const text = json::write(v);
  return text.size() <= most ? text : std::string(beginning(text, most)) + "…";
}

/// A place in a tree, by a JSON pointer (RFC 6901). For an array a token may also name the one entry by what it holds:
/// `id=1.5`, or `wording=packaging,version=2`.
class tree_place {
  value* above_ = nullptr;  ///< array or object that holds it; none: it is the root
  value* found_ = nullptr;  ///< none: there is nothing yet
  std::string token_;       ///< its key or index in what holds it
  std::string wrong_;       ///< why the pointer leads nowhere

 public:
  tree_place(value& root, std::string_view pointer) : found_(&root) {
    std::string so_far;
    while (!pointer.empty()) {
      std::size_t const end = std::min(pointer.find('/', 1), pointer.size());
      std::string_view const written = pointer.substr(1, end - 1);
      pointer.remove_prefix(end);
      if (!found_) {
        wrong_ = "there is nothing at " + in_quotes(so_far);
        return;
      }
      above_ = std::exchange(found_, nullptr);
      token_ = unescaped(written);
      step(so_far);
      if (!wrong_.empty()) return;
      so_far.append("/").append(written);
    }
  }

  /// Why the pointer leads nowhere; empty where it names something, or a place for something new.
  [[nodiscard]] std::string const& wrong() const noexcept { return wrong_; }
  /// What stands there; none where it is a place for something new.
  [[nodiscard]] value const* found() const noexcept { return found_; }
  [[nodiscard]] bool is_root() const noexcept { return above_ == nullptr; }
  /// In an array, something is added before what stands there.
  [[nodiscard]] bool takes_new() const { return above_ && (!found_ || above_->is_array()); }

  void set(value const& to) { *found_ = to; }
  void add(value const& what) {
    if (above_->is_object()) return above_->as_object().push_back({token_, what});
    auto& all = above_->as_array();
    all.insert(found_ ? all.begin() + (found_ - all.data()) : all.end(), what);
  }
  void remove() {
    if (above_->is_object()) {
      std::erase_if(above_->as_object(), [&](member const& m) { return m.key == token_; });
    } else {
      auto& all = above_->as_array();
      all.erase(all.begin() + (found_ - all.data()));
    }
  }

 private:
  [[nodiscard]] static std::string unescaped(std::string_view token) {
    std::string made;
    for (std::size_t i = 0; i < token.size(); ++i) {
      bool const is_escape = token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
      made += is_escape ? (token[++i] == '1' ? '/' : '~') : token[i];
    }
    return made;
  }

  void step(std::string const& so_far) {
    std::string const where = so_far.empty() ? "the root" : in_quotes(so_far);
    if (above_->is_object()) {
      for (auto& m : above_->as_object())
        if (m.key == token_) found_ = &m.content;
    } else if (!above_->is_array()) {
      wrong_ = where + " is " + std::string(above_->kind()) + ", which has no " + in_quotes(token_);
    } else if (token_.find('=') != std::string::npos) {
      pick(where);
    } else if (token_ != "-") {
      auto& all = above_->as_array();
      bool const is_index = !token_.empty() && token_.size() < 8 &&
                            token_.find_first_not_of("0123456789") == std::string::npos &&
                            (token_ == "0" || token_.front() != '0');
      std::size_t const index = is_index ? std::stoul(token_) : all.size();
      if (!is_index || index >= all.size())
        wrong_ = where + " has " + std::to_string(all.size()) + " entries, and no " + in_quotes(token_);
      else found_ = &all[index];
    }
  }

  /// The one entry that holds what the token says.
  void pick(std::string const& where) {
    std::size_t count = 0;
    for (auto& entry : above_->as_array()) {
      if (!holds(entry, token_)) continue;
      ++count;
      found_ = &entry;
    }
    if (count == 1) return;
    found_ = nullptr;
    wrong_ = where + " has " + (count == 0 ? std::string("no") : std::to_string(count)) + " entry with " +
             in_quotes(token_) + (count == 0 ? "" : ", so it does not say which");
  }

  [[nodiscard]] static bool holds(value const& entry, std::string_view conditions) {
    while (!conditions.empty()) {
      std::size_t const end = std::min(conditions.find(','), conditions.size());
      std::string_view const one = conditions.substr(0, end);
      conditions.remove_prefix(std::min(end + 1, conditions.size()));
      std::size_t const equals = one.find('=');
      value const* const is = equals == std::string_view::npos ? nullptr : entry.find(one.substr(0, equals));
      if (!is) return false;
      std::string_view const must = one.substr(equals + 1);
      bool const fits =
          is->is_string() ? is->as_string() == must : is->is_integer() && std::to_string(is->as_integer()) == must;
      if (!fits) return false;
    }
    return true;
  }
};

/// Loads the revisions of every rule set over what its folder says: the files of each revision are those of the one
/// before it with its changes, and are read as any others.
class revision_loader {
 public:
  /// Reads rule files and checks some of them by their schemas.
  using reading = load_report (*)(rule_files const& files, rule_files const& to_validate);

  revision_loader(rule_files const& files, load_report& report, reading read)
      : files_(files), report_(report), read_(read) {}

  void run() {
    std::map<std::string, std::vector<revision_file>> all;  // by rule set
    std::set<std::string> broken;
    for (auto const& [path, text] : files_) {
      if (!is_utf8(path) || schema_of(path) != "revision") continue;
      std::string const folder = path.substr(0, path.find('/'));
      auto tree = json::parse(text);
      model::rule_set const* const first = first_revision(folder);
      if (!tree || !first) continue;  // which is told by whoever reads the other files
      value const& kept = parsed_.emplace(path, std::move(*tree)).first->second;
      auto read = read_file({&kept, {}, path, report_.issues}, *first);
      if (read) all[folder].push_back(std::move(*read));
      else broken.insert(folder);
    }
    for (auto& [folder, revisions] : all) {
      std::stable_sort(revisions.begin(), revisions.end(),
                       [](auto const& a, auto const& b) { return a.revision.number < b.revision.number; });
      if (!broken.contains(folder) && are_in_order(revisions)) load(*first_revision(folder), revisions);
    }
    drop_departures();
    if (report_.issues.empty() && !report_.revisions.empty()) lint_newest();
  }

 private:
  /// A revision as its file says it.
  struct revision_file {
    node top;
    model::rule_revision revision;
    std::vector<day> editions;  ///< of which it is one
    std::vector<node> changes;
  };
  /// What some editions of a rule set have come to.
  struct stand {
    std::vector<day> editions;
    std::map<std::string, std::optional<value>> files;  ///< those that were changed; nothing: taken away
  };

  rule_files const& files_;
  load_report& report_;
  reading read_;
  std::map<std::string, value> parsed_;

  /// Where these words and a schema found fault with one place of a revision, these stay.
  void drop_departures() {
    auto const is_told = [&](issue const& departure) {
      return std::any_of(report_.issues.begin(), report_.issues.end(), [&](issue const& i) {
        return i.code != errc::schema && (i.where == departure.where || i.where.starts_with(departure.where + '/') ||
                                          (departure.where.ends_with('#') && i.where.starts_with(departure.where)));
      });
    };
    std::vector<issue> kept;
    for (auto const& i : report_.issues) {
      bool const is_departure = i.code == errc::schema && i.where.find("/revisions/") < i.where.find('#');
      if (!is_departure || !is_told(i)) kept.push_back(i);
    }
    report_.issues = std::move(kept);
  }

  /// Do the newest revisions follow each other?
  void lint_newest() {
    auto newest = report_.rule_sets;
    for (auto const& revision : report_.revisions)
      for (auto& rules : newest)
        if (rules.id == revision.id) rules = revision;
    for (auto& i : lint_succession(newest)) {
      i.where.insert(i.where.find('#'), " (newest revision)");
      report_.issues.push_back(std::move(i));
    }
  }

  [[nodiscard]] model::rule_set const* first_revision(std::string const& folder) const {
    auto const found = std::find_if(report_.rule_sets.begin(), report_.rule_sets.end(),
                                    [&](auto const& rules) { return rules.id.str() == folder; });
    return found == report_.rule_sets.end() ? nullptr : &*found;
  }

  [[nodiscard]] std::optional<revision_file> read_file(node const& top, model::rule_set const& first) const {
    std::size_t const before = report_.issues.size();
    check_format(top, "ocop-revision/1");
    top.only({"format", "revision", "dated", "why", "source", "editions", "changes"});
    revision_file read{top, {}, {}, {}};
    read.revision.number = top["revision"].whole(2, 9999);
    read.revision.dated = top["dated"].date();
    read.revision.why = top["why"].words();
    if (auto const source = top.maybe("source"); source.exists()) {
      read.revision.source = source.text();
      if (!files_.contains("sources/" + read.revision.source + ".json"))
        source.report(errc::unresolved, "no sources/" + read.revision.source + ".json. Add it.");
    }
    read_editions(top, first, read.editions);
    for (auto const& c : top["changes"].items()) {
      check_change(c, first.id.str());
      read.changes.push_back(c);
    }
    if (top["changes"].exists() && top["changes"].raw()->is_array() && read.changes.empty())
      top["changes"].report(errc::bad_value, "there is no change. Say what the revision changes, or take it away.");
    std::string const number = (read.revision.number < 10 ? "0" : "") + std::to_string(read.revision.number);
    std::string const name = top.file().substr(top.file().rfind('/') + 1);
    if (report_.issues.size() == before && !name.starts_with(number + '-'))
      top["revision"].report(errc::inconsistent, "the file of revision " + std::to_string(read.revision.number) +
                                                     " must be named " + number + "-….json.");
    return report_.issues.size() == before ? std::optional(std::move(read)) : std::nullopt;
  }

  void read_editions(node const& top, model::rule_set const& first, std::vector<day>& to) const {
    std::string known;
    for (auto const& e : first.editions) known += (known.empty() ? "" : ", ") + to_string(e.from);
    auto const given = top.maybe("editions");
    for (auto const& e : given.items()) {
      day const from = e.date();
      bool const is_known = std::any_of(first.editions.begin(), first.editions.end(),
                                        [&](auto const& edition) { return edition.from == from; });
      if (!is_known && e.is_string() && parse_day(e.raw()->as_string()))
        e.report(errc::unresolved, "no edition of " + first.id.str() + " begins on " + in_quotes(e.raw()->as_string()) +
                                       "; they begin on " + known + ". Mend the day.");
      if (std::find(to.begin(), to.end(), from) != to.end())
        e.report(errc::duplicate_key, "the edition stands twice. Keep one.");
      to.push_back(from);
    }
    if (given.exists() && given.raw()->is_array() && to.empty())
      given.report(errc::bad_value, "it is of no edition. Name some, or take \"editions\" out where it is of all.");
    if (!given.exists())
      for (auto const& e : first.editions) to.push_back(e.from);
  }

  /// Does a change say what, where and how, and in a file that a revision may change?
  void check_change(node const& c, std::string const& folder) const {
    c.only({"file", "at", "set", "add", "remove", "was"});
    auto const has = [&](char const* key) { return c.exists() && c.raw()->find(key) != nullptr; };
    node const named = c["file"];
    std::string const file = named.text();
    bool const may_change =
        file.starts_with("shared/") || (file.starts_with(folder + '/') && !file.starts_with(folder + "/revisions/"));
    if (!file.empty() && !may_change)
      named.report(errc::bad_value, "found " + in_quotes(file) + "; a revision changes files of " + folder +
                                        "/ and shared/, and no revision.");
    if (node const at = c["at"]; at.exists()) {
      bool const is_pointer = at.is_string() && (at.raw()->as_string().empty() || at.raw()->as_string().front() == '/');
      if (!is_pointer)
        at.allowed(at.is_string(), "a JSON pointer such as \"/sections/id=1/max_points\", or \"\" for the whole file");
    }
    if (has("set") + has("add") + has("remove") != 1)
      c.report(errc::inconsistent, "a change has one of set, add and remove. Give one of them.");
    else if (has("add") && has("was"))
      c["was"].report(errc::unknown_key, "what is added was not there before. Take \"was\" out, or write \"set\".");
    else if (!has("add")) (void)c["was"];
    if (has("remove") && !says_same(*c["remove"].raw(), true))
      c["remove"].report(errc::bad_value,
                         "what a revision removes has \"remove\": true. Write that, or set something.");
  }

  /// Do the revisions run 2, 3, … and are they dated one after the other?
  [[nodiscard]] bool are_in_order(std::vector<revision_file> const& revisions) const {
    std::size_t const before = report_.issues.size();
    int last = 1;
    std::optional<day> dated;
    for (auto const& r : revisions) {
      int const number = r.revision.number;
      if (number == last)
        r.top["revision"].report(errc::duplicate_key, "revision " + std::to_string(number) +
                                                          " stands twice. Give one of them the next number.");
      else if (number != last + 1)
        r.top["revision"].report(errc::inconsistent, "revision " + std::to_string(number) + " follows revision " +
                                                         std::to_string(last) +
                                                         "; revisions run 2, 3, … without a gap. Number it " +
                                                         std::to_string(last + 1) + ", or add the file that lacks.");
      if (dated && *r.revision.dated < *dated)
        r.top["dated"].report(errc::inconsistent, "revision " + std::to_string(number) + " is dated " +
                                                      to_string(*r.revision.dated) + ", before the one that it " +
                                                      "follows, of " + to_string(*dated) + ". Mend the days.");
      last = number;
      dated = r.revision.dated;
    }
    return report_.issues.size() == before;
  }

  void load(model::rule_set const& first, std::vector<revision_file> const& revisions) {
    std::vector<stand> stands(1);
    for (auto const& e : first.editions) stands.front().editions.push_back(e.from);
    for (auto const& r : revisions) {
      std::vector<stand> next;
      std::vector<stand> revised;
      for (auto& s : stands) {
        auto const is_revised = [&](day d) {
          return std::find(r.editions.begin(), r.editions.end(), d) != r.editions.end();
        };
        stand those{{}, s.files};
        std::copy_if(s.editions.begin(), s.editions.end(), std::back_inserter(those.editions), is_revised);
        std::erase_if(s.editions, is_revised);
        if (!s.editions.empty()) next.push_back(std::move(s));
        if (!those.editions.empty()) revised.push_back(std::move(those));
      }
      for (auto& s : revised) {
        // What follows stands on this one: where it is wrong, nothing more can be said.
        if (!apply(r, first, s, revised.size() > 1)) return;
        if (report_.issues.empty() && !read_stand(r, first, s)) return;
        next.push_back(std::move(s));
      }
      stands = std::move(next);
    }
  }

  [[nodiscard]] bool apply(revision_file const& r, model::rule_set const& first, stand& s, bool name_editions) const {
    std::size_t const before = report_.issues.size();
    std::string which;
    for (day const d : s.editions) which += (which.empty() ? " (edition of " : ", ") + to_string(d);
    which = name_editions ? which + ')' : std::string();
    for (auto const& c : r.changes) apply(c, first.id.str(), s, which);
    return report_.issues.size() == before;
  }

  /// `which` names the editions, where that tells them from others.
  void apply(node const& c, std::string const& folder, stand& s, std::string const& which) const {
    std::string const& file = c["file"].raw()->as_string();
    std::string const& pointer = c["at"].raw()->as_string();
    value const* const to = c.raw()->find("set");
    value const* const what = c.raw()->find("add");
    auto const [entry, is_new] = s.files.try_emplace(file);
    std::optional<value>& tree = entry->second;
    if (is_new)
      if (auto const text = files_.find(file); text != files_.end())
        if (auto parsed = json::parse(text->second)) tree = std::move(*parsed);
    if (!tree && what && pointer.empty()) {
      tree = *what;
      return;
    }
    if (!tree) {
      s.files.erase(entry);
      return c["file"].report(errc::unresolved, "there is no file " + in_quotes(file) + which +
                                                    ". Mend the name; a new file of " + folder +
                                                    "/ or shared/ comes by \"add\" with \"at\": \"\".");
    }
    tree_place place(*tree, pointer);
    if (what) {
      if (!place.wrong().empty()) return leads_nowhere(c, file, place, which);
      if (place.is_root())
        return c["file"].report(errc::duplicate_key, "there is such a file already. Change it by \"set\" and \"was\".");
      if (!place.takes_new())
        return c["at"].report(errc::duplicate_key, "there is something at " + in_quotes(pointer) + " of " + file +
                                                       which + " already. Change it by \"set\" and \"was\".");
      return place.add(*what);
    }
    if (!place.wrong().empty() || !place.found()) return leads_nowhere(c, file, place, which);
    value const& was = *c.raw()->find("was");
    if (!says_same(was, *place.found()))
      return c["was"].report(errc::inconsistent, "found " + in_short(was) + "; at " + in_quotes(pointer) + " of " +
                                                     file + which + " stands " + in_short(*place.found()) +
                                                     ". Write what stands there, or mend the pointer.");
    if (to && says_same(*to, was))
      return c["set"].report(errc::inconsistent, "it is what stands there already. Take the change out, or mend it.");
    if (to) place.set(*to);
    else if (place.is_root()) tree.reset();
    else place.remove();
  }

  static void leads_nowhere(node const& c, std::string const& file, tree_place const& place, std::string const& which) {
    c["at"].report(errc::unresolved, "it leads nowhere in " + file + which + ": " +
                                         (place.wrong().empty() ? "there is nothing at its end" : place.wrong()) +
                                         ". Mend the pointer.");
  }

  /// Reads what the editions have come to. False where something is wrong with it.
  [[nodiscard]] bool read_stand(revision_file const& r, model::rule_set const& first, stand const& s) {
    std::string const own = first.id.str() + '/';
    rule_files all;
    rule_files changed;
    for (auto const& [path, text] : files_) {
      bool const is_read = (path.starts_with(own) && !path.starts_with(own + "revisions/")) ||
                           path.starts_with("shared/") || path.starts_with("sources/") ||
                           path == "councils/default.json";
      if (is_read) all.emplace(path, text);
      if (path.starts_with("schema/")) changed.emplace(path, text);
    }
    for (auto const& [path, tree] : s.files) {
      if (tree) all[path] = changed[path] = json::write(*tree);
      else all.erase(path);
    }
    load_report read = read_(all, changed);
    for (auto& i : read.issues) {
      i.where.insert(std::min(i.where.find('#'), i.where.size()),
                     " (revision " + std::to_string(r.revision.number) + " of " + first.id.str() + ")");
      report_.issues.push_back(std::move(i));
    }
    if (!read.ok()) return false;
    model::rule_set& made = read.rule_sets.front();
    bool const has_same_days =
        std::equal(made.editions.begin(), made.editions.end(), first.editions.begin(), first.editions.end(),
                   [](auto const& a, auto const& b) { return a.from == b.from; });
    if (!has_same_days) {
      r.top["changes"].report(
          errc::inconsistent,
          "it adds an edition, takes one away or moves its first day. An amendment of the law is an "
          "entry of its own in rule_set.json, not a revision.");
      return false;
    }
    made.revision = r.revision;
    made.revised = s.editions;
    report_.revisions.push_back(std::move(made));
    return true;
  }
};

}  // namespace ocop::detail
