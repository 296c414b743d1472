#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/id.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/compile/detail/fields.hpp"
#include "ocop/compile/references.hpp"
#include "ocop/compile/product_set_list.hpp"
#include "ocop/logic/expression.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// \file
/// Compiled rules as bytes. Texts stand once, in a list; product sets stand once, in a list, each by itself; all else
/// is numbers of seven bits a byte, lowest first, whose last byte is below 128.

namespace ocop::detail {

/// `what`: what does not hold of what was read, where it is known.
[[noreturn]] inline void throw_bad_image(std::string const& what = {}) {
  throw error(
      issue{errc::inconsistent,
            {},
            "the image of the rules was cut or altered" + (what.empty() ? "" : ": " + what) + ". Build it again."});
}

/// How a T is written and taken back: `put(writer, T const&)` and `T take(reader&)`, in the same order.
template <class T>
struct form;

/// Texts or product sets as they are numbered: equal ones once, by first appearance.
class numbered {
  std::map<std::string, std::size_t> known_;
  std::vector<std::string const*> all_;

 public:
  std::size_t number_of(std::string bytes) {
    auto const [found, is_new] = known_.emplace(std::move(bytes), all_.size());
    if (is_new) all_.push_back(&found->first);
    return found->second;
  }
  [[nodiscard]] std::vector<std::string const*> const& all() const noexcept { return all_; }
};

class writer {
  std::string bytes_;

 public:
  numbered texts;
  numbered sets;

  void number(std::uint64_t n) {
    for (; n >= 128; n >>= 7U) bytes_ += static_cast<char>(n | 128U);
    bytes_ += static_cast<char>(n);
  }
  template <class T>
  void put(T const& what) {
    form<T>::put(*this, what);
  }
  /// The bytes of one thing by itself.
  template <class T>
  std::string apart(T const& what) {
    std::string before = std::exchange(bytes_, {});
    put(what);
    return std::exchange(bytes_, std::move(before));
  }
};

/// A list of byte strings: how many, where each ends in four bytes, all of them without a gap.
class strings_view {
  std::string_view ends_;
  std::string_view bytes_;

 public:
  strings_view() = default;
  /// Takes the list off the front of `from`.
  explicit strings_view(std::string_view& from) {
    std::size_t const count = four_bytes(cut(from, 4));
    if (count > from.size() / 4) throw_bad_image();
    ends_ = cut(from, 4 * count);
    bytes_ = cut(from, ends_.empty() ? 0 : four_bytes(ends_.substr(ends_.size() - 4)));
  }
  [[nodiscard]] std::string_view at(std::uint64_t number) const {
    if (number >= ends_.size() / 4) throw_bad_image();
    auto const i = 4 * static_cast<std::size_t>(number);
    std::size_t const begin = i == 0 ? 0 : four_bytes(ends_.substr(i - 4));
    std::size_t const end = four_bytes(ends_.substr(i));
    if (begin > end || end > bytes_.size()) throw_bad_image();
    return bytes_.substr(begin, end - begin);
  }

  static void write(std::string& to, numbered const& list) {
    write_four(to, list.all().size());
    std::size_t end = 0;
    for (auto const* const s : list.all()) write_four(to, end += s->size());
    for (auto const* const s : list.all()) to += *s;
  }

 private:
  static std::string_view cut(std::string_view& from, std::size_t size) {
    if (size > from.size()) throw_bad_image();
    std::string_view const front = from.substr(0, size);
    from.remove_prefix(size);
    return front;
  }
  static std::uint32_t four_bytes(std::string_view from) {
    std::uint32_t n = 0;
    for (std::size_t i = 0; i < 4; ++i) n |= std::uint32_t{static_cast<unsigned char>(from[i])} << 8 * i;
    return n;
  }
  static void write_four(std::string& to, std::size_t n) {
    for (std::size_t i = 0; i < 4; ++i) to += static_cast<char>(n >> 8 * i);
  }
};

/// What all parts of an image refer to.
struct image_lists {
  strings_view texts;
  strings_view sets;
};

class reader {
  std::string_view left_;
  std::shared_ptr<image_lists const> lists_;
  std::size_t depth_ = 0;
  struct known_set {
    set_bounds bounds;
    product_set_list list;
    std::size_t at;
  };
  std::multimap<std::uint64_t, known_set> known_;  ///< by where they stand in the list of all

