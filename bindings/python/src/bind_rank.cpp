#include "bindings.hpp"

#include <algorithm>
#include <cstdint>
#include <thread>

namespace ocop::python {
namespace {

using byte_column = py::array_t<std::uint8_t, 0>;  // any stride, never converted
using column_list = std::vector<byte_column>;
using maybe_columns = std::vector<std::optional<byte_column>>;

template <class T>
T* memory_of(py::array_t<T>& column) {
  return column.mutable_data();
}

choice_column view_of(byte_column const& column) { return {column.data(), column.strides(0)}; }

/// Is it a row of so many entries?
void require_length(std::string const& what, py::array const& column, std::size_t length) {
  if (column.ndim() == 1 && static_cast<std::size_t>(column.shape(0)) == length) return;
  throw error({errc::bad_value, what,
               "found an array of " + std::to_string(column.size()) + " entries in " + std::to_string(column.ndim()) +
                   " dimensions; give one dimension of " + std::to_string(length) + "."});
}

/// Sheets in the memory of the arrays, which must outlive the view. `cases` is empty, or has one entry per criterion.
sheet_columns view_of(column_list const& options, maybe_columns const& cases) {
  sheet_columns made;
  made.sheets = options.empty() ? 0 : static_cast<std::size_t>(options.front().size());
  for (auto const& column : options) {
    require_length("options", column, made.sheets);
    made.options.push_back(view_of(column));
  }
  for (auto const& column : cases) {
    if (column) require_length("cases", *column, made.sheets);
    made.cases.push_back(column ? view_of(*column) : choice_column{});
  }
  return made;
}

std::vector<std::string> outcome_names() {
  std::vector<std::string> made;
  for (int how = 0; how <= static_cast<int>(outcome::no_quorum); ++how)
    made.emplace_back(to_string(static_cast<outcome>(how)));
  return made;
}

/// The first so many cells.
py::list describe(std::vector<bad_cell> const& cells, std::size_t most) {
  py::list made;
  for (std::size_t i = 0; i < std::min(most, cells.size()); ++i)
    made.append(py::make_tuple(cells[i].sheet, cells[i].criterion, static_cast<int>(cells[i].option),
                               static_cast<int>(cells[i].case_no)));
  return made;
}

/// Results in NumPy's memory, written by the engine where they stand.
struct result_arrays {
  std::vector<py::array_t<std::int16_t>> by_part;
  py::array_t<std::int16_t> total;
  py::array_t<std::uint8_t> how, by_points, stars;
  py::array_t<std::int16_t> capped_by;
  std::vector<py::array_t<std::uint8_t>> unmet;

  result_arrays(compiled_rule_set const& rules, std::size_t sheets)
      : total(static_cast<py::ssize_t>(sheets)),
        how(static_cast<py::ssize_t>(sheets)),
        by_points(static_cast<py::ssize_t>(sheets)),
        stars(static_cast<py::ssize_t>(sheets)),
        capped_by(static_cast<py::ssize_t>(sheets)) {
    for (std::size_t p = 0; p < rules.parts.size(); ++p) by_part.emplace_back(static_cast<py::ssize_t>(sheets));
  }

  /// Levels that have marks or minimums get a column of unmet ones.
  void add_levels(compiled_rule_set const& rules, compiled_product_set const& set) {
    for (std::size_t l = 0; l < rules.bands.size(); ++l) {
      bool const has_marks = std::any_of(set.gates.begin(), set.gates.end(),
                                         [&](auto const& g) { return g.level == rules.bands[l].level; });
      bool const has_minimums = std::any_of(set.minimums.begin(), set.minimums.end(),
                                            [&](auto const& m) { return m.level == rules.bands[l].level; });
      unmet.emplace_back(has_marks || has_minimums ? total.shape(0) : 0);
    }
  }

  [[nodiscard]] batch_columns columns() {
    batch_columns made;
    // Points are far below 2^15, and both types are read as the other.
    for (auto& part : by_part) made.by_part.push_back(reinterpret_cast<std::uint16_t*>(memory_of(part)));
    made.total = reinterpret_cast<std::uint16_t*>(memory_of(total));
    made.how = memory_of(how);
    made.by_points = memory_of(by_points);
    made.stars = memory_of(stars);
    made.capped_by = memory_of(capped_by);
    for (auto& level : unmet) made.unmet.push_back(level.size() == 0 ? nullptr : memory_of(level));
    return made;
  }

