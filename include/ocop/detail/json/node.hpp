#pragma once

#include "ocop/base/citation.hpp"
#include "ocop/base/day.hpp"
#include "ocop/base/issue.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/name.hpp"
#include "ocop/base/number_text.hpp"
#include "ocop/base/points.hpp"
#include "ocop/base/points_text.hpp"
#include "ocop/base/text.hpp"
#include "ocop/base/value.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ocop::detail {

/// A place in a document while it is read. What is wrong is added to the issues and a neutral
/// value comes back, so that one reading finds everything. A node that is not there asks nothing
/// and reports nothing: whoever found it missing has said so.
class node {
  value const* at_ = nullptr;
  std::string pointer_;
  std::string const* file_;
  std::vector<issue>* issues_;

 public:
  node(value const* at, std::string pointer, std::string const& file, std::vector<issue>& issues)
      : at_(at), pointer_(std::move(pointer)), file_(&file), issues_(&issues) {}

  [[nodiscard]] bool exists() const noexcept { return at_ != nullptr; }
  [[nodiscard]] value const* raw() const noexcept { return at_; }
  [[nodiscard]] bool is_string() const noexcept { return exists() && at_->is_string(); }
  [[nodiscard]] std::string const& file() const noexcept { return *file_; }
  [[nodiscard]] std::string where() const { return file_->empty() ? pointer_ : *file_ + "#" + pointer_; }

  void report(errc code, std::string message) const {
    if (exists()) issues_->push_back({code, where(), std::move(message)});
  }

  /// Says which keys an object may have; every other one is an issue.
  node const& only(std::initializer_list<std::string_view> keys) const {
    if (!is_object()) return *this;
    for (auto const& m : at_->as_object())
      if (std::find(keys.begin(), keys.end(), m.key) == keys.end())
        child(m.content, m.key)
            .report(errc::unknown_key, "key " + in_quotes(m.key) + " is not known here; allowed are " + list(keys) +
                                           ". Remove it or mend its spelling.");
    return *this;
  }

  /// A required member.
  [[nodiscard]] node operator[](std::string_view key) const {
    if (!is_object()) return absent();
    if (auto const* const found = at_->find(key)) return child(*found, key);
    report(errc::missing_key, "key \"" + std::string(key) + "\" is missing. Add it.");
    return absent();
  }

  /// An optional member; null counts as absent.
  [[nodiscard]] node maybe(std::string_view key) const {
    if (!exists() || !at_->is_object()) return absent();
    auto const* const found = at_->find(key);
    return found && !found->is_null() ? child(*found, key) : absent();
  }

  /// The elements of an array.
  [[nodiscard]] std::vector<node> items() const {
    std::vector<node> found;
    if (!exists()) return found;
    if (!at_->is_array()) {
      expected("an array");
      return found;
    }
    for (std::size_t i = 0; i < at_->as_array().size(); ++i)
      found.push_back(child(at_->as_array()[i], std::to_string(i)));
    return found;
  }

  /// The members of an object with their keys.
  [[nodiscard]] std::vector<std::pair<std::string, node>> members() const {
    std::vector<std::pair<std::string, node>> found;
    if (!is_object()) return found;
    for (auto const& m : at_->as_object()) found.emplace_back(m.key, child(m.content, m.key));
    return found;
  }

  [[nodiscard]] std::string text() const {
    if (!exists()) return {};
    if (!at_->is_string() || is_blank_name(at_->as_string())) {
      expected("a text that is not blank");
      return {};
    }
    return at_->as_string();
  }

  [[nodiscard]] int whole(int least = 0, int most = std::numeric_limits<int>::max()) const {
    if (!exists()) return least;
    if (!at_->is_integer() || at_->as_integer() < least || at_->as_integer() > most) {
      allowed(at_->is_integer(), "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
      return least;
    }
    return static_cast<int>(at_->as_integer());
  }

  /// Points: a whole number, or the text of a decimal one where the unit is smaller than a point.
  [[nodiscard]] points worth(points_unit unit = {}) const {
    constexpr int most = 1'000'000;
    if (unit == points_unit{}) return points{whole(0, most)};
    if (!exists()) return {};
    std::string const written = at_->is_integer()  ? std::to_string(at_->as_integer())
                                : at_->is_string() ? at_->as_string()
                                                   : std::string();
    auto const found = parse_points(written, unit, most);
    if (!found)
      allowed(at_->is_integer() || at_->is_string(), "points from 0 to " + std::to_string(most) + " in steps of " +
                                                         to_string(unit) +
                                                         ", as a whole number or as text: 2 or \"2.5\"");
    return found.value_or(points{});
  }

  [[nodiscard]] bool truth() const {
    if (exists() && !at_->is_bool()) expected("true or false");
    return exists() && at_->is_bool() && at_->as_bool();
  }

  [[nodiscard]] ocop::day date() const {
    if (!exists()) return {};
    auto const parsed = parse_day(text());
    if (!parsed) report(errc::bad_date, parsed.error().message);
    return parsed ? *parsed : ocop::day{};
  }

  /// An object with `vi` and `en`, which may stand beside other keys.
  [[nodiscard]] label words() const { return {(*this)["vi"].text(), (*this)["en"].text()}; }

  [[nodiscard]] citation cite() const {
    only({"at", "basis"});
    citation c{(*this)["at"].text(), {}};
    node const how = (*this)["basis"];
    c.basis = how.known_as();
    return c;
  }

  [[nodiscard]] ocop::basis known_as() const {
    std::string const how = text();
    if (how == "secondary") return basis::secondary;
    if (how == "unverified") return basis::unverified;
    if (exists() && how != "text") allowed(is_string(), "\"text\", \"secondary\" or \"unverified\"");
    return basis::text;
  }

  /// Reports another type than is expected.
  void expected(std::string const& what) const {
    if (exists()) report(errc::wrong_type, "found " + shown() + "; expected " + what + ".");
  }
  /// Reports a value of the right type that is not allowed; of another type, as `expected` does.
  void allowed(bool is_of_type, std::string const& what) const {
    if (exists())
      report(is_of_type ? errc::bad_value : errc::wrong_type, "found " + shown() + "; expected " + what + ".");
  }

  /// The value for a message: a text or a number as it is, anything else by its kind.
  [[nodiscard]] std::string shown() const {
    if (at_->is_string()) return in_quotes(at_->as_string());
    if (at_->is_number()) return at_->is_integer() ? std::to_string(at_->as_integer()) : number_text(at_->as_number());
    return std::string(at_->kind());
  }

  [[nodiscard]] static std::string list(std::initializer_list<std::string_view> keys) {
    std::string text;
    for (auto const key : keys) text += (text.empty() ? "" : ", ") + std::string(key);
    return text;
  }

 private:
  [[nodiscard]] bool is_object() const {
    if (!exists()) return false;
    if (!at_->is_object()) expected("an object");
    return at_->is_object();
  }
  [[nodiscard]] node absent() const { return {nullptr, pointer_, *file_, *issues_}; }
  [[nodiscard]] node child(value const& v, std::string_view token) const {
    std::string pointer = pointer_;
    append_token(pointer, token);
    return {&v, std::move(pointer), *file_, *issues_};
  }
};

}  // namespace ocop::detail
