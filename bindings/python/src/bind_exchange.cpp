#include "bindings.hpp"

#include <algorithm>
#include <cstdint>

namespace ocop::python {
namespace {

/// A scored submission and the certificate that follows from it, where one does.
struct scored {
  scored_submission content;
  std::optional<certificate_status> certificate;
};

/// The status, on the day of the decision, of the certificate that a result leads to.
std::optional<certificate_status> certificate_of(rule_catalog const& catalog, scored_submission const& s,
                                                 std::vector<reading_choice> const& wanted) {
  ranking const& r = s.assessed.ranking;
  bool const has_one = r.recognition && r.recognition->certificate && s.from.filing && s.from.filing->decided_on;
  if (!has_one) return std::nullopt;
  certificate c;
  c.level = *r.final_stars;
  c.issued = *s.from.filing->decided_on;
  auto const status = status_on(catalog, c, c.issued, {wanted});
  return status ? std::optional(*status) : std::nullopt;
}

scored score_text(rule_catalog const& catalog, std::string const& json, wanted_readings const& wanted,
                  std::optional<std::int64_t> round) {
  auto const readings = read_wanted(wanted);
  submission from = read_submission(json).content.value();
  if (from.council) from.council->round = round;
  scored made{score(catalog, std::move(from), readings).value(), {}};
  made.certificate = certificate_of(catalog, made.content, readings);
  return made;
}

std::string explain_in(scored const& s, std::string const& lang) {
  submission const& from = s.content.from;
  explanation_heading heading{from.product.name, from.id, s.content.because, {}, s.certificate, {}};
  if (from.filing) heading.kind = from.filing->kind;
  if (s.content.is_late()) heading.missed = s.content.finish_by;
  return explain(s.content.assessed, heading, lang == "vi" ? language::vi : language::en);
}

/// The criterion of the mark, or the code of the heading at which a minimum stands.
std::optional<std::string> capped_by(scored const& s) {
  assessment const& a = s.content.assessed;
  if (a.ranking.capped_by_minimum) return a.set->minimums[*a.ranking.capped_by_minimum].code;
  if (!a.ranking.capped_by) return std::nullopt;
  return a.set->criteria[a.set->gates[*a.ranking.capped_by].criterion].id.str();
}

/// Which of its unmet marks and minimums, by their places in the result, stand before a level.
py::tuple before(scored const& s, int level) {
  assessment const& a = s.content.assessed;
  auto const marks = gates_below(*a.rules, *a.set, a.ranking, stars{level}, a.readings).value();
  std::vector<std::size_t> in_the_way;
  for (std::size_t i = 0; i < a.ranking.unmet_gates.size(); ++i)
    if (std::find(marks.begin(), marks.end(), a.ranking.unmet_gates[i]) != marks.end()) in_the_way.push_back(i);
  auto const minimums = minimums_below(*a.rules, *a.set, a.ranking, stars{level}, a.readings).value();
  std::vector<std::size_t> too_low;
  for (std::size_t i = 0; i < a.ranking.unmet_minimums.size(); ++i)
    if (std::find(minimums.begin(), minimums.end(), a.ranking.unmet_minimums[i]) != minimums.end())
      too_low.push_back(i);
  return py::make_tuple(in_the_way, too_low);
}

}  // namespace

void bind_exchange(py::module_& m) {
  py::class_<scored>(m, "Scored")
      .def("json", [](scored const& s) { return write_result(s.content); })
      .def("explain", &explain_in)
      .def_property_readonly("capped_by", &capped_by)
      .def_property_readonly("is_capped_by_minimum",
                             [](scored const& s) { return s.content.assessed.ranking.capped_by_minimum.has_value(); })
      .def("before", &before)
      .def_property_readonly("next_round", [](scored const& s) { return s.content.assessed.ranking.next_round; })
      .def_property_readonly("rounds", [](scored const& s) { return s.content.assessed.council.rounds; })
      .def_property_readonly("product", [](scored const& s) { return s.content.from.product.name; })
      .def_property_readonly("product_set", [](scored const& s) {
        return product_set{s.content.assessed.rules, s.content.assessed.set};
      });

  m.def("score", &score_text, py::call_guard<py::gil_scoped_release>());
  m.def(
      "check_dossier",
      [](rule_catalog const& catalog, std::string const& json, wanted_readings const& wanted,
         std::vector<std::string> const& days_off) {
        working_calendar const calendar = read_calendar(days_off);
        auto const readings = read_wanted(wanted);
        return write_dossier_check(check(catalog, read_dossier_document(json).value(), readings, &calendar).value());
      },
      py::call_guard<py::gil_scoped_release>());
}

}  // namespace ocop::python
