#include "diagnostics/catalogue/engine.h"
#include "engine/render/detail/laid_out_fields.h"
#include "resources/read_file.h"

namespace gongwen::engine {
namespace {

using pdf::FieldFontFile;

constexpr std::string_view kName = "GwField";
/// Before the zlib stream of a prepared program: its length when unpacked, big-endian.
constexpr std::size_t kLengthBytes = 4;

/// Reads a prepared font program. Returns: false when there is none.
bool read_program(const std::string& path, FieldFontFile& font) {
  diagnostics::DiagnosticSink unheard;
  base::Expected<std::string> bytes = resources::read_bytes(path, {}, unheard);
  if (!bytes || bytes->size() <= kLengthBytes) return false;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    font.program_length = font.program_length << 8 | static_cast<unsigned char>((*bytes)[i]);
  }
  font.program = bytes->substr(kLengthBytes);
  return true;
}

/// Names of files go into PDF names: letters and digits only.
std::string name_of(const text::Face& face) {
  std::string name;
  for (const std::string& given : face.names()) {
    for (const char c : given) {
      if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) name.push_back(c);
    }
    if (!name.empty()) return name;
  }
  return "UserField";
}

class FieldFontOpener {
 public:
  FieldFontOpener(const text::FontLibrary& library, diagnostics::DiagnosticSink& sink)
      : faces_(library.folder() + "/faces/"), sink_(sink) {}

  /// `field-wide`: the face, and its program in another file beside it.
  base::Expected<FieldFontFile> prepared(const std::string& preset) {
    FieldFontFile font{
        std::string(kName), face(faces_ + preset + ".ttf"), face(faces_ + "field-all.ttf"), {}, 0, false, false};
    if (font.face == nullptr || font.chosen == nullptr) return base::kReported;
    if (!read_program(faces_ + preset + ".z", font)) return missing(preset + ".z");
    return font;
  }

  base::Expected<FieldFontFile> shown_only() {
    FieldFontFile font{std::string(kName), face(faces_ + "field-all.ttf"), nullptr, {}, 0, false, true};
    if (font.face == nullptr) return base::kReported;
    return font;
  }

  /// The characters of the preset `wide`, as far as the user's face has them.
  base::Expected<FieldFontFile> own(const std::string& path) {
    FieldFontFile font{{}, face(faces_ + "field-wide.ttf"), face(path), {}, 0, false, false};
    if (font.face == nullptr || font.chosen == nullptr) return base::kReported;
    font.name = name_of(*font.chosen);
    font.uses_chosen = true;
    return font;
  }

 private:
  std::shared_ptr<const text::Face> face(const std::string& path) {
    std::shared_ptr<const text::Face> opened = text::Face::open(path);
    if (opened != nullptr && opened->outlines() == text::OutlineFormat::TrueType) return opened;
    missing(path.substr(path.starts_with(faces_) ? faces_.size() : 0));
    return nullptr;
  }

  base::Reported missing(const std::string& name) {
    sink_.report(diagnostics::messages::EngineNoFieldFont, diagnostics::Origin{}, name);
    return base::kReported;
  }

  std::string faces_;
  diagnostics::DiagnosticSink& sink_;
};

}  // namespace

base::Expected<pdf::FieldFontFile> open_field_font(const std::string& wanted, const text::FontLibrary& library,
                                                   diagnostics::DiagnosticSink& sink) {
  FieldFontOpener opener(library, sink);
  if (wanted == "common" || wanted == "wide") return opener.prepared("field-" + wanted);
  return wanted == "none" ? opener.shown_only() : opener.own(wanted);
}

}  // namespace gongwen::engine
