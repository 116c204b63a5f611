#include "paint/font_usage.h"

#include "base/assert.h"

#include <algorithm>
#include <map>

namespace gongwen::paint {
namespace {

/// The text of a cluster belongs to its first glyph; the others still need some character, so they get an invisible one
/// (zero-width space).
constexpr std::u32string_view kNoText = U"\u200B";

/// About as many different glyphs of a face as a page shows.
constexpr std::size_t kGlyphsOfAPage = 256;

std::u32string_view stated_text(std::u32string_view text) {
  if (text.empty()) return kNoText;
  // A no-break space is copied as a space; both share a glyph.
  return text == U"\u00A0" ? std::u32string_view(U" ") : text;
}

/// Whether the font program itself maps the character to this glyph.
bool is_in(const text::WholeFont& font, std::u32string_view text, text::GlyphId glyph) {
  if (text.size() != 1) return false;
  const auto found =
      std::ranges::lower_bound(font.characters, text.front(), {}, &text::WholeFont::Character::code_point);
  return found != font.characters.end() && found->code_point == text.front() && found->glyph == glyph;
}

}  // namespace

void UsedFont::use(text::GlyphId glyph, std::u32string_view text, bool common) {
  std::uint32_t& first = first_uses_.place(glyph);
  if (first == 0) {
    if (used_.empty()) used_.reserve(kGlyphsOfAPage);
    used_.push_back({glyph, std::u32string(text), 0, common});
    first = static_cast<std::uint32_t>(used_.size());
    return;
  }
  Use& known = used_[first - 1];
  known.is_common |= common;
  if (known.text != text) further_.insert({glyph, std::u32string(text), 0, false});
}

/// If a character is shown by several glyphs, the one that the face maps it to wins, provided it is shown.
text::WholeFont UsedFont::whole_font(const text::FontLibrary& library) const {
  std::map<char32_t, text::GlyphId> glyphs;
  for (const Use& use : used_) {
    if (use.text.size() != 1 || use.text == kNoText) continue;
    const auto [known, is_new] = glyphs.try_emplace(use.text.front(), use.glyph);
    if (!is_new && face_->glyph(use.text.front()) == use.glyph) known->second = use.glyph;
  }
  text::WholeFont whole{library.face_name(id_), library.face_family(id_), {}};
  for (const auto& [character, glyph] : glyphs) whole.characters.push_back({character, glyph});
  return whole;
}

void UsedFont::assign_codes(const text::FontLibrary& library, resources::Effort effort, FontProgramUse program) {
  used_.insert(used_.end(), further_.begin(), further_.end());
  std::sort(used_.begin(), used_.end());
  std::vector<text::GlyphId> common;
  std::vector<text::GlyphId> own;
  for (std::size_t i = 0; i < used_.size();) {
    const std::size_t first = i;
    bool is_common = false;
    for (; i < used_.size() && used_[i].glyph == used_[first].glyph; ++i) is_common |= used_[i].is_common;
    used_[first].is_common = is_common;
    first_uses_.place(used_[first].glyph) = static_cast<std::uint32_t>(first + 1);
    (is_common ? common : own).push_back(used_[first].glyph);
  }
  text::WholeFont whole;
  if (program == FontProgramUse::ByItself) {
    whole = whole_font(library);
    subset_ = library.subset(*face_, common, own, effort, &whole);
  } else {
    subset_ = library.subset(*face_, common, own, effort);
  }
  const bool has_subset = subset_->glyph_count > 0;
  codes_.assign(has_subset ? subset_->glyph_count : common.size() + own.size() + 1, {});
  std::size_t common_count = 0;
  std::size_t own_count = 0;
  text::GlyphId number = 0;  // last glyph number
  for (std::size_t i = 0; i < used_.size(); ++i) {
    Use& use = used_[i];
    if (i == 0 || used_[i - 1].glyph != use.glyph) {
      const std::size_t at = use.is_common ? common_count++ : own_count++;
      if (has_subset) {
        number = (use.is_common ? subset_->common_numbers : subset_->own_numbers)[at];
      } else {
        number = static_cast<text::GlyphId>(1 + at + (use.is_common ? 0 : common.size()));
      }
      use.code = number;
    } else {
      use.code = static_cast<CharacterCode>(codes_.size());
      codes_.emplace_back();
      codes_are_glyphs_ = false;
    }
    codes_[use.code] = {use.glyph, number, use.text, face_->advance(use.glyph), is_in(whole, use.text, use.glyph)};
  }
}

const UsedFont::Use* UsedFont::find(text::GlyphId glyph, std::u32string_view text) const {
  const std::uint32_t first = first_uses_.find(glyph);
  if (first == 0) return nullptr;
  for (std::size_t i = first - 1; i < used_.size() && used_[i].glyph == glyph; ++i) {
    if (used_[i].text == text) return &used_[i];
  }
  return nullptr;
}

CharacterCode UsedFont::code(text::GlyphId glyph, std::u32string_view text) const {
  text = stated_text(text);
  const Use* const use = find(glyph, text);
  GONGWEN_ASSERT(use != nullptr);
  return use == nullptr ? CharacterCode{0} : use->code;
}

std::int32_t UsedFont::stated_width(CharacterCode code) const {
  const std::int64_t em = face_->metrics().units_per_em;
  return static_cast<std::int32_t>((std::int64_t{codes_[code].advance} * 1000 + em / 2) / em);
}

std::optional<text::GlyphId> blank_after(const layout::TextRun& run, const text::Face& face) {
  if (run.is_right_to_left || run.text.empty() || run.text.back() == U' ' || run.text.back() == U'\u3000')
    return std::nullopt;
  const text::GlyphId glyph = face.glyph(U' ');
  return glyph == 0 ? std::nullopt : std::optional(glyph);
}

FontUsage::FontUsage(const paint::PaintedDocument& document, const text::FontLibrary& library,
                     const diagnostics::OriginTable* origins, const WorkAll& work_all, FontProgramUse program) {
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
      const bool common = !draw->origin || origins == nullptr || !origins->at(draw->origin).data_place;
      layout::for_each_glyph_text(*draw->run, [&](const layout::RunGlyph& glyph, std::u32string_view text) {
        font.use(glyph.glyph, stated_text(text), common);
      });
      if (const auto blank = draw->ends_word ? blank_after(*draw->run, *face) : std::nullopt) {
        font.use(*blank, U" ", common);
      }
    }
  }
  constexpr std::size_t kManyPages = 16;  // from here on, file size matters more than time
  const auto effort = document.pages.size() >= kManyPages ? resources::Effort::Thorough : resources::Effort::Quick;
  const auto finish = [&](std::size_t i) {
    fonts_[i].assign_codes(library, effort, program);
  };
  if (work_all) {
    work_all(fonts_.size(), finish);
  } else {
    for (std::size_t i = 0; i < fonts_.size(); ++i) finish(i);
  }
}

const UsedFont* FontUsage::find(text::FaceId face) const {
  const auto found =
      std::find_if(fonts_.begin(), fonts_.end(), [&](const UsedFont& font) { return font.id() == face; });
  return found == fonts_.end() ? nullptr : &*found;
}

}  // namespace gongwen::paint
