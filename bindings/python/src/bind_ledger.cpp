#include "bindings.hpp"

#include <ocop/ledger/anchor.hpp>
#include <ocop/ledger/ledger.hpp>
#include <ocop/record/checkpoint.hpp>
#include <ocop/record/record_seal.hpp>

#include <cstdint>
#include <mutex>
#include <string_view>
#include <tuple>
#include <variant>

namespace ocop::python {
namespace {

using entry_tuple = std::tuple<std::int64_t, std::string, std::string>;  // position, SHA-256, record
using error_tuple = std::tuple<std::string, std::string, std::string>;   // code, where, message
using fault_tuple = std::tuple<std::int64_t, std::string, std::string>;  // position, what, message
using answer = std::optional<std::variant<entry_tuple, error_tuple>>;    // nothing: a seal that fits

entry_tuple tuple_of(ledger_entry const& e) { return {e.position, e.sha256, e.json}; }
error_tuple tuple_of(issue const& i) { return {std::string(to_string(i.code)), i.where, i.message}; }
fault_tuple tuple_of(ledger_fault const& f) { return {f.position, f.what, f.message}; }

template <class Answers>
void add_answers(Answers const& from, std::vector<answer>& to) {
  for (auto const& a : from)
    to.emplace_back(a ? std::variant<entry_tuple, error_tuple>(tuple_of(*a)) : tuple_of(a.error()));
}

std::vector<std::string_view> views_of(std::vector<std::string> const& texts) { return {texts.begin(), texts.end()}; }

ledger::access access_of(std::string const& mode) {
  if (mode == "read") return ledger::access::read;
  if (mode == "write") return ledger::access::write;
  if (mode == "create") return ledger::access::create;
  throw error(
      {errc::bad_value, "mode", "found \"" + mode + "\"; a ledger is opened to \"read\", \"write\" or \"create\"."});
}

/// A ledger that threads use in turn.
class shared_ledger {
  std::mutex mutex_;
  std::optional<ledger> kept_;

 public:
  explicit shared_ledger(ledger kept) : kept_(std::move(kept)) {}
  void close() {
    std::lock_guard const lock(mutex_);
    kept_.reset();
  }
  template <class Use>
  auto use(Use const& how) {
    std::lock_guard const lock(mutex_);
    if (!kept_) throw error({errc::bad_value, "", "the ledger is closed; open it again."});
    return how(*kept_);
  }
};

std::vector<answer> append_all(shared_ledger& at, rule_catalog const& catalog,
                               std::vector<std::string> const& submissions, recording_parts const& parts) {
  recording const with(parts);
  std::vector<answer> answers;
  add_answers(at.use([&](ledger& kept) { return kept.append_all(catalog, views_of(submissions), with.options); }),
              answers);
  return answers;
}

std::vector<answer> import_records(shared_ledger& at, std::vector<std::string> const& lines,
                                   std::optional<key_parts> const& public_keys) {
  auto const keys = read_keys(public_keys);
  return at.use([&](ledger& kept) {
    std::vector<answer> answers;
    std::span<std::string const> rest = lines;
    std::uint64_t records = 0;  // since the last seal
    while (!rest.empty()) {
      if (is_seal(rest.front())) {
        auto const fits = kept.check_seal(rest.front(), std::exchange(records, 0));
        answers.push_back(fits ? answer() : answer(tuple_of(fits.error())));
        rest = rest.subspan(1);
        continue;
      }
      std::vector<std::string_view> group;
      while (group.size() < rest.size() && !is_seal(rest[group.size()])) group.emplace_back(rest[group.size()]);
      add_answers(kept.append_records(group, keys), answers);
      records += group.size();
      rest = rest.subspan(group.size());
    }
    return answers;
  });
}

std::vector<entry_tuple> read(shared_ledger& at, std::int64_t from, std::size_t most) {
  std::vector<entry_tuple> entries;
  at.use([&](ledger& kept) {
      return kept.read(from, [&](ledger_entry const& e) {
        entries.push_back(tuple_of(e));
        return entries.size() < most;
      });
    }).value();
  return entries;
}

std::tuple<std::int64_t, std::vector<fault_tuple>, std::vector<fault_tuple>> verify(
    shared_ledger& at, std::optional<key_parts> const& public_keys) {
  std::vector<fault_tuple> faults;
  std::vector<fault_tuple> warnings;
  ledger_verification also;
  also.keys = read_keys(public_keys);
  also.warn = [&](ledger_fault const& w) { warnings.push_back(tuple_of(w)); };
  auto const count = at.use([&](ledger& kept) {
                         return kept.verify([&](ledger_fault const& f) { faults.push_back(tuple_of(f)); }, also);
                       }).value();
  return {count, std::move(faults), std::move(warnings)};
}

std::string write_head(shared_ledger& at, std::optional<std::string> const& private_key,
                       std::optional<std::string> const& phrase) {
  auto const key = read_signing_key(private_key, phrase);
  auto const now = at.use([](ledger& kept) { return head_of(kept); }).value();
  return (key ? write_checkpoint(now, *key) : checkpoint_text(now)).value();
}

std::vector<fault_tuple> compare_with_head(shared_ledger& at, std::string const& note,
                                           std::optional<key_parts> const& public_keys) {
  auto const keys = read_keys(public_keys);
  auto const head = read_checkpoint(note).value();
  std::vector<fault_tuple> faults;
  at.use([&](ledger& kept) {
      return verify_head(kept, head, keys, [&](ledger_fault const& f) { faults.push_back(tuple_of(f)); });
    }).value();
  return faults;
}

std::string prove(shared_ledger& at, std::int64_t position, std::string const& private_key,
                  std::optional<std::string> const& phrase, std::optional<std::string> const& note) {
  auto const key = read_signing_key(private_key, phrase);
  return at.use([&](ledger& kept) { return receipt_of(kept, position, *key, note); }).value();
}

}  // namespace

void bind_ledger(py::module_& m) {
  using unlocked = py::call_guard<py::gil_scoped_release>;
  py::class_<shared_ledger>(m, "Ledger")
      .def(py::init([](std::string const& path, std::string const& mode, std::optional<std::string> const& name,
                       int patience_ms) {
             return std::make_unique<shared_ledger>(ledger::open(path, access_of(mode), {patience_ms, name}).value());
           }),
           unlocked())
      .def("close", &shared_ledger::close, unlocked())
      .def(
          "size", [](shared_ledger& at) { return at.use([](ledger& l) { return l.size(); }).value(); }, unlocked())
      .def(
          "last", [](shared_ledger& at) { return at.use([](ledger& l) { return l.last(); }).value(); }, unlocked())
      .def(
          "name", [](shared_ledger& at) { return at.use([](ledger& l) { return l.name(); }).value(); }, unlocked())
      .def(
          "give_name",
          [](shared_ledger& at, std::string const& name) {
            at.use([&](ledger& l) { return l.give_name(name); }).value();
          },
          unlocked())
      .def("append_all", &append_all, unlocked())
      .def("import_records", &import_records, unlocked())
      .def("read", &read, unlocked())
      .def(
          "find",
          [](shared_ledger& at, std::string const& what) {
            std::vector<entry_tuple> found;
            for (auto const& e : at.use([&](ledger& l) { return l.find(what); }).value()) found.push_back(tuple_of(e));
            return found;
          },
          unlocked())
      .def("verify", &verify, unlocked())
      .def("head", &write_head, unlocked())
      .def("verify_head", &compare_with_head, unlocked())
      .def("prove", &prove, unlocked());
}

}  // namespace ocop::python
