#include "bindings.hpp"

namespace ocop::python {

void bind_record(py::module_& m) {
  m.def(
      "record",
      [](rule_catalog const& catalog, std::string const& json, wanted_readings const& wanted,
         std::optional<std::string> const& recorded_on, std::string const& previous,
         std::optional<std::string> const& private_key) {
        auto const readings = read_wanted(wanted);
        record_options options{readings, {}, previous, {}};
        if (private_key) options.key = signing_key::read(*private_key).value();
        if (recorded_on) options.recorded_on = parse_day(*recorded_on).value();
        return make_record(catalog, json, options).value().json;
      },
      py::call_guard<py::gil_scoped_release>());
  m.def(
      "replay",
      [](rule_catalog const& catalog, std::vector<std::string> const& records,
         std::optional<std::string> const& public_key, std::string const& previous) {
        replay_options options;
        if (public_key) options.keys.push_back({verifying_key::read(*public_key).value()});
        std::vector<std::string> made;
        record_chain chain(previous);
        for (std::size_t i = 0; i < records.size(); ++i) {
          auto report = replay(catalog, records[i], options);
          chain.follow(report);
          made.push_back(write_replay(report, i + 1));
        }
        return made;
      },
      py::call_guard<py::gil_scoped_release>());
  m.def(
      "rank_under",
      [](rule_catalog const& catalog, edition const& other, std::vector<std::string> const& records,
         wanted_readings const& wanted) {
        auto const readings = read_wanted(wanted);
        std::vector<std::string> made;
        for (std::size_t i = 0; i < records.size(); ++i)
          made.push_back(write_counterfactual(rank_under(catalog, other.rules, records[i], readings), i + 1));
        return made;
      },
      py::call_guard<py::gil_scoped_release>());
}

}  // namespace ocop::python
