#include "text/font_context.h"

#include "text/mark_cuts.h"

#include <algorithm>

namespace gongwen::text {
namespace {

/// The slot of a character in a lazily grown table of pages.
template <typename Page>
auto& page_slot(std::vector<std::unique_ptr<Page>>& pages, char32_t code_point) {
  const std::size_t page = code_point >> 8;
  if (page >= pages.size()) pages.resize(page + 1);
  if (pages[page] == nullptr) pages[page] = std::make_unique<Page>();
  return (*pages[page])[code_point & 0xFF];
}

}  // namespace

StackId FontContext::resolve(const FontRequest& request) {
  const auto found =
      std::find_if(stacks_.begin(), stacks_.end(), [&](const CachedStack& stack) { return stack.request == request; });
  if (found != stacks_.end()) return StackId(static_cast<std::size_t>(found - stacks_.begin()));
  stacks_.push_back({request, resolve_font_stack(request, library_, definitions_), {}});
  return StackId(stacks_.size() - 1);
}

FontContext::FaceCache& FontContext::cache(FaceId id) {
  if (id.index() >= faces_.size()) faces_.resize(id.index() + 1);
  FaceCache& cache = faces_[id.index()];
  if (!cache.opened) {
    cache.opened = true;
    cache.face = library_.face(id);
    if (cache.face == nullptr) missing_faces_.push_back(id);
  }
  return cache;
}

const Face* FontContext::face(FaceId id) { return id ? cache(id).face : nullptr; }

SimpleGlyph FontContext::simple_glyph(FaceId id, char32_t code_point) {
  FaceCache& known = cache(id);
  if (known.face == nullptr || code_point > 0x10FFFF) return {};
  CachedGlyph& slot = page_slot(known.pages, code_point);
  if (!slot.known) {
    slot.known = true;
    slot.glyph.glyph = known.face->glyph(code_point);
    slot.glyph.advance = static_cast<std::int16_t>(known.face->advance(slot.glyph.glyph));
  }
  return slot.glyph;
}

FontContext::MarkForms FontContext::mark_forms(FaceId id, GlyphId glyph, char32_t code_point) {
  FaceCache& known = cache(id);
  if (known.face == nullptr) return {};
  const auto found = known.marks.find(glyph);
  if (found != known.marks.end()) return found->second;
  MarkForms forms{known.face->half_width_twin(glyph), known.face->blanks(glyph)};
  if (!forms.half_width) forms.blanks = feature_cuts(*known.face, code_point).value_or(forms.blanks);
  return known.marks.emplace(glyph, forms).first->second;
}

FaceChoice FontContext::find_choice(const FontStack& stack, char32_t code_point) {
  for (std::size_t i = 0; i < stack.entries.size(); ++i) {
    const StackEntry& entry = stack.entries[i];
    if (!entry.covers(code_point)) continue;
    const GlyphId glyph = simple_glyph(entry.face, code_point).glyph;
    if (glyph != kMissingGlyph) return {static_cast<std::uint16_t>(i), glyph};
  }
  return {static_cast<std::uint16_t>(stack.primary), kMissingGlyph};
}

FaceChoice FontContext::choose(StackId id, char32_t code_point) {
  if (code_point > 0x10FFFF) return {};
  CachedChoice& slot = page_slot(stacks_[id.index()].pages, code_point);
  if (!slot.known) {
    slot.choice = find_choice(stacks_[id.index()].stack, code_point);
    slot.known = true;
  }
  return slot.choice;
}

/// A face for Chinese is one that has Han.
FaceChoice FontContext::find_han_choice(StackId id, char32_t code_point) {
  const FontStack& stack = stacks_[id.index()].stack;
  for (std::size_t i = 0; i < stack.entries.size() && stack.entries[i].rank == Rank::Listed; ++i) {
    const StackEntry& entry = stack.entries[i];
    if (!entry.covers(code_point) || simple_glyph(entry.face, U'一').glyph == kMissingGlyph) continue;
    const GlyphId glyph = simple_glyph(entry.face, code_point).glyph;
    if (glyph != kMissingGlyph) return {static_cast<std::uint16_t>(i), glyph};
  }
  return choose(id, code_point);
}

FaceChoice FontContext::choose_han(StackId id, char32_t code_point) {
  auto& known = stacks_[id.index()].han_choices;
  const auto found = known.find(code_point);
  if (found != known.end()) return found->second;
  const FaceChoice choice = find_han_choice(id, code_point);
  return known.emplace(code_point, choice).first->second;
}

LineMetrics FontContext::line_metrics(StackId id, base::FontSize size) {
  const FontStack& found = stacks_[id.index()].stack;
  const Face* const primary = found.entries.empty() ? nullptr : face(found.entries[found.primary].face);
  const FaceMetrics metrics = primary == nullptr ? FaceMetrics{} : primary->metrics();
  return {size.length_of(metrics.ascent, metrics.units_per_em), size.length_of(metrics.descent, metrics.units_per_em),
          size.length_of(metrics.line_gap, metrics.units_per_em)};
}

}  // namespace gongwen::text
