#include "engine/input/settings_file.h"

#include "base/file_path.h"
#include "data/readers.h"
#include "engine/input/read_data.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "schema/validate.h"

#include <utility>

namespace gongwen::engine {
namespace {

// 1 MiB; larger files are refused with resources/* before they are read.
constexpr std::size_t kMaxSettings = std::size_t{1} << 20;

}  // namespace

// Files of operators, such as the settings of mail, single sign-on or publishing, each with its own
// schema. YAML by the ending of the name, JSON otherwise.
std::shared_ptr<const data::Document> read_settings_file(const std::string& path, const schema::Schema& schema,
                                                         Run& run) {
  const auto source = resources::read_text(path, {kMaxSettings}, run.sources(), run.sink());
  if (!source) return nullptr;
  const std::string_view text = run.sources().source_text(*source);
  auto read =
      is_yaml(path) ? data::read_yaml(*source, text, {}, run.sink()) : data::read_json(*source, text, {}, run.sink());
  if (!read) return nullptr;
  const auto document = std::make_shared<const data::Document>(*std::move(read));
  // Registered before the check, so that its messages can name lines.
  run.documents().add(document);
  const schema::ValidateLimits limits{.allows_schema_name = true};
  return schema::validate(schema, document->root(), limits, run.sink()) ? document : nullptr;
}

// Relative paths are relative to the settings, not to the folder in which the program was started.
std::string path_in_settings(const std::string& settings, const std::string& file) {
  if (file.empty()) return file;
  return resources::plain_path(file.starts_with('/') ? file : base::join_path(base::folder_part(settings), file));
}

}  // namespace gongwen::engine
