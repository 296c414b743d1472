#pragma once

#include <optional>
#include <string_view>

namespace ocop {

/// What follows when a note of the law applies.
enum class note_effect {
  none,         ///< nothing: a yardstick for the council
  reject,       ///< the dossier is rejected (bị loại)
  stop,         ///< no stars, scored criteria are kept (không đánh giá các bước tiếp theo)
  later_zero,   ///< the criteria after the note count 0
  zero,         ///< the criterion of the note counts 0
  waive_marks,  ///< the marks of the criterion do not apply
  maximum,      ///< the criterion of the note counts its maximum, as if its best option were ticked
};

/// The effect as rule data and documents print it: `later-zero`.
[[nodiscard]] constexpr std::string_view to_string(note_effect e) noexcept {
  switch (e) {
    case note_effect::none: return "none";
    case note_effect::reject: return "reject";
    case note_effect::stop: return "stop";
    case note_effect::later_zero: return "later-zero";
    case note_effect::zero: return "zero";
    case note_effect::waive_marks: return "waive-marks";
    case note_effect::maximum: return "maximum";
  }
  return {};
}

/// The effect of that name, or nothing.
[[nodiscard]] constexpr std::optional<note_effect> parse_note_effect(std::string_view text) noexcept {
  for (auto const e : {note_effect::none, note_effect::reject, note_effect::stop, note_effect::later_zero,
                       note_effect::zero, note_effect::waive_marks, note_effect::maximum})
    if (to_string(e) == text) return e;
  return std::nullopt;
}

}  // namespace ocop
