#pragma once

#include "ocop/model/dossier_rules.hpp"

namespace ocop {

// Read as they are: nothing in them needs an index.
using dossier_stage = model::dossier_stage;
using applicant_kind = model::applicant_kind;
using paper = model::paper;
using samples_rule = model::samples_rule;
using copies_rule = model::copies_rule;
using code_format = model::code_format;
using dossier_rules = model::dossier_rules;

}  // namespace ocop