  [[nodiscard]] py::dict dict() const {
    using namespace py::literals;
    return py::dict("by_part"_a = by_part, "total"_a = total, "how"_a = how, "by_points"_a = by_points,
                    "stars"_a = stars, "capped_by"_a = capped_by, "unmet"_a = unmet);
  }
};

py::dict score_columns(product_set const& s, column_list const& options, maybe_columns const& cases,
                       std::string const& facts, wanted_readings const& wanted, unsigned threads,
                       std::size_t most_bad) {
  auto const given = read_facts(facts);
  auto const readings = choose(*s.rules, wanted);
  sheet_columns const sheets = view_of(options, cases);
  result_arrays made(*s.rules, sheets.sheets);
  made.add_levels(*s.rules, *s.set);
  auto const columns = made.columns();
  std::vector<bad_cell> bad;
  {
    py::gil_scoped_release const released;
    bad = score_batch_into(s.rules, *s.set, sheets, given, readings, columns, {threads}).value();
  }
  py::dict all = made.dict();
  all["bad"] = describe(bad, most_bad);
  all["bad_cells"] = bad.size();
  return all;
}

/// `(code, where, message)` of a cell; `found` is the number that stood there before it was made to fit a byte.
py::tuple explain_cell(product_set const& s, std::size_t sheet, std::size_t criterion, std::uint8_t option,
                       std::uint8_t case_no, std::optional<std::int64_t> found) {
  issue const why = explain_bad_cell(*s.set, {sheet, criterion, option, case_no}, found);
  return py::make_tuple(std::string(to_string(why.code)), why.where, why.message);
}

/// A choice as Python gives it: an option number or id, or `{"case": 2, "option": 1}`.
answer read_answer(std::string const& criterion, py::handle given) {
  answer made{criterion, {}, std::int64_t{0}};
  auto const too_large = [&] {
    return error({errc::unknown_option, "/" + criterion,
                  "found " + py::repr(given).cast<std::string>() + "; no option or case has such a number."});
  };
  auto const number = [&](py::handle n) {
    int overflow = 0;
    auto const read = PyLong_AsLongLongAndOverflow(py::int_(py::reinterpret_borrow<py::object>(n)).ptr(), &overflow);
    if (overflow != 0) throw too_large();
    return static_cast<std::int64_t>(read);
  };
  auto const is_number = [](py::handle n) { return PyIndex_Check(n.ptr()) != 0 && !py::isinstance<py::bool_>(n); };
  py::object option = py::reinterpret_borrow<py::object>(given);
  if (py::isinstance<py::dict>(given)) {
    auto const both_keys = py::reinterpret_borrow<py::dict>(given);
    if (both_keys.size() != 2 || !both_keys.contains("case") || !both_keys.contains("option"))
      throw error({errc::wrong_case, "/" + criterion, "found an object; it has the keys case and option."});
    if (!is_number(both_keys["case"]))
      throw error({errc::wrong_type, "/" + criterion, "the case is no number. Give the number of the case."});
    made.case_no = number(both_keys["case"]);
    option = both_keys["option"];
  }
  if (py::isinstance<py::str>(option)) made.option = option.cast<std::string>();
  else if (is_number(option)) made.option = number(option);
  else
    throw error(
        {errc::wrong_type, "/" + criterion,
         "found " + py::repr(option).cast<std::string>() + "; give an option number or id, 0 for nothing ticked."});
  return made;
}

std::vector<choice> read_choices(product_set const& s, py::dict const& given) {
  std::vector<answer> answers;
  for (auto const& [criterion, option] : given) answers.push_back(read_answer(py::str(criterion), option));
  return ocop::read_answers(*s.set, answers).value();
}

py::object write_choice(choice const& c) {
  using namespace py::literals;
  if (c.case_no == 0) return py::int_(c.option);
  return py::dict("case"_a = c.case_no, "option"_a = c.option);
}

std::optional<int> number_of(std::optional<stars> s) { return s ? std::optional(s->value) : std::nullopt; }

// --- One sheet -------------------------------------------------------------------------------------

error bad_option(compiled_product_set const& set, bad_cell const& cell) {
  issue why = explain_bad_cell(set, cell);
  why.where = "/" + set.criteria[cell.criterion].id.str();
  return error(std::move(why));
}

/// Options or cases of a sheet as Python gives them: bytes, or a sequence of whole numbers, one per criterion as
/// printed. What is no byte is neither: `what` and `code` say what it was meant to be.
std::vector<std::uint8_t> read_row(compiled_product_set const& set, std::string const& what, errc code,
                                   py::handle given) {
  std::size_t const width = set.criteria.size();
  auto const check_width = [&](py::ssize_t found) {
    if (static_cast<std::size_t>(found) == width) return;
    throw error({errc::bad_value, what + "s",
                 "found " + std::to_string(found) + " numbers; set " + std::to_string(set.number) + " has " +
                     std::to_string(width) + " criteria. Give one number each, in the order of the set's codes."});
  };
  if (PyBytes_Check(given.ptr()) != 0) {
    check_width(PyBytes_GET_SIZE(given.ptr()));
    auto const* const first = reinterpret_cast<std::uint8_t const*>(PyBytes_AS_STRING(given.ptr()));
    return {first, first + width};
  }
  auto const row = py::reinterpret_steal<py::object>(
      PySequence_Fast(given.ptr(), "options and cases are bytes or sequences of whole numbers"));
  if (!row) throw py::error_already_set();
  check_width(PySequence_Fast_GET_SIZE(row.ptr()));
  std::vector<std::uint8_t> made;
  made.reserve(width);
  for (std::size_t c = 0; c < width; ++c) {
    py::handle const item = PySequence_Fast_GET_ITEM(row.ptr(), static_cast<py::ssize_t>(c));
    if (PyIndex_Check(item.ptr()) == 0 || py::isinstance<py::bool_>(item))
      throw error({errc::wrong_type, "/" + set.criteria[c].id.str(),
                   "found " + py::repr(item).cast<std::string>() + "; give a whole number, 0 for nothing ticked."});
    auto const number = py::reinterpret_steal<py::object>(PyNumber_Index(item.ptr()));
    if (!number) throw py::error_already_set();
    int overflow = 0;
    long long const n = PyLong_AsLongLongAndOverflow(number.ptr(), &overflow);
    if (overflow != 0 || n < 0 || n >= unanswered)
      throw error(
          {code, "/" + set.criteria[c].id.str(),
           "found " + what + " " + py::str(number).cast<std::string>() + "; no criterion has one of that number."});
    made.push_back(static_cast<std::uint8_t>(n));
  }
  return made;
}

/// A set made ready to score one sheet after the other.
struct sheet_scorer {
  product_set of;
  set_scorer scorer;

