#include "engine/batch/definition.h"

#include "base/format.h"
#include "engine/batch/text_hash.h"
#include "engine/definition_hash.h"
#include "resources/environment.h"
#include "resources/read_file.h"

namespace gongwen::engine {
namespace {

/// The manifest of the fonts has hashes of its faces; those of the user's folders are known by path and bytes.
void add_fonts(TextHash& hash, const text::FontLibrary& fonts) {
  diagnostics::DiagnosticSink unheard;
  const auto add_file = [&](const std::string& path) {
    const base::Expected<std::string> bytes = resources::read_bytes(path, {}, unheard);
    hash.add(fmt::format("{} {}\n", path.size(), bytes ? bytes->size() : 0));
    if (bytes) hash.add(*bytes);
  };
  add_file(fonts.folder() + "/manifest.json");
  for (std::size_t i = 0; i < fonts.face_count(); ++i) {
    const std::string& path = fonts.face_path(text::FaceId(i));
    if (!path.starts_with(fonts.folder() + "/")) add_file(path);
  }
}

}  // namespace

std::string batch_definition(const CompiledKind& kind, const text::FontLibrary& fonts, const RenderOptions& options) {
  TextHash hash(definition_hash(kind.files));
  hash.add(fmt::format(" {} {} {} {} {} {} {}", GONGWEN_VERSION, options.strict, options.fillable,
                       options.signature_fields, options.attach_data, options.profile,
                       resources::source_date_epoch().value_or(-1)));
  if (options.fillable) hash.add(options.field_font);
  if (options.fillable && options.field_font.find('/') != std::string::npos) {
    diagnostics::DiagnosticSink unheard;
    if (const auto bytes = resources::read_bytes(options.field_font, {}, unheard)) hash.add(*bytes);
  }
  add_fonts(hash, fonts);
  return hash.hexadecimal();
}

}  // namespace gongwen::engine