 public:
  /// Of the edition that is read: known when all of it is, and asked for by its product sets after that.
  std::shared_ptr<set_bounds> bounds;
  /// Where its product sets stand in the list of all.
  std::vector<std::uint64_t> set_numbers;

  reader(std::string_view bytes, std::shared_ptr<image_lists const> lists) : left_(bytes), lists_(std::move(lists)) {}

  [[nodiscard]] std::shared_ptr<image_lists const> const& lists() const noexcept { return lists_; }

  std::uint64_t number() {
    std::uint64_t n = 0;
    for (unsigned shift = 0; shift < 64 && !left_.empty(); shift += 7) {
      auto const byte = static_cast<unsigned char>(left_.front());
      left_.remove_prefix(1);
      n |= std::uint64_t{byte & 127U} << shift;
      if (byte < 128) return n;
    }
    throw_bad_image();
  }
  /// How many things follow, of which each takes a byte or more.
  std::size_t count() {
    std::uint64_t const n = number();
    if (n > left_.size()) throw_bad_image();
    return static_cast<std::size_t>(n);
  }
  template <class T>
  T take() {
    return form<T>::take(*this);
  }
  /// The one thing that all the bytes are.
  template <class T>
  T take_whole() {
    T all = take<T>();
    if (!left_.empty()) throw_bad_image();
    return all;
  }
  /// The product sets of the edition that was read, each the very one of an edition before it that refers to the same.
  product_set_list shared(product_set_list const& sets) {
    product_set_list made;
    for (std::size_t at = 0; at < sets.size(); ++at) {
      auto const [first, last] = known_.equal_range(set_numbers[at]);
      auto found = std::find_if(first, last, [&](auto const& one) {
        known_set const& known = one.second;
        return known.bounds == *bounds && known.list.number(known.at) == sets.number(at);
      });
      if (found == last) found = known_.emplace(set_numbers[at], known_set{*bounds, sets, at});
      made.push_back(found->second.list, found->second.at);
    }
    return made;
  }
  /// Calls `take` one level deeper. Only values nest in themselves.
  template <class Take>
  auto nested(Take take) {
    constexpr std::size_t most = 256;
    if (++depth_ > most) throw_bad_image();
    auto taken = take();
    --depth_;
    return taken;
  }
};

template <std::integral T>
struct form<T> {
  // Signed numbers alternate, so that small ones of either sign are short: 0, -1, 1, -2.
  static void put(writer& to, T n) {
    auto const wide = static_cast<std::uint64_t>(n);
    if constexpr (std::signed_integral<T>) to.number(wide << 1U ^ (n < 0 ? ~std::uint64_t{0} : 0));
    else to.number(wide);
  }
  static T take(reader& from) {
    std::uint64_t n = from.number();
    if constexpr (std::signed_integral<T>) n = n >> 1U ^ (~(n & 1U) + 1U);
    auto const taken = static_cast<T>(n);
    if (static_cast<std::uint64_t>(taken) != n) throw_bad_image();
    return taken;
  }
};

template <class T>
requires std::is_enum_v<T>
struct form<T> {
  using number = std::underlying_type_t<T>;
  static void put(writer& to, T e) { to.put(static_cast<number>(e)); }
  static T take(reader& from) {
    auto const taken = static_cast<T>(from.take<number>());
    if (!is_enumerator(taken)) throw_bad_image();
    return taken;
  }
};

template <>
struct form<double> {
  static void put(writer& to, double d) { to.put(std::bit_cast<std::uint64_t>(d)); }
  static double take(reader& from) {
    constexpr std::uint64_t exponent = 0x7FF0'0000'0000'0000;
    auto const bits = from.take<std::uint64_t>();
    if ((bits & exponent) == exponent) throw_bad_image();  // no number of a JSON text
    return std::bit_cast<double>(bits);
  }
};

template <>
struct form<std::string> {
  static void put(writer& to, std::string const& s) { to.number(to.texts.number_of(s)); }
  static std::string take(reader& from) { return std::string(from.lists()->texts.at(from.number())); }
};

template <class Tag>
struct form<id<Tag>> {
  static void put(writer& to, id<Tag> const& i) { to.put(i.str()); }
  static id<Tag> take(reader& from) { return id<Tag>(from.take<std::string>()); }
};

template <>
struct form<day> {
  static void put(writer& to, day d) { to.put(std::int64_t{d.time_since_epoch().count()}); }
  static day take(reader& from) {
    constexpr std::int64_t most = 4'000'000;  // beyond every day that is written
    auto const count = from.take<std::int64_t>();
    if (count < -most || count > most) throw_bad_image();
    day const taken{std::chrono::days(count)};
    if (!is_written_day(taken)) throw_bad_image();
    return taken;
  }
};

template <>
struct form<std::chrono::month_day> {
  static void put(writer& to, std::chrono::month_day d) {
    to.put(unsigned{d.month()});
    to.put(unsigned{d.day()});
  }
  static std::chrono::month_day take(reader& from) {
    auto const month = from.take<unsigned>();
    auto const of_month = from.take<unsigned>();
    std::chrono::month_day const taken{std::chrono::month(month), std::chrono::day(of_month)};
    if (month > 12 || of_month > 31 || !taken.ok()) throw_bad_image();
    return taken;
  }
};

template <class A, class B>
struct form<std::pair<A, B>> {
  static void put(writer& to, std::pair<A, B> const& p) {
    to.put(p.first);
    to.put(p.second);
  }
  static std::pair<A, B> take(reader& from) {
    A first = from.take<A>();
    return {std::move(first), from.take<B>()};
  }
};

template <class T>
struct form<std::optional<T>> {
  static void put(writer& to, std::optional<T> const& what) {
    to.put(what.has_value());
    if (what) to.put(*what);
  }
  static std::optional<T> take(reader& from) {
    return from.take<bool>() ? std::optional<T>(from.take<T>()) : std::nullopt;
  }
};

template <class T>
struct form<std::vector<T>> {
  static void put(writer& to, std::vector<T> const& all) {
    to.number(all.size());
    for (auto const& one : all) to.put(one);
  }
  static std::vector<T> take(reader& from) {
    std::size_t const count = from.count();
    std::vector<T> all;
    all.reserve(std::min<std::size_t>(count, 1024));  // a number that was altered asks for no memory
    for (std::size_t i = 0; i < count; ++i) all.push_back(from.take<T>());
    return all;
  }
};

template <class... T>
struct form<std::variant<T...>> {
  using whole = std::variant<T...>;
  static void put(writer& to, whole const& v) {
    to.number(v.index());
    std::visit([&](auto const& what) { to.put(what); }, v);
  }
  static whole take(reader& from) {
    std::uint64_t const which = from.number();
    std::optional<whole> taken;
    std::uint64_t index = 0;
    (void)((which == index++ && (taken.emplace(from.take<T>()), true)) || ...);
    if (!taken) throw_bad_image();
    return std::move(*taken);
  }
};

template <class T>
struct form<std::shared_ptr<T const>> {
  static void put(writer& to, std::shared_ptr<T const> const& what) { to.put(*what); }
  static std::shared_ptr<T const> take(reader& from) {
    auto made = std::make_shared<T const>(from.take<T>());
    if (auto const wrong = wrong_number(*made)) throw_bad_image(made->id + ": " + *wrong);
    return made;
  }
};

template <>
struct form<std::shared_ptr<compiled_rule_set const>> {
  static void put(writer& to, std::shared_ptr<compiled_rule_set const> const& what) { to.put(*what); }
  static std::shared_ptr<compiled_rule_set const> take(reader& from) {
    from.bounds = std::make_shared<set_bounds>();
    from.set_numbers.clear();
    auto made = from.take<compiled_rule_set>();
    if (auto const wrong = wrong_reference(made)) throw_bad_image(made.edition.str() + ": " + *wrong);
    *from.bounds = bounds_of(made);
    made.product_sets = from.shared(made.product_sets);
    return std::make_shared<compiled_rule_set const>(std::move(made));
  }
};

/// Plain structs: their fields in order.
template <class T>
requires std::is_aggregate_v<T>
struct form<T> {
  static void put(writer& to, T const& what) {
    with_fields(what, [&](auto const&... fields) { (to.put(fields), ...); });
  }
  static T take(reader& from) { return decltype(with_fields(std::declval<T const&>(), makes()))::take(from); }

