#pragma once

#include "ocop/base/label.hpp"

#include <string>

namespace ocop {

/// Somebody who recognises, certifies, rewards or manages.
struct authority {
  std::string id;
  label name;

  friend bool operator==(authority const&, authority const&) = default;
};

}  // namespace ocop
