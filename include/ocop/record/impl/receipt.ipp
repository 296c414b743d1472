#pragma once

#include "ocop/base/text.hpp"
#include "ocop/detail/crypto/bytes.hpp"
#include "ocop/detail/json/document.hpp"
#include "ocop/detail/json/put.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/detail/hashed_document.hpp"
#include "ocop/record/detail/note_lines.hpp"
#include "ocop/record/receipt.hpp"
#include "ocop/record/signature.hpp"

#include <algorithm>
#include <utility>

namespace ocop {
namespace detail {

inline constexpr std::string_view proof_format = "c2sp.org/tlog-proof@v1";
inline constexpr std::string_view extra_key = "extra ";
inline constexpr std::string_view index_key = "index ";
inline constexpr std::string_view brief_format = "ocop-receipt-brief/1";

/// A member of a value, or null where there is none.
inline value member_or_null(value const* of, std::string_view key) {
  value const* const found = of && of->is_object() ? of->find(key) : nullptr;
  return found ? *found : value();
}

/// What a brief says of a record, before its own hash.
inline value::object brief_of(read_record const& record) {
  value const& document = record.document;
  value const* const submission = document.find("submission");
  value const* const product = submission ? submission->find("product") : nullptr;
  value const* const result = document.find("result");
  value recorded = member_or_null(&document, "recorded_at");
  if (recorded.is_null()) recorded = member_or_null(&document, "recorded_on");
  return {{"format", std::string(brief_format)},
          {"submission", record.submission},
          {"product", member_or_null(product, "name")},
          {"set", member_or_null(product, "set")},
          {"edition", member_or_null(&document, "edition")},
          {"outcome", member_or_null(result, "outcome")},
          {"stars", member_or_null(result, "stars")},
          {"recorded", std::move(recorded)},
          {"decision", member_or_null(&document, "decision")},
          {"record", record.sha256}};
}

/// Reads a brief; gives the SHA-256 of its record.
inline result<std::string> read_brief(std::string_view text, value& document) {
  std::string record;
  auto failure = json::read_document(text, brief_format, max_receipt_bytes, [&](node const& top) {
    top.only({"format", "submission", "product", "set", "edition", "outcome", "stars", "recorded", "decision", "record",
              "sha256", "signature"});
    (void)top["submission"].text();
    (void)top["sha256"].text();
    (void)top["signature"].text();
    record = top["record"].text();
    if (!is_sha256(record)) top["record"].allowed(true, "a SHA-256 of 64 hex digits");
    document = *top.raw();
  });
  if (failure) return std::move(*failure);
  return record;
}

/// Is a brief what hash_document wrote, signed by one of the keys?
inline std::optional<issue> verify_brief(receipt const& of, std::span<dated_key const> keys) {
  value const* const sha256 = of.document.find("sha256");
  value const* const signature = of.document.find("signature");
  std::string const hash = sha256 && sha256->is_string() ? sha256->as_string() : std::string();
  if (!is_intact(of.document, hash, of.brief))
    return issue{errc::bad_proof, "/2", "the brief of the decision was altered: its hash is not that of what it says."};
  bool const is_there = signature && signature->is_string();
  if (!check_signature(hash, is_there ? std::optional(signature->as_string()) : std::nullopt, keys).by.empty())
    return std::nullopt;
  return issue{errc::bad_signature, "/2", "the brief of the decision is not signed by the given key."};
}

/// Is a record the one of which a brief speaks?
inline std::optional<issue> compare_with_record(receipt const& of, std::string_view text) {
  auto const record = read_decision_record(text);
  if (!record) return record.error();
  if (!record->is_intact)
    return issue{errc::bad_proof, {}, "the record was altered: its hash is not that of what it holds."};
  if (record->sha256 != of.record)
    return issue{
        errc::bad_proof,
        {},
        "the record is another one: its SHA-256 is " + record->sha256 + ", the receipt is of " + of.record + '.'};
  for (auto const& m : brief_of(*record)) {
    value const* const said = of.document.find(m.key);
    if (!said || !(*said == m.content))
      return issue{errc::bad_proof, "/2", "the brief says another " + m.key + " than the record."};
  }
  return std::nullopt;
}

}  // namespace detail

OCOP_INLINE result<std::string> brief_of_record(std::string_view record, signing_key const& key) {
  auto const read = read_decision_record(record);
  if (!read) return read.error();
  if (!read->is_intact)
    return issue{errc::bad_value, "/sha256", "the record is not intact: its hash is not that of what it holds."};
  auto made = detail::hash_document(detail::brief_of(*read), key);
  if (!made) return made.error();
  return std::move(made->json);
}

OCOP_INLINE result<std::string> write_receipt(std::string_view brief, std::uint64_t index, merkle_tree const& tree,
                                              std::string_view note) {
  value document;
  auto const record = detail::read_brief(brief, document);
  if (!record) return record.error();
  auto const head = read_checkpoint(note);
  if (!head) return head.error();
  auto const root = tree.root(head->content.size);
  if (!root) return root.error();
  auto const proof = tree.inclusion(index, head->content.size);
  if (!proof) return proof.error();
  tree_hash const leaf = leaf_of_record(*record);
  if (*root != head->content.root || !proves_inclusion(*proof, leaf, index, head->content.size, *root))
    return issue{errc::bad_value,
                 {},
                 "the checkpoint is of another ledger, or the record of another position. Give those of one ledger."};
  std::string text(detail::proof_format);
  text += '\n';
  text += detail::extra_key;
  text += detail::base64_of(brief) + '\n';
  text += detail::index_key;
  text += std::to_string(index) + '\n';
  for (tree_hash const& hash : *proof) text += detail::base64_of(hash) + '\n';
  text += '\n';
  text += note;
  return text;
}

OCOP_INLINE result<receipt> read_receipt(std::string_view text) {
  if (text.empty()) return issue{errc::empty_input, {}, "there is nothing here. Give what ocop ledger prove wrote."};
  if (text.size() > max_receipt_bytes)
    return issue{errc::too_large, {}, "a receipt has at most " + std::to_string(max_receipt_bytes >> 10U) + " KiB."};
  receipt made;
  detail::line_reader lines(text);
  if (lines.next() != detail::proof_format)
    return issue{errc::unknown_format, "/1",
                 "expected the line \"" + std::string(detail::proof_format) + "\". Give what ocop ledger prove wrote."};
  auto const extra = lines.next();
  auto brief = extra && extra->starts_with(detail::extra_key)
                   ? detail::bytes_of_base64(extra->substr(detail::extra_key.size()))
                   : std::nullopt;
  if (!brief) return lines.wrong("\"extra \" and the brief of the decision in base64");
  made.brief = std::move(*brief);
  auto record = detail::read_brief(made.brief, made.document);
  if (!record) return issue{record.error().code, "/2" + record.error().where, record.error().message};
  made.record = std::move(*record);
  auto const index = lines.next();
  auto const number = index && index->starts_with(detail::index_key)
                          ? detail::plain_number(index->substr(detail::index_key.size()))
                          : std::nullopt;
  if (!number) return lines.wrong("\"index \" and the place of the record in the ledger, from 0");
  made.index = *number;
  constexpr std::size_t most_hashes = 64;  // a tree of any size has no more levels
  for (auto line = lines.next(); !line || !line->empty(); line = lines.next()) {
    auto const hash = line ? detail::tree_hash_of_base64(*line) : std::nullopt;
    if (!hash || made.proof.size() == most_hashes)
      return lines.wrong("a hash of the proof, 32 bytes in base64, or a blank line behind at most 64 of them");
    made.proof.push_back(*hash);
  }
  made.note = lines.rest();
  auto head = read_checkpoint(made.note);
  if (!head) return issue{head.error().code, "/checkpoint" + head.error().where, head.error().message};
  made.head = std::move(*head);
  return made;
}

OCOP_INLINE std::vector<issue> verify_receipt(receipt const& of, std::span<dated_key const> keys,
                                              std::optional<std::string_view> record) {
  std::vector<issue> found;
  auto const add = [&](std::optional<issue> wrong) {
    if (wrong) found.push_back(std::move(*wrong));
  };
  add(verify_checkpoint(of.head, keys));
  checkpoint const& head = of.head.content;
  tree_hash const leaf = leaf_of_record(of.record);
  if (!proves_inclusion(of.proof, leaf, of.index, head.size, head.root))
    found.push_back({errc::bad_proof, "/3",
                     "the proof does not lead from record " + of.record + " at index " + std::to_string(of.index) +
                         " to the root of the checkpoint: the receipt was altered."});
  add(detail::verify_brief(of, keys));
  if (record) add(detail::compare_with_record(of, *record));
  return found;
}

OCOP_INLINE std::string write_receipt_check(receipt const& of, std::span<issue const> faults, layout how) {
  return detail::laid_out(how, [&](auto& w) {
    using detail::put_field;
    w.StartObject();
    put_field(w, "format", "ocop-receipt-check/1");
    detail::json::key(w, "holds");
    w.Bool(faults.empty());
    put_field(w, "ledger", of.head.content.origin);
    detail::json::key(w, "records");
    w.Uint64(of.head.content.size);
    detail::json::key(w, "position");
    w.Uint64(of.index + 1);
    detail::json::key(w, "brief");
    detail::json::put(w, of.document);
    detail::json::key(w, "faults");
    w.StartArray();
    for (issue const& fault : faults) {
      w.StartObject();
      put_field(w, "code", to_string(fault.code));
      put_field(w, "where", fault.where);
      put_field(w, "message", fault.message);
      w.EndObject();
    }
    w.EndArray();
    w.EndObject();
  });
}

}  // namespace ocop
