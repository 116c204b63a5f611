// SetRules: a file of templates/shared/sets: which kinds of document belong together, and what must agree in them.
#pragma once

#include "engine/kinds/detail/kind_library.h"
#include "rules/agreement_set.h"

#include <string>
#include <vector>

namespace gongwen::engine {

struct SetRules {
  std::string name;  // international-proposal
  std::vector<std::string> kinds;
  rules::AgreementSet agreement;

  bool concerns(std::string_view kind) const;
};

/// All sets of the template folders; of two with one name, that of the folder searched first. The texts become sources
/// of the run. Reports: resources/*, data/* by set.schema.json, those of AgreementSet::compile.
std::vector<SetRules> read_sets(const KindLibrary& kinds, Run& run);

}  // namespace gongwen::engine
