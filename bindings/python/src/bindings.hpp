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

/// The readings of an edition with some alternatives in place of its own. Throws ocop::error.
[[nodiscard]] reading_choices choose(compiled_rule_set const& rules, wanted_readings const& wanted);

/// Facts as JSON text; an empty text: none. Throws ocop::error.
[[nodiscard]] value read_facts(std::string const& json);

/// Days off besides the weekends, `YYYY-MM-DD` each. Throws ocop::error.
[[nodiscard]] working_calendar read_calendar(std::vector<std::string> const& days_off);

/// What a record is made with, as Python gives it: format, day, moment, decision (number, day, authority), who decided
/// (office, name), private key and its phrase.
using record_parts = std::tuple<std::string, std::optional<std::string>, std::optional<std::string>,
                                std::optional<std::tuple<std::string, std::string, std::string>>,
                                std::optional<std::pair<std::string, std::optional<std::string>>>,
                                std::optional<std::string>, std::optional<std::string>>;

/// Throws ocop::error.
[[nodiscard]] record_options read_record_options(record_parts const& parts);

/// A public key as PEM, and the days from which and until which it holds.
using key_parts = std::tuple<std::string, std::optional<std::string>, std::optional<std::string>>;

/// Throws ocop::error where there is no key, one that is none, or one that holds on no day.
[[nodiscard]] std::vector<dated_key> read_public_keys(std::vector<key_parts> const& parts);

/// `(vi, en)`.
[[nodiscard]] inline std::pair<std::string, std::string> both(label const& l) { return {l.vi, l.en}; }

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
