// Sets of documents that belong together: their rules, and the check of a folder.
#pragma once

#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "templating/rules/rule_set.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

// check_set: checks documents of a folder, each by its kind, and compares them with each other.

/// Checks all data files of a folder (.json, .yaml, .yml). The kind of a file is the one whose name is in the file's
/// name; otherwise the only kind of the sets whose schema fits.
/// Reports: those of a check of each file; engine/no-data-files, engine/kind-unclear, engine/two-of-a-kind;
/// rules/set-*.
SetCheck check_set(const std::string& folder, const RenderOptions& options, CheckScope scope, KindLibrary& kinds,
                   FontSource& fonts);

/// A document that was found valid.
struct SetPaper {
  const CompiledKind& kind;
  DataSource source;
};

/// Compares documents that are bound together. If there are several of one kind, none of them is compared, since it is
/// unknown which belong together. Sources are read again, so that messages have places.
/// Reports: rules/set-*.
void check_papers(const std::vector<SetPaper>& papers, const RenderOptions& options, const KindLibrary& kinds,
                  Run& run);

// SetRules: a file of templates/shared/sets. It states which kinds belong together and which values must agree.

/// A place in a kind whose value other kinds of the set also have.
struct SharedPlace {
  std::string kind;
  std::string at;
};

struct SetRules {
  std::string name;  // international-proposal
  std::vector<std::string> kinds;
  rules::AgreementSet agreement;
  /// Groups of places that have the same value; new data of one kind takes it from another.
  std::vector<std::vector<SharedPlace>> shared;

  bool concerns(std::string_view kind) const;
};

/// All sets of the template folders; if two have the same name, the one in the first folder. Their texts become sources
/// of the run. Reports: resources/*, data/* by set.schema.json, those of AgreementSet::compile.
std::vector<SetRules> read_sets(const KindLibrary& kinds, Run& run);

// carry_over: takes values from data of one kind into new data of another.

/// The options for new data of a kind, with the values that `options.from`, data of another kind, has in common with
/// it. Values that were given override these. A value that the kind does not accept is left out and reported. nullopt
/// if an error was reported. Reports: those of reading; engine/kind-unclear, engine/nothing-shared, engine/unfit-value.
std::optional<NewData> carry_over(const NewData& options, const CompiledKind& kind, KindLibrary& kinds, Run& run);

}  // namespace gongwen::engine
