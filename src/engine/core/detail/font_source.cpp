#include "engine/core/detail/font_source.h"

#include "base/file_path.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <algorithm>
#include <set>

// Fonts are opened once per engine, in the background if requested. Errors of the library are kept, since every run
// that uses fonts must report them.
namespace gongwen::engine {
namespace {

/// The last ideograph of the tertiary plane; beyond it are only tags, selectors and private characters.
constexpr char32_t kLastCharacter = 0x323AF;

bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

/// The face must be opened, since its number of characters is not in the manifest.
FontFace describe_face(const text::FontLibrary& library, text::FaceId id) {
  FontFace described;
  described.name = library.face_name(id);
  described.family = library.face_family(id);
  described.file = library.face_path(id);
  described.licence = library.face_licence(id);
  described.is_own = !described.file.starts_with(base::as_folder(library.folder()));
  const text::Face* const face = library.face(id);
  if (face == nullptr) return described;
  described.weight = face->weight();
  described.italic = face->is_italic();
  // Querying each character is quick enough for a list that people read.
  for (char32_t c = U'!'; c <= kLastCharacter; ++c) {
    if (is_surrogate(c) || face->glyph(c) == text::kMissingGlyph) continue;
    ++described.characters;
    described.han += base::is_ideograph(c);
  }
  return described;
}

/// Whether a character needs a glyph. Variation selectors, direction marks and the like only select or arrange their
/// neighbours.
bool needs_face(char32_t c) {
  const bool is_control = c < U' ' || (c >= 0x7F && c <= 0xA0);
  const bool is_format = (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) || (c >= 0x2060 && c <= 0x206F);
  const bool is_selector = (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
  return !is_control && !is_format && !is_selector && c != U' ' && c != 0x3000 && c != 0xFEFF && c != 0xAD;
}

}  // namespace

/// Called once, by the first thread that needs fonts.
void FontSource::open() {
  diagnostics::DiagnosticSink sink;
  library_ = text::FontLibrary::open(folder_, sources_, sink, check_);
  if (library_) {
    for (const std::string& folder : user_folders_) library_->add_folder(folder, sink);
  }
  diagnostics_ = sink.diagnostics();
  // The manifest was read outside any run, so a run cannot look up its origins.
  for (diagnostics::Diagnostic& diagnostic : diagnostics_) diagnostic.origin = {};
}

/// Starts opening in another thread; get() waits for it if necessary.
void FontSource::prepare() {
  std::call_once(prepared_, [this] {
    opening_ = base::SideTask([this] {
      std::call_once(opened_, [this] { open(); });
      text::FontLibrary::prepare_faces();
    });
  });
}

/// Returns null if the library cannot be used. Reports its messages in each run.
const text::FontLibrary* FontSource::get(Run& run) {
  std::call_once(opened_, [this] { open(); });
  for (const diagnostics::Diagnostic& diagnostic : diagnostics_) run.sink().add(diagnostic);
  return library_.get();
}

/// Names of families are separated into real ones and those of fonts that they replace.
FontList list_fonts(const text::FontLibrary& library) {
  FontList list;
  for (std::size_t i = 0; i < library.face_count(); ++i) {
    list.faces.push_back(describe_face(library, text::FaceId(i)));
  }
  for (const text::FamilyOffer& family : library.families()) {
    FontFamily described{family.name, {}, {}, {}};
    for (const text::FamilyName& name : family.names) {
      (name.substitute ? described.substitute_for : described.names).push_back(name.name);
    }
    for (const text::FaceOffer& offer : family.faces) {
      if (offer.face) described.faces.push_back(library.face_name(offer.face));
    }
    list.families.push_back(std::move(described));
  }
  return list;
}

/// Queries every face, since templates may use any of them.
std::vector<std::string> missing_characters(const text::FontLibrary& library, std::string_view text) {
  // Each character once, in the order of code points.
  std::set<char32_t> wanted;
  for (const auto& decoded : base::CodePoints(text)) {
    if (needs_face(decoded.code_point)) wanted.insert(decoded.code_point);
  }
  std::vector<const text::Face*> faces;
  for (std::size_t i = 0; i < library.face_count(); ++i) {
    if (const text::Face* const face = library.face(text::FaceId(i))) faces.push_back(face);
  }
  std::vector<std::string> missing;
  for (const char32_t c : wanted) {
    const auto has = [c](const text::Face* face) {
      return face->glyph(c) != text::kMissingGlyph;
    };
    if (std::any_of(faces.begin(), faces.end(), has)) continue;
    base::append_utf8(missing.emplace_back(), c);
  }
  return missing;
}

}  // namespace gongwen::engine
