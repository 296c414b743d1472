#pragma once

#include <ocop/ocop.hpp>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ocop::python {

namespace py = pybind11;

/// An edition, kept alive by whoever holds it.
struct edition {
  std::shared_ptr<compiled_rule_set const> rules;
};

/// A product set and the edition that it belongs to.
struct product_set {
  std::shared_ptr<compiled_rule_set const> rules;
  compiled_product_set const* set = nullptr;
};

/// `[("R-07", "mean")]`, as Python gives alternatives of readings.
using wanted_readings = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::vector<reading_choice> read_wanted(wanted_readings const& wanted);

/// Number, day and authority of a decision.
using decision_parts = std::tuple<std::string, std::string, std::string>;
/// An office, and a name where there is one.
using office_parts = std::pair<std::string, std::optional<std::string>>;
/// What a record is made with, as Python gives it: readings, format, `recorded_on`, `recorded_at`, decision, who
/// decided, private key and its phrase.
using recording_parts = std::tuple<wanted_readings, std::string, std::optional<std::string>, std::optional<std::string>,
                                   std::optional<decision_parts>, std::optional<office_parts>,
                                   std::optional<std::string>, std::optional<std::string>>;

/// The same as the engine takes it.
struct recording {
  std::vector<reading_choice> readings;
  record_options options;  ///< its readings are those above

  /// Throws ocop::error.
  explicit recording(recording_parts const& parts);
  recording(recording const&) = delete;
  recording& operator=(recording const&) = delete;
};

/// A private key as PEM text, with its phrase where it is encrypted; None: none. Throws ocop::error.
[[nodiscard]] std::optional<signing_key> read_signing_key(std::optional<std::string> const& pem,
                                                          std::optional<std::string> const& phrase);

/// Public keys as PEM texts, with the days from which and until which each holds.
using key_parts = std::vector<std::tuple<std::string, std::optional<std::string>, std::optional<std::string>>>;

/// None: no keys. Throws ocop::error where there is no key in the list, one that is none, or one that holds on no day.
[[nodiscard]] std::vector<dated_key> read_keys(std::optional<key_parts> const& parts);

/// The readings of an edition with some alternatives in place of its own. Throws ocop::error.
[[nodiscard]] reading_choices choose(compiled_rule_set const& rules, wanted_readings const& wanted);

/// Facts as JSON text; an empty text: none. Throws ocop::error.
[[nodiscard]] value read_facts(std::string const& json);

/// Days off besides the weekends, `YYYY-MM-DD` each. Throws ocop::error.
[[nodiscard]] working_calendar read_calendar(std::vector<std::string> const& days_off);

/// `(vi, en)`.
[[nodiscard]] inline std::pair<std::string, std::string> both(label const& l) { return {l.vi, l.en}; }

/// Points, exactly: an int, or a Fraction where they are none.
[[nodiscard]] inline py::object exact(points p, points_unit unit) {
  if (p.value % unit.per_point == 0) return py::int_(p.value / unit.per_point);
  return py::module_::import("fractions").attr("Fraction")(p.value, unit.per_point);
}

/// `YYYY-MM-DD`, or None.
[[nodiscard]] inline std::optional<std::string> text_of(std::optional<day> d) {
  return d ? std::optional(to_string(*d)) : std::nullopt;
}

void bind_compile(py::module_& m);
void bind_exchange(py::module_& m);
void bind_rank(py::module_& m);
void bind_certificate(py::module_& m);
void bind_record(py::module_& m);
void bind_ledger(py::module_& m);

}  // namespace ocop::python
