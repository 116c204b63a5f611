#include "pdf/document/font_usage.h"

#include "base/assert.h"

#include <algorithm>
#include <optional>

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

void UsedFont::use(text::GlyphId glyph, std::u32string_view text, bool common) {
  if (glyph >= first_uses_.size()) {
    first_uses_.resize(std::size_t{glyph} + 1);
    common_.resize(first_uses_.size());
  }
  if (common) common_[glyph] = true;
  const Uses::value_type*& first = first_uses_[glyph];
  if (first != nullptr && first->first.second == text) return;
  const auto [entry, is_new] = used_.try_emplace({glyph, std::u32string(text)});
  if (first == nullptr) first = &*entry;
}

void UsedFont::assign_codes(const text::FontLibrary& library) {
  std::vector<text::GlyphId> common;
  std::vector<text::GlyphId> own;
  std::optional<text::GlyphId> last;
  for (const auto& [use, code] : used_) {
    if (use.first != last) (common_[use.first] ? common : own).push_back(use.first);
    last = use.first;
  }
  subset_ = library.subset(*face_, common, own);
  const bool has_subset = subset_->glyph_count > 0;
  codes_.assign(has_subset ? subset_->glyph_count : common.size() + own.size() + 1, {});
  const auto new_number = [&](text::GlyphId glyph) {
    const std::vector<text::GlyphId>& list = common_[glyph] ? common : own;
    const auto at = static_cast<std::size_t>(std::lower_bound(list.begin(), list.end(), glyph) - list.begin());
    if (has_subset) return (common_[glyph] ? subset_->common_numbers : subset_->own_numbers)[at];
    return static_cast<text::GlyphId>(common_[glyph] ? at + 1 : common.size() + at + 1);
  };
  last.reset();
  for (auto& [use, code] : used_) {
    const text::GlyphId number = new_number(use.first);
    if (use.first != last) {
      code = number;
    } else {
      code = static_cast<CharacterCode>(codes_.size());
      codes_.emplace_back();
      codes_are_glyphs_ = false;
    }
    last = use.first;
    codes_[code] = {use.first, number, use.second, face_->advance(use.first)};
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

FontUsage::FontUsage(const paint::PaintedDocument& document, const text::FontLibrary& library,
                     const diagnostics::OriginTable& origins) {
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
      const bool common = !draw->origin || !origins.at(draw->origin).data_place;
      for_each_glyph(*draw->run, [&](const layout::RunGlyph& glyph, std::u32string_view text) {
        font.use(glyph.glyph, stated_text(text), common);
      });
    }
  }
  for (UsedFont& font : fonts_) font.assign_codes(library);
}

const UsedFont* FontUsage::find(text::FaceId face) const {
  const auto found =
      std::find_if(fonts_.begin(), fonts_.end(), [&](const UsedFont& font) { return font.id() == face; });
  return found == fonts_.end() ? nullptr : &*found;
}

}  // namespace gongwen::pdf
