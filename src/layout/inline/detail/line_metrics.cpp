#include "layout/inline/detail/line_metrics.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/text.h"
#include "forms/field_model.h"
#include "layout/inline/text_style.h"
#include "style/apply_property.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace gongwen::layout {
// Reports about characters and faces come first; then heights and baselines (CSS 2.2 section 10.8). Fallback faces are
// collected over the whole document and reported at its end, one message for each pair of family and face.
namespace {

namespace messages = diagnostics::messages;

/// Characters that the document requested in one family but that come from another face.
struct FallbackUse {
  std::string family;  // the requested family
  std::string face;    // used instead
  diagnostics::OriginId first;
  std::vector<char32_t> characters;  // each once, in the order of the document
};
struct FallbackUses : DocumentFacts {
  std::vector<FallbackUse> uses;
};

/// Characters without a glyph that a tolerant run reports once instead of at every place.
struct ToleratedCharacters : DocumentFacts {
  std::set<char32_t> reported;
};

/// The requested family, which lacks the character: the one that the face replaces, otherwise the whole
/// list.
std::string asked_family(const text::CharacterReport& report, const text::FontContext& fonts) {
  const std::vector<text::StackEntry>& entries = fonts.stack(report.fonts).entries;
  const auto used = std::find_if(entries.begin(), entries.end(), [&](const text::StackEntry& entry) {
    return entry.face == report.face && entry.rank != text::Rank::Listed;
  });
  const bool of_family = used != entries.end() && !used->stands_in_for.empty();
  return of_family ? used->stands_in_for : family_list(fonts.request(report.fonts).families);
}

/// Collects a character for the report at the end.
void remember_fallback(const text::CharacterReport& report, diagnostics::OriginId origin, LayoutContext& context) {
  const std::string family = asked_family(report, context.fonts);
  const std::string_view face = context.fonts.library().face_family(report.face);
  std::vector<FallbackUse>& uses = context.cache<FallbackUses>().uses;
  auto use = std::find_if(uses.begin(), uses.end(),
                          [&](const FallbackUse& known) { return known.family == family && known.face == face; });
  if (use == uses.end()) {
    use = uses.insert(use, {family, std::string(face), origin, {}});
  }
  std::vector<char32_t>& characters = use->characters;
  if (std::find(characters.begin(), characters.end(), report.character) != characters.end()) return;
  characters.push_back(report.character);
}

/// C0 and C1 controls: no face should have them.
bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }

}  // namespace

/// `report` is the result of choosing a face for one character.
void report_character(const text::CharacterReport& report, diagnostics::OriginId origin, LayoutContext& context) {
  // A missing file explains all missing characters: only that is reported.
  if (!context.fonts.missing_faces().empty()) return;
  const std::string character = base::to_utf8(report.character);
  const std::string code = fmt::format("U+{:04X}", static_cast<std::uint32_t>(report.character));
  if (report.kind == text::CharacterReport::Kind::Missing) {
    const bool is_tolerated = context.sink.tolerates(messages::TextMissingGlyph);
    if (is_tolerated && !context.cache<ToleratedCharacters>().reported.insert(report.character).second) return;
    if (is_control(report.character)) {
      context.sink.report(messages::TextControlCharacter, origin, code);
    } else {
      context.sink.report(messages::TextMissingGlyph, origin, character, code);
    }
    return;
  }
  if (report.kind == text::CharacterReport::Kind::Variant) {
    // Text or emoji presentation does not matter in documents.
    if (report.selector >= 0xFE0E && report.selector <= 0xFE0F) return;
    context.sink.report(messages::TextVariantForm, origin, character,
                        fmt::format("U+{:04X}", static_cast<std::uint32_t>(report.selector)),
                        context.fonts.library().face_family(report.face));
    return;
  }
  remember_fallback(report, origin, context);
}

/// At the end of the document, when all characters of a face are known.
void report_fallback_faces(LayoutContext& context) {
  constexpr std::size_t kMaxShown = 12;
  for (const FallbackUse& use : context.cache<FallbackUses>().uses) {
    std::string shown;
    for (std::size_t i = 0; i < std::min(use.characters.size(), kMaxShown); ++i) {
      if (i > 0) shown += " ";
      shown +=
          fmt::format("{} (U+{:04X})", base::to_utf8(use.characters[i]), static_cast<std::uint32_t>(use.characters[i]));
    }
    if (use.characters.size() > kMaxShown) shown += " …";
    context.sink.report(messages::TextFallbackFace, use.first, shown, use.family, use.face);
  }
}

/// Once for each file, without a place: the error is in the environment, not in the document.
void report_missing_faces(LayoutContext& context) {
  for (const text::FaceId face : context.fonts.missing_faces()) {
    context.sink.report(messages::TextMissingFace, diagnostics::Origin{}, context.fonts.library().face_path(face));
  }
}

using style::ComputedStyle;
using style::LineHeight;
using style::VerticalAlign;

namespace {

/// An extent of the same height with its middle on the baseline.
Extent centred(const Extent& extent) {
  const LayoutUnit descent = extent.height() / 2;
  return {extent.height() - descent, descent};
}

/// Vertical text with upright characters is centred on the line (css-writing-modes-4 §4.2).
Extent on_line(const Extent& extent, const ComputedStyle& style) {
  return style::has_central_baseline(style) ? centred(extent) : extent;
}

}  // namespace

/// The distance from the baseline of the line to that of the text: not 0 if characters are centred on the line.
LayoutUnit text_baseline(const ComputedStyle& style, text::StackId fonts, LayoutContext& context) {
  if (!style::has_central_baseline(style)) return {};
  const text::LineMetrics metrics = context.fonts.line_metrics(fonts, style.font_size);
  return metrics.ascent - centred({metrics.ascent, metrics.descent}).ascent;
}

