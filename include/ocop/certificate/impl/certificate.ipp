#pragma once

#include "ocop/base/text.hpp"
#include "ocop/certificate/certificate.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace ocop {
namespace detail {

using edition_pointer = std::shared_ptr<compiled_rule_set const>;
using days_of = std::chrono::days;

/// The edition named, or the one in force on a day.
inline result<edition_pointer> edition_for(rule_catalog const& rules, certificate_options const& options, day d) {
  return options.edition ? rules.find(*options.edition) : rules.in_force_on(d);
}

/// Everything of a certificate that does not depend on the day asked.
struct certificate_course {
  edition_pointer issued_under;
  edition_pointer ends_under;
  reading_choices readings;
  bool has_certificate = false;
  day ends;                          ///< first day without effect, before any extension
  std::optional<day> opens, closes;  ///< both included
  std::optional<day> extension_until;
  bool filed_in_window = false;
  bool extends = false;                      ///< the renewal filed carries the certificate past its end
  std::vector<std::string> asked;            ///< readings whose question came up
  std::vector<std::string> extension_asked;  ///< those that only the last day of the extension asks
};

inline issue bad_day(std::string_view what, day found, std::string const& why) {
  return {errc::bad_value, pointer_to(what), "found " + to_string(found) + "; " + why};
}

/// Do the days of a certificate follow each other?
inline std::optional<issue> check_days(certificate const& c) {
  if (auto wrong = check_day(c.issued, "/issued")) return wrong;
  std::pair<std::optional<day>, std::string_view> const later[] = {{c.previous_end, "/previous_end"},
                                                                   {c.renewal_filed, "/filed"},
                                                                   {c.revoked, "/revoked"},
                                                                   {c.refused, "/refused"},
                                                                   {c.replaced, "/replaced"}};
  for (auto const& [d, where] : later)
    if (d)
      if (auto wrong = check_day(*d, where)) return wrong;
  std::string const issue_day = "the certificate was issued on " + to_string(c.issued) + ". Mend one of the two days.";
  if (c.renewal_filed && *c.renewal_filed < c.issued) return bad_day("filed", *c.renewal_filed, issue_day);
  if (c.refused && (!c.renewal_filed || *c.refused < *c.renewal_filed))
    return bad_day("refused", *c.refused, "no renewal was filed before that day. Give the day of the filing.");
  if (c.revoked && *c.revoked < c.issued) return bad_day("revoked", *c.revoked, issue_day);
  if (c.replaced && *c.replaced < c.issued) return bad_day("replaced", *c.replaced, issue_day);
  return std::nullopt;
}

/// A limit on a day off, by reading R-13.
inline result<day> last_day(day limit, reading_choices const& readings, working_calendar const* calendar,
                            std::vector<std::string>& asked) {
  if (readings.day_off == reading_choices::day_off_rule::stays) {
    if (calendar && calendar->is_day_off(limit)) asked.emplace_back("R-13");
    return limit;
  }
  if (!calendar)
    return issue{errc::bad_value, "/readings/R-13",
                 "a limit that falls on a day off is to move, and no calendar of days off is given. Give one."};
  day const moved = calendar->next_working_day(limit);
  if (moved != limit) asked.emplace_back("R-13");
  return moved;
}

/// The certificate as it stands on a day: a renewal that was refused by then counts no more, another one may be filed.
inline certificate without_refused(certificate c, day on) {
  if (c.refused && *c.refused <= on) c.renewal_filed.reset();
  return c;
}

inline result<certificate_course> course_of(rule_catalog const& rules, certificate const& whole, day on,
                                            certificate_options const& options) {
  if (auto wrong = check_days(whole)) return *wrong;
  if (auto wrong = check_day(on, "/on")) return *wrong;
  certificate const c = without_refused(whole, on);
  certificate_course course;
  auto issued_under = edition_for(rules, options, c.issued);
  if (!issued_under) return issued_under.error();
  course.issued_under = std::move(*issued_under);
  compiled_rule_set const& first = *course.issued_under;
  if (auto wrong = first.check_stars(c.level)) return std::move(*wrong);
  course.has_certificate = first.recognitions[static_cast<std::size_t>(c.level.value - 1)].certificate;
  if (!first.certificate.term)
    return issue{errc::no_governing_rules, {}, first.edition.str() + " says nothing of the term of certificates."};

  auto const chosen = first.choose(options.readings);
  if (!chosen) return issue{chosen.error().code, "/readings" + chosen.error().where, chosen.error().message};
  bool const from_old_end = c.previous_end && chosen->renewed_term == reading_choices::renewed_term_rule::old_end;
  if (c.previous_end) course.asked.emplace_back("R-18");
  course.ends = add_months(from_old_end ? *c.previous_end : c.issued, first.certificate.term->months);
  course.asked.emplace_back("R-10");
  if (chosen->end == reading_choices::end_rule::next_day) course.ends += days_of(1);

  // Renewal, extension and notice are those of the decree of the last day, or under R-30 of the day asked until then.
  day const last_day_of_effect = course.ends - days_of(1);
  auto ends_under = edition_for(rules, options, last_day_of_effect);
  if (!ends_under) return ends_under.error();
  if (!options.edition && on < (*ends_under)->begins) {
    course.asked.emplace_back("R-30");
    if (chosen->window_law == reading_choices::window_law_rule::day_asked)
      if (auto asked = rules.in_force_on(std::max(on, c.issued))) ends_under = std::move(asked);
  }
  course.ends_under = std::move(*ends_under);
  compiled_rule_set const& last = *course.ends_under;
  auto readings = last.choose(options.readings);
  if (!readings) return issue{readings.error().code, "/readings" + readings.error().where, readings.error().message};
  course.readings = std::move(*readings);
  reading_choices const& by = course.readings;

  // Which rules a renewal filed is under: an amendment does not count, a transition clause does.
  bool is_filed_under = c.renewal_filed.has_value();
  if (is_filed_under && !options.edition) {
    auto const governing = rules.governing({filing_kind::renewal, *c.renewal_filed, {}});
    is_filed_under = governing && governing->rules->rule_set == last.rule_set;
  }

  if (auto const& window = last.certificate.renewal) {
    days_of const inside(by.window == reading_choices::window_rule::exclusive ? 1 : 0);
    course.opens = course.ends - days_of(window->opens_days_before) + inside;
    auto const closes =
        last_day(course.ends - days_of(window->closes_days_before) - inside, by, options.calendar, course.asked);
    if (!closes) return closes.error();
    course.closes = *closes;
    course.asked.emplace_back("R-11");
    // Before the rules with the window governed a filing, nothing forbade an earlier one.
    if (is_filed_under && *c.renewal_filed < *course.opens)
      return bad_day("filed", *c.renewal_filed,
                     "a renewal can be filed from " + to_string(*course.opens) + " on (" + window->cite.at + ").");
    course.filed_in_window = c.renewal_filed && *c.renewal_filed <= *course.closes;
  }
  if (auto const& extension = last.certificate.extension) {
    bool const had_closed = course.closes && *course.closes < last.begins;
    bool const is_meant = had_closed || by.extension == reading_choices::extension_rule::any_late;
    bool const misses_window =
        !course.filed_in_window || by.undecided == reading_choices::undecided_rule::undecided_too;
    if (!had_closed && misses_window) course.asked.emplace_back("R-14");
    if (course.filed_in_window) course.asked.emplace_back("R-28");
    // By R-14=any-late the extension is for filings that this decree governs; by the other alternative for its windows
    // that had closed, whatever governs the filing.
    bool const is_elsewhere =
        c.renewal_filed && !is_filed_under && by.extension == reading_choices::extension_rule::any_late;
    if (c.renewal_filed && !is_filed_under && misses_window) course.asked.emplace_back("R-14");
    if (is_meant && misses_window && !is_elsewhere) {
      auto const until = last_day(course.ends + days_of(extension->days), by, options.calendar, course.extension_asked);
      if (!until) return until.error();
      course.extension_until = *until;
      course.extension_asked.emplace_back("R-12");
      if (!c.renewal_filed || *c.renewal_filed >= course.ends) course.asked.emplace_back("R-27");
    }
    if (course.extension_until && c.renewal_filed) {
      bool const is_in_time =
          *c.renewal_filed < course.ends || by.ended == reading_choices::ended_rule::within_extension;
      course.extends = is_in_time && *c.renewal_filed <= *course.extension_until;
    }
  }
  return course;
}

inline certificate_state state_on(certificate_course const& course, certificate const& c, day on) {
  using state = certificate_state;
  if (!course.has_certificate || on < c.issued) return state::none;
  if (c.revoked && *c.revoked <= on) return state::revoked;
  if (c.replaced && *c.replaced <= on) return state::expired;
  if (on >= course.ends) return course.extends && on <= *course.extension_until ? state::extended : state::expired;
  if (!course.opens || on < *course.opens) return state::valid;
  return on <= *course.closes || course.filed_in_window ? state::renewal_open : state::renewal_late;
}

inline std::optional<deadline> next_deadline(certificate_course const& course, certificate const& c,
                                             certificate_state state, day on) {
  if (state == certificate_state::none || state == certificate_state::expired || state == certificate_state::revoked)
    return std::nullopt;
  certificate_terms const& terms = course.ends_under->certificate;
  std::vector<deadline> all;
  auto const filed = without_refused(c, on).renewal_filed;
  bool const is_filed = filed && *filed <= on;
  if (course.closes && !is_filed) all.push_back({*course.closes, "file-renewal", terms.renewal->cite.at});
  if (course.extension_until && !is_filed && state != certificate_state::extended &&
      course.readings.ended == reading_choices::ended_rule::before_end)
    all.push_back({course.ends - days_of(1), "file-late-renewal", terms.extension->cite.at});
  if (terms.notice)
    all.push_back({course.ends - days_of(terms.notice->days_before), "notify-owner", terms.notice->cite.at});
  if (state == certificate_state::extended)
    all.push_back({*course.extension_until, "extension-ends", terms.extension->cite.at});
  else all.push_back({course.ends, "certificate-ends", course.issued_under->certificate.term->cite.at});
  std::optional<deadline> next;
  for (auto const& d : all)
    if (d.on >= on && (!next || d.on < next->on)) next = d;
  return next;
}

/// The last day of the extension, where the certificate has one on a day or can still get one: a renewal filed after
/// the end counts only by reading R-27, and none does once the certificate was revoked or replaced.
inline std::optional<day> extension_on(certificate_course const& course, certificate const& c, day on) {
  if (course.extends || !course.extension_until) return course.extension_until;
  bool const was_ended = (c.revoked && *c.revoked <= on) || (c.replaced && *c.replaced <= on);
  bool const is_open = on < course.ends || (course.readings.ended == reading_choices::ended_rule::within_extension &&
                                            on <= *course.extension_until);
  return is_open && !was_ended ? course.extension_until : std::nullopt;
}

/// The readings that came up, and every other alternative than the edition's own, by id.
inline std::vector<std::string> certificate_readings(certificate_course const& course) {
  std::vector<std::string> found;
  compiled_rule_set const& rules = *course.ends_under;
  for (std::size_t i = 0; i < rules.readings.size(); ++i) {
    compiled_reading const& r = rules.readings[i];
    std::size_t const chosen = course.readings.chosen[i];
    bool const came_up = std::find(course.asked.begin(), course.asked.end(), r.id.str()) != course.asked.end();
    if (chosen != r.choice) found.push_back(r.id.str() + '=' + r.alternatives[chosen].id);
    else if (came_up) found.push_back(r.id.str());
  }
  return found;
}

}  // namespace detail

