// GlyphPlaces: where the glyphs of a face are in a list. A document shows a few hundred of tens of thousands, so that a
// table by glyph would mostly be cleared, and push everything else out of the cache.
#pragma once

#include "text/font_context.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gongwen::paint {

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

}  // namespace gongwen::paint
