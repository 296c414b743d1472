// What a digest covers: every field of every rule is changed in turn. Either the digest moves, or the field stands in
// the list of those that it leaves out, with the reason.
#include "ocop/compile/detail/fields.hpp"
#include "ocop/compile/detail/meaning.hpp"
#include "ocop/compile/rule_catalog.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/patched_rules.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace digest_fields_test {
namespace {

using namespace ocop;

/// Fields that a digest leaves out, and why.
std::map<std::string, std::string> const left_out{
    {"set.stands_for", "ties a set to its successor in another decree; nothing is scored by it"},
    {"set.criteria.stands_for", "as above"},
    {"set.criteria.lists.options.stands_for", "as above"},
    {"set.checked_on", "says when a person compared the data with the print"},
    {"set.sha256", "is the digest"},
    {"set.by_code", "follows from the criteria"},
    {"set.by_code.size", "follows from the criteria"},
    {"set.notes.at", "follows from the criteria on which the note stands"},
    {"set.notes.when", "is the condition of which `when_text` is the text"},
    {"edition.rule_set", "stands in the name of the edition"},
    {"edition.until", "is set by what comes later, and records of today must not move"},
    {"edition.begins", "follows from the editions of the rule set"},
    {"edition.ends", "is set by what comes later"},
    {"edition.sha256", "is the digest"},
    {"edition.wordless_sha256", "is another digest"},
    {"edition.revision.dated", "says when we learned it; the number of a later revision is in the digest"},
    {"edition.revision.why", "as above"},
    {"edition.revision.source", "as above"},
    {"edition.readings", "have a digest of their own; a record holds every alternative taken"},
    {"edition.defaults", "follow from the readings"},
    {"edition.product_sets", "have digests of their own, which the edition's covers"},
    {"edition.kept", "is no part of the rules"},
    {"edition.bands.known", "says how a clause is known, which the digest of 0.1.0 did not cover"},
    {"edition.bands.standing", "is the name of a level beside its title, which the digest of 0.1.0 did not cover"},
    {"edition.recognitions.known", "as of bands"},
    {"edition.forwardings.known", "as of bands"},
    {"edition.topics.known", "is a remark on our sources"},
    {"edition.topics.note", "is a remark on our sources"},
    {"edition.dossier.papers.when", "is the condition of which `when_text` is the text"},
    {"regulation.sha256", "is the digest"},
};

bool is_left_out(std::string const& path) {
  for (std::string at = path; !at.empty(); at = at.substr(0, at.rfind('.'))) {
    if (left_out.contains(at)) return true;
    if (at.find('.') == std::string::npos) break;
  }
  return false;
}

template <class T>
concept has_fields = requires(T const& x) {
  detail::names_of_fields(x);
};
template <class T>
concept is_id = requires(T const& x) {
  { x.str() } -> std::convertible_to<std::string>;
};

/// Changes one field after the other; `changed` is asked whether the digest moved, with the field changed.
class changer {
  std::function<void(std::string const&)> const& changed_;

 public:
  explicit changer(std::function<void(std::string const&)> const& changed) : changed_(changed) {}

  template <class T>
  void walk(T& x, std::string const& path) const {
    if constexpr (has_fields<T>) walk_fields(x, path);
    else if constexpr (std::is_same_v<T, std::string>) try_with(x, x + "x", path);
    else if constexpr (std::is_same_v<T, bool>) try_with(x, !x, path);
    else if constexpr (std::is_enum_v<T>) try_with(x, static_cast<T>(x == T{} ? 1 : 0), path);
    else if constexpr (std::is_integral_v<T>) try_with(x, static_cast<T>(x + 1), path);
    else if constexpr (std::is_same_v<T, day>) try_with(x, x + std::chrono::days(1), path);
    else if constexpr (std::is_same_v<T, std::chrono::month_day>)
      try_with(x, x.month() / std::chrono::day(unsigned{x.day()} % 28 + 1), path);
    else if constexpr (is_id<T>) try_with(x, T(x.str() + "x"), path);
    else skip(path);
  }
  template <class T>
  void walk(std::vector<T>& all, std::string const& path) const {
    if (!all.empty()) {
      T last = all.back();
      all.pop_back();
      changed_(path + ".size");
      all.push_back(std::move(last));
    }
    if constexpr (std::is_same_v<T, std::size_t> || std::is_same_v<T, filing_kind> || std::is_same_v<T, int>) return;
    else
      for (auto& one : all) walk(one, path);
  }
  template <class T>
  void walk(std::optional<T>& x, std::string const& path) const {
    if (std::optional<T> before = x) {
      x.reset();
      changed_(path);
      x = std::move(before);
      walk(*x, path);
    } else if constexpr (std::is_default_constructible_v<T>) {
      // An empty text means as much as none; what stands in it does not.
      x.emplace();
      walk(*x, path);
      x.reset();
    } else {
      skip(path);
    }
  }
  template <class... T>
  void walk(std::variant<T...>& x, std::string const& path) const {
    std::visit([&](auto& one) { walk(one, path); }, x);
  }
  template <class A, class B>
  void walk(std::pair<A, B>& x, std::string const& path) const {
    walk(x.second, path);
  }
  void walk(std::optional<expression>&, std::string const& path) const { skip(path); }
  void walk(product_set_list&, std::string const& path) const { skip(path); }
  void walk(detail::kept_things&, std::string const& path) const { skip(path); }

