#pragma once

#include <string>

namespace ocop {

/// Languages in which the library speaks to people.
enum class language { vi, en };

/// Our own short wording of something in the law, in both languages, UTF-8 NFC.
struct label {
  std::string vi;
  std::string en;

  [[nodiscard]] std::string const& in(language l) const noexcept { return l == language::vi ? vi : en; }
  friend bool operator==(label const&, label const&) = default;
};

}  // namespace ocop
