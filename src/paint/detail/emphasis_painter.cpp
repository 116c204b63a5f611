#include "base/utf8.h"
#include "layout/inline/emphasis.h"
#include "layout/inline/text_style.h"
#include "paint/detail/text_decoration_painter.h"
#include "style/writing_modes.h"
#include "text/face.h"
#include "text/punctuation.h"

namespace gongwen::paint {
namespace {

using base::Path;
using base::PathPoint;
using style::EmphasisShape;
using style::TextEmphasisStyle;

void add_circle(Path& path, double radius) {
  const double control = radius * base::kCircleControl;
  path.move_to({radius, 0});
  path.cubic_to({radius, control}, {control, radius}, {0, radius});
  path.cubic_to({-control, radius}, {-radius, control}, {-radius, 0});
  path.cubic_to({-radius, -control}, {-control, -radius}, {0, -radius});
  path.cubic_to({control, -radius}, {radius, -control}, {radius, 0});
  path.close();
}

void add_triangle(Path& path, double radius) {
  constexpr double kHalfWidth = 0.866;
  path.move_to({0, -radius});
  path.line_to({kHalfWidth * radius, radius / 2});
  path.line_to({-kHalfWidth * radius, radius / 2});
  path.close();
}

/// ﹅: a drop that falls to the right.
void add_sesame(Path& path, double radius) {
  path.move_to({-0.75 * radius, -0.9 * radius});
  path.cubic_to({0.1 * radius, -0.7 * radius}, {0.85 * radius, 0}, {0.75 * radius, 0.6 * radius});
  path.cubic_to({0.65 * radius, radius}, {0.1 * radius, radius}, {-0.1 * radius, 0.6 * radius});
  path.cubic_to({-0.35 * radius, 0.1 * radius}, {-0.55 * radius, -0.4 * radius}, {-0.75 * radius, -0.9 * radius});
  path.close();
}

/// The shapes in a mark of height 1 around its centre; sizes are those of • ● ◉ ▲ ﹅ in Chinese faces.
Path shape_path(const TextEmphasisStyle& style) {
  constexpr double kStroke = 0.09;
  Path path;
  const auto add_ring = [&](double radius) {
    add_circle(path, radius);
    if (style.open) add_circle(path, radius - kStroke);
  };
  switch (style.shape) {
    case EmphasisShape::Dot: add_ring(0.2); break;
    case EmphasisShape::Circle: add_ring(0.38); break;
    case EmphasisShape::DoubleCircle:
      add_circle(path, 0.42);
      add_circle(path, 0.42 - kStroke);
      add_circle(path, 0.22);
      if (style.open) add_circle(path, 0.22 - kStroke);
      break;
    case EmphasisShape::Triangle:
      add_triangle(path, 0.46);
      if (style.open) add_triangle(path, 0.46 - 2 * kStroke);
      break;
    case EmphasisShape::Sesame:
      add_sesame(path, 0.4);
      if (style.open) add_sesame(path, 0.4 - 1.4 * kStroke);
      break;
  }
  return path;
}

/// The first character of the author's text, from the face that has it, its ink around the centre of the em box.
Path text_path(const TextEmphasisStyle& style, text::StackId fonts, const layout::LayoutContext& context) {
  const std::u32string text = base::to_utf32(style.text);
  Path path;
  if (text.empty()) return path;
  const text::FaceChoice choice = context.fonts.choose(fonts, text.front());
  const text::Face* const face = context.fonts.face(context.fonts.stack(fonts).entries[choice.entry].face);
  if (face == nullptr || choice.glyph == text::kMissingGlyph) return path;
  const double em = face->metrics().units_per_em;
  const double centre = face->metrics().em_box_ascent() / em - 0.5;  // of the em box, above the baseline
  path.append(text::glyph_outline(*face, choice.glyph),
              {1 / em, 0, 0, -1 / em, -face->advance(choice.glyph) / em / 2, centre});
  return path;
}

}  // namespace

void paint_emphasis(const layout::Fragment& fragment, Point position, const layout::LayoutContext& context,
                    std::vector<DisplayItem>& items) {
  const style::ComputedStyle& style = context.styles.style(fragment.style);
  const TextEmphasisStyle& emphasis = style.text_emphasis_style;
  if (emphasis.kind == TextEmphasisStyle::Kind::None || style.visibility != style::Visibility::Visible) return;
  const text::FontRequest request = layout::font_request(style);
  const Path mark = emphasis.kind == TextEmphasisStyle::Kind::Shape
                        ? shape_path(emphasis)
                        : text_path(emphasis, context.fonts.resolve(request), context);
  const layout::TextRun& run = *fragment.run;
  const text::Face* const face = context.fonts.face(run.face);
  if (face == nullptr || mark.empty()) return;
  const double height = layout::emphasis_height(style).to_px();
  const LayoutUnit line = style::has_central_baseline(style) ? fragment.size.height - fragment.size.height / 2
                                                             : fragment.baseline.value_or(LayoutUnit());
  const double baseline = (position.y + line).to_px();
  const double middle = baseline + layout::emphasis_top(style).to_px() + height / 2;
  const double unit = run.size.to_px() / face->metrics().units_per_em;
  FillPath all;
  all.rule = base::FillRule::EvenOdd;
  all.color = style.text_emphasis_color.resolve(style.color);
  all.origin = fragment.origin;
  double pen = position.x.to_px();
  layout::for_each_glyph_text(run, [&](const layout::RunGlyph& glyph, std::u32string_view characters) {
    // Spacing after a character does not count for its middle.
    const double centre = pen + face->advance(glyph.glyph) * unit * run.x_scale / 2;
    if (!characters.empty() && text::takes_emphasis_mark(characters.front())) {
      all.path.append(mark, {height, 0, 0, height, centre, middle});
    }
    pen += text::TextLength::from_raw(glyph.advance).to_px() * run.x_scale;
  });
  if (!all.path.empty()) items.emplace_back(std::move(all));
}

}  // namespace gongwen::paint
