#pragma once

/// \file
/// The fuzz targets. Each takes any bytes and ends the program where a promise of the library does not hold; an error
/// that the library returns is an answer like any other.

#include "ocop/compile/rule_catalog.hpp"

#include <string>
#include <string_view>

namespace ocop::fuzz {

void submissions(std::string_view bytes);   ///< the fast path against the plain one, byte for byte
void logic(std::string_view bytes);         ///< a condition against itself, re-written
void rule_files(std::string_view bytes);    ///< a path on the first line, the file's new text after it
void records(std::string_view bytes);       ///< one decision record, replayed
void exports(std::string_view bytes);       ///< lines of records and a seal, with their chain
void receipts(std::string_view bytes);      ///< a receipt, and a checkpoint by itself
void image(std::string_view bytes);         ///< patches to an image: two bytes of place, one of value
void certificates(std::string_view bytes);  ///< one certificate
void dossiers(std::string_view bytes);      ///< one dossier
void programmes(std::string_view bytes);    ///< one result for a province's plan
void days(std::string_view bytes);          ///< a day
void json(std::string_view bytes);          ///< JSON, compact and canonical, read again

/// Ends the program with a sentence and the two texts.
[[noreturn]] void broken(char const* promise, std::string_view one = {}, std::string_view other = {});

/// Ends the program where the texts differ.
inline void same(std::string_view one, std::string_view other, char const* promise) {
  if (one != other) broken(promise, one, other);
}

/// The rules built into the program.
rule_catalog const& builtin();

/// The files of the made-up decree of the tests, with the built-in schemas.
ocop::rule_files const& made_up_files();

}  // namespace ocop::fuzz
