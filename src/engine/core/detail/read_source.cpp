#include "engine/core/detail/read_source.h"

#include "base/utf8.h"
#include "data/decode_text.h"
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

base::Expected<diagnostics::SourceId> read_data_source(const DataSource& source, Run& run) {
  if (source.text) return read_source(source, run);
  base::Expected<std::string> bytes = resources::read_bytes(source.path, {}, run.sink());
  if (!bytes) return base::kReported;
  const std::string name = source.path == "-" ? "<stdin>" : source.path;
  if (data::report_office_file(*bytes, name, run.sink())) return base::kReported;
  if (base::find_invalid_utf8(*bytes)) {
    if (auto decoded = data::decode_other_encoding(*bytes)) bytes = *std::move(decoded);
  }
  return resources::add_text(name, *std::move(bytes), run.sources(), run.sink());
}

}  // namespace gongwen::engine
