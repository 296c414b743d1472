#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ocop {

struct member;

/// A JSON value as plain data: facts of a dossier, a condition before it is parsed, a rule file.
/// Members keep the order in which they were written; readers reject duplicate keys.
class value {
 public:
  using array = std::vector<value>;
  using object = std::vector<member>;

  value() noexcept;  ///< null
  value(value const& other);
  value(value&&) noexcept = default;
  value& operator=(value const& other);
  value& operator=(value&&) noexcept = default;
  ~value() = default;
  value(std::nullptr_t) noexcept;
  value(bool b);
  value(int n);
  value(std::int64_t n);
  value(double n);
  value(std::string s);
  value(std::string_view s);
  value(char const* s);
  value(array a);
  value(object o);

  [[nodiscard]] bool is_null() const noexcept { return holds<std::monostate>(); }
  [[nodiscard]] bool is_bool() const noexcept { return holds<bool>(); }
  [[nodiscard]] bool is_integer() const noexcept { return holds<std::int64_t>(); }
  [[nodiscard]] bool is_number() const noexcept { return is_integer() || holds<double>(); }
  [[nodiscard]] bool is_string() const noexcept { return holds<std::string>(); }
  [[nodiscard]] bool is_array() const noexcept { return holds<array>(); }
  [[nodiscard]] bool is_object() const noexcept { return holds<object>(); }

  /// The content. Precondition: the value is of that kind.
  [[nodiscard]] bool as_bool() const { return std::get<bool>(data_); }
  [[nodiscard]] std::int64_t as_integer() const { return std::get<std::int64_t>(data_); }
  [[nodiscard]] double as_number() const {
    return is_integer() ? static_cast<double>(as_integer()) : std::get<double>(data_);
  }
  [[nodiscard]] std::string const& as_string() const { return std::get<std::string>(data_); }
  [[nodiscard]] array const& as_array() const { return std::get<array>(data_); }
  [[nodiscard]] array& as_array() { return std::get<array>(data_); }
  [[nodiscard]] object const& as_object() const { return std::get<object>(data_); }
  [[nodiscard]] object& as_object() { return std::get<object>(data_); }

  /// The member of that name, or nothing; nothing too where this is no object.
  [[nodiscard]] value const* find(std::string_view key) const noexcept;

  /// `null`, `a boolean`, `a number`, `a string`, `an array` or `an object`, for messages.
  [[nodiscard]] std::string_view kind() const noexcept;

  /// Same kind, same content; objects compare members in written order.
  friend bool operator==(value const&, value const&);

 private:
  template <class T>
  [[nodiscard]] bool holds() const noexcept {
    return std::holds_alternative<T>(data_);
  }
  std::variant<std::monostate, bool, std::int64_t, double, std::string, array, object> data_;
};

/// One member of an object.
struct member {
  std::string key;
  value content;

  friend bool operator==(member const&, member const&) = default;
};

inline value::value() noexcept = default;
// A copy is made before the variant takes it: where copying throws inside a variant of libstdc++ 12, it is destroyed
// with an index of none of its types.
inline value::value(value const& other) {
  std::visit(
      [this](auto const& content) {
        auto copy = content;
        data_.template emplace<std::decay_t<decltype(content)>>(std::move(copy));
      },
      other.data_);
}
inline value& value::operator=(value const& other) {
  value copy(other);
  data_ = std::move(copy.data_);
  return *this;
}
inline value::value(std::nullptr_t) noexcept {}
inline value::value(bool b) : data_(b) {}
inline value::value(int n) : data_(std::int64_t{n}) {}
inline value::value(std::int64_t n) : data_(n) {}
inline value::value(double n) : data_(n) {}
inline value::value(std::string s) : data_(std::move(s)) {}
inline value::value(std::string_view s) : data_(std::string(s)) {}
inline value::value(char const* s) : data_(std::string(s)) {}
inline value::value(array a) : data_(std::move(a)) {}
inline value::value(object o) : data_(std::move(o)) {}

inline bool operator==(value const& a, value const& b) { return a.data_ == b.data_; }

inline value const* value::find(std::string_view key) const noexcept {
  if (auto const* const members = std::get_if<object>(&data_))
    for (auto const& m : *members)
      if (m.key == key) return &m.content;
  return nullptr;
}

inline std::string_view value::kind() const noexcept {
  if (is_null()) return "null";
  if (is_bool()) return "a boolean";
  if (is_number()) return "a number";
  if (is_string()) return "a string";
  return is_array() ? "an array" : "an object";
}

}  // namespace ocop
