#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/detail/json/sax.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::detail::json {

/// SAX handler that builds one `value`; refuses duplicate keys and too deep nesting.
class value_builder {
  struct frame {
    value built;
    std::string key;  ///< in an object: the member being read
  };
  std::vector<frame> open_;
  std::size_t max_depth_;
  std::size_t left_;  ///< values that may still come
  std::string base_;

 public:
  value root;
  std::optional<issue> failure;

  /// \param max_depth  how many arrays and objects may stand inside each other
  /// \param max_values how many values there may be in all
  /// \param base       JSON pointer of the value being built, for messages
  explicit value_builder(std::size_t max_depth, std::size_t max_values = 1'000'000, std::string base = {})
      : max_depth_(max_depth), left_(max_values), base_(std::move(base)) {}

  [[nodiscard]] bool complete() const noexcept { return open_.empty(); }

  bool Null() { return put(nullptr); }
  bool Bool(bool b) { return put(b); }
  bool Int(int n) { return put(std::int64_t{n}); }
  bool Uint(unsigned n) { return put(std::int64_t{n}); }
  bool Int64(std::int64_t n) { return put(n); }
  bool Uint64(std::uint64_t n) {
    if (n <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return put(static_cast<std::int64_t>(n));
    return put(static_cast<double>(n));
  }
  bool Double(double d) { return put(d); }
  bool RawNumber(char const*, std::size_t, bool) { return false; }
  bool String(char const* s, std::size_t n, bool) { return put(std::string(s, n)); }
  bool Key(char const* s, std::size_t n, bool) {
    open_.back().key.assign(s, n);
    return true;
  }
  bool StartObject() { return start(value::object{}); }
  bool StartArray() { return start(value::array{}); }
  bool EndArray(std::size_t) { return end(); }
  bool EndObject(std::size_t) {
    std::vector<std::string_view> keys;
    for (auto const& m : open_.back().built.as_object()) keys.emplace_back(m.key);
    std::sort(keys.begin(), keys.end());
    auto const twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice == keys.end()) return end();
    open_.back().key.clear();
    std::string where = pointer(open_.size() - 1);
    append_token(where, *twice);
    failure = issue{errc::duplicate_key, std::move(where),
                    "key " + in_quotes(*twice) + " stands twice in one object. Keep one of them."};
    return false;
  }

 private:
  bool start(value empty) {
    if (open_.size() >= max_depth_) {
      failure = issue{errc::too_deep, pointer(open_.size()),
                      "arrays and objects stand inside each other more than " + std::to_string(max_depth_) +
                          " deep. Flatten the document."};
      return false;
    }
    open_.push_back({std::move(empty), {}});
    return true;
  }
  bool end() {
    value done = std::move(open_.back().built);
    open_.pop_back();
    return put(std::move(done));
  }
  bool put(value v) {
    if (left_-- == 0) {
      failure = issue{errc::too_large, base_, "there are too many values. Send less in one document."};
      return false;
    }
    if (open_.empty()) {
      root = std::move(v);
    } else if (auto& top = open_.back(); top.built.is_array()) {
      top.built.as_array().push_back(std::move(v));
    } else {
      top.built.as_object().push_back({std::move(top.key), std::move(v)});
    }
    return true;
  }
  [[nodiscard]] std::string pointer(std::size_t depth) const {
    std::string text = base_;
    for (std::size_t i = 0; i < depth; ++i)
      append_token(text, open_[i].built.is_array() ? std::to_string(open_[i].built.as_array().size()) : open_[i].key);
    return text;
  }
};

/// Reads one JSON value. Errors: invalid_json, duplicate_key, too_deep, each with its place.
[[nodiscard]] inline result<value> parse(std::string_view text, std::size_t max_depth = 64) {
  value_builder builder(max_depth);
  if (auto failure = read(text, builder)) return std::move(*failure);
  return std::move(builder.root);
}

}  // namespace ocop::detail::json
