#include "base/format.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "pdf/document/field_font.h"

namespace gongwen::engine {

std::string definition_hash(const BundleFiles& files) {
  std::string all;
  diagnostics::DiagnosticSink unheard;
  for (const std::string& name : files.list()) {
    // A new year in a calendar changes no form.
    if (name.starts_with("shared/calendars/")) continue;
    const base::Expected<std::string> bytes = files.read_bytes(name, {}, unheard);
    // Lengths keep names and contents apart.
    all += fmt::format("{} {} {}\n", name.size(), name, bytes ? bytes->size() : 0);
    if (bytes) all += *bytes;
  }
  return pdf::stamp_hash(all);
}

forms::FormStamp stamp_of(const CompiledKind& kind) {
  const KindInfo& info = kind.manifest->info;
  return {info.name, info.version, definition_hash(kind.files)};
}

}  // namespace gongwen::engine
