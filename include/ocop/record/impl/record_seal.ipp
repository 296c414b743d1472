#pragma once

#include "ocop/detail/json/document.hpp"
#include "ocop/record/detail/hashed_document.hpp"
#include "ocop/record/record_seal.hpp"

#include <utility>

namespace ocop {

OCOP_INLINE bool is_seal(std::string_view line) noexcept { return line.starts_with(R"({"format":"ocop-record-seal)"); }

OCOP_INLINE result<std::string> write_seal(std::uint64_t records, std::string_view last,
                                           std::optional<signing_key> const& key) {
  auto made = detail::hash_document(value::object{{"format", "ocop-record-seal/1"},
                                                  {"records", static_cast<std::int64_t>(records)},
                                                  {"last", last.empty() ? value() : value(last)}},
                                    key);
  if (!made) return made.error();
  return std::move(made->json);
}

OCOP_INLINE result<record_seal> read_seal(std::string_view line) {
  record_seal made;
  auto failure =
      detail::json::read_document(line, "ocop-record-seal/1", std::size_t{4096}, [&](detail::node const& top) {
        top.only({"format", "records", "last", "sha256", "signature"});
        made.records = static_cast<std::uint64_t>(top["records"].whole(0));
        if (auto const last = top.maybe("last"); last.exists()) made.last = last.text();
        made.sha256 = top["sha256"].text();
        if (auto const signature = top.maybe("signature"); signature.exists()) made.signature = signature.text();
        made.is_intact = detail::is_intact(*top.raw(), made.sha256, line);
      });
  if (failure) return std::move(*failure);
  return made;
}

}  // namespace ocop
