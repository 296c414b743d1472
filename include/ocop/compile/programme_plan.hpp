#pragma once

#include "ocop/model/programme_plan.hpp"

namespace ocop {

// Read as they are: nothing in them needs an index.
using programme_target = model::programme_target;
using programme_award = model::programme_award;
using programme_class = model::programme_class;
using programme_plan = model::programme_plan;

}  // namespace ocop
