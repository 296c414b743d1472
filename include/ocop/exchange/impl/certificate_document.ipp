#pragma once

#include "ocop/detail/json/document.hpp"
#include "ocop/detail/json/write.hpp"
#include "ocop/exchange/certificate_document.hpp"
#include "ocop/detail/json/put.hpp"

namespace ocop {
namespace detail {

template <class Writer>
void put_status(Writer& w, certificate_status const& s, std::string_view name) {
  w.StartObject();
  if (!name.empty()) put_field(w, "certificate", name);
  put_field(w, "status", to_string(s.state));
  put_day(w, "first_day_without_effect", s.first_day_without_effect);
  put_day(w, "renewal_opens", s.renewal_opens);
  put_day(w, "renewal_closes", s.renewal_closes);
  put_day(w, "extension_until", s.extension_until);
  json::key(w, "next_deadline");
  if (s.next) {
    w.StartObject();
    put_day(w, "on", s.next->on);
    put_field(w, "what", s.next->what);
    put_field(w, "cite", s.next->cite);
    w.EndObject();
  } else {
    w.Null();
  }
  put_strings(w, "readings", s.readings);
  w.EndObject();
}

inline std::optional<day> optional_day(node const& at) { return at.exists() ? std::optional(at.date()) : std::nullopt; }

}  // namespace detail

OCOP_INLINE result<certificate_document> read_certificate(std::string_view text) {
  certificate_document made;
  auto failure = detail::json::read_document(
      text, "ocop-issued-certificate/1", max_certificate_bytes, [&](detail::node const& top) {
        top.only(
            {"format", "certificate", "stars", "issued", "previous_end", "filed", "refused", "revoked", "replaced"});
        made.id = top["certificate"].text();
        made.content.level = stars{top["stars"].whole(1, 99)};
        made.content.issued = top["issued"].date();
        made.content.previous_end = detail::optional_day(top.maybe("previous_end"));
        made.content.renewal_filed = detail::optional_day(top.maybe("filed"));
        made.content.refused = detail::optional_day(top.maybe("refused"));
        made.content.revoked = detail::optional_day(top.maybe("revoked"));
        made.content.replaced = detail::optional_day(top.maybe("replaced"));
      });
  if (failure) return std::move(*failure);
  return made;
}

OCOP_INLINE std::string write_status(certificate_status const& status, layout how, std::string_view name) {
  return detail::laid_out(how, [&](auto& w) { detail::put_status(w, status, name); });
}

OCOP_INLINE std::string write_revocation(revocation const& r, layout how) {
  return detail::laid_out(how, [&](auto& w) {
    w.StartObject();
    detail::put_field(w, "ground", r.ground_id);
    detail::put_words(w, r.ground);
    detail::put_field(w, "by", r.by);
    detail::put_day(w, "decide_by", r.decide_by);
    detail::put_field(w, "cite", r.cite);
    w.EndObject();
  });
}

OCOP_INLINE std::string write_governing(governing_edition const& g, layout how) {
  return detail::laid_out(how, [&](auto& w) {
    w.StartObject();
    detail::put_field(w, "edition", g.rules->edition.str());
    detail::put_field(w, "because", g.because);
    detail::put_day(w, "finish_by", g.finish_by);
    if (g.finish_by && g.finish_because != g.because) detail::put_field(w, "finish_because", g.finish_because);
    if (g.by_else) {
      detail::json::key(w, "by_else");
      w.Bool(true);
    }
    if (!g.asked.empty()) detail::put_strings(w, "readings", {g.asked});
    w.EndObject();
  });
}

}  // namespace ocop
