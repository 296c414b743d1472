#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/label.hpp"
#include "ocop/detail/json/write.hpp"
#include "ocop/base/layout.hpp"
#include "ocop/base/points_text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::detail {

template <class Writer>
void put_field(Writer& w, std::string_view name, std::string_view text) {
  json::key(w, name);
  json::put(w, text);
}

template <class Writer>
void put_strings(Writer& w, std::string_view name, std::vector<std::string> const& all) {
  json::key(w, name);
  w.StartArray();
  for (auto const& one : all) json::put(w, std::string_view(one));
  w.EndArray();
}

/// A day, or null.
template <class Writer>
void put_day(Writer& w, std::string_view name, std::optional<day> d) {
  json::key(w, name);
  if (d) json::put(w, std::string_view(to_string(*d)));
  else w.Null();
}

/// The two languages of a label, as members of the object that is open.
template <class Writer>
void put_words(Writer& w, label const& l) {
  put_field(w, "vi", l.vi);
  put_field(w, "en", l.en);
}

/// Points as documents write them: a whole number, or the text of a decimal one.
template <class Writer>
void put_points(Writer& w, points p, points_unit unit) {
  if (p.value % unit.per_point == 0) w.Int(p.value / unit.per_point);
  else json::put(w, std::string_view(points_text(p, unit)));
}

template <class Put>
std::string laid_out(layout how, Put put) {
  json::buffer out;
  if (how == layout::line) {
    json::writer w(out);
    put(w);
  } else {
    json::pretty_writer w(out);
    w.SetIndent(' ', 2);
    put(w);
  }
  return {out.GetString(), out.GetSize()};
}

}  // namespace ocop::detail
