#pragma once

#include "ocop/score/assessment.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/score/plan_run.hpp"
#include "ocop/exchange/detail/result_parts.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::detail {

/// Text written front to back, into memory that stays for the next text.
class text_writer {
  std::string memory_;
  std::size_t size_ = 0;

 public:
  [[nodiscard]] std::string_view text() const noexcept { return std::string_view(memory_).substr(0, size_); }
  void clear() noexcept { size_ = 0; }

  void put(char c) {
    make_room(1);
    memory_[size_++] = c;
  }
  void put(std::string_view s) {
    make_room(s.size());
    std::memcpy(memory_.data() + size_, s.data(), s.size());
    size_ += s.size();
  }
  void put_number(std::int64_t n) {
    if (n >= 0 && n < 10) return put(static_cast<char>('0' + n));
    make_room(20);
    char* const first = memory_.data() + size_;
    size_ += static_cast<std::size_t>(std::to_chars(first, first + 20, n).ptr - first);
  }

 private:
  void make_room(std::size_t more) {
    if (memory_.size() - size_ < more) memory_.resize(2 * (size_ + more));
  }
};

/// An object as compact JSON, written by `put_members`; without its braces.
template <class PutMembers>
std::string members_text(PutMembers put_members) {
  json::buffer out;
  json::writer w(out);
  w.StartObject();
  put_members(w);
  w.EndObject();
  return {out.GetString() + 1, out.GetSize() - 2};
}

/// The elements of an array as compact JSON, written by `put_elements`; without its brackets.
template <class PutElements>
std::string elements_text(PutElements put_elements) {
  json::buffer out;
  json::writer w(out);
  w.StartArray();
  put_elements(w);
  w.EndArray();
  return {out.GetString() + 1, out.GetSize() - 2};
}

inline std::string elements_text(std::vector<std::string> const& all) {
  return elements_text([&](auto& w) {
    for (auto const& one : all) json::put(w, std::string_view(one));
  });
}

/// The facts of a submission, as far as a result says them: elements of its arrays.
struct facts_text {
  std::string assumed;
  std::string unread;

  facts_text(compiled_rule_set const& rules, findings const& found)
      : assumed(elements_text(found.assumed)), unread(elements_text([&](auto& w) {
          for (auto const& fact : found.unread) put_unread_fact(w, rules, fact);
        })) {}
};

/// What the results of one set under the same rules have in common, written beforehand: put_result() in pieces.
class result_text {
  struct mark {
    std::size_t criterion = 0;
    std::string before;  ///< up to the options chosen
    std::string after;
  };
  std::string rules_;
  std::vector<std::string> parts_;  ///< keys
  std::vector<mark> marks_;
  std::vector<std::string> notes_;         ///< by their index in the set; empty for those that do nothing
  std::vector<std::string> returns_;       ///< by return rule, then level from 1
  std::vector<std::string> recognitions_;  ///< by level; the first is that of none
  std::vector<std::string> forwards_;      ///< the first is that of none
  std::string missing_law_;
  std::vector<std::string> readings_;
  named_readings named_;
  compiled_rule_set const* law_;

 public:
  result_text(assessment const& terms, std::string_view because, scoring_plan const& plan)
      : named_(*terms.rules, *terms.set, terms.readings), law_(terms.rules.get()) {
    compiled_rule_set const& rules = *terms.rules;
    compiled_product_set const& set = *terms.set;
    rules_ = members_text([&](auto& w) { put_rules(w, rules, because, set); });
    for (auto const& part : rules.parts) parts_.push_back(elements_text({part.code}) + ':');
    for (auto const& gate : set.gates) {
      std::string const whole = elements_text([&](auto& w) { put_unmet_gate(w, set, gate, terms.readings, [] {}); });
      // The last array of the mark is the only empty one.
      std::size_t const at = whole.rfind("[]") + 1;
      marks_.push_back({gate.criterion, whole.substr(0, at), whole.substr(at)});
    }
    notes_.resize(set.notes.size());
    for (auto const& n : plan.notes())
      if (n.effect != note_effect::none)
        notes_[n.note] = elements_text([&](auto& w) { put_note(w, set.notes[n.note], n.effect); });
    for (auto const& back : rules.procedure.returns)
      for (auto const& band : rules.bands)
        returns_.push_back(elements_text([&](auto& w) { put_return(w, back, band.level); }));
    recognitions_.push_back(members_text([&](auto& w) { put_recognition(w, nullptr); }));
    for (auto const& r : rules.recognitions)
      recognitions_.push_back(members_text([&](auto& w) { put_recognition(w, &r); }));
    forwards_.push_back(members_text([&](auto& w) { put_forward(w, nullptr); }));
    for (auto const& f : rules.forwardings) forwards_.push_back(members_text([&](auto& w) { put_forward(w, &f); }));
    missing_law_ = elements_text(missing_law(terms));
    for (std::size_t r = 0; r < rules.readings.size(); ++r) {
      compiled_reading const& reading = rules.readings[r];
      std::size_t const chosen = terms.readings.chosen[r];
      readings_.push_back(elements_text(
          {chosen == reading.choice ? reading.id.str() : reading.id.str() + '=' + reading.alternatives[chosen].id}));
    }
  }