 private:
  template <class... Field>
  struct made_of {
    // Braces keep the order of the fields.
    static T take(reader& from) { return T{from.take<Field>()...}; }
  };
  struct makes {
    template <class... Field>
    made_of<Field...> operator()(Field const&...) const {
      return {};
    }
  };
};

/// Not part of an image.
template <>
struct form<kept_things> {
  static void put(writer&, kept_things const&) {}
  static kept_things take(reader&) { return {}; }
};

enum class value_kind : std::uint8_t { null, boolean, integer, number, string, array, object };

}  // namespace ocop::detail

namespace ocop {
template <>
inline constexpr detail::value_kind last_enumerator<detail::value_kind> = detail::value_kind::object;
}  // namespace ocop

namespace ocop::detail {

template <>
struct form<value> {
  using kind = value_kind;
  static void put(writer& to, value const& v) {
    if (v.is_null()) return to.put(kind::null);
    if (v.is_bool()) return put(to, kind::boolean, v.as_bool());
    if (v.is_integer()) return put(to, kind::integer, v.as_integer());
    if (v.is_number()) return put(to, kind::number, v.as_number());
    if (v.is_string()) return put(to, kind::string, v.as_string());
    if (v.is_array()) return put(to, kind::array, v.as_array());
    put(to, kind::object, v.as_object());
  }
  static value take(reader& from) {
    return from.nested([&]() -> value {
      switch (from.take<kind>()) {
        case kind::null: return {};
        case kind::boolean: return from.take<bool>();
        case kind::integer: return from.take<std::int64_t>();
        case kind::number: return from.take<double>();
        case kind::string: return from.take<std::string>();
        case kind::array: return from.take<value::array>();
        case kind::object: return from.take<value::object>();
      }
      throw_bad_image();
    });
  }

