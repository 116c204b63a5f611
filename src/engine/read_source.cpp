#include "engine/read_source.h"

#include "resources/read_file.h"

namespace gongwen::engine {

base::Expected<diagnostics::SourceId> read_source(const DataSource& source, Run& run) {
  if (source.text) return resources::add_text(source.path, *source.text, run.sources(), run.sink());
  return resources::read_text(source.path, {}, run.sources(), run.sink());
}

}  // namespace gongwen::engine
