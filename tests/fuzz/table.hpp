#pragma once

#include "targets.hpp"

#include <string_view>

namespace ocop::fuzz {

/// A target by its name, that of its folders in corpus/ and crashes/.
struct named_target {
  std::string_view name;
  void (*run)(std::string_view bytes);
};

inline constexpr named_target targets[]{
    {"submissions", submissions},
    {"logic", logic},
    {"rule_files", rule_files},
    {"records", records},
    {"exports", exports},
    {"receipts", receipts},
    {"image", image},
    {"certificates", certificates},
    {"dossiers", dossiers},
    {"programmes", programmes},
    {"days", days},
    {"json", json},
};

}  // namespace ocop::fuzz
