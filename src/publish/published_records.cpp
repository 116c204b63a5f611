#include "publish/published_records.h"

#include <utility>
#include <vector>

namespace gongwen::publish {

store::SharedRecordTypes record_types_of(const engine::KindLibrary& kinds, engine::Run& run) {
  const auto published = engine::published_kinds(kinds, run);
  if (!published) return nullptr;
  std::vector<store::RecordSource> sources;
  for (const engine::PublishedKind& kind : *published) {
    sources.push_back({kind.name, kind.title, kind.language, kind.schema, kind.schema_name, kind.records,
                       kind.records_name, kind.section});
  }
  auto types = store::RecordTypes::read(std::move(sources), run.sources(), run.documents(), run.sink());
  return types ? *std::move(types) : nullptr;
}

store::SharedRecordTypes record_types_of(const EngineOptions& options, engine::Run& run) {
  return record_types_of(engine::KindLibrary(engine::complete_options(options)), run);
}

}  // namespace gongwen::publish
