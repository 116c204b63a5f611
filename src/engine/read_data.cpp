#include "engine/read_data.h"

#include "base/ascii.h"
#include "data/apply_defaults.h"
#include "data/read_json.h"
#include "data/read_yaml.h"
#include "data/validate.h"
#include "engine/read_source.h"

namespace gongwen::engine {
namespace {

bool is_yaml(std::string_view path) {
  const std::string lower = base::ascii_lowercase(path);
  return lower.ends_with(".yaml") || lower.ends_with(".yml");
}

}  // namespace

std::shared_ptr<const data::Document> read_data(const DataSource& source, const CompiledKind& kind, Run& run) {
  const base::Expected<diagnostics::SourceId> id = read_source(source, run);
  if (!id) return nullptr;
  const std::string_view text = run.sources().source_text(*id);
  base::Expected<data::Document> read = is_yaml(source.path) ? data::read_yaml(*id, text, {}, run.sink())
                                                             : data::read_json(*id, text, {}, run.sink());
  if (!read) return nullptr;
  data::WithDefaults filled = data::apply_defaults(*kind.schema, *std::move(read), {});
  auto document = std::make_shared<const data::Document>(std::move(filled.document));
  run.documents().add(document);
  data::validate(*kind.schema, document->root(), {}, run.sink());
  return document;
}

}  // namespace gongwen::engine
