#include "text/font_context.h"

#include "base/utf8.h"
#include "text/detail/orientation.h"
#include "text/detail/squeeze.h"

#include <algorithm>

namespace gongwen::text {
// Lookups of one render. Every result is stored in the borrowed memory, so each character is looked up once per face
// and stack in a whole batch.
namespace {

/// Each language has its own table of a few kilobytes. If a document names more languages than this, tables are dropped
/// and filled again.
constexpr std::size_t kMaxUprightLanguages = 8;

}  // namespace

FontContext::FontContext(const FontLibrary& library, const std::vector<FontFaceDefinition>& definitions)
    : library_(library), memory_(library.memories().borrow(definitions)) {}

FontContext::~FontContext() {
  // The next borrower would not look for the missing faces again, and so would not report them.
  if (missing_faces_.empty()) library_.memories().give_back(std::move(memory_));
}

/// Few stacks per document, so a linear search.
StackId FontContext::resolve(const FontRequest& request) {
  std::vector<FontMemory::StackEntry>& stacks = memory_->stacks;
  const auto found = std::find_if(stacks.begin(), stacks.end(),
                                  [&](const FontMemory::StackEntry& stack) { return stack.request == request; });
  if (found != stacks.end()) return StackId(static_cast<std::size_t>(found - stacks.begin()));
  stacks.push_back({request, resolve_font_stack(request, library_, memory_->definitions)});
  return StackId(stacks.size() - 1);
}

/// Whether an @font-face rule of the document names the family, so that messages do not call it unknown.
bool FontContext::is_defined(std::string_view family) const {
  const std::vector<FontFaceDefinition>& definitions = memory_->definitions;
  return std::any_of(definitions.begin(), definitions.end(), [&](const FontFaceDefinition& definition) {
    return base::equals_ignoring_ascii_case(definition.family, family);
  });
}

/// Opens a face on first use and notes it if it is missing.
FontMemory::FaceEntry& FontContext::known_face(FaceId id) {
  if (id.index() >= memory_->faces.size()) memory_->faces.resize(id.index() + 1);
  FontMemory::FaceEntry& entry = memory_->faces[id.index()];
  if (!entry.opened) {
    entry.opened = true;
    entry.face = library_.face(id);
    if (entry.face == nullptr) missing_faces_.push_back(id);
  }
  return entry;
}

const Face* FontContext::face(FaceId id) { return id ? known_face(id).face : nullptr; }

/// Characters without neighbours: nearly all of Chinese text is measured here.
SimpleGlyph FontContext::simple_glyph(FaceId id, char32_t code_point) {
  FontMemory::FaceEntry& known = known_face(id);
  if (known.face == nullptr || code_point > 0x10FFFF) return {};
  FontMemory::GlyphSlot& slot = known.glyphs[code_point];
  // Slots are filled as characters occur: a Chinese document uses a fraction of its face.
  if (!slot.is_known()) {
    const GlyphId glyph = known.face->glyph(code_point);
    slot.glyph = {glyph, static_cast<std::int16_t>(known.face->advance(glyph))};
  }
  return slot.glyph;
}

/// Upright forms depend on the language (`locl`), so they are kept by language.
UprightGlyph FontContext::upright_glyph(FaceId id, char32_t code_point, std::string_view language) {
  FontMemory::FaceEntry& known = known_face(id);
  if (known.face == nullptr || code_point > 0x10FFFF) return {};
  auto of_language = known.upright_glyphs.find(language);
  if (of_language == known.upright_glyphs.end()) {
    if (known.upright_glyphs.size() >= kMaxUprightLanguages) known.upright_glyphs.clear();
    of_language = known.upright_glyphs.try_emplace(std::string(language)).first;
  }
  FontMemory::UprightSlot& slot = of_language->second[code_point];
  // Shaping for one character is slow, so its result is kept even if the face has no form.
  if (!slot.is_known) slot = {shape_upright(*known.face, code_point, language), true};
  return slot.glyph;
}

/// What a mark saves: its half-width glyph, otherwise what features cut off, otherwise the blanks of its outline.
MarkForms FontContext::mark_forms(FaceId id, GlyphId glyph, char32_t code_point) {
  FontMemory::FaceEntry& known = known_face(id);
  if (known.face == nullptr) return {};
  // By glyph, since characters may share one.
  const auto found = known.marks.find(glyph);
  if (found != known.marks.end()) return found->second;
  MarkForms forms{known.face->half_width_twin(glyph), known.face->blanks(glyph)};
  if (!forms.half_width) forms.blanks = feature_cuts(*known.face, code_point).value_or(forms.blanks);
  return known.marks.emplace(glyph, forms).first->second;
}

/// The first entry of the stack that covers the character and has a glyph.
FaceChoice FontContext::find_choice(const FontStack& stack, char32_t code_point) {
  for (std::size_t i = 0; i < stack.entries.size(); ++i) {
    const StackEntry& entry = stack.entries[i];
    if (!entry.covers(code_point)) continue;
    const SimpleGlyph found = simple_glyph(entry.face, code_point);
    if (found.glyph != kMissingGlyph) return {static_cast<std::uint16_t>(i), found.glyph, found.advance};
  }
  // The primary face draws the box for a missing character.
  return {static_cast<std::uint16_t>(stack.primary), kMissingGlyph};
}

/// A missing character is remembered as missing.
FaceChoice FontContext::choose(StackId id, char32_t code_point) {
  if (code_point > 0x10FFFF) return {};
  FontMemory::StackEntry& stack = memory_->stacks[id.index()];
  FontMemory::EntrySlot& slot = stack.choices[code_point];
  using Slot = FontMemory::EntrySlot;
  if (slot.choice.entry == Slot::kUnknown) {
    const FaceChoice choice = find_choice(stack.stack, code_point);
    slot.choice = choice;
    // Otherwise each occurrence would search all faces again.
    if (choice.glyph == kMissingGlyph) slot.choice.entry = Slot::kNone;
    return choice;
  }
  if (slot.choice.entry == Slot::kNone) return {static_cast<std::uint16_t>(stack.stack.primary), kMissingGlyph};
  return slot.choice;
}

/// A face counts as Chinese if it has Han characters (一).
FaceChoice FontContext::find_han_choice(StackId id, char32_t code_point) {
  const FontStack& stack = memory_->stacks[id.index()].stack;
  // Only families that the document names: a fallback face must not take quotation marks from the face that was asked
  // for.
  for (std::size_t i = 0; i < stack.entries.size() && stack.entries[i].rank == Rank::Listed; ++i) {
    const StackEntry& entry = stack.entries[i];
    if (!entry.covers(code_point) || simple_glyph(entry.face, U'一').glyph == kMissingGlyph) continue;
    const SimpleGlyph found = simple_glyph(entry.face, code_point);
    if (found.glyph != kMissingGlyph) return {static_cast<std::uint16_t>(i), found.glyph, found.advance};
  }
  return choose(id, code_point);
}

/// Few marks are shared between Chinese and Latin, so a map suffices.
FaceChoice FontContext::choose_han(StackId id, char32_t code_point) {
  auto& known = memory_->stacks[id.index()].han_choices;
  const auto found = known.find(code_point);
  if (found != known.end()) return found->second;
  const FaceChoice choice = find_han_choice(id, code_point);
  return known.emplace(code_point, choice).first->second;
}

/// Metrics of the primary face (css-fonts-4 section 5.2).
LineMetrics FontContext::line_metrics(StackId id, base::FontSize size) {
  const FontStack& found = memory_->stacks[id.index()].stack;
  const Face* const primary = found.entries.empty() ? nullptr : face(found.entries[found.primary].face);
  const FaceMetrics metrics = primary == nullptr ? FaceMetrics{} : primary->metrics();
  return {size.length_of(metrics.ascent, metrics.units_per_em), size.length_of(metrics.descent, metrics.units_per_em),
          size.length_of(metrics.line_gap, metrics.units_per_em)};
}

}  // namespace gongwen::text
