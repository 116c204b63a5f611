// `import --force`: schema and sample of a kind whose page is a Word file with tags, renewed after its tags have
// changed.
#pragma once

#include "base/json.h"
#include "gongwen/engine.h"
#include "templating/used_data.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

struct RenewedKind {
  base::Json schema;
  base::Json sample;
  /// The names, with what became of each as reason: `tag` (as before), `tag-new`, `tag-retyped`, `tag-own`, `tag-gone`,
  /// `tag-unused`. Members have the names of their groups before them: `list.name`.
  std::vector<FieldGuess> names;
};

/// Whether a schema is what import writes for a value of this name: nobody has changed it.
bool is_drafted_schema(const base::JsonView& schema, std::string_view name);

/// New names are added, and those that have the schema of import get that of today. A name that no tag uses any more
/// goes if nobody has changed its schema and `is_used` finds it nowhere else; its value in the sample goes with it.
RenewedKind renewed_kind(const base::JsonView& schema, const base::JsonView& sample, const templating::UsedValue& root,
                         const std::function<bool(std::string_view name)>& is_used);

}  // namespace gongwen::engine
