// FontUsage: which glyphs of which faces a document shows, and for which characters; from that the subsets that a file
// embeds, and the codes under which its pages show them. A glyph that stands for different characters gets a code for
// each, so that what is copied out of the file is what the source says.
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

// GlyphPlaces: where the glyphs of a face are in a list. A document shows a few hundred of tens of thousands, so that a
// table by glyph would mostly be cleared, and push everything else out of the cache.

class GlyphPlaces {
 public:
  /// The place of a glyph, counted from 1; 0 at first, which the caller replaces. The reference is valid until the next
  /// call.
  std::uint32_t& place(text::GlyphId glyph) {
    if (2 * count_ >= slots_.size()) grow();
    Slot& slot = slots_[find_slot(glyph)];
    if (slot.place == 0) {
      slot.glyph = glyph;
      ++count_;
    }
    return slot.place;
  }

  /// 0: none.
  std::uint32_t find(text::GlyphId glyph) const { return slots_.empty() ? 0 : slots_[find_slot(glyph)].place; }

 private:
  struct Slot {
    std::uint32_t place = 0;  // 0: the slot is free
    text::GlyphId glyph = 0;
  };

  static constexpr std::size_t kFirstSlots = 128;

  /// That of the glyph, or the free one where it would be.
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

  std::vector<Slot> slots_;  // a power of two, or none
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
