// Sets of documents that belong together: their rules, and the check of a folder.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "rules/rule_set.h"

#include <optional>
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

/// A document that was read and found valid.
struct SetPaper {
  const CompiledKind& kind;
  DataSource source;
};

/// Compares documents that are bound together. Of a kind with several of them none is compared, since nothing says
/// which belongs to which. The sources are read once more, so that messages have their places.
/// Reports: rules/set-*.
void check_papers(const std::vector<SetPaper>& papers, const RenderOptions& options, const KindLibrary& kinds,
                  Run& run);

// SetRules: a file of templates/shared/sets: which kinds of document belong together, and what must agree in them.

/// Where a kind has a value that others of the set have as well.
struct SharedPlace {
  std::string kind;
  std::string at;
};

struct SetRules {
  std::string name;  // international-proposal
  std::vector<std::string> kinds;
  rules::AgreementSet agreement;
  /// Values that new data of one kind take from those of another: places that say the same thing.
  std::vector<std::vector<SharedPlace>> shared;

  bool concerns(std::string_view kind) const;
};

/// All sets of the template folders; of two with one name, that of the folder searched first. The texts become sources
/// of the run. Reports: resources/*, data/* by set.schema.json, those of AgreementSet::compile.
std::vector<SetRules> read_sets(const KindLibrary& kinds, Run& run);

// What data of one kind of a set say that belongs into new data of another.

/// The options for new data of a kind with what `options.from`, the data of another kind, has in common with it; values
/// that were given count before those. A value that the kind does not take is left out, which is reported.
/// Returns: nothing when an error was reported. Reports: those of reading; engine/kind-unclear, engine/nothing-shared,
/// engine/unfit-value.
std::optional<NewData> carry_over(const NewData& options, const CompiledKind& kind, KindLibrary& kinds, Run& run);

}  // namespace gongwen::engine
