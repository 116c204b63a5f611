// Forms in a PDF: the font of the fields, and the stamp in the metadata.
#pragma once

#include "base/path.h"
#include "forms/field_model.h"
#include "paint/font_usage.h"
#include "pdf/syntax/detail/file_writer.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

// The stamp of a form (forms/field_model.h) is kept in the metadata; the file identifier is derived from it.

/// Returns the hash of a definition, given as its bytes.
std::string stamp_hash(std::string_view definition);
/// Returns the bytes of the stamp's hash, used as the first part of the file identifier.
std::string stamp_identifier(const forms::FormStamp& stamp);

// FieldFont: the font of a form's fields. People type into it, so it has far more characters than the document shows.
// Viewers look its glyphs up by character, so its codes are Unicode and its ToUnicode map lists exactly the characters
// that it has (ISO 32000-1 sections 9.7 and 12.7.3.3).

/// Where a field font comes from.
struct FieldFontFile {
  std::string name;                        // PostScript name
  std::shared_ptr<const text::Face> face;  // has the characters that can be typed
  // preferred face: has more characters, or other outlines for them; may be null
  std::shared_ptr<const text::Face> chosen;
  /// The finished font program of `face`, in zlib format, and its unpacked length; if empty, a subset is made.
  std::string program;
  std::size_t program_length = 0;
  bool uses_chosen = false;  // all outlines come from `chosen`
  bool only_shown = false;   // holds only the characters that the form itself shows
};

/// A part of a text in one font.
struct FieldTextRun {
  std::string font;   // resource name
  std::string codes;  // in hexadecimal, with its brackets
};

class FieldFont {
 public:
  static constexpr std::string_view kName = "GwF";

  /// `shown` lists all characters that appearances need. Characters that neither face has come from the library's
  /// fallback faces, as separate fonts. `source` and `library` must outlive this.
  FieldFont(const FieldFontFile& source, const std::set<char32_t>& shown, const text::FontLibrary& library);

  /// Advance in 1/1000 em; 1000 for characters that no face has.
  std::int32_t advance(char32_t c) const;
  /// Splits a text into runs of one font, in hexadecimal codes. Characters that no face has are left out.
  std::vector<FieldTextRun> runs(std::u32string_view text) const;
  /// The outline of a character in em, y up, from the first document face that has it; empty for blanks.
  base::Path outline(char32_t c) const;

  /// Writes the fonts. Call it once; object() and resources() are valid afterwards.
  void write(ObjectWriter& file);
  ObjectNumber object() const { return object_; }
  /// The font resources of appearances: `<</GwF 7 0 R …>>`.
  const std::string& resources() const { return resources_; }

 private:
  struct Glyph {
    char32_t character = 0;
    text::GlyphId glyph = 0;
    paint::CharacterCode code = 0;
    std::int32_t width = 1000;
  };
  struct SpareGlyph {
    std::size_t font = 0;
    text::GlyphId glyph = 0;
  };

  void collect(const FieldFontFile& source, const std::set<char32_t>& shown);
  void collect_spare(const std::set<char32_t>& shown);
  const Glyph* find(char32_t c) const;
  std::string unicode_map() const;
  std::string glyph_map() const;
  std::string widths() const;
  std::string tag() const;
  ObjectNumber write_descriptor(std::string_view name, ObjectWriter& file) const;

  const FieldFontFile& source_;
  const text::FontLibrary& library_;
  const text::Face* face_ = nullptr;
  bool is_whole_ = false;      // the program of the source is used as it is
  std::string program_;        // otherwise this subset is embedded
  std::vector<Glyph> glyphs_;  // by character
  std::vector<paint::UsedFont> spare_fonts_;
  std::map<char32_t, SpareGlyph> spare_;
  ObjectNumber object_;
  std::string resources_;
};

}  // namespace gongwen::pdf
