#pragma once

#include "ocop/base/text.hpp"
#include "ocop/compile/detail/image_bytes.hpp"
#include "ocop/compile/detail/meaning.hpp"
#include "ocop/compile/digest.hpp"
#include "ocop/compile/verify.hpp"
#include "ocop/load/condition.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ocop {
namespace detail {

/// Looks through a catalog, and through another one of the same rules.
class catalog_verifier {
  std::vector<issue> found_;

 public:
  [[nodiscard]] std::vector<issue> take() { return std::move(found_); }

  void look_at(compiled_rule_set const& rules) {
    std::string const name = rules.shown_name();
    bool are_all_read = true;
    for (std::size_t at = 0; at < rules.product_sets.size(); ++at) {
      int const number = rules.product_sets.number(at);
      auto const set = rules.product_set(number);
      std::string const what = "product set " + std::to_string(number);
      are_all_read = are_all_read && set.has_value();
      if (!set) {
        say(name, what + " cannot be read: " + set.error().message);
        continue;
      }
      compare(name, what, (*set)->sha256, digest_of(**set, rules.readings));
      for (auto const& n : (*set)->notes)
        look_at_condition(name, what + ", note " + in_quotes(n.id), n.when, n.when_text);
    }
    for (auto const& p : rules.dossier.papers) look_at_condition(name, "paper " + in_quotes(p.id), p.when, p.when_text);
    // Its digest holds those of its sets and asks them for their facts.
    if (!are_all_read) return;
    compare(name, "the edition", rules.sha256, digest_of(rules));
    compare(name, "the edition without words", rules.wordless_sha256, digest_of(rules, meaning::without_words()));
  }

  void look_at(council_regulation const& r) { compare("council " + r.id, "the regulation", r.sha256, digest_of(r)); }

  void compare_editions(rule_catalog const& catalog, rule_catalog const& afresh) {
    auto const id = [](compiled_rule_set const& rules) { return rules.shown_name(); };
    pair_up(catalog.revisions(), afresh.revisions(), "the edition", id, [&](auto const& is, auto const& must) {
      std::string const name = id(*must);
      std::size_t const before = found_.size();
      compare(name, "the edition", is->sha256, must->sha256);
      compare(name, "its readings", readings_sha256(*is), readings_sha256(*must));
      for (std::size_t at = 0; at < must->product_sets.size(); ++at) compare_set(name, must->product_sets[at], *is);
      if (found_.size() == before && bytes_of_one(is) != bytes_of_one(must))
        say(name,
            "something differs that no digest covers: names of concepts, the days of the edition, facts that no "
            "rule asks for, what its revision says of itself, or remarks on what our sources lack.");
    });
  }

  void compare_regulations(rule_catalog const& catalog, rule_catalog const& afresh) {
    auto const id = [](council_regulation const& r) { return "council " + r.id; };
    pair_up(catalog.regulations(), afresh.regulations(), "the regulation", id,
            [&](auto const& is, auto const& must) { compare(id(*must), "the regulation", is->sha256, must->sha256); });
  }

  void compare_programmes(rule_catalog const& catalog, rule_catalog const& afresh) {
    auto const id = [](programme_plan const& p) { return "programme " + p.id; };
    auto const bytes = [](std::shared_ptr<programme_plan const> const& p) {
      return write_image(rule_catalog::of({}, {}, {p}));
    };
    pair_up(catalog.programmes(), afresh.programmes(), "the plan", id, [&](auto const& is, auto const& must) {
      if (bytes(is) != bytes(must)) say(id(*must), "the plan is another one than the one compiled afresh.");
    });
  }

 private:
  void say(std::string const& where, std::string message) {
    found_.push_back({errc::inconsistent, where, std::move(message)});
  }

  void compare(std::string const& where, std::string const& what, std::string const& is, std::string const& must) {
    if (is != must)
      say(where,
          what + " has the SHA-256 " + must.substr(0, shown) + "…, and " + is.substr(0, shown) + "… stands there.");
  }

  /// The digests hold the text of a condition; what is evaluated is its tree.
  void look_at_condition(std::string const& where, std::string const& what, std::optional<expression> const& when,
                         std::string const& text) {
    if (!when && text.empty()) return;
    if (!text.empty() && when) {
      auto const read = parse_condition(text);
      if (read && *read == *when) return;
    }
    say(where, what + ": the condition that is evaluated is not the one that is written, " + in_quotes(text) + ".");
  }

  void compare_set(std::string const& where, compiled_product_set const& must, compiled_rule_set const& in) {
    std::string const what = "product set " + std::to_string(must.number);
    auto const is = in.product_set(must.number);
    if (!is) {
      say(where, what + ": " + is.error().message);
      return;
    }
    std::size_t const before = found_.size();
    compare(where, what, (*is)->sha256, must.sha256);
    if (found_.size() == before && apart(**is) != apart(must))
      say(where, what + ": something differs that its digest does not say.");
  }

  /// Calls `both` for what both have under an id, and tells what one of them lacks.
  template <class T, class Id, class Both>
  void pair_up(std::vector<std::shared_ptr<T const>> const& is, std::vector<std::shared_ptr<T const>> const& must,
               std::string const& what, Id const& id, Both const& both) {
    auto const find = [&](auto const& all, std::string const& wanted) {
      return std::find_if(all.begin(), all.end(), [&](auto const& one) { return id(*one) == wanted; });
    };
    for (auto const& one : must) {
      auto const found = find(is, id(*one));
      if (found == is.end()) say(id(*one), what + " is not there.");
      else both(*found, one);
    }
    for (auto const& one : is)
      if (find(must, id(*one)) == must.end()) say(id(*one), what + " is not among those compiled afresh.");
  }

  /// Everything that a thing means, its texts included.
  template <class T>
  [[nodiscard]] static std::string apart(T const& what) {
    writer to;
    std::string const bytes = to.apart(what);
    std::string all;
    strings_view::write(all, to.texts);
    strings_view::write(all, to.sets);
    return all + bytes;
  }

  [[nodiscard]] static std::string bytes_of_one(std::shared_ptr<compiled_rule_set const> const& rules) {
    return write_image(rule_catalog::of({rules}));
  }

  static constexpr std::size_t shown = 12;
};

}  // namespace detail

OCOP_INLINE std::vector<issue> verify_digests(rule_catalog const& catalog) {
  detail::catalog_verifier verifier;
  for (auto const& rules : catalog.revisions()) verifier.look_at(*rules);
  for (auto const& regulation : catalog.regulations()) verifier.look_at(*regulation);
  return verifier.take();
}

OCOP_INLINE std::vector<issue> verify_digests(rule_catalog const& catalog, rule_catalog const& afresh) {
  detail::catalog_verifier verifier;
  for (auto const& rules : catalog.revisions()) verifier.look_at(*rules);
  for (auto const& regulation : catalog.regulations()) verifier.look_at(*regulation);
  verifier.compare_editions(catalog, afresh);
  verifier.compare_regulations(catalog, afresh);
  verifier.compare_programmes(catalog, afresh);
  return verifier.take();
}

}  // namespace ocop
