#pragma once

#include "ocop/base/value.hpp"
#include "ocop/score/assessment.hpp"

#include <cstdint>
#include <utility>

namespace ocop::detail {

/// The alternative taken of every reading.
inline value readings_of(assessment const& a) {
  value::object all;
  for (std::size_t i = 0; i < a.rules->readings.size(); ++i) {
    compiled_reading const& r = a.rules->readings[i];
    all.push_back({r.id.str(), r.alternatives[a.readings.chosen[i]].id});
  }
  return all;
}

/// Points as a record holds them: a whole number, or the text of a decimal one.
inline value points_value(points p, points_unit unit) {
  if (p.value % unit.per_point == 0) return static_cast<std::int64_t>(p.value / unit.per_point);
  return points_text(p, unit);
}

/// Per sheet the points of every criterion, in printed order.
inline value points_of(assessment const& a) {
  value::array sheets;
  for (auto const& e : a.council.evaluations) {
    value::array points;
    for (auto const p : e.by_criterion) points.push_back(points_value(p, a.rules->unit));
    sheets.emplace_back(std::move(points));
  }
  return sheets;
}

inline value regulation_of(assessment const& a) {
  if (!a.session.regulation) return nullptr;
  return value::object{{"regulation", a.session.regulation->id}, {"sha256", a.session.regulation->sha256}};
}

}  // namespace ocop::detail
