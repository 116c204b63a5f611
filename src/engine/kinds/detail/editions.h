// Editions: former definitions of a kind that are kept, so that forms made from them can still be read, shown and
// printed as they were. A folder of editions has a folder for each kind, and in it one for each edition: a bundle, with
// the shared files that it uses in `shared` (without that folder, today's files are used):
//   editions/proposal-review/597ccf706504e6df37610547d36ff5fa/template.json
// `proposal-review@597ccf…` and `proposal-review@1.0` name an edition by the hash of its definition or by its version.
#pragma once

#include "engine/kinds/detail/style_files.h"
#include "resources/folder.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::engine {

struct CompiledKind;

struct EditionName {
  std::string_view kind;
  std::string_view edition;  // a hash or a version
};

/// The parts of `KIND@EDITION`; nullopt for a name without `@`.
std::optional<EditionName> split_edition(std::string_view name);

/// Whether the text has the form of a hash of a definition: 32 hexadecimal digits.
bool is_definition_hash(std::string_view text);

/// All files that count in the definition, with their names in the bundle. Read as a bundle, they have its hash.
resources::FilesInMemory files_of_edition(const BundleFiles& files);

/// `{"kind","version","hash","files":[["template.json","…"]]}`; bytes that are not UTF-8 are `{"base64":"…"}`.
std::string edition_json(const CompiledKind& kind);

/// Writes the edition into `folder`/KIND/HASH, completely or not at all, unless it is there. Reports: resources/*.
void keep_edition(const CompiledKind& kind, const std::string& folder, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
