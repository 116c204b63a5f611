// FontUsage: which glyphs of which faces a document shows, and for which characters; from that the subsets that a file
// embeds, and the codes under which its pages show them. A glyph that stands for different characters gets a code for
// each, so that what is copied out of the file is what the source says.
#pragma once

#include "paint/detail/glyph_places.h"
#include "paint/display_list.h"
#include "text/font_context.h"
#include "text/subset.h"
#include "text/subset_cache.h"

#include <compare>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace gongwen::paint {

/// A two-byte character code (CID).
using CharacterCode = std::uint16_t;

/// One code of an embedded font.
struct FontCode {
  text::GlyphId glyph = 0;      // in the face
  text::GlyphId new_glyph = 0;  // in the subset
  std::u32string text;
  std::int32_t advance = 0;  // font units
  /// The font by itself has this glyph for the character that is `text` (FontProgramUse::ByItself).
  bool is_of_character = false;
};

/// How the font of a file is used: by the glyphs' numbers alone, as in PDF; or as one of the system, with names and
/// characters, as in OFD.
enum class FontProgramUse : std::uint8_t { ByCodes, ByItself };

class UsedFont {
 public:
  UsedFont(text::FaceId id, const text::Face& face) : id_(id), face_(&face) {}
  UsedFont(UsedFont&&) = default;
  UsedFont(const UsedFont&) = delete;

  /// `common`: the glyph is shown by the template itself, as in all documents of the kind.
  void use(text::GlyphId glyph, std::u32string_view text, bool common = false);
  /// Makes the subset and gives out the codes. After all uses. `program` says whether the font is for the codes of a
  /// file alone, or one that programs can use by itself.
  void assign_codes(const text::FontLibrary& library, resources::Effort effort = resources::Effort::Quick,
                    FontProgramUse program = FontProgramUse::ByCodes);

  CharacterCode code(text::GlyphId glyph, std::u32string_view text) const;
  const std::vector<FontCode>& codes() const { return codes_; }  // by code; 0 is .notdef
  const text::PackedSubset& subset() const { return *subset_; }
  const text::Face& face() const { return *face_; }
  text::FaceId id() const { return id_; }
  /// Codes equal the subset's glyph numbers, so that no map between them is needed.
  bool codes_are_glyphs() const { return codes_are_glyphs_; }
  /// Advance as the file states it, in 1/1000 em.
  std::int32_t stated_width(CharacterCode code) const;

 private:
  struct Use {
    text::GlyphId glyph = 0;
    std::u32string text;
    CharacterCode code = 0;
    bool is_common = false;  // of the first use of a glyph: one of its uses is
    friend auto operator<=>(const Use& a, const Use& b) {
      return std::tie(a.glyph, a.text) <=> std::tie(b.glyph, b.text);
    }
  };
  const Use* find(text::GlyphId glyph, std::u32string_view text) const;
  text::WholeFont whole_font(const text::FontLibrary& library) const;

  text::FaceId id_;
  const text::Face* face_;
  std::vector<Use> used_;   // ascending once codes are given out
  std::set<Use> further_;   // of glyphs that had another text before
  GlyphPlaces first_uses_;  // in `used_`; nearly all glyphs have one use
  std::vector<FontCode> codes_;
  std::shared_ptr<const text::PackedSubset> subset_;
  bool codes_are_glyphs_ = true;
};

/// Calls `work` with each number below `count` before it returns; in which order, and on which threads, is its own
/// matter.
using WorkAll = std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;

class FontUsage {
 public:
  /// Goes over all pages. `library` gives the faces; `origins` says what comes from the data; null: nothing does. Fonts
  /// are made by `work_all`; null: one after the other.
  FontUsage(const paint::PaintedDocument& document, const text::FontLibrary& library,
            const diagnostics::OriginTable* origins = nullptr, const WorkAll& work_all = nullptr,
            FontProgramUse program = FontProgramUse::ByCodes);

  const UsedFont* find(text::FaceId face) const;
  const std::vector<UsedFont>& fonts() const { return fonts_; }

 private:
  std::vector<UsedFont> fonts_;
};

/// Whether Unicode leaves it to a font what a character is.
constexpr bool is_private_character(char32_t c) {
  return (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xF0000 && c <= 0xFFFFD) || (c >= 0x100000 && c <= 0x10FFFD);
}

/// The glyph of a blank after a run that ends a word; none if it has one, or its face has none.
std::optional<text::GlyphId> blank_after(const layout::TextRun& run, const text::Face& face);

}  // namespace gongwen::paint
