#include "base/file_path.h"
#include "base/format.h"
#include "engine/batch/detail/batch_run.h"
#include "engine/core/detail/confirmation_list.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/render/detail/continuation.h"
#include "resources/mapped_file.h"
#include "resources/read_file.h"
#include "resources/text_hash.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

/// Room for the table directory at the start of a font file (ISO/IEC 14496-22, 4.5.1): 16 bytes a table.
constexpr std::size_t kDirectoryBytes = 4096;

void add_bytes(resources::TextHash& hash, std::size_t size, std::string_view bytes) {
  hash.add(fmt::format("{} {}\n", size, bytes.size()));
  hash.add(bytes);
}

void add_file(resources::TextHash& hash, const std::string& path) {
  diagnostics::DiagnosticSink unheard;
  const base::Expected<std::string> bytes = resources::read_bytes(path, {}, unheard);
  add_bytes(hash, path.size(), bytes ? std::string_view(*bytes) : std::string_view());
}

/// A prepared face, of which the directory has a checksum of each table: to read a hundred megabytes of faces would
/// take longer than many a batch.
void add_prepared_face(resources::TextHash& hash, const std::string& path) {
  const std::optional<resources::MappedFile> file = resources::MappedFile::open(path);
  if (!file) return add_bytes(hash, 0, {});
  const std::span<const std::byte> bytes = file->bytes();
  const auto* const text = reinterpret_cast<const char*>(bytes.data());
  add_bytes(hash, bytes.size(), {text, std::min(bytes.size(), kDirectoryBytes)});
}

/// What the manifest of the fonts promises, and what is really there; faces of the user's folders by path and bytes.
void add_fonts(resources::TextHash& hash, const text::FontLibrary& fonts) {
  add_file(hash, fonts.folder() + "/manifest.json");
  for (std::size_t i = 0; i < fonts.face_count(); ++i) {
    const std::string& path = fonts.face_path(text::FaceId(i));
    if (path.starts_with(base::as_folder(fonts.folder()))) {
      add_prepared_face(hash, path);
    } else {
      add_file(hash, path);
    }
  }
}

/// The fonts of fields: see laid_out_fields.h.
void add_field_font(resources::TextHash& hash, const std::string& wanted, const text::FontLibrary& fonts) {
  hash.add(wanted);
  const std::string begin = fonts.folder() + "/faces/field-";
  add_prepared_face(hash, begin + "all.ttf");
  add_prepared_face(hash, begin + "wide.ttf");
  if (wanted == "none") return;
  if (wanted != "common" && wanted != "wide") return add_file(hash, wanted);
  add_prepared_face(hash, begin + wanted + ".ttf");
  add_file(hash, begin + wanted + ".z");
}

/// Texts in the place of those of the bundle, which `definition_hash` leaves out.
void add_texts(resources::TextHash& hash, const BundleFiles& files) {
  for (const resources::Folder& folder : files.texts_folders()) {
    for (const std::string& name : folder.files()) {
      diagnostics::DiagnosticSink unheard;
      const base::Expected<std::string> bytes = folder.read_bytes(name, {}, unheard);
      if (bytes) add_bytes(hash, name.size(), *bytes);
    }
  }
  for (const OwnTexts& own : files.own_texts()) add_bytes(hash, 0, own.bytes);
}

}  // namespace

std::string batch_definition(const CompiledKind& kind, const KindLibrary& kinds, const text::FontLibrary& fonts,
                             const RenderOptions& options) {
  resources::TextHash hash(definition_hash(kind));
  hash.add(fmt::format(" {} {} {} {} {} {} {}", GONGWEN_VERSION, options.strict, options.fillable,
                       options.pdf.signature_fields, options.pdf.attach_data, options.profile,
                       kind.engine_options->date.value_or(-1)));
  hash.add(std::to_string(options.png.dpi));
  if (options.pdf.signable) hash.add("signable");
  if (options.ofd.profile == OfdProfile::Plain) hash.add("ofd plain");
  add_texts(hash, kind.files);
  hash.add(fmt::format(" {} {}", options.draft.line_numbers, options.draft.mark));
  if (!options.page_code.text.empty()) hash.add(fmt::format(" {} {}", options.page_code.text, options.page_code.label));
  // In a strict run they decide which documents are made at all.
  if (options.strict && options.confirmed) hash.add(options.confirmed->list().hash());
  if (options.fillable) {
    add_field_font(hash, options.pdf.field_font, fonts);
    if (const std::optional<BundleFiles> page = kinds.find_page(kContinuationPage)) hash.add(definition_hash(*page));
  }
  add_fonts(hash, fonts);
  return hash.hexadecimal();
}

DefinitionParts definition_parts(const CompiledKind& kind, const KindLibrary& kinds, const text::FontLibrary& fonts,
                                 const RenderOptions& options) {
  resources::TextHash of_fonts;
  add_fonts(of_fonts, fonts);
  return {GONGWEN_VERSION, definition_hash(kind), of_fonts.hexadecimal(),
          batch_definition(kind, kinds, fonts, options)};
}

}  // namespace gongwen::engine
