// FontUsage: finds out which glyphs of which faces a document shows and for which characters. From that it makes the
// subsets that a file embeds and the codes under which its pages show the glyphs. A glyph that stands for different
// texts gets a code for each, so that text copied from the file equals the source.
#pragma once

#include "paint/display_list.h"
#include "text/font_context.h"
#include "text/subset.h"
#include "text/subset_cache.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace gongwen::paint {

// GlyphPlaces: a hash map from glyphs to list positions. A document shows a few hundred of a face's tens of thousands
// of glyphs: an array by glyph would take time to clear and evict everything else from the cache.

class GlyphPlaces {
 public:
  /// The place of a glyph, from 1; 0 if new, which the caller must replace. The reference is valid until the next call.
  std::uint32_t& place(text::GlyphId glyph) {
    if (2 * count_ >= slots_.size()) grow();
    Slot& slot = slots_[find_slot(glyph)];
    if (slot.place == 0) {
      slot.glyph = glyph;
      ++count_;
    }
    return slot.place;
  }

  /// The place of a glyph; 0 if it has none.
  std::uint32_t find(text::GlyphId glyph) const { return slots_.empty() ? 0 : slots_[find_slot(glyph)].place; }

 private:
  struct Slot {
    std::uint32_t place = 0;  // 0: free slot
    text::GlyphId glyph = 0;
  };

  static constexpr std::size_t kFirstSlots = 128;

  /// The slot of the glyph, or the free slot where it would go.
  std::size_t find_slot(text::GlyphId glyph) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = (std::uint32_t{glyph} * 2'654'435'761U >> 8) & mask;
    while (slots_[at].place != 0 && slots_[at].glyph != glyph) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    std::vector<Slot> before(slots_.empty() ? kFirstSlots : 2 * slots_.size());
    before.swap(slots_);
    for (const Slot& slot : before) {
      if (slot.place != 0) slots_[find_slot(slot.glyph)] = slot;
    }
  }

  std::vector<Slot> slots_;  // size is a power of two, or zero
  std::size_t count_ = 0;
};

/// A two-byte character code (CID).
using CharacterCode = std::uint16_t;

/// One code of an embedded font.
struct FontCode {
  text::GlyphId glyph = 0;      // in the face
  text::GlyphId new_glyph = 0;  // in the subset
  std::u32string text;
  std::int32_t advance = 0;  // font units
  /// The font program, used by itself, maps the character `text` to this glyph (FontProgramUse::ByItself).
  bool is_of_character = false;
};

/// How a font program is used: only by glyph numbers, as in PDF, or like a system font, with names and a character map,
/// as in OFD.
enum class FontProgramUse : std::uint8_t { ByCodes, ByItself };

class UsedFont {
 public:
  UsedFont(text::FaceId id, const text::Face& face) : id_(id), face_(&face) {}
  UsedFont(UsedFont&&) = default;
  UsedFont(const UsedFont&) = delete;

  /// Notes a use. `common`: the template itself shows the glyph, so all documents of the kind do.
  void use(text::GlyphId glyph, std::u32string_view text, bool common = false);
  /// Makes the subset and assigns codes. Call it once, after all uses.
  void assign_codes(const text::FontLibrary& library, resources::Effort effort = resources::Effort::Quick,
                    FontProgramUse program = FontProgramUse::ByCodes);

  /// The code of a use that was noted before codes were assigned; any other use is a bug (asserted).
  CharacterCode code(text::GlyphId glyph, std::u32string_view text) const;
  const std::vector<FontCode>& codes() const { return codes_; }  // indexed by code; 0 is .notdef
  const text::PackedSubset& subset() const { return *subset_; }
  const text::Face& face() const { return *face_; }
  text::FaceId id() const { return id_; }
  /// Codes equal the subset's glyph numbers, so no map between them is needed.
  bool codes_are_glyphs() const { return codes_are_glyphs_; }
  /// The advance that the file states, in 1/1000 em.
  std::int32_t stated_width(CharacterCode code) const;

 private:
  struct Use {
    text::GlyphId glyph = 0;
    std::u32string text;
    CharacterCode code = 0;
    bool is_common = false;  // in the first use of a glyph: any use of it is common
    friend auto operator<=>(const Use& a, const Use& b) {
      return std::tie(a.glyph, a.text) <=> std::tie(b.glyph, b.text);
    }
  };
  const Use* find(text::GlyphId glyph, std::u32string_view text) const;
  text::WholeFont whole_font(const text::FontLibrary& library) const;

  text::FaceId id_;
  const text::Face* face_;
  std::vector<Use> used_;   // sorted once codes are assigned
  std::set<Use> further_;   // further texts of glyphs that already have one
  GlyphPlaces first_uses_;  // index into `used_`; nearly all glyphs have one use
  std::vector<FontCode> codes_;
  std::shared_ptr<const text::PackedSubset> subset_;
  bool codes_are_glyphs_ = true;
};

/// Runs `work` for each number below `count` and returns when all are done. Order and threads are up to the
/// implementation.
using WorkAll = std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;

class FontUsage {
 public:
  /// Goes over all pages. `origins` says which texts come from the data; null: none does. `work_all` makes the fonts;
  /// null: one after the other.
  FontUsage(const paint::PaintedDocument& document, const text::FontLibrary& library,
            const diagnostics::OriginTable* origins = nullptr, const WorkAll& work_all = nullptr,
            FontProgramUse program = FontProgramUse::ByCodes);

  /// Null if no text uses the face.
  const UsedFont* find(text::FaceId face) const;
  const std::vector<UsedFont>& fonts() const { return fonts_; }

 private:
  std::vector<UsedFont> fonts_;
};

/// Whether Unicode leaves the meaning of a character to the font.
constexpr bool is_private_character(char32_t c) {
  return (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xF0000 && c <= 0xFFFFD) || (c >= 0x100000 && c <= 0x10FFFD);
}

/// The blank glyph to append to a run that ends a word; nullopt if it ends with one already, or the face has none.
std::optional<text::GlyphId> blank_after(const layout::TextRun& run, const text::Face& face);

}  // namespace gongwen::paint