OCOP_INLINE result<certificate_status> status_on(rule_catalog const& rules, certificate const& c, day on,
                                                 certificate_options const& options) {
  auto course = detail::course_of(rules, c, on, options);
  if (!course) return course.error();
  certificate_status status;
  status.state = detail::state_on(*course, c, on);
  auto const extension = detail::extension_on(*course, c, on);
  if (extension)
    course->asked.insert(course->asked.end(), course->extension_asked.begin(), course->extension_asked.end());
  status.readings = detail::certificate_readings(*course);
  if (!course->has_certificate) {
    status.readings.clear();
    return status;
  }
  // A decision that ended it is its end: nothing can be filed any more.
  day const last_effect = course->extends ? *course->extension_until : course->ends - detail::days_of(1);
  for (auto const& ended : {c.revoked, c.replaced}) {
    bool const is_over = ended && *ended <= on && *ended <= last_effect;
    if (!is_over || (status.first_day_without_effect && *status.first_day_without_effect <= *ended)) continue;
    status.first_day_without_effect = *ended;
  }
  if (status.first_day_without_effect) return status;
  status.first_day_without_effect = course->ends;
  status.renewal_opens = course->opens;
  status.renewal_closes = course->closes;
  status.extension_until = extension;
  status.next = detail::next_deadline(*course, c, status.state, on);
  return status;
}

