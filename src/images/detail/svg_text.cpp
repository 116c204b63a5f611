// Text of drawings as outlines (SVG 1.1 section 10): lines of text with spans, started at their own places or
// continuing.
#include "base/utf8.h"
#include "diagnostics/catalogue/images.h"
#include "images/detail/svg_drawer.h"
#include "images/detail/svg_values.h"
#include "text/face.h"

#include <algorithm>
#include <cmath>

namespace gongwen::images {
namespace {

using base::Path;
using base::Transform;

/// Where the scripts of East Asia start in Unicode: shaped as Chinese.
bool is_shaped_as_han(char32_t c) { return c >= 0x2E80; }

/// Blanks come to one space each run (section 10.15).
std::string collapsed(std::string_view text, bool& blank) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    const bool is_blank = c == ' ' || c == '\t';
    if (is_blank && blank) continue;
    out.push_back(is_blank ? ' ' : c);
    blank = is_blank;
  }
  return out;
}

}  // namespace

/// Shapes a text. Returns: where the pen is then.
double SvgDrawer::add_glyphs(std::string_view text, const Context& context, double x, double y,
                             std::vector<GlyphRun>& runs) {
  text::FontContext& fonts = *source_.fonts;
  const SvgStyle& style = context.style;
  const text::StackId stack = fonts.resolve({style.families, style.font_weight, style.italic});
  std::u32string run;
  std::optional<std::uint16_t> entry;
  const auto flush = [&] {
    if (run.empty()) return;
    const text::StackEntry& chosen = fonts.stack(stack).entries[*entry];
    const text::Face* const face = fonts.face(chosen.face);
    if (face == nullptr) return run.clear();
    GlyphRun made{chosen.face, chosen.family, chosen.synthetic_bold, chosen.synthetic_oblique, run, {}, x, y};
    const text::Script script = is_shaped_as_han(run.front()) ? text::Script::Han : text::Script::Latin;
    face->shape(run, {script, text::Ligatures::Yes, "zh-CN", {}}, made.glyphs);
    for (const text::ShapedGlyph& glyph : made.glyphs)
      x += glyph.advance * style.font_size / face->metrics().units_per_em;
    if (spend(made.glyphs.size())) runs.push_back(std::move(made));
    run.clear();
  };
  for (const auto& decoded : base::CodePoints(text)) {
    const text::FaceChoice choice = fonts.choose(stack, decoded.code_point);
    if (choice.glyph == text::kMissingGlyph) {
      source_.sink->report(diagnostics::messages::ImagesSvgText, place(), source_.shown,
                           base::to_utf8(std::u32string(1, decoded.code_point)));
      continue;
    }
    const bool same_script = run.empty() || is_shaped_as_han(run.back()) == is_shaped_as_han(decoded.code_point);
    if (entry != choice.entry || !same_script) flush();
    entry = choice.entry;
    run.push_back(decoded.code_point);
  }
  flush();
  return x;
}

void SvgDrawer::append_outlines(const GlyphRun& run, const SvgStyle& style, double x, Path& path) {
  const text::Face& face = *source_.fonts->face(run.face);
  const double scale = style.font_size / face.metrics().units_per_em;
  const double slant = run.is_oblique ? 0.2126 : 0;
  x += run.x;
  for (const text::ShapedGlyph& glyph : run.glyphs) {
    const Path outline = text::glyph_outline(face, glyph.glyph);
    if (!spend(outline.points.size())) return;
    path.append(outline,
                Transform{scale, 0, slant * scale, -scale, x + glyph.x_offset * scale, run.y - glyph.y_offset * scale});
    x += glyph.advance * scale;
  }
}

/// Whether a text is drawn as texts of the page are: in one colour, without a line around its letters, in a size that
/// faces have.
bool SvgDrawer::stays_text(const SvgStyle& style, const Context& context) const {
  constexpr double kSmallest = 1.0 / 64;
  constexpr double kLargest = 10'000;
  const bool is_plain = style.fill.kind == SvgPaint::Kind::Color || style.fill.kind == SvgPaint::Kind::CurrentColor;
  const double size = style.font_size * std::sqrt(std::abs(context.transform.determinant()));
  return source_.keeps_text && in_patterns_ == 0 && is_plain && style.stroke.kind == SvgPaint::Kind::None &&
         size >= kSmallest && size <= kLargest;
}

