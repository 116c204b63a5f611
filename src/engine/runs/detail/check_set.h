// Sets of documents that belong together: their rules, and the check of a folder.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "rules/agreement_set.h"

#include <string>
#include <vector>

namespace gongwen::engine {

// Checking documents that belong together: each by its kind, and all of them against one another.

/// Checks all data files of a folder (.json, .yaml, .yml). The kind of a file is the one whose name is in the
/// file's name; otherwise the only kind of the sets whose schema the data fit.
/// Reports: those of a check of each file; engine/no-data-files, engine/kind-unclear, engine/two-of-a-kind;
/// rules/set-*.
SetCheck check_set(const std::string& folder, const RenderOptions& options, CheckScope scope, KindLibrary& kinds,
                   FontSource& fonts);

// SetRules: a file of templates/shared/sets: which kinds of document belong together, and what must agree in them.

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