 private:
  template <class T>
  void try_with(T& x, T other, std::string const& path) const {
    T const before = std::exchange(x, std::move(other));
    changed_(path);
    x = before;
  }
  /// What is not looked into must be in the list.
  static void skip(std::string const& path) {
    INFO(path);
    CHECK(is_left_out(path));
  }
  template <class T>
  void walk_fields(T& x, std::string const& path) const {
    std::string_view names = detail::names_of_fields(x);
    detail::with_fields(x, [&](auto const&... field) {
      auto const next = [&](auto& one) {
        std::string_view const name = names.substr(0, names.find(','));
        names.remove_prefix(std::min(names.size(), name.size() + 2));
        walk(one, path + '.' + std::string(name));
      };
      // The struct is ours to change.
      (next(const_cast<std::remove_const_t<std::remove_reference_t<decltype(field)>>&>(field)), ...);
    });
  }
};

/// The paths of the fields that were changed, and of those at which the digest moved.
struct findings_of_fields {
  std::set<std::string> seen, moved;
};

template <class T, class Digest>
findings_of_fields change_every_field(T whole, std::string const& name, Digest digest) {
  std::string const before = digest(whole);
  findings_of_fields found;
  std::function<void(std::string const&)> const changed = [&](std::string const& path) {
    found.seen.insert(path);
    if (digest(whole) != before) found.moved.insert(path);
  };
  changer(changed).walk(whole, name);
  CHECK(digest(whole) == before);
  return found;
}

rule_catalog catalog_of(rule_files const& files) {
  auto report = load_catalog(files);
  REQUIRE(report.catalog.has_value());
  return std::move(*report.catalog);
}

}  // namespace

TEST_CASE("every field of every rule moves a digest, or is left out for a reason", "[compile]") {
  auto const kites =
      catalog_of(with_schemas_of(read_rule_files(test::cases() / "made-up-2033").value(), builtin_rule_files()));
  auto const lanterns = catalog_of(test::made_up_decree());
  // A fact that no rule asks for moves nothing where it stands; one that is asked for does.
  std::set<std::string> seen, moved;
  auto const look = [&](findings_of_fields const& found) {
    seen.insert(found.seen.begin(), found.seen.end());
    moved.insert(found.moved.begin(), found.moved.end());
  };
  for (auto const* const catalog : {&kites, &lanterns})
    for (auto const& e : catalog->editions()) {
      look(change_every_field(*e, "edition", [](compiled_rule_set const& r) { return detail::digest_of(r); }));
      for (auto const& set : e->product_sets)
        look(change_every_field(set, "set",
                                [&](compiled_product_set const& s) { return detail::digest_of(s, e->readings); }));
    }
  for (auto const& r : kites.regulations())
    look(change_every_field(*r, "regulation", [](council_regulation const& x) { return detail::digest_of(x); }));
  for (auto const& r : lanterns.regulations())
    look(change_every_field(*r, "regulation", [](council_regulation const& x) { return detail::digest_of(x); }));
  for (char const* const path :
       {"set.minimums.least.value", "set.sections.counts_at_most.value", "set.unit.per_point", "edition.unit.per_point",
        "edition.transitions.otherwise", "regulation.drop", "regulation.tie", "regulation.how",
        "set.gates.needed.value", "edition.bands.from.value"})
    CHECK(seen.contains(path));
  CHECK(seen.size() > 150);
  for (auto const& path : seen) {
    INFO(path);
    CHECK(moved.contains(path) != is_left_out(path));
  }
}

}  // namespace digest_fields_test
