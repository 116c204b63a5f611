#include "engine/kinds/detail/editions.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/resources.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "resources/file_tree.h"
#include "resources/output_folder.h"

#include <algorithm>

// An edition is kept with all files that count in its hash, including those that the program makes from a form, so that
// neither a later program nor later shared files change it.
namespace gongwen::engine {
namespace {

constexpr std::size_t kHashDigits = 32;

}  // namespace

std::optional<EditionName> split_edition(std::string_view name) {
  const std::size_t mark = name.find('@');
  if (mark == std::string_view::npos) return std::nullopt;
  return EditionName{name.substr(0, mark), name.substr(mark + 1)};
}

bool is_definition_hash(std::string_view text) {
  return text.size() == kHashDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

resources::FilesInMemory files_of_edition(const BundleFiles& files) {
  resources::FilesInMemory kept;
  visit_definition(files, [&kept](const std::string& name, const std::string& bytes) { kept.emplace(name, bytes); });
  return kept;
}

std::string edition_json(const CompiledKind& kind) {
  base::Json files = base::Json::list();
  for (const auto& [name, bytes] : files_of_edition(kind.files)) {
    base::Json file = base::Json::list();
    file.add(name);
    if (!base::find_invalid_utf8(bytes) && bytes.find('\0') == std::string::npos) {
      file.add(bytes);
    } else {
      std::string text;
      base::append_base64(text, bytes);
      base::Json coded = base::Json::object();
      file.add(std::move(coded.set("base64", text)));
    }
    files.add(std::move(file));
  }
  base::Json json = base::Json::object();
  json.set("kind", kind.manifest->info.name).set("version", kind.manifest->info.version);
  return json.set("hash", definition_hash(kind)).set("files", std::move(files)).text();
}

void keep_edition(const CompiledKind& kind, const std::string& folder, diagnostics::DiagnosticSink& sink) {
  const std::string place = base::join_path(folder, kind.manifest->info.name);
  const std::string& hash = definition_hash(kind);
  // The name is the hash of the content, so an existing folder cannot be outdated.
  if (resources::is_folder(base::join_path(place, hash))) return;
  if (resources::make_folder(folder) == resources::MadeFolder::Failed) {
    sink.report(diagnostics::messages::ResourcesNoFolder, diagnostics::Origin{}, folder);
    return;
  }
  resources::NewFolder target(place, hash);
  if (!target.open(sink)) return;
  for (const auto& [name, bytes] : files_of_edition(kind.files)) {
    if (!target.add(name, bytes, sink)) return;
  }
  target.commit(sink);
}

}  // namespace gongwen::engine
