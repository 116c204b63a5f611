#include "publish/kinds_of_store.h"

#include "engine/kinds/kind_watch.h"
#include "engine/kinds/published_kind.h"

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
  const std::string share = engine::find_share_folder(options.share_folder);
  return record_types_of(engine::KindLibrary(engine::template_folders(options.template_folders, share)), run);
}

}  // namespace gongwen::publish