 private:
  template <class T>
  static void put(writer& to, kind k, T const& content) {
    to.put(k);
    to.put(content);
  }
};

template <>
struct form<expression> {
  static void put(writer& to, expression const& e) { to.put(e.rule()); }
  static expression take(reader& from) { return expression::parse(from.take<value>()).value(); }
};

template <>
struct form<product_set_list> {
  static void put(writer& to, product_set_list const& sets) {
    to.number(sets.size());
    for (auto const& set : sets) {
      to.put(set.number);
      to.number(to.sets.number_of(to.apart(set)));
    }
  }
  static product_set_list take(reader& from) {
    product_set_list sets;
    for (std::size_t left = from.count(); left > 0; --left) {
      int const number = from.take<int>();
      if (number < 1 || (!sets.empty() && number <= sets.number(sets.size() - 1))) throw_bad_image();
      std::uint64_t const which = from.number();
      from.set_numbers.push_back(which);
      sets.push_back(number,
                     [number, bytes = from.lists()->sets.at(which), lists = from.lists(), bounds = from.bounds] {
                       auto made = reader(bytes, lists).take_whole<compiled_product_set>();
                       std::string const name = "product set " + std::to_string(number);
                       if (made.number != number)
                         throw_bad_image(name + " says that it is " + std::to_string(made.number));
                       if (auto const wrong = wrong_reference(made, *bounds)) throw_bad_image(name + ": " + *wrong);
                       return made;
                     });
    }
    return sets;
  }
};

}  // namespace ocop::detail
