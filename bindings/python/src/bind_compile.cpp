#include "bindings.hpp"

#include <filesystem>

namespace ocop::python {

std::vector<reading_choice> read_wanted(wanted_readings const& wanted) {
  std::vector<reading_choice> made;
  for (auto const& [id, alternative] : wanted) made.push_back({reading_id{id}, alternative});
  return made;
}

reading_choices choose(compiled_rule_set const& rules, wanted_readings const& wanted) {
  return rules.choose(read_wanted(wanted)).value();
}

value read_facts(std::string const& json) { return json.empty() ? value{} : parse_json(json).value(); }

namespace {

/// Rule files of a folder, as a catalog; throws the first thing that is wrong, with the number of the others.
rule_catalog catalog_from(std::string const& folder) {
  auto report = load_catalog(with_schemas_of(read_rule_files(folder).value(), builtin_rule_files()));
  if (report.catalog) return std::move(*report.catalog);
  issue first = report.issues.front();
  if (report.issues.size() > 1) first.message += " (" + std::to_string(report.issues.size() - 1) + " more)";
  throw error(std::move(first));
}

filing read_filing(std::string const& kind, std::string const& filed, std::optional<std::string> const& decided) {
  auto const parsed = parse_filing_kind(kind);
  if (!parsed) throw error({errc::bad_value, "kind", "found " + kind + "; allowed are first, upgrade and renewal."});
  filing f{*parsed, parse_day(filed).value(), std::nullopt};
  if (decided) f.decided_on = parse_day(*decided).value();
  return f;
}

py::dict describe(governing_edition const& g) {
  using namespace py::literals;
  return py::dict("edition"_a = edition{g.rules}, "because"_a = g.because, "finish_by"_a = text_of(g.finish_by),
                  "finish_because"_a = g.finish_because, "asked"_a = g.asked, "by_else"_a = g.by_else);
}

py::list describe_options(compiled_criterion const& criterion, points_unit unit) {
  using namespace py::literals;
  py::list made;
  for (auto const& list : criterion.lists)
    for (std::size_t o = 0; o < list.options.size(); ++o)
      made.append(py::dict("case"_a = list.case_no, "number"_a = o + 1, "id"_a = list.options[o].id.str(),
                           "title"_a = both(list.options[o].text), "points"_a = exact(list.options[o].worth, unit)));
  return made;
}

py::list describe_criteria(product_set const& s) {
  using namespace py::literals;
  py::list made;
  for (auto const& c : s.set->criteria) {
    auto const& section = s.set->sections[c.section];
    made.append(py::dict("code"_a = c.id.str(), "title"_a = both(c.title), "max_points"_a = exact(c.max, s.set->unit),
                         "part"_a = s.rules->parts[section.above].code, "section"_a = section.code,
                         "cite"_a = c.cite.at, "options"_a = describe_options(c, s.set->unit)));
  }
  return made;
}

/// Marks as printed; `option` by the edition's own reading of marks on headings.
py::list describe_marks(product_set const& s) {
  using namespace py::literals;
  py::list made;
  for (auto const& g : s.set->gates) {
    auto const& criterion = s.set->criteria[g.criterion];
    made.append(py::dict("stars"_a = g.level.value, "criterion"_a = criterion.id.str(),
                         "case"_a = criterion.lists[g.list].case_no,
                         "option"_a = needed_option(*s.set, g, s.rules->defaults).value(),
                         "on_heading"_a = g.option == 0, "cite"_a = criterion.cite.at));
  }
  return made;
}

py::list describe_minimums(product_set const& s) {
  using namespace py::literals;
  py::list made;
  for (auto const& m : s.set->minimums)
    made.append(py::dict("stars"_a = m.level.value, "at"_a = m.code, "points"_a = exact(m.least, s.set->unit),
                         "cite"_a = m.cite.at));
  return made;
}

py::list describe_parts(edition const& e) {
  using namespace py::literals;
  py::list made;
  for (auto const& p : e.rules->parts)
    made.append(py::dict("code"_a = p.code, "title"_a = both(p.title), "max_points"_a = exact(p.max, e.rules->unit)));
  return made;
}

py::dict describe_revision(edition const& e) {
  using namespace py::literals;
  rule_revision const& r = e.rules->revision;
  bool const is_first = r.number == 1;
  return py::dict("number"_a = r.number, "dated"_a = text_of(r.dated),
                  "why"_a = is_first ? py::object(py::none()) : py::object(py::cast(both(r.why))),
                  "source"_a = r.source.empty() ? py::object(py::none()) : py::object(py::str(r.source)));
}

py::list describe_bands(edition const& e) {
  using namespace py::literals;
  py::list made;
  for (auto const& b : e.rules->bands)
    made.append(py::dict("stars"_a = b.level.value, "first"_a = exact(b.from, e.rules->unit),
                         "end"_a = exact(b.end, e.rules->unit), "end_included"_a = b.end_included, "cite"_a = b.cite,
                         "standing"_a = b.standing ? py::object(py::cast(both(*b.standing))) : py::none()));
  return made;
}

py::list describe_readings(edition const& e) {
  using namespace py::literals;
  py::list made;
  for (auto const& r : e.rules->readings) {
    py::list alternatives;
    for (auto const& a : r.alternatives) alternatives.append(py::make_tuple(a.id, both(a.text)));
    made.append(py::dict("id"_a = r.id.str(), "question"_a = both(r.question), "chosen"_a = r.alternatives[r.choice].id,
                         "alternatives"_a = alternatives, "cite"_a = r.cite, "why"_a = both(r.why)));
  }
  return made;
}

}  // namespace

void bind_compile(py::module_& m) {
  py::class_<edition>(m, "Edition")
      .def_property_readonly("id", [](edition const& e) { return e.rules->edition.str(); })
      .def_property_readonly("rule_set", [](edition const& e) { return e.rules->rule_set.str(); })
      .def_property_readonly("title", [](edition const& e) { return both(e.rules->title); })
      .def_property_readonly("first_day", [](edition const& e) { return to_string(e.rules->from); })
      .def_property_readonly("until", [](edition const& e) { return text_of(e.rules->until); })
      .def_property_readonly("cite", [](edition const& e) { return e.rules->cite; })
      .def_property_readonly("sha256", [](edition const& e) { return e.rules->sha256; })
      .def_property_readonly("wordless_sha256", [](edition const& e) { return e.rules->wordless_sha256; })
      .def_property_readonly("full_name", [](edition const& e) { return e.rules->full_name(); })
      .def_property_readonly("revision", &describe_revision)
      .def_property_readonly("missing_law", [](edition const& e) { return missing_law(*e.rules); })
      .def_property_readonly("points_unit", [](edition const& e) { return e.rules->unit.per_point; })
      .def("parts", &describe_parts)
      .def("bands", &describe_bands)
      .def("readings", &describe_readings)
      .def("numbers",
           [](edition const& e) {
             std::vector<int> made;
             auto const& sets = e.rules->product_sets;
             for (std::size_t i = 0; i < sets.size(); ++i) made.push_back(sets.number(i));
             return made;
           })
      .def("product_set", [](edition const& e, std::int64_t number) {
        return product_set{e.rules, e.rules->product_set(number).value()};
      });

  py::class_<product_set>(m, "ProductSet")
      .def_property_readonly("edition", [](product_set const& s) { return edition{s.rules}; })
      .def_property_readonly("number", [](product_set const& s) { return s.set->number; })
      .def_property_readonly("name", [](product_set const& s) { return both(s.set->name); })
      .def_property_readonly("cite", [](product_set const& s) { return s.set->cite.at; })
      .def_property_readonly("checked_on", [](product_set const& s) { return to_string(s.set->checked_on); })
      .def_property_readonly("sha256", [](product_set const& s) { return s.set->sha256; })
      .def("criteria", &describe_criteria)
      .def("marks", &describe_marks)
      .def("minimums", &describe_minimums);

  py::class_<rule_catalog>(m, "Catalog")
      .def_static("builtin", &builtin_catalog, py::call_guard<py::gil_scoped_release>())
      .def_static("from_dir", &catalog_from, py::call_guard<py::gil_scoped_release>())
      .def("editions",
           [](rule_catalog const& c) {
             std::vector<edition> made;
             for (auto const& e : c.editions()) made.push_back({e});
             return made;
           })
      .def("revisions",
           [](rule_catalog const& c) {
             std::vector<edition> made;
             for (auto const& e : c.revisions()) made.push_back({e});
             return made;
           })
      .def("find", [](rule_catalog const& c, std::string const& name) { return edition{c.find(name).value()}; })
      .def("in_force_on", [](rule_catalog const& c,
                             std::string const& on) { return edition{c.in_force_on(parse_day(on).value()).value()}; })
      .def("governing",
           [](rule_catalog const& c, std::string const& kind, std::string const& filed,
              std::optional<std::string> const& decided, wanted_readings const& wanted) {
             return describe(c.governing(read_filing(kind, filed, decided), read_wanted(wanted)).value());
           })
      .def("verify",
           [](rule_catalog const& c, bool is_builtin) {
             std::vector<issue> wrong;
             {
               py::gil_scoped_release const released;
               if (!is_builtin) wrong = verify_digests(c);
               else if (auto const afresh = load_catalog(builtin_rule_files()); afresh.catalog)
                 wrong = verify_digests(c, *afresh.catalog);
               else wrong = afresh.issues;
             }
             py::list made;
             for (auto const& w : wrong)
               made.append(py::make_tuple(std::string(to_string(w.code)), w.where, w.message));
             return made;
           })
      .def("regulations", [](rule_catalog const& c) {
        std::vector<std::string> made;
        for (auto const& r : c.regulations()) made.push_back(r->id);
        return made;
      });

  m.def("name_keys", [](std::vector<std::string> const& names) {
    std::vector<std::string> made;
    made.reserve(names.size());
    for (auto const& name : names) made.push_back(name_key(name));
    return made;
  });
  m.def("differing_code_points",
        [](std::string const& a, std::string const& b) { return differing_code_points(a, b); });
  m.def("error_codes", [] {
    std::vector<std::string> made;
    for (std::uint16_t n = 1; n < 1000; ++n)
      if (auto const text = to_string(static_cast<errc>(n)); text != "unknown") made.emplace_back(text);
    return made;
  });
}

}  // namespace ocop::python
