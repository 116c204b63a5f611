// DocumentFonts: the faces that show a foreign document: its embedded fonts and, for characters that these lack, those
// of gongwen.
#pragma once

#include "programs/show/detail/package_parts.h"
#include "programs/show/detail/reporter.h"
#include "resources/file_descriptor.h"
#include "text/font_context.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::show {

/// The font of a text object.
struct TextFont {
  const FontResource* resource = nullptr;
  int weight = 400;
  bool is_italic = false;
  std::string_view object;  // for messages
};

/// A glyph in a face. `glyph` 0: a blank character that no face has.
struct ChosenGlyph {
  text::FaceId id;
  const text::Face* face = nullptr;
  text::FamilyId family;
  text::GlyphId glyph = text::kMissingGlyph;
  bool is_bold = false;  // synthesised
  bool is_oblique = false;
};

class DocumentFonts {
 public:
  DocumentFonts(const text::FontLibrary& library, PackageParts& parts, Reporter& reporter)
      : library_(library), context_(library, {}), parts_(parts), reporter_(reporter) {}

  /// The glyph that the file itself names, if it has an embedded font with that glyph.
  std::optional<ChosenGlyph> glyph(const TextFont& font, std::uint32_t number);
  /// The glyph of a character, from the embedded font, else from one of gongwen's.
  ChosenGlyph of_character(const TextFont& font, char32_t character);

 private:
  struct Embedded {
    text::FaceId id;
    const text::Face* face = nullptr;  // null: cannot be used
    std::size_t glyph_count = 0;
    std::map<std::uint32_t, std::uint32_t> glyph_of_number = {};  // UsableFont::glyph_of_number
  };
  const Embedded* embedded(const TextFont& font);
  Embedded open(const FontResource& resource);
  text::StackId stack(const TextFont& font);
  ChosenGlyph from_embedded(const TextFont& font, const Embedded& embedded, text::GlyphId glyph) const;
  void report_replaced(const TextFont& font, text::FaceId face);

  const text::FontLibrary& library_;
  text::FontContext context_;
  PackageParts& parts_;
  Reporter& reporter_;
  std::map<std::string, Embedded, std::less<>> by_file_;
  std::vector<resources::SharedMemory> memories_;  // open files: the library knows faces by their paths
  std::set<std::string, std::less<>> replaced_;    // names that were reported
};

}  // namespace gongwen::show
