#pragma once

#include "ocop/ledger/anchor.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/receipt.hpp"

#include <utility>

namespace ocop {

OCOP_INLINE result<merkle_tree> tree_of(ledger const& of) {
  merkle_tree tree;
  std::optional<issue> wrong;
  auto const count = of.hashes(1, [&](std::int64_t position, std::string_view sha256) {
    bool const is_next = position == static_cast<std::int64_t>(tree.size()) + 1;
    if (is_next && is_sha256(sha256)) tree.add(leaf_of_record(sha256));
    else
      wrong = issue{errc::inconsistent, '/' + std::to_string(position),
                    "the ledger has no tree: a position before this is missing, or its hash is none. Look at it with "
                    "ocop ledger verify."};
    return !wrong;
  });
  if (wrong) return std::move(*wrong);
  if (!count) return count.error();
  return tree;
}

OCOP_INLINE result<checkpoint> head_of(ledger const& of) {
  auto origin = of.origin();
  if (!origin) return origin.error();
  auto const tree = tree_of(of);
  if (!tree) return tree.error();
  return checkpoint{std::move(*origin), tree->size(), tree->root(tree->size()).value()};
}

OCOP_INLINE result<void> verify_head(ledger const& of, checkpoint const& head,
                                     std::function<void(ledger_fault const&)> const& report) {
  auto const name = of.name();
  if (!name) return name.error();
  auto const position = static_cast<std::int64_t>(head.size);
  if (*name != head.origin)
    report({position, "another-ledger",
            "the checkpoint is of " + head.origin + ", this is " + name->value_or("a ledger without a name")});
  auto const tree = tree_of(of);
  if (!tree) return tree.error();
  if (tree->size() < head.size)
    report({position, "cut",
            "the checkpoint knows " + std::to_string(head.size) + " records, the ledger has " +
                std::to_string(tree->size()) + ": records were taken off, or an older copy stands in its place"});
  else if (tree->root(head.size).value() != head.root)
    report({position, "rewritten",
            "the first " + std::to_string(head.size) + " records are others than those of the checkpoint"});
  return {};
}

OCOP_INLINE result<void> verify_head(ledger const& of, signed_checkpoint const& head, std::span<dated_key const> keys,
                                     std::function<void(ledger_fault const&)> const& report) {
  if (!keys.empty())
    if (auto const wrong = verify_checkpoint(head, keys))
      report({static_cast<std::int64_t>(head.content.size), "head-signature-wrong", wrong->message});
  return verify_head(of, head.content, report);
}

OCOP_INLINE result<std::string> receipt_of(ledger const& of, std::int64_t position, signing_key const& key,
                                           std::optional<std::string_view> note) {
  auto const entry = of.at(position);
  if (!entry) return entry.error();
  if (!*entry)
    return issue{errc::bad_value, {}, "the ledger has no record at position " + std::to_string(position) + '.'};
  auto const brief = brief_of_record((*entry)->json, key);
  if (!brief) return brief.error();
  auto const tree = tree_of(of);
  if (!tree) return tree.error();
  auto const index = static_cast<std::uint64_t>(position - 1);
  auto origin = of.origin();
  if (!origin) return origin.error();
  if (note) {
    auto const given = read_checkpoint(*note);
    if (!given) return given.error();
    if (given->content.origin != *origin)
      return issue{errc::bad_value,
                   {},
                   "the checkpoint is of " + given->content.origin + ", the ledger is " + *origin +
                       ". Give a checkpoint of this ledger."};
    return write_receipt(*brief, index, *tree, *note);
  }
  auto const head = write_checkpoint({std::move(*origin), tree->size(), tree->root(tree->size()).value()}, key);
  if (!head) return head.error();
  return write_receipt(*brief, index, *tree, *head);
}

}  // namespace ocop