/// In px of the drawing, so that sizes of any coordinates are those of letters.
void SvgDrawer::add_text(const GlyphRun& run, double x, const Context& context) {
  const auto paint = resolve_paint(context.style.fill, context.style.fill_opacity, {}, context);
  if (!paint || !context.style.visible) return;
  const double scale = std::sqrt(std::abs(context.transform.determinant()));
  DrawingText text;
  text.items_before = drawing_.items.size();
  text.face = run.face;
  text.family = run.family;
  text.size = context.style.font_size * scale;
  text.synthetic_bold = run.is_bold;
  text.synthetic_oblique = run.is_oblique;
  text.text = run.text;
  text.color = paint->color;
  text.transform = context.transform.after({1 / scale, 0, 0, 1 / scale, x + run.x, run.y});
  const double unit = 65536 * text.size / source_.fonts->face(run.face)->metrics().units_per_em;
  for (std::size_t i = 0; i < run.glyphs.size(); ++i) {
    const text::ShapedGlyph& glyph = run.glyphs[i];
    const bool continues = i > 0 && run.glyphs[i - 1].cluster == glyph.cluster;
    std::size_t end = i + 1;
    while (end < run.glyphs.size() && run.glyphs[end].cluster == glyph.cluster) ++end;
    const std::size_t next = end < run.glyphs.size() ? run.glyphs[end].cluster : run.text.size();
    text.glyphs.push_back({glyph.glyph, static_cast<std::uint16_t>(continues ? 0 : next - glyph.cluster),
                           static_cast<std::int32_t>(std::lround(std::clamp(glyph.advance * unit, -1e9, 1e9))),
                           static_cast<std::int16_t>(glyph.x_offset), static_cast<std::int16_t>(glyph.y_offset)});
  }
  drawing_.texts.push_back(std::move(text));
}

void SvgDrawer::collect_text(const SvgElement& element, const Context& context, std::vector<TextChunk>& chunks,
                             bool& blank) {
  const auto first = [&](std::string_view name, double base) -> std::optional<double> {
    const std::string_view list = element.attribute(name);
    if (parse_numbers(list).size() > 1) report_unsupported(std::string(name) + "=\"" + std::string(list) + "\"");
    return parse_length(list.substr(0, list.find_first_of(", ")), base, context.style.font_size);
  };
  const auto x = first("x", context.viewport.width);
  const auto y = first("y", context.viewport.height);
  const double dx = first("dx", context.viewport.width).value_or(0);
  const double dy = first("dy", context.viewport.height).value_or(0);
  if (chunks.empty() || x || y) {
    // An absolute place starts a chunk, which is anchored by itself (section 10.5).
    const TextChunk before = chunks.empty() ? TextChunk{} : chunks.back();
    chunks.push_back({x.value_or(before.x + before.width), y.value_or(before.y), 0, {}, context.style.anchor});
  }
  chunks.back().width += dx;
  chunks.back().y += dy;
  for (const SvgElement::Child& child : element.children) {
    if (child.element != 0) {
      const SvgElement& span = document_.elements[child.element];
      if (span.name != "tspan" && span.name != "a") {
        if (span.name != "title" && span.name != "desc") report_unsupported("<" + span.name + ">");
        continue;
      }
      Context inner = context;
      inner.style = style_of(span, context);
      if (inner.style.displayed) collect_text(span, inner, chunks, blank);
      continue;
    }
    TextChunk& chunk = chunks.back();
    TextPiece piece{{}, context};
    chunk.width = add_glyphs(collapsed(child.text, blank), context, chunk.width, chunk.y, piece.runs);
    if (!piece.runs.empty()) chunk.pieces.push_back(std::move(piece));
  }
}

/// Letters of a face without a bold one get a line in their own paint, as on pages.
SvgDrawer::Context SvgDrawer::emboldened(Context context) {
  constexpr double kLineOfEm = 1.0 / 36;
  SvgStyle& style = context.style;
  if (style.stroke.kind != SvgPaint::Kind::None) return context;
  style.stroke = style.fill;
  style.stroke_opacity = style.fill_opacity;
  style.line = {};
  style.line.width = style.font_size * kLineOfEm;
  return context;
}

void SvgDrawer::flush_chunks(std::vector<TextChunk>& chunks) {
  for (TextChunk& chunk : chunks) {
    const double before = chunk.anchor == TextAnchor::Middle ? chunk.width / 2
                          : chunk.anchor == TextAnchor::End  ? chunk.width
                                                             : 0;
    for (const TextPiece& piece : chunk.pieces) {
      const double x = chunk.x - before;
      if (stays_text(piece.context.style, piece.context)) {
        for (const GlyphRun& run : piece.runs) add_text(run, x, piece.context);
        continue;
      }
      Path outlines, bold_outlines;
      for (const GlyphRun& run : piece.runs) {
        append_outlines(run, piece.context.style, x, run.is_bold ? bold_outlines : outlines);
      }
      draw_shape(outlines, piece.context);
      draw_shape(bold_outlines, emboldened(piece.context));
    }
  }
}

void SvgDrawer::draw_text(const SvgElement& element, const Context& context) {
  if (source_.fonts == nullptr) return report_unsupported("<text>");
  std::vector<TextChunk> chunks;
  bool blank = true;
  collect_text(element, context, chunks, blank);
  flush_chunks(chunks);
}

}  // namespace gongwen::images