  sheet_scorer(product_set const& s, std::string const& facts, wanted_readings const& wanted)
      : of(s), scorer(set_scorer::prepare(s.rules, *s.set, read_facts(facts), choose(*s.rules, wanted)).value()) {}

  /// `(total, outcome, stars by points, stars, criterion that caps)`.
  [[nodiscard]] py::tuple score(py::handle options, py::handle cases) const {
    compiled_product_set const& set = *of.set;
    auto const ticked = read_row(set, "option", errc::unknown_option, options);
    std::vector<std::uint8_t> case_of;
    if (!cases.is_none()) case_of = read_row(set, "case", errc::wrong_case, cases);
    sheet_score const made = scorer.score(ticked, case_of).value();
    if (made.bad >= 0) {
      auto const c = static_cast<std::size_t>(made.bad);
      throw bad_option(set, {0, c, ticked[c], case_of.empty() ? std::uint8_t{0} : case_of[c]});
    }
    auto const stars = [](std::uint8_t n) { return n == 0 ? std::optional<int>{} : std::optional<int>(n); };
    std::optional<std::string_view> capped_by;
    auto const by = static_cast<std::size_t>(std::max<std::int16_t>(0, made.capped_by));
    if (made.capped_by >= 0 && by < set.criteria.size()) capped_by = set.criteria[by].id.str();
    else if (made.capped_by >= 0) capped_by = set.minimums[by - set.criteria.size()].code;
    return py::make_tuple(exact(points{made.total}, set.unit), to_string(made.how), stars(made.by_points),
                          stars(made.stars), capped_by);
  }
};

/// Costs as Python gives them: of options by `(criterion, case, option)`, and of criteria per point added. What is in
/// neither cannot be changed; without any, an option worth more costs the points that it adds.
struct price_list {
  std::vector<std::tuple<std::size_t, int, int, std::int64_t>> options;
  std::vector<std::pair<std::size_t, std::int64_t>> per_point;
};

change_cost cost_by(compiled_product_set const& set, price_list const& prices) {
  return [&set, &prices](std::size_t criterion, choice const& from, choice const& to) -> std::optional<std::int64_t> {
    for (auto const& [c, case_no, option, cost] : prices.options)
      if (c == criterion && case_no == to.case_no && option == to.option) return cost;
    auto const worth = [&](choice const& c) {
      return c.option == 0
                 ? 0
                 : set.criteria[criterion].list(c.case_no)->options[static_cast<std::size_t>(c.option - 1)].worth.value;
    };
    for (auto const& [c, cost] : prices.per_point)
      if (c == criterion && worth(to) > worth(from))
        // One that is refused stays so, and so does a product beyond what a cost may be.
        return cost < 0 || cost > most_change_cost                   ? cost
               : cost > most_change_cost / (worth(to) - worth(from)) ? most_change_cost + 1
                                                                     : cost * (worth(to) - worth(from));
    return std::nullopt;
  };
}

py::dict find_upgrade(product_set const& s, py::dict const& choices, int level, std::string const& facts,
                      wanted_readings const& wanted, std::optional<price_list> const& prices,
                      std::vector<std::size_t> const& fixed, std::size_t most_plans) {
  using namespace py::literals;
  auto const ticked = read_choices(s, choices);
  auto const given = read_facts(facts);
  auto const readings = choose(*s.rules, wanted);
  upgrade_options options;
  if (prices) options.cost = cost_by(*s.set, *prices);
  options.fixed = fixed;
  options.most_plans = most_plans;
  upgrade_report found;
  {
    py::gil_scoped_release const released;
    found = upgrade_path(*s.rules, *s.set, ticked, stars{level}, given, readings, options).value();
  }
  py::list plans;
  for (auto const& plan : found.plans) {
    py::list changes;
    for (auto const& c : plan)
      changes.append(
          py::make_tuple(s.set->criteria[c.criterion].id.str(), write_choice(c.from), write_choice(c.to), c.cost));
    plans.append(changes);
  }
  return py::dict("cost"_a = found.cost, "plans"_a = plans, "lacking"_a = exact(found.lacking, s.set->unit),
                  "unmet"_a = found.unmet, "unmet_minimums"_a = found.unmet_minimums);
}

py::tuple describe(sheet_standing const& s, points_unit unit) {
  return py::make_tuple(exact(s.total, unit), number_of(s.by_points), number_of(s.final_stars),
                        std::string(to_string(s.how)));
}

py::tuple find_sensitivity(product_set const& s, py::dict const& choices, std::string const& facts,
                           wanted_readings const& wanted) {
  auto const ticked = read_choices(s, choices);
  auto const found = sensitivity(*s.rules, *s.set, ticked, read_facts(facts), choose(*s.rules, wanted)).value();
  py::list effects;
  for (auto const& e : found.effects)
    effects.append(
        py::make_tuple(s.set->criteria[e.criterion].id.str(), write_choice(e.to), describe(e.then, s.set->unit)));
  return py::make_tuple(describe(found.now, s.set->unit), effects);
}

py::dict carry(product_set const& from, py::dict const& choices, product_set const& to) {
  using namespace py::literals;
  auto const carried = carry_over(read_choices(from, choices), *from.set, *to.set).value();
  py::dict kept;
  for (std::size_t c = 0; c < carried.choices.size(); ++c)
    if (carried.choices[c]) kept[py::str(to.set->criteria[c].id.str())] = write_choice(*carried.choices[c]);
  py::list open;
  for (auto const& o : carried.open)
    open.append(py::make_tuple(to.set->criteria[o.criterion].id.str(),
                               o.from ? py::object(py::str(from.set->criteria[*o.from].id.str())) : py::none(),
                               std::string(to_string(o.why)), o.nearest));
  py::list dropped;
  for (std::size_t const c : carried.dropped) dropped.append(from.set->criteria[c].id.str());
  return py::dict("choices"_a = kept, "open"_a = open, "dropped"_a = dropped);
}

// --- Many sheets -----------------------------------------------------------------------------------

py::dict find_blocks(product_set const& s, column_list const& options, maybe_columns const& cases,
                     std::string const& facts, wanted_readings const& wanted, unsigned threads) {
  using namespace py::literals;
  auto const given = read_facts(facts);
  auto const readings = choose(*s.rules, wanted);
  sheet_columns const sheets = view_of(options, cases);
  blocking_report found;
  {
    py::gil_scoped_release const released;
    found = what_blocks(s.rules, *s.set, sheets, given, readings, threads).value();
  }
  py::list marks;
  for (auto const& m : found.marks) marks.append(py::make_tuple(m.gate, m.unmet, m.alone, m.first));
  py::list minimums;
  for (auto const& m : found.minimums) minimums.append(py::make_tuple(m.minimum, m.unmet, m.alone, m.first));
  py::list levels;
  for (auto const& l : found.levels)
    levels.append(py::make_tuple(l.level.value, l.reached, l.points_only, l.marks_only, l.both));
  return py::dict("marks"_a = marks, "minimums"_a = minimums, "levels"_a = levels, "sheets"_a = found.sheets,
                  "judged"_a = found.judged, "ranked"_a = found.ranked, "capped"_a = found.capped,
                  "bad"_a = describe(found.bad, 1), "bad_cells"_a = found.bad.size());
}

template <class T>
py::array_t<T> array_of(std::vector<T> const& from) {
  return py::array_t<T>(static_cast<py::ssize_t>(from.size()), from.data());
}

py::dict compare_columns(product_set const& before, product_set const& after, column_list const& options,
                         maybe_columns const& cases, std::string const& facts, wanted_readings const& wanted,
                         wanted_readings const& other_wanted, unsigned threads) {
  using namespace py::literals;
  auto const given = read_facts(facts);
  auto const readings = choose(*before.rules, wanted);
  auto const other_readings = choose(*after.rules, other_wanted);
  sheet_columns const sheets = view_of(options, cases);
  batch_comparison found;
  {
    py::gil_scoped_release const released;
    found = compare_batch(before.rules, *before.set, after.rules, *after.set, sheets, given, readings, other_readings,
                          threads)
                .value();
  }
  py::list open;
  for (auto const& o : found.open)
    open.append(py::make_tuple(after.set->criteria[o.criterion].id.str(), std::string(to_string(o.why)), o.sheets));
  return py::dict("how_before"_a = array_of(found.before.how), "before"_a = array_of(found.before.stars),
                  "how_least"_a = array_of(found.least.how), "least"_a = array_of(found.least.stars),
                  "how_most"_a = array_of(found.most.how), "most"_a = array_of(found.most.stars), "open"_a = open,
                  "bad"_a = describe(found.bad, 1), "bad_cells"_a = found.bad.size());
}

// --- Councils ----------------------------------------------------------------------------------------

/// Score sheets of many dossiers: those of dossier d are the rows from `first[d]` up to `first[d + 1]`.
struct council_rows {
  sheet_columns sheets;
  std::int64_t const* first = nullptr;
  std::uint8_t const* is_chair = nullptr;
  std::int64_t const* members = nullptr;  // of the council; negative: not known
  std::int64_t const* rounds = nullptr;   // of scoring

