#pragma once

#include "ocop/base/authority.hpp"
#include "ocop/base/certificate_terms.hpp"
#include "ocop/base/citation.hpp"
#include "ocop/base/council_regulation.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/points.hpp"
#include "ocop/base/procedure_rules.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/dossier_rules.hpp"
#include "ocop/compile/programme_plan.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/model/dated.hpp"
#include "ocop/model/revision.hpp"

#include <string_view>

/// \file
/// The fields of the structs that an image holds, in their order: with_fields(x, visit) calls `visit` with all of them.
/// names_of_fields(x) gives their names, with commas between. A struct that has got a field more, or lost one, does not
/// compile until its line here says so. (Boost.PFR would need no line, but doubles what a header-only program takes to
/// compile.)

namespace ocop::detail {

#define OCOP_FIELDS(type, ...)                       \
  template <class Visit>                             \
  auto with_fields(type const& whole, Visit visit) { \
    auto const& [__VA_ARGS__] = whole;               \
    return visit(__VA_ARGS__);                       \
  }                                                  \
  constexpr std::string_view names_of_fields(type const&) noexcept { return #__VA_ARGS__; }

OCOP_FIELDS(points, value)
OCOP_FIELDS(stars, value)
OCOP_FIELDS(label, vi, en)
OCOP_FIELDS(citation, at, basis)
OCOP_FIELDS(authority, id, name)
OCOP_FIELDS(member, key, content)
OCOP_FIELDS(model::dated, since, until)
OCOP_FIELDS(model::rule_revision, number, dated, why, source)

OCOP_FIELDS(compiled_option, id, text, worth, stands_for)
OCOP_FIELDS(compiled_option_list, case_no, title, printed, options)
OCOP_FIELDS(compiled_criterion, id, stands_for, title, max, section, group, lists, anomaly, cite)
OCOP_FIELDS(compiled_gate, level, criterion, list, option, needed)
OCOP_FIELDS(compiled_note, id, text, when, when_text, effect, zero_at, first, last, at, cite)
OCOP_FIELDS(points_unit, per_point)
OCOP_FIELDS(compiled_heading, code, title, max, above, cite, counts_at_most)
OCOP_FIELDS(compiled_minimum, level, place, at, code, least, cite)
OCOP_FIELDS(compiled_product_set, number, unit, stands_for, name, industry, group, managed_by, anomaly, cite,
            checked_on, sha256, sections, groups, criteria, gates, notes, minimums, by_code)

OCOP_FIELDS(compiled_band, level, from, end, end_included, title, cite, known, standing)
OCOP_FIELDS(compiled_recognition, by, name, certificate, cite, known)
OCOP_FIELDS(compiled_forwarding, level, from, to, name, cite, known)
OCOP_FIELDS(compiled_reading::alternative, id, text, effect)
OCOP_FIELDS(compiled_reading, id, question, alternatives, choice, cite, why)
OCOP_FIELDS(compiled_fact, key, type, text, proved_by)
OCOP_FIELDS(compiled_topic, topic, status, known, note)
OCOP_FIELDS(compiled_transition, kinds, filed_before, use, finish_within_days, cite, otherwise)
OCOP_FIELDS(reading_choices, levels, mark, heading, minimum, members, band, gap, end, window, day_off, extension, cases,
            renewed_term, spread_limit, facts, zero_stop, forward, ended, undecided, amendment, window_law, chosen, of,
            offered)
OCOP_FIELDS(compiled_rule_set, edition, rule_set, title, from, until, begins, ends, cite, sha256, wordless_sha256,
            revision, unit, parts, bands, councils, recognitions, forwardings, procedure, certificate, dossier,
            readings, facts, topics, transitions, product_sets, defaults, kept)

OCOP_FIELDS(return_rule::choice, id, text, levels)
OCOP_FIELDS(return_rule, level, below, to, choices, cite)
OCOP_FIELDS(round_rule, level, number, proposed_before, held_before, cite)
OCOP_FIELDS(session_rule, kinds, form, unless, cite)
OCOP_FIELDS(time_limit, id, text, days, working_days, from, kinds, cite)
OCOP_FIELDS(procedure_rules, returns, rounds, sessions, limits)

OCOP_FIELDS(certificate_term, months, cite)
OCOP_FIELDS(renewal_rule, opens_days_before, closes_days_before, cite)
OCOP_FIELDS(extension_rule, days, cite)
OCOP_FIELDS(notice_rule, days_before, cite)
OCOP_FIELDS(revocation_ground, id, text, starts_with, cite)
OCOP_FIELDS(revoking_authority, levels, by, cite)
OCOP_FIELDS(revocation_rule, within_days, by, grounds, cite)
OCOP_FIELDS(certificate_terms, term, renewal, extension, notice, revocation)

OCOP_FIELDS(dossier_stage, id, cite)
OCOP_FIELDS(applicant_kind, id, text, sets, needs_registration, cite)
OCOP_FIELDS(paper, id, stage, text, kinds, sets, except_sets, if_any, when, when_text, cite)
OCOP_FIELDS(samples_rule, count, stage, except_sets, cite)
OCOP_FIELDS(copies_rule, paper, electronic, cite)
OCOP_FIELDS(code_format::element, id, text, least_digits, most_digits)
OCOP_FIELDS(code_format, elements, cite)
OCOP_FIELDS(dossier_rules, stages, applicants, papers, samples, copies, code)

OCOP_FIELDS(quorum_rule, present, of, needs_chair, cite)
OCOP_FIELDS(spread_rule, limit, scope, accepts_limit, cite)
OCOP_FIELDS(rounding_rule, decimals, of)
OCOP_FIELDS(council_regulation::reading_of_its_own, reading, alternative, cite)
OCOP_FIELDS(council_regulation, id, title, how, drop, tie, rounding, quorum, spread, session, rounds, readings, unknown,
            cite, sha256)

OCOP_FIELDS(programme_target, id, text, at_least, approximate, of_registered, from, cite)
OCOP_FIELDS(programme_award, when, levels, by, on_upgrade, cite)
OCOP_FIELDS(programme_class, id, text, when, cite)
OCOP_FIELDS(programme_plan, id, title, from, until, targets, awards, priority, preference)

#undef OCOP_FIELDS

}  // namespace ocop::detail
