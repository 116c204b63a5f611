#include "pdf/document/font_usage.h"

#include "base/assert.h"

#include <algorithm>

namespace gongwen::pdf {
namespace {

/// A further glyph of a cluster stands for nothing that the first does not stand for; readers need some character all
/// the same, and this one is invisible (a zero-width space).
constexpr std::u32string_view kNoText = U"\u200B";

std::u32string_view stated_text(std::u32string_view text) {
  if (text.empty()) return kNoText;
  // A no-break space is a space to whoever copies the text; the two share a glyph.
  return text == U"\u00A0" ? std::u32string_view(U" ") : text;
}

}  // namespace

void UsedFont::use(text::GlyphId glyph, std::u32string_view text) {
  if (glyph >= first_uses_.size()) first_uses_.resize(std::size_t{glyph} + 1);
  const Uses::value_type*& first = first_uses_[glyph];
  if (first != nullptr && first->first.second == text) return;
  const auto [entry, is_new] = used_.try_emplace({glyph, std::u32string(text)});
  if (first == nullptr) first = &*entry;
}

void UsedFont::assign_codes() {
  std::vector<text::GlyphId> glyphs;
  for (const auto& [use, code] : used_) {
    if (glyphs.empty() || glyphs.back() != use.first) glyphs.push_back(use.first);
  }
  subset_ = text::subset_face(*face_, glyphs);
  codes_.assign(subset_.glyph_count == 0 ? glyphs.size() + 1 : subset_.glyph_count, {});
  std::size_t index = 0;
  text::GlyphId last = 0;
  for (auto& [use, code] : used_) {
    const bool first_use = use.first != last;
    if (first_use && last != 0) ++index;
    last = use.first;
    const text::GlyphId new_glyph =
        index < subset_.new_glyphs.size() ? subset_.new_glyphs[index] : static_cast<text::GlyphId>(index + 1);
    if (first_use) {
      code = new_glyph;
    } else {
      code = static_cast<CharacterCode>(codes_.size());
      codes_.emplace_back();
      codes_are_glyphs_ = false;
    }
    codes_[code] = {use.first, new_glyph, use.second, face_->advance(use.first)};
  }
}

CharacterCode UsedFont::code(text::GlyphId glyph, std::u32string_view text) const {
  text = stated_text(text);
  const Uses::value_type* const first = glyph < first_uses_.size() ? first_uses_[glyph] : nullptr;
  if (first != nullptr && first->first.second == text) return first->second;
  const auto found = used_.find({glyph, std::u32string(text)});
  GONGWEN_ASSERT(found != used_.end());
  return found == used_.end() ? CharacterCode{0} : found->second;
}

std::int32_t UsedFont::stated_width(CharacterCode code) const {
  const std::int64_t em = face_->metrics().units_per_em;
  return static_cast<std::int32_t>((std::int64_t{codes_[code].advance} * 1000 + em / 2) / em);
}

FontUsage::FontUsage(const paint::PaintedDocument& document, const text::FontLibrary& library) {
  std::map<text::FaceId, std::size_t> by_face;
  for (const paint::PageDisplay& page : document.pages) {
    for (const paint::DisplayItem& item : page.items) {
      const auto* const draw = std::get_if<paint::DrawGlyphs>(&item);
      if (draw == nullptr) continue;
      const text::FaceId id = draw->run->face;
      const text::Face* const face = library.face(id);
      if (face == nullptr) continue;
      const auto [entry, is_new] = by_face.try_emplace(id, fonts_.size());
      if (is_new) fonts_.emplace_back(id, *face);
      UsedFont& font = fonts_[entry->second];
      for_each_glyph(*draw->run, [&](const layout::RunGlyph& glyph, std::u32string_view text) {
        font.use(glyph.glyph, stated_text(text));
      });
    }
  }
  for (UsedFont& font : fonts_) font.assign_codes();
}

const UsedFont* FontUsage::find(text::FaceId face) const {
  const auto found =
      std::find_if(fonts_.begin(), fonts_.end(), [&](const UsedFont& font) { return font.id() == face; });
  return found == fonts_.end() ? nullptr : &*found;
}

}  // namespace gongwen::pdf