/// The extent of the font's glyphs, without leading.
Extent font_extent(const ComputedStyle& style, text::StackId fonts, LayoutContext& context) {
  const text::LineMetrics metrics = context.fonts.line_metrics(fonts, style.font_size);
  return on_line({metrics.ascent, metrics.descent}, style);
}

/// The odd px of the line gap goes below.
Extent normal_line_extent(LayoutUnit ascent, LayoutUnit descent, LayoutUnit line_gap) {
  const auto whole_px = [](LayoutUnit length) {
    return LayoutUnit::from_px(static_cast<int>(std::lround(length.to_px())));
  };
  const LayoutUnit gap = whole_px(line_gap);
  const LayoutUnit above = gap / 2;
  return {whole_px(ascent) + above, whole_px(descent) + (gap - above)};
}

/// The extent that a box without inner boxes contributes to its line (CSS 2.2 §10.8.1).
Extent line_extent(const ComputedStyle& style, text::StackId fonts, LayoutContext& context) {
  const text::LineMetrics metrics = context.fonts.line_metrics(fonts, style.font_size);
  // `normal` uses the line gap of the face.
  if (style.line_height.kind == LineHeight::Kind::Normal) {
    return on_line(normal_line_extent(metrics.ascent, metrics.descent, metrics.line_gap), style);
  }
  const Extent extent = on_line({metrics.ascent, metrics.descent}, style);
  const LayoutUnit height = style::line_height_length(style.line_height, style.font_size);
  // Half of the leading goes above, half below; it may be negative.
  const LayoutUnit leading = height - extent.height();
  const LayoutUnit above = leading / 2;
  return {extent.ascent + above, extent.descent + (leading - above)};
}

/// The distance of a box below the baseline of its parent; nullopt for `top` and `bottom`, which depend on the whole
/// line.
std::optional<LayoutUnit> baseline_shift(const ComputedStyle& style, const ComputedStyle& parent,
                                         text::StackId parent_fonts, const Extent& extent, LayoutContext& context) {
  using Kind = VerticalAlign::Kind;
  const LayoutUnit em = parent.font_size.to_length();
  switch (style.vertical_align.kind) {
    case Kind::Baseline: return LayoutUnit();
    // The distance is not defined (CSS 2.2 §10.8.1); these are the values of browsers.
    case Kind::Sub: return em / 5 + LayoutUnit::from_px(1);
    case Kind::Super: return -(em / 3 + LayoutUnit::from_px(1));
    case Kind::TextTop: return extent.ascent - font_extent(parent, parent_fonts, context).ascent;
    case Kind::TextBottom: return font_extent(parent, parent_fonts, context).descent - extent.descent;
    // The middle of the box at half the x-height of the parent.
    case Kind::Middle: {
      const text::FontStack& stack = context.fonts.stack(parent_fonts);
      const text::Face* const face =
          stack.entries.empty() ? nullptr : context.fonts.face(stack.entries[stack.primary].face);
      const text::FaceMetrics metrics = face == nullptr ? text::FaceMetrics{} : face->metrics();
      const LayoutUnit half_x = parent.font_size.length_of(metrics.x_height, metrics.units_per_em) / 2;
      return (extent.ascent - extent.descent) / 2 - half_x;
    }
    case Kind::Length:
      // Percentages refer to the line height of the box itself.
      return -style.vertical_align.length.resolve(style::line_height_length(style.line_height, style.font_size));
    case Kind::Top:
    case Kind::Bottom: return std::nullopt;
  }
  return LayoutUnit();
}

/// The baseline of a line, counted from the side at which blocks start.
LayoutUnit baseline_in_block(const Fragment& line, const ComputedStyle& style) {
  const LayoutUnit baseline = line.baseline.value_or(LayoutUnit());
  return style.writing_mode == style::WritingMode::VerticalLr ? line.size.height - baseline : baseline;
}

/// An empty `<input>` is aligned as if it had a line of text, so that a form has the same lines before and after it is
/// filled in.
std::optional<LayoutUnit> blank_control_baseline(const Fragment& fragment, LayoutContext& context) {
  // Only controls without lines need an assumed baseline.
  if (!fragment.box) return std::nullopt;
  const dom::NodeId element = context.box(fragment.box).node;
  if (!element || !forms::is_control(context.dom.node(element).name)) return std::nullopt;
  const text::StackId fonts = text_style(fragment.style, fragment.origin, context).fonts;
  const LayoutUnit ascent = line_extent(context.styles.style(fragment.style), fonts, context).ascent;
  return fragment.borders.top + fragment.padding.top + ascent;
}

/// The baseline of a box in a line; nullopt if it has none: its lower margin edge is then on the baseline.
std::optional<LayoutUnit> baseline_in_line(const Fragment& object, LayoutContext& context) {
  // In a block container the last line counts, but not those of tables in it (CSS 2.2 §10.8.1).
  const bool has_first = object.box && (boxes::holds_items(context.box(object.box)) ||
                                        context.box(object.box).kind == boxes::BoxKind::Table);
  const std::optional<LayoutUnit> own = has_first ? object.baseline : object.last_baseline;
  // Lines of `vertical-lr` count from the right, blocks from the left.
  const bool is_mirrored = context.styles.style(object.style).writing_mode == style::WritingMode::VerticalLr;
  if (own && is_mirrored) return object.size.height - *own;
  return own ? own : blank_control_baseline(object, context);
}

}  // namespace gongwen::layout
