#include "bindings.hpp"

namespace ocop::python {

namespace {

/// Throws ocop::error.
record_format read_format(std::string const& text) {
  for (auto const f : {record_format::record_1, record_format::record_2})
    if ("ocop-" + text == to_string(f)) return f;
  throw error({errc::bad_value, "/format", "found " + in_quotes(text) + R"(; expected "record/2" or "record/1".)"});
}

std::optional<day> read_day(std::optional<std::string> const& text) {
  return text ? std::optional(parse_day(*text).value()) : std::nullopt;
}

bool is_blank(std::string const& line) { return line.find_first_not_of(" \t\r\n") == std::string::npos; }

}  // namespace

recording::recording(recording_parts const& parts) {
  auto const& [wanted, format, recorded_on, recorded_at, decision, decided_by, private_key, phrase] = parts;
  readings = read_wanted(wanted);
  options.readings = readings;
  options.format = read_format(format);
  options.recorded_on = read_day(recorded_on);
  options.recorded_at = recorded_at;
  if (decision) {
    auto const& [number, on, authority] = *decision;
    options.decision = decision_reference{number, parse_day(on).value(), authority};
  }
  if (decided_by) options.decided_by = deciding_office{decided_by->first, decided_by->second};
  options.key = read_signing_key(private_key, phrase);
}

std::optional<signing_key> read_signing_key(std::optional<std::string> const& pem,
                                            std::optional<std::string> const& phrase) {
  return pem ? std::optional(signing_key::read(*pem, [&] { return phrase; }).value()) : std::nullopt;
}

std::vector<dated_key> read_keys(std::optional<key_parts> const& parts) {
  std::vector<dated_key> keys;
  if (!parts) return keys;
  if (parts->empty())
    throw error({errc::bad_key, "public_keys", "there is no key in it; give at least one, or leave it out."});
  for (auto const& [pem, from, until] : *parts) {
    std::string const where = "public_keys[" + std::to_string(keys.size()) + ']';
    auto key = verifying_key::read(pem);
    if (!key) throw error({key.error().code, where, key.error().message});
    dated_key made{std::move(*key), read_day(from), read_day(until)};
    if (made.from && made.until && *made.until <= *made.from)
      throw error({errc::bad_value, where, "such a key holds on no day: `until` is the first day without it."});
    keys.push_back(std::move(made));
  }
  return keys;
}

void bind_record(py::module_& m) {
  m.def(
      "record",
      [](rule_catalog const& catalog, std::string const& json, recording_parts const& parts,
         std::optional<std::string> const& previous) {
        recording with(parts);
        with.options.previous = previous;
        return make_record(catalog, json, with.options).value().json;
      },
      py::call_guard<py::gil_scoped_release>());
  m.def(
      "replay",
      [](rule_catalog const& catalog, std::vector<std::string> const& records,
         std::optional<key_parts> const& public_keys, std::optional<std::string> const& previous) {
        replay_options options;
        options.keys = read_keys(public_keys);
        std::vector<std::string> made;
        record_chain chain = previous ? record_chain::after(*previous).value() : record_chain();
        for (std::size_t i = 0; i < records.size(); ++i) {
          if (is_blank(records[i])) continue;
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
        for (std::size_t i = 0; i < records.size(); ++i) {
          if (is_blank(records[i])) continue;
          made.push_back(write_counterfactual(rank_under(catalog, other.rules, records[i], readings), i + 1));
        }
        return made;
      },
      py::call_guard<py::gil_scoped_release>());
  m.def(
      "verify_receipt",
      [](std::string const& text, key_parts const& public_keys, std::optional<std::string> const& record) {
        auto const keys = read_keys(public_keys);
        auto const shown = read_receipt(text).value();
        return write_receipt_check(shown, verify_receipt(shown, keys, record));
      },
      py::call_guard<py::gil_scoped_release>());
  m.def(
      "note_key",
      [](std::string const& origin, std::string const& public_key) {
        auto const key = verifying_key::read(public_key);
        if (!key) throw error({key.error().code, "public_key", key.error().message});
        return note_key(origin, *key).value();
      },
      py::call_guard<py::gil_scoped_release>());
}

}  // namespace ocop::python