  /// Does write() say all that there is to say? It writes what is ranked, rejected or stopped by notes, without a
  /// rounding by the regulation or a quorum that is not met; the rest is for write_result().
  [[nodiscard]] static bool says_all_of(council_figures const& figures, ranking const& placed) {
    switch (placed.how) {
      case outcome::ranked:
      case outcome::rejected:
      case outcome::stopped:
        return !placed.minimum_rejects && !placed.gap_stops && !figures.rounded &&
               (!figures.spread || figures.spread->is_accepted);
      case outcome::rescore:
      case outcome::no_quorum: break;
    }
    return false;
  }

  /// Writes a result. `counted` has one row per member, as tally() left it. Names need no escapes.
  void write(text_writer& w, std::string_view id, std::span<std::string_view const> members,
             std::span<std::uint32_t const> counted, scoring_plan const& plan, council_figures const& figures,
             ranking const& r, question_bits asked, facts_text const& facts) const {
    w.put(R"({"format":"ocop-result/1","submission":")");
    w.put(id);
    w.put("\",");
    w.put(rules_);
    write_sheets(w, members, figures);
    write_mean(w, figures);
    w.put(R"(,"outcome":")");
    w.put(to_string(r.how));
    w.put(R"(","stars_by_points":)");
    write_stars(w, r.by_points);
    w.put(R"(,"stars":)");
    write_stars(w, r.final_stars);
    write_marks(w, members.size(), counted, plan, figures.unmet);
    write_reasons(w, figures, r, facts);
    w.put(recognitions_[r.recognition ? static_cast<std::size_t>(r.recognition - law_->recognitions.data()) + 1 : 0]);
    w.put(',');
    w.put(forwards_[r.forward ? static_cast<std::size_t>(r.forward - law_->forwardings.data()) + 1 : 0]);
    w.put(R"(,"assumed":[)");
    w.put(facts.assumed);
    w.put(R"(],"missing_law":[)");
    w.put(missing_law_);
    w.put(R"(],"readings":[)");
    list separated;
    named_.for_each(asked, figures.notes, [&](std::size_t i) { separated.put(w, readings_[i]); });
    w.put("]}");
  }

 private:
  /// Puts commas between elements.
  struct list {
    bool is_first = true;
    void put(text_writer& w, std::string_view element) {
      if (element.empty()) return;
      if (!is_first) w.put(',');
      is_first = false;
      w.put(element);
    }
  };

  static void write_stars(text_writer& w, std::optional<stars> level) {
    if (level) w.put_number(level->value);
    else w.put("null");
  }

  void write_sheets(text_writer& w, std::span<std::string_view const> members, council_figures const& figures) const {
    w.put(R"(,"sheets":[)");
    std::size_t at = 0;
    for (std::size_t s = 0; s < members.size(); ++s) {
      w.put(s == 0 ? std::string_view(R"({"member":")") : std::string_view(R"(,{"member":")"));
      w.put(members[s]);
      w.put(R"(","points":{)");
      for (auto const& part : parts_) {
        w.put(part);
        w.put_number(figures.points_of[at++]);
        w.put(',');
      }
      w.put(R"("total":)");
      w.put_number(figures.points_of[at++]);
      w.put("}}");
    }
    w.put(']');
  }

  /// Of one sheet, as most dossiers have, without a division.
  static void write_exact(text_writer& w, mean_points mean) {
    if (mean.count() == 1) w.put_number(mean.sum());
    else w.put(mean.exact());
  }

  void write_mean(text_writer& w, council_figures const& figures) const {
    mean_points const total = figures.total();
    w.put(R"(,"mean":{"exact":")");
    write_exact(w, total);
    w.put(R"(","decimal":")");
    w.put(total.decimal());
    w.put('"');
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      w.put(',');
      w.put(parts_[p]);
      w.put('"');
      write_exact(w, mean_points(figures.sums[p], total.count()));
      w.put('"');
    }
    w.put('}');
  }

  void write_marks(text_writer& w, std::size_t sheets, std::span<std::uint32_t const> counted, scoring_plan const& plan,
                   std::span<std::uint64_t const> unmet) const {
    w.put(R"(,"unmet_gates":[)");
    std::size_t const width = plan.width();
    bool is_first = true;
    for_each_bit(unmet, [&](std::size_t g) {
      if (!is_first) w.put(',');
      is_first = false;
      w.put(marks_[g].before);
      for (std::size_t s = 0; s < sheets; ++s) {
        if (s > 0) w.put(',');
        w.put_number(plan.cell(counted[s * width + marks_[g].criterion]).option);
      }
      w.put(marks_[g].after);
    });
    w.put(']');
  }

  void write_reasons(text_writer& w, council_figures const& figures, ranking const& r, facts_text const& facts) const {
    w.put(R"(,"reasons":[)");
    list separated;
    for (applied_note const& n : figures.notes) separated.put(w, notes_[n.note]);
    if (r.returned) {
      auto const rule = static_cast<std::size_t>(r.returned - law_->procedure.returns.data());
      separated.put(w, returns_[rule * law_->bands.size() + static_cast<std::size_t>(r.final_stars->value - 1)]);
    }
    separated.put(w, facts.unread);
    w.put("],");
  }
};

}  // namespace ocop::detail
