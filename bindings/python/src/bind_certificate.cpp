#include "bindings.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <limits>

namespace ocop::python {

working_calendar read_calendar(std::vector<std::string> const& days_off) {
  working_calendar calendar;
  for (auto const& d : days_off) calendar.holidays.insert(parse_day(d).value());
  return calendar;
}

namespace {

/// Days since 1970-01-01 as NumPy's datetime64[D] counts them; its NaT stands for a day that is not given.
using day_column = py::array_t<std::int64_t, py::array::c_style>;
constexpr std::int64_t no_day = std::numeric_limits<std::int64_t>::min();
constexpr char const* day_keys[] = {"issued", "previous_end", "filed", "refused", "revoked", "replaced"};

std::optional<day> day_at(std::int64_t const* column, std::size_t row) {
  if (!column || column[row] == no_day) return std::nullopt;
  return day{std::chrono::days{column[row]}};
}

std::int64_t count_of(std::optional<day> d) { return d ? d->time_since_epoch().count() : no_day; }

/// Certificates in columns: stars, and a column of days, or none, for each of `day_keys`.
struct certificate_columns {
  std::uint8_t const* stars = nullptr;
  std::int64_t const* days[std::size(day_keys)] = {};

  /// Nothing where the day of issue is missing.
  [[nodiscard]] std::optional<certificate> at(std::size_t row) const {
    auto const issued = day_at(days[0], row);
    if (!issued) return std::nullopt;
    certificate c;
    c.level = ocop::stars{stars[row]};
    c.issued = *issued;
    c.previous_end = day_at(days[1], row);
    c.renewal_filed = day_at(days[2], row);
    c.refused = day_at(days[3], row);
    c.revoked = day_at(days[4], row);
    c.replaced = day_at(days[5], row);
    return c;
  }
};

py::dict look_at(rule_catalog const& catalog, py::array_t<std::uint8_t, py::array::c_style> const& stars,
                 std::vector<std::optional<day_column>> const& days, std::string const& on,
                 std::optional<std::string> const& edition_name, wanted_readings const& wanted,
                 std::vector<std::string> const& days_off) {
  using namespace py::literals;
  certificate_columns in;
  in.stars = stars.data();
  for (std::size_t k = 0; k < std::size(day_keys); ++k) in.days[k] = days[k] ? days[k]->data() : nullptr;
  auto const count = static_cast<std::size_t>(stars.size());
  if (days.size() != std::size(day_keys))
    throw error(
        {errc::bad_value, "days", "there are " + std::to_string(days.size()) + " columns of days; there are six."});
  for (std::size_t k = 0; k < std::size(day_keys); ++k)
    if (days[k] && static_cast<std::size_t>(days[k]->size()) != count)
      throw error(
          {errc::bad_value, day_keys[k],
           "found " + std::to_string(days[k]->size()) + " days; there are " + std::to_string(count) + " rows."});
  auto const readings = read_wanted(wanted);
  working_calendar const calendar = read_calendar(days_off);
  day const asked = parse_day(on).value();

  portfolio looked;
  std::vector<std::size_t> rows;  // of `looked`; the others have no day of issue
  {
    py::gil_scoped_release const released;
    std::vector<certificate> all;
    for (std::size_t row = 0; row < count; ++row)
      if (auto c = in.at(row)) {
        all.push_back(std::move(*c));
        rows.push_back(row);
      }
    looked = portfolio_on(catalog, all, asked, {readings, edition_name, &calendar});
  }

  auto const length = static_cast<py::ssize_t>(count);
  day_column ends(length), opens(length), closes(length), extended(length), next_on(length);
  py::array_t<std::uint8_t> state(length);
  for (auto* column : {&ends, &opens, &closes, &extended, &next_on}) std::fill_n(column->mutable_data(), count, no_day);
  std::fill_n(state.mutable_data(), count, std::uint8_t{0});
  py::list failed;
  std::vector<std::string> next_what(count), next_cite(count);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::size_t const row = rows[i];
    auto const& status = looked.statuses[i];
    if (!status) {
      issue const& why = status.error();
      failed.append(py::make_tuple(row, std::string(to_string(why.code)), why.where, why.message));
      continue;
    }
    state.mutable_data()[row] = static_cast<std::uint8_t>(status->state);
    ends.mutable_data()[row] = count_of(status->first_day_without_effect);
    opens.mutable_data()[row] = count_of(status->renewal_opens);
    closes.mutable_data()[row] = count_of(status->renewal_closes);
    extended.mutable_data()[row] = count_of(status->extension_until);
    if (!status->next) continue;
    next_on.mutable_data()[row] = count_of(status->next->on);
    next_what[row] = status->next->what;
    next_cite[row] = status->next->cite;
  }
  std::size_t at = 0;
  for (std::size_t row = 0; row < count; ++row) {
    if (at < rows.size() && rows[at] == row) ++at;
    else
      failed.append(py::make_tuple(row, std::string(to_string(errc::missing_key)), "issued",
                                   "the day of the decision is missing. Give issued as a day."));
  }
  std::vector<std::string> states;
  for (int s = 0; s <= static_cast<int>(certificate_state::revoked); ++s)
    states.emplace_back(to_string(static_cast<certificate_state>(s)));
  return py::dict("state"_a = state, "states"_a = states, "first_day_without_effect"_a = ends,
                  "renewal_opens"_a = opens, "renewal_closes"_a = closes, "extension_until"_a = extended,
                  "next_on"_a = next_on, "next_what"_a = next_what, "next_cite"_a = next_cite, "failed"_a = failed);
}

}  // namespace

void bind_certificate(py::module_& m) {
  m.def("certificate", [](rule_catalog const& catalog, std::string const& json, std::string const& on,
                          std::optional<std::string> const& edition_name, wanted_readings const& wanted,
                          std::vector<std::string> const& days_off) {
    auto const readings = read_wanted(wanted);
    working_calendar const calendar = read_calendar(days_off);
    auto const read = read_certificate(json).value();
    return write_status(
        status_on(catalog, read.content, parse_day(on).value(), {readings, edition_name, &calendar}).value());
  });
  m.def("certificates", &look_at);
}

}  // namespace ocop::python