  [[nodiscard]] std::vector<score_sheet> of(std::size_t dossier) const {
    std::vector<score_sheet> made;
    for (auto row = first[dossier]; row < first[dossier + 1]; ++row) {
      auto const r = static_cast<std::size_t>(row);
      score_sheet& sheet = made.emplace_back(score_sheet{std::to_string(row - first[dossier]), is_chair[r] != 0, {}});
      for (std::size_t c = 0; c < sheets.options.size(); ++c) {
        int const option = sheets.options[c][r];
        bool const has_case = option != 0 && !sheets.cases.empty() && sheets.cases[c].first;
        sheet.choices.push_back({has_case ? sheets.cases[c][r] : 0, option});
      }
    }
    return made;
  }
};

/// What many councils come to, in columns; a dossier that has an issue is 0 in all of them.
struct council_results {
  std::vector<std::uint8_t> how, by_points, stars;
  std::vector<std::int64_t> sum, count;         // the exact mean of the totals, as a fraction
  std::vector<std::vector<double>> part_means;  // for display
  std::vector<std::int16_t> capped_by;
  std::vector<std::int64_t> spread, needed;  // negative: the regulation limits no spread, asks for no quorum
  std::vector<std::int64_t> next_round;      // negative: none must follow
  std::vector<std::optional<issue>> issues;

