#include "ocop/record/receipt.hpp"

#include "command.hpp"

#include "ocop/base/text.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/result_document.hpp"

#include <iostream>
#include <memory>

namespace ocop::cli {
namespace {

struct receipt_command {
  std::vector<std::string> files;
  std::vector<std::string> keys;
  std::optional<std::string> record;
  std::string format{"table"};
};

/// A member of a brief as a person reads it.
std::string shown(value const& document, std::string_view key) {
  value const* const found = document.find(key);
  if (!found || found->is_null()) return "-";
  return one_line(found->is_string() ? found->as_string() : to_json(*found));
}

/// A page of one receipt: what it says, and whether it holds.
void print_page(receipt const& r, std::vector<issue> const& faults) {
  text_table table({align::left, align::left});
  table.add({"Sổ / ledger", r.head.content.origin});
  table.add({"Số / position", std::to_string(r.index + 1) + " / " + std::to_string(r.head.content.size)});
  table.add({"Hồ sơ / submission", shown(r.document, "submission")});
  table.add({"Sản phẩm / product", shown(r.document, "product")});
  table.add({"Phiên bản / edition", shown(r.document, "edition")});
  table.add({"Kết quả / outcome", shown(r.document, "outcome")});
  table.add({"Hạng / stars", shown(r.document, "stars")});
  table.add({"Ghi / recorded", shown(r.document, "recorded")});
  table.add({"Quyết định / decision", shown(r.document, "decision")});
  table.add({"SHA-256", r.record});
  std::cout << table.take();
  std::cout << (faults.empty() ? "ĐÚNG: có trong sổ tại số này / HOLDS: it stands in the ledger at this position\n"
                               : "SAI: không chứng minh được / DOES NOT HOLD\n");
  for (issue const& fault : faults)
    std::cout << "  " << (fault.where.empty() ? "" : fault.where + ": ") << fault.message << " ("
              << to_string(fault.code) << ")\n";
}

int run(receipt_command const& o) {
  std::vector<dated_key> keys;
  if (!read_verifying_keys(o.keys, keys)) return incomplete;
  std::optional<std::string> record;
  if (o.record) {
    record = read_whole(*o.record);
    if (!record) return incomplete;
  }
  bool all_read = true;
  bool all_hold = true;
  for (auto const& name : o.files) {
    auto const text = read_whole(name, max_receipt_bytes);
    if (!text) {
      all_read = false;
      continue;
    }
    auto const read = read_receipt(*text);
    if (!read) {
      all_read = false;
      if (o.format == "json") std::cout << write_error(read.error(), {}, 1) << '\n';
      else print_issues(std::cerr, {{read.error().code, name + read.error().where, read.error().message}});
      continue;
    }
    auto const faults = verify_receipt(*read, keys, record);
    all_hold = all_hold && faults.empty();
    if (o.format == "json") std::cout << write_receipt_check(*read, faults) << '\n';
    else print_page(*read, faults);
  }
  return !all_hold ? difference : all_read ? done : incomplete;
}

}  // namespace

void add_receipt(CLI::App& app, int& code) {
  auto const o = std::make_shared<receipt_command>();
  auto* const command = app.add_subcommand("receipt",
                                           "Does a receipt hold: does the decision stand in the ledger? Exit 4 if not\n"
                                           "Kiểm tra biên nhận: kết quả có trong sổ hay không");
  command->add_option("FILE", o->files, "Receipts (.tlog-proof), - for standard input")->required();
  add_verifying_keys(*command, o->keys, "the receipt");
  command->get_option("--key")->required();
  command->add_option("--record", o->record, "The record itself, to compare with what the receipt says of it")
      ->type_name("FILE");
  command->add_option("--format", o->format, "A page, or one JSON line per receipt")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  command->footer("Example: ocop receipt DN-2026-0001.tlog-proof --key ledger-public.pem");
  command->callback([&code, o] { code = run(*o); });
}

}  // namespace ocop::cli
