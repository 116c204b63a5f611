#include "engine/read_source.h"

#include "resources/read_file.h"

namespace gongwen::engine {

std::string folder_of(const std::string& path) {
  const std::size_t end = path.rfind('/');
  if (end == std::string::npos) return ".";
  return end == 0 ? "/" : path.substr(0, end);
}

base::Expected<diagnostics::SourceId> read_source(const DataSource& source, Run& run) {
  if (source.text) return resources::add_text(source.path, *source.text, run.sources(), run.sink());
  return resources::read_text(source.path, {}, run.sources(), run.sink());
}

}  // namespace gongwen::engine