  council_results(std::size_t parts, std::size_t dossiers)
      : how(dossiers, batch_result::not_evaluated),
        by_points(dossiers),
        stars(dossiers),
        sum(dossiers),
        count(dossiers, 1),
        part_means(parts, std::vector<double>(dossiers)),
        capped_by(dossiers, -1),
        spread(dossiers, -1),
        needed(dossiers, -1),
        next_round(dossiers, -1),
        issues(dossiers) {}

  void set(std::size_t dossier, assessment const& a) {
    council_result const& council = a.council;
    how[dossier] = static_cast<std::uint8_t>(a.ranking.how);
    by_points[dossier] = static_cast<std::uint8_t>(number_of(a.ranking.by_points).value_or(0));
    stars[dossier] = static_cast<std::uint8_t>(number_of(a.ranking.final_stars).value_or(0));
    mean_points const mean = in_points(council.total, council.unit);
    sum[dossier] = mean.sum();
    count[dossier] = mean.count();
    for (std::size_t p = 0; p < part_means.size(); ++p)
      part_means[p][dossier] = static_cast<double>(council.by_part[p].sum()) /
                               static_cast<double>(council.by_part[p].count() * council.unit.per_point);
    ranking const& r = a.ranking;
    if (r.capped_by) capped_by[dossier] = static_cast<std::int16_t>(a.set->gates[*r.capped_by].criterion);
    else if (r.capped_by_minimum)
      capped_by[dossier] = static_cast<std::int16_t>(a.set->criteria.size() + *r.capped_by_minimum);
    if (council.spread) spread[dossier] = council.spread->spread.value;
    if (council.quorum) needed[dossier] = static_cast<std::int64_t>(council.quorum->needed);
    if (a.ranking.next_round) next_round[dossier] = *a.ranking.next_round;
  }
};

/// The first tick of a sheet that its criterion does not have.
std::optional<bad_cell> first_bad(compiled_product_set const& set, score_sheet const& sheet, std::size_t row) {
  for (std::size_t c = 0; c < sheet.choices.size(); ++c) {
    auto const [case_no, option] = sheet.choices[c];
    if (option == 0) continue;
    auto const* const list = set.criteria[c].list(case_no);
    if (!list || option > static_cast<int>(list->options.size()))
      return bad_cell{row, c, static_cast<std::uint8_t>(option), static_cast<std::uint8_t>(case_no)};
  }
  return std::nullopt;
}

py::dict score_councils(rule_catalog const& catalog, product_set const& s, column_list const& options,
                        maybe_columns const& cases, py::array_t<std::int64_t, py::array::c_style> const& first,
                        byte_column const& is_chair,
                        std::optional<py::array_t<std::int64_t, py::array::c_style>> const& members,
                        std::optional<py::array_t<std::int64_t, py::array::c_style>> const& rounds,
                        std::optional<std::string> const& regulation, std::string const& level,
                        std::string const& facts, wanted_readings const& wanted, unsigned threads) {
  using namespace py::literals;
  auto const given = read_facts(facts);
  council_session session;
  auto all_wanted = read_wanted(wanted);
  if (regulation) {
    auto const& councils = s.rules->councils;
    if (std::find(councils.begin(), councils.end(), level) == councils.end())
      throw error({errc::bad_value, "level",
                   "found \"" + level + "\"; " + s.rules->edition.str() + " has councils of " + join(councils) + "."});
    session.regulation = catalog.regulation(*regulation).value();
    std::vector<reading_choice> own;
    for (auto const& r : session.regulation->readings) own.push_back({r.reading, r.alternative});
    all_wanted.insert(all_wanted.begin(), own.begin(), own.end());
  }
  auto const readings = s.rules->choose(all_wanted).value();
  auto const rows = options.empty() ? std::int64_t{0} : static_cast<std::int64_t>(options.front().size());
  require_length("first", first, std::max<std::size_t>(1, static_cast<std::size_t>(first.size())));
  require_length("is_chair", is_chair, static_cast<std::size_t>(rows));
  if (members) require_length("members", *members, static_cast<std::size_t>(first.size() - 1));
  if (rounds) require_length("round", *rounds, static_cast<std::size_t>(first.size() - 1));
  bool const is_divided = first.at(0) >= 0 && first.at(first.size() - 1) <= rows &&
                          std::is_sorted(first.data(), first.data() + first.size());
  if (!is_divided)
    throw error(
        {errc::bad_value, "first",
         "the first rows of the dossiers must rise from 0 to the number of rows, " + std::to_string(rows) + "."});
  if (auto wrong = s.rules->check_council(level)) throw error(std::move(*wrong));
  council_rows const in{view_of(options, cases), first.data(), is_chair.data(), members ? members->data() : nullptr,
                        rounds ? rounds->data() : nullptr};
  auto const dossiers = static_cast<std::size_t>(first.size() - 1);
  council_results made(s.rules->parts.size(), dossiers);
  {
    py::gil_scoped_release const released;
    auto const work = [&](std::size_t begin, std::size_t end) {
      for (std::size_t d = begin; d < end; ++d) {
        auto sheets = in.of(d);
        std::optional<bad_cell> bad;
        for (std::size_t i = 0; i < sheets.size() && !bad; ++i)
          bad = first_bad(*s.set, sheets[i], static_cast<std::size_t>(in.first[d]) + i);
        if (bad) {
          made.issues[d] = explain_bad_cell(*s.set, *bad, {});
          continue;
        }
        council_session here = session;
        if (in.members && in.members[d] >= 0) here.members = in.members[d];
        if (in.rounds) here.round = in.rounds[d];
        auto const a = assess(s.rules, s.set->number, std::move(sheets), given, readings, level, here);
        if (a) made.set(d, *a);
        else made.issues[d] = a.error();
      }
    };
    std::vector<std::jthread> others;
    std::size_t const parts = std::min<std::size_t>(std::max(1U, threads), std::max<std::size_t>(1, dossiers));
    for (std::size_t p = 1; p < parts; ++p) others.emplace_back(work, dossiers * p / parts, dossiers * (p + 1) / parts);
    work(0, dossiers / parts);
  }
  py::list issues;
  for (std::size_t d = 0; d < dossiers; ++d)
    if (auto const& why = made.issues[d])
      issues.append(py::make_tuple(d, std::string(to_string(why->code)), why->where, why->message));
  py::list part_means;
  for (auto const& part : made.part_means) part_means.append(array_of(part));
  return py::dict("how"_a = array_of(made.how), "by_points"_a = array_of(made.by_points),
                  "stars"_a = array_of(made.stars), "sum"_a = array_of(made.sum), "count"_a = array_of(made.count),
                  "by_part"_a = part_means, "capped_by"_a = array_of(made.capped_by),
                  "spread"_a = array_of(made.spread), "needed"_a = array_of(made.needed),
                  "next_round"_a = array_of(made.next_round), "issues"_a = issues);
}

}  // namespace

void bind_rank(py::module_& m) {
  py::class_<price_list>(m, "Prices")
      .def(py::init([](decltype(price_list::options) options, decltype(price_list::per_point) per_point) {
        return price_list{std::move(options), std::move(per_point)};
      }));
  py::class_<sheet_scorer>(m, "SetScorer")
      .def(py::init<product_set const&, std::string const&, wanted_readings const&>())
      .def("score", &sheet_scorer::score);
  m.attr("unanswered") = static_cast<int>(unanswered);
  m.attr("outcomes") = outcome_names();
  m.def("score_columns", &score_columns);
  m.def("explain_cell", &explain_cell);
  m.def("upgrade_path", &find_upgrade);
  m.def("sensitivity", &find_sensitivity);
  m.def("carry_over", &carry);
  m.def("what_blocks", &find_blocks);
  m.def("compare_columns", &compare_columns);
  m.def("score_councils", &score_councils);
}

}  // namespace ocop::python
