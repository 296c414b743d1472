#include "ocop/record/receipt.hpp"

#include "ocop/record/checkpoint.hpp"
#include "ocop/record/keys.hpp"
#include "targets.hpp"

#include <string>
#include <vector>

namespace ocop::fuzz {

void receipts(std::string_view bytes) {
  // No seed is signed by it: what is read is not by the key, whatever it says.
  static std::vector<dated_key> const keys{{verifying_key::of_bytes(std::string(32, '\x09')).value()}};

  auto const note = read_checkpoint(bytes);
  if (note) {
    auto const lines = checkpoint_text(note->content);
    if (!lines) broken("a name that was read is a name", bytes, lines.error().message);
    if (!note->text.starts_with(*lines)) broken("a checkpoint is written as it was read", note->text, *lines);
    if (!verify_checkpoint(*note, keys)) broken("a checkpoint is by a key that did not sign it", bytes);
  }

  auto const read = read_receipt(bytes);
  if (!read) return;
  auto const faults = verify_receipt(*read, keys);
  if (faults.empty()) broken("a receipt is by a key that did not sign it", bytes);
  if (write_receipt_check(*read, faults).empty()) broken("a check of a receipt is written");
}

}  // namespace ocop::fuzz