OCOP_INLINE result<certificate> succeed(rule_catalog const& rules, certificate const& old, filing_kind kind,
                                        stars level, day decided, certificate_options const& options) {
  auto const course = detail::course_of(rules, old, decided, options);
  if (!course) return course.error();
  if (decided < old.issued)
    return detail::bad_day(
        "decided", decided,
        "the certificate before it was issued on " + to_string(old.issued) + ". Mend one of the two.");
  if (kind != filing_kind::upgrade && kind != filing_kind::renewal)
    return issue{
        errc::bad_value, "/kind",
        "found " +
            (is_enumerator(kind) ? std::string(to_string(kind)) : "number " + std::to_string(static_cast<int>(kind))) +
            "; a certificate is put in the place of another one by an upgrade or a renewal."};
  auto const under = detail::edition_for(rules, options, decided);
  if (!under) return under.error();
  if (auto wrong = (*under)->check_stars(level)) return std::move(*wrong);
  certificate made;
  made.level = level;
  made.issued = decided;
  if (kind == filing_kind::renewal) made.previous_end = course->ends;
  return made;
}

OCOP_INLINE result<revocation> revocation_of(rule_catalog const& rules, certificate const& c, std::string_view ground,
                                             day concluded, certificate_options const& options) {
  if (auto wrong = check_day(concluded, "/concluded")) return std::move(*wrong);
  if (auto wrong = check_day(c.issued, "/issued")) return std::move(*wrong);
  auto const edition = detail::edition_for(rules, options, concluded);
  if (!edition) return edition.error();
  auto const& rule = (*edition)->certificate.revocation;
  if (!rule)
    return issue{errc::no_governing_rules, {}, (*edition)->edition.str() + ": our sources say nothing of revocation."};
  auto const readings = (*edition)->choose(options.readings);
  if (!readings) return issue{readings.error().code, "/readings" + readings.error().where, readings.error().message};
  std::string known;
  for (auto const& g : rule->grounds) {
    known += (known.empty() ? "" : ", ") + g.id;
    if (g.id != ground) continue;
    for (auto const& who : rule->by) {
      if (std::find(who.levels.begin(), who.levels.end(), c.level) == who.levels.end()) continue;
      std::vector<std::string> asked;
      auto const until =
          detail::last_day(concluded + std::chrono::days(rule->within_days), *readings, options.calendar, asked);
      if (!until) return until.error();
      return revocation{who.by.id, who.by.name, g.id, g.text, *until, g.cite.at};
    }
    return issue{errc::bad_value, "/stars",
                 "nobody revokes " + std::to_string(c.level.value) + " stars; they have no certificate."};
  }
  return issue{errc::bad_value, "/ground", "there is no ground " + in_quotes(ground) + "; grounds are " + known + "."};
}

}  // namespace ocop
