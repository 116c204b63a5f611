#include "engine/kinds/detail/form_stamp.h"

#include "engine/kinds/detail/definition_hash.h"

namespace gongwen::engine {

forms::FormStamp stamp_of(const CompiledKind& kind) {
  const KindInfo& info = kind.manifest->info;
  return {info.name, info.version, definition_hash(kind.files)};
}

}  // namespace gongwen::engine
