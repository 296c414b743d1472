#pragma once

#include "ocop/base/text.hpp"
#include "ocop/detail/crypto/bytes.hpp"
#include "ocop/detail/crypto/sha256.hpp"
#include "ocop/detail/unicode.hpp"
#include "ocop/record/checkpoint.hpp"
#include "ocop/record/detail/note_lines.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace ocop {
namespace detail {

/// What stands before a signature: an em dash and a space.
inline constexpr std::string_view signature_mark = "\xE2\x80\x94 ";

/// The first bytes of the SHA-256 of a name, a line end, the kind Ed25519 and the key.
inline std::string note_key_id(std::string_view name, verifying_key const& key) {
  std::string bytes(name);
  bytes += '\n';
  bytes += '\x01';
  bytes += key.bytes();
  return sha256_bytes(bytes).substr(0, 4);
}

/// Those of ASCII but the line end, none of which a note may have.
inline constexpr std::string_view control_characters(
    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0B\x0C\x0D\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"
    "\x1A\x1B\x1C\x1D\x1E\x1F",
    31);

/// Is there a character in a text that a name of a note may not have: a separator, a control or a format character, or
/// a plus sign? Precondition: it is UTF-8.
inline bool has_separator(std::string_view text) {
  while (!text.empty()) {
    code_point const next(text);
    if (next.code == '+' || is_invisible(next.code)) return true;
    text.remove_prefix(next.length);
  }
  return false;
}

/// The signature on a line; nothing where it is none.
inline std::optional<note_signature> signature_on(std::string_view line) {
  if (!line.starts_with(signature_mark)) return std::nullopt;
  line.remove_prefix(signature_mark.size());
  std::size_t const blank = line.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  note_signature made{std::string(line.substr(0, blank)), {}, {}};
  auto const bytes = bytes_of_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() <= 4 || check_origin(made.name)) return std::nullopt;
  made.id = bytes->substr(0, 4);
  made.bytes = bytes->substr(4);
  return made;
}

}  // namespace detail

OCOP_INLINE tree_hash leaf_of_record(std::string_view sha256) {
  return hash_of_leaf(detail::bytes_of_hex(sha256).value_or(std::string()));
}

OCOP_INLINE std::optional<issue> check_origin(std::string_view origin) {
  constexpr std::size_t longest = 255;
  bool const is_well = !origin.empty() && origin.size() <= longest && is_utf8(origin) && !detail::has_separator(origin);
  if (is_well) return std::nullopt;
  return issue{
      errc::bad_value,
      {},
      "found " + in_quotes(origin) +
          "; the name of a ledger has no space, plus sign or control character and 1 to 255 bytes. Give one such "
          "as example.org/ocop."};
}

OCOP_INLINE result<std::string> checkpoint_text(checkpoint const& of) {
  if (auto wrong = check_origin(of.origin)) return std::move(*wrong);
  return of.origin + '\n' + std::to_string(of.size) + '\n' + detail::base64_of(of.root) + '\n';
}

OCOP_INLINE result<std::string> write_checkpoint(checkpoint const& of, signing_key const& key) {
  auto const text = checkpoint_text(of);
  if (!text) return text.error();
  return *text + '\n' + std::string(detail::signature_mark) + of.origin + ' ' +
         detail::base64_of(detail::note_key_id(of.origin, key.public_key()) + key.sign(*text)) + '\n';
}

OCOP_INLINE result<signed_checkpoint> read_checkpoint(std::string_view note) {
  if (note.empty()) return issue{errc::empty_input, {}, "there is nothing here. Give what ocop ledger head wrote."};
  if (note.size() > max_checkpoint_bytes)
    return issue{
        errc::too_large, {}, "a checkpoint has at most " + std::to_string(max_checkpoint_bytes >> 10U) + " KiB."};
  signed_checkpoint made;
  detail::line_reader lines(note);
  auto const origin = lines.next();
  if (!origin || check_origin(*origin))
    return lines.wrong("the name of a ledger, without spaces, on a line of its own");
  made.content.origin = *origin;
  auto const size = lines.next();
  auto const number = size ? detail::plain_number(*size) : std::nullopt;
  if (!number) return lines.wrong("how many records there are, a whole number");
  made.content.size = *number;
  auto const root = lines.next();
  auto const hash = root ? detail::tree_hash_of_base64(*root) : std::nullopt;
  if (!hash) return lines.wrong("the root of the tree, 32 bytes in base64");
  made.content.root = *hash;
  // Lines of extensions are signed with the others and mean nothing here.
  std::size_t signed_bytes = note.size() - lines.rest().size();
  auto line = lines.next();
  for (; line && !line->empty(); line = lines.next()) {
    if (line->find_first_of(detail::control_characters) != std::string_view::npos || !is_utf8(*line))
      return lines.wrong("a line of UTF-8 without control characters");
    signed_bytes = note.size() - lines.rest().size();
  }
  made.text = note.substr(0, signed_bytes);
  if (line) {
    for (line = lines.next(); line; line = lines.next()) {
      auto signature = detail::signature_on(*line);
      if (!signature) return lines.wrong("a signature: an em dash, the name of the key and base64");
      if (made.signatures.size() == max_checkpoint_signatures)
        return lines.wrong("at most " + std::to_string(max_checkpoint_signatures) + " signatures");
      made.signatures.push_back(std::move(*signature));
    }
    if (made.signatures.empty()) return lines.wrong("a signature behind the blank line");
  }
  if (!lines.rest().empty()) return issue{errc::bad_value, {}, "the last line has no end. Give the whole file."};
  return made;
}

OCOP_INLINE std::optional<issue> verify_checkpoint(signed_checkpoint const& of, std::span<dated_key const> keys) {
  if (keys.empty())
    return issue{
        errc::bad_key, {}, "there is no public key to verify the checkpoint of " + of.content.origin + " with."};
  bool is_signed = false;
  for (dated_key const& one : keys) {
    std::string const id = detail::note_key_id(of.content.origin, one.key);
    for (note_signature const& s : of.signatures) {
      if (s.name != of.content.origin || s.id != id) continue;
      if (!one.key.verify(of.text, s.bytes))
        return issue{errc::bad_signature,
                     {},
                     "the signature of the checkpoint of " + of.content.origin +
                         " does not fit its text: one of the two was altered."};
      is_signed = true;
    }
  }
  if (is_signed) return std::nullopt;
  return issue{errc::bad_signature,
               {},
               of.signatures.empty()
                   ? "the checkpoint is not signed. Write it with ocop ledger head --key."
                   : "no signature of the checkpoint is by the given key under the name " + of.content.origin + '.'};
}

OCOP_INLINE result<std::string> note_key(std::string_view origin, verifying_key const& key) {
  if (auto wrong = check_origin(origin)) return std::move(*wrong);
  return std::string(origin) + '+' + detail::hex_of(detail::note_key_id(origin, key)) + '+' +
         detail::base64_of('\x01' + key.bytes());
}

}  // namespace ocop
