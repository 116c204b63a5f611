// `import --force`: schema and sample of a kind whose page is a Word file with tags, renewed after its tags have
// changed. What import wrote last is recorded in the schema, so that what people have corrected since can be told.
#pragma once

#include "base/json.h"
#include "gongwen/engine.h"
#include "templating/used_data.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// The schema and the made-up data that follow from tags.
struct DraftedData {
  base::Json schema;
  base::Json sample;
};

/// A correction of a person that no longer fits what the tags need.
struct LostCorrection {
  std::string name;
  std::string before;       // its schema
  diagnostics::Span place;  // of the tag
};

struct RenewedKind {
  base::Json schema;
  base::Json sample;
  /// The names, with what became of each as reason: `tag` (as before), `tag-new`, `tag-retyped`, `tag-own`,
  /// `tag-replaced`, `tag-gone`, `tag-unused`. Members have the names of their groups before them: `list.name`.
  std::vector<FieldGuess> names;
  std::vector<LostCorrection> lost;
};

/// Adds the record of the draft to a schema.
base::Json with_draft(base::Json schema, const DraftedData& draft);

/// Merges what the tags need today with `schema` and `sample`: each keyword and each value that is as it was drafted
/// follows the tags, all others stay, unless the type that the tags need now contradicts them. A name that no tag uses
/// any more goes if nobody has changed its schema or its values, and `is_used` finds it nowhere else. In a schema
/// without a record all counts as changed by people.
RenewedKind renewed_kind(const base::JsonView& schema, const base::JsonView& sample, const DraftedData& draft,
                         const templating::UsedValue& root, const std::function<bool(std::string_view name)>& is_used);

}  // namespace gongwen::engine
