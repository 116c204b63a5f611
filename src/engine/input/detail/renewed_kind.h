// `import --force`: schema and sample of a kind whose page is a Word file with tags, renewed after its tags have
// changed. The schema records what import wrote last, so that later corrections by people can be recognised.
#pragma once

#include "base/json.h"
#include "gongwen/engine.h"
#include "templating/used_data.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// The schema and the made-up data that are derived from tags.
struct DraftedData {
  base::Json schema;
  base::Json sample;
};

/// A person's correction that no longer fits the tags.
struct LostCorrection {
  std::string name;
  std::string before;       // its schema
  diagnostics::Span place;  // of the tag
};

struct RenewedKind {
  base::Json schema;
  base::Json sample;
  /// The names, each with its outcome as the reason: `tag` (as before), `tag-new`, `tag-retyped`, `tag-own`,
  /// `tag-replaced`, `tag-gone`, `tag-unused`. Members have the names of their groups before them: `list.name`.
  std::vector<FieldGuess> names;
  std::vector<LostCorrection> lost;
};

/// Adds the record of the draft to a schema.
base::Json with_draft(base::Json schema, const DraftedData& draft);

/// Merges what the tags need today with `schema` and `sample`: keywords and values that are unchanged since they were
/// drafted follow the tags; all others stay, unless they contradict the type that the tags need now. A name that no tag
/// uses any longer is removed if its schema and values are unchanged and `is_used` finds it nowhere else. A schema
/// without a record counts as changed by people throughout.
RenewedKind renewed_kind(const base::JsonView& schema, const base::JsonView& sample, const DraftedData& draft,
                         const templating::UsedValue& root, const std::function<bool(std::string_view name)>& is_used);

}  // namespace gongwen::engine
