#include "images/detail/svg_text.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/images.h"
#include "text/face.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace gongwen::images {

using base::Path;
using base::PathPoint;
using base::Transform;

namespace {

/// Elements that a text may contain and that show nothing.
bool is_silent_in_text(std::string_view name) {
  return name == "title" || name == "desc" || name == "metadata" || name.starts_with("animate") || name == "set" ||
         name == "script" || name == "style";
}

/// The lengths of a list such as `x="1 2em, 30%"`; up to the first that cannot be read.
std::vector<double> length_list(std::string_view text, double base, double font_size) {
  std::vector<double> out;
  while (true) {
    const std::size_t begin = text.find_first_not_of(", \t\r\n");
    if (begin == std::string_view::npos) return out;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(", \t\r\n"), text.size());
    const auto length = parse_length(text.substr(0, end), base, font_size);
    if (!length) return out;
    out.push_back(*length);
    text.remove_prefix(end);
  }
}

}  // namespace

void SvgTextDrawer::collect_text(const SvgElement& element, const SvgContext& context, SvgLetters& letters) {
  if (!drawer_.spend(1)) return;
  const double font_size = context.style.font_size;
  const auto list = [&](std::string_view name, double base) {
    return length_list(element.attribute(name), base, font_size);
  };
  const SvgViewport& viewport = context.viewport;
  letters.open.push_back({letters.all.size(), list("x", viewport.width), list("y", viewport.height),
                          list("dx", viewport.width), list("dy", viewport.height), list("rotate", 0)});
  const std::size_t around = std::exchange(letters.context, letters.contexts.size());
  const std::size_t own = letters.context;
  letters.contexts.push_back(context);
  for (const SvgElement::Child& child : element.children) {
    if (child.element == 0) {
      letters.add(child.text, [this] { return drawer_.spend(1); });
      continue;
    }
    const SvgElement& span = drawer_.document_.elements[child.element];
    if (span.name != "tspan" && span.name != "a" && span.name != "textPath") {
      if (!is_silent_in_text(span.name)) drawer_.report_unsupported("<" + span.name + ">", span.line);
      continue;
    }
    SvgContext inner = context;
    ++inner.depth;
    inner.style = drawer_.style_of(span, context);
    if (!inner.style.displayed || inner.depth >= SvgDrawer::kDeepest) continue;
    if (span.name == "textPath") {
      draw_text_on_path(span, inner);
    } else {
      collect_text(span, inner, letters);
      letters.context = own;
    }
  }
  letters.context = around;
  const std::size_t begin = letters.open.back().begin;
  letters.open.pop_back();
  const auto length = parse_length(element.attribute("textLength"), viewport.width, font_size);
  if (length && *length > 0)
    letters.lengths.push_back(
        {begin, letters.all.size(), *length, element.attribute("lengthAdjust") == "spacingAndGlyphs"});
}

/// Shapes letters in one face, of one element, between places that attributes give.
std::vector<SvgTextUnit> SvgTextDrawer::shape_text(const SvgLetters& letters) {
  text::FontContext& fonts = *drawer_.source_.fonts;
  std::vector<SvgTextUnit> units;
  std::u32string run;
  std::vector<std::size_t> places;  // of the letters of the run
  std::u32string unfound;
  std::optional<std::uint16_t> entry;
  text::StackId stack;
  std::optional<std::size_t> stack_context;
  const auto flush = [&] {
    if (run.empty()) return;
    const SvgStyle& style = letters.contexts[*stack_context].style;
    const text::StackEntry& chosen = fonts.stack(stack).entries[*entry];
    const text::Face* const face = fonts.face(chosen.face);
    const std::u32string text = std::exchange(run, {});
    const std::vector<std::size_t> at = std::exchange(places, {});
    if (face == nullptr) return;
    const bool is_han = is_shaped_as_han(text.front());
    text::ShapeOptions options{is_han ? text::Script::Han : text::Script::Latin, text::Ligatures::Yes, "zh-CN", {}};
    if (style.letter_spacing != 0) options.ligatures = text::Ligatures::No;
    options.is_upright = letters.contexts.front().style.is_vertical && (is_han || style.is_upright);
    std::vector<text::ShapedGlyph> glyphs;
    face->shape(text, options, glyphs);
    if (!drawer_.spend(glyphs.size())) return;
    const double scale = style.font_size / face->metrics().units_per_em;
    for (std::size_t i = 0; i < glyphs.size();) {
      const std::size_t cluster = glyphs[i].cluster;
      SvgTextUnit& unit = units.emplace_back();
      unit.face = chosen.face;
      unit.family = chosen.family;
      unit.is_bold = chosen.synthetic_bold;
      unit.is_oblique = chosen.synthetic_oblique;
      unit.is_upright = options.is_upright;
      for (; i < glyphs.size() && glyphs[i].cluster == cluster; ++i) {
        unit.glyphs.push_back(glyphs[i]);
        unit.glyphs.back().cluster = 0;
        unit.advance += glyphs[i].advance * scale;
      }
      unit.first = at[cluster];
      unit.end = i < glyphs.size() ? at[glyphs[i].cluster] : at.back() + 1;
      unit.extra = style.letter_spacing + (is_word_space(text[cluster]) ? style.word_spacing : 0);
    }
  };
  for (std::size_t i = 0; i < letters.all.size(); ++i) {
    const SvgLetters::Letter& letter = letters.all[i];
    const SvgStyle& style = letters.contexts[letter.context].style;
    if (stack_context != letter.context) {
      flush();
      stack = fonts.resolve({style.families, style.font_weight, style.italic});
      stack_context = letter.context;
      entry.reset();
    }
    const text::FaceChoice choice = fonts.choose(stack, letter.character);
    if (choice.glyph == text::kMissingGlyph) {
      if (drawer_.unfound_.insert(letter.character).second) unfound.push_back(letter.character);
      continue;
    }
    const bool same_script = run.empty() || is_shaped_as_han(run.back()) == is_shaped_as_han(letter.character);
    if (entry != choice.entry || !same_script || letter.stands_apart()) flush();
    entry = choice.entry;
    run.push_back(letter.character);
    places.push_back(i);
  }
  flush();
  report_unfound(std::move(unfound));
  return units;
}

/// Letters that no font has are named in one message, each once in a drawing.
void SvgTextDrawer::report_unfound(std::u32string letters) {
  constexpr std::size_t kMostNamed = 100;
  if (letters.empty()) return;
  if (letters.size() > kMostNamed) letters.replace(kMostNamed, std::u32string::npos, U"…");
  const std::uint32_t line = drawer_.document_.elements[drawer_.current_].line;
  drawer_.source_.sink->report(diagnostics::messages::ImagesSvgText, drawer_.place(), drawer_.shown_at(line),
                               base::to_utf8(letters));
}

SvgTextLine SvgTextDrawer::text_of(const SvgElement& element, const SvgContext& context) {
  SvgTextLine line;
  collect_text(element, context, line.letters);
  line.letters.drop_last_blank();
  line.is_vertical = context.style.is_vertical;
  line.units = shape_text(line.letters);
  std::size_t fitted = 0;
  for (const SvgLetters::Length& length : line.letters.lengths) fitted += length.end - length.begin;
  if (drawer_.spend(fitted)) line.fit_lengths();
  line.place_units();
  return line;
}

/// How far below its place the alphabetic baseline of a text lies, in px.
double SvgTextDrawer::baseline_offset(const SvgStyle& style) {
  const text::StackId stack = drawer_.source_.fonts->resolve({style.families, style.font_weight, style.italic});
  const text::FontStack& own = drawer_.source_.fonts->stack(stack);
  const auto& entries = own.entries;
  const text::Face* const face = entries.empty() ? nullptr : drawer_.source_.fonts->face(entries[own.primary].face);
  if (face == nullptr) return -style.baseline_shift;
  const text::FaceMetrics& metrics = face->metrics();
  const double unit = style.font_size / metrics.units_per_em;
  const auto of = [&](TextBaseline baseline) -> double {
    constexpr double kHangingOfAscent = 0.8;  // as in browsers
    switch (baseline) {
      case TextBaseline::Alphabetic: return 0;
      case TextBaseline::Middle: return metrics.x_height / 2.0;
      case TextBaseline::Central: return (metrics.ascent - metrics.descent) / 2.0;
      case TextBaseline::Hanging: return metrics.ascent * kHangingOfAscent;
      case TextBaseline::Mathematical: return metrics.ascent / 2.0;
      case TextBaseline::TextTop: return metrics.ascent;
      case TextBaseline::TextBottom: return -metrics.descent;
    }
    return 0;
  };
  TextBaseline baseline = style.own_baseline.value_or(style.baseline);
  // Vertical text is centred on its line.
  if (style.is_vertical && baseline == TextBaseline::Alphabetic) baseline = TextBaseline::Central;
  return of(baseline) * unit - style.baseline_shift;
}

/// Whether a text can be drawn like texts of the page: in one colour, without stroke, in a size that fonts support.
bool SvgTextDrawer::stays_text(const SvgStyle& style, const SvgContext& context) const {
  constexpr double kSmallest = 1.0 / 64;
  constexpr double kLargest = 10'000;
  const bool is_plain = style.fill.kind == SvgPaint::Kind::Color || style.fill.kind == SvgPaint::Kind::CurrentColor;
  const double size = style.font_size * std::sqrt(std::abs(context.transform.determinant()));
  return drawer_.source_.keeps_text && drawer_.in_patterns_ == 0 && drawer_.in_masks_ == 0 && is_plain &&
         style.stroke.kind == SvgPaint::Kind::None && size >= kSmallest && size <= kLargest;
}

/// The transform from the space of a run, whose baseline starts at its origin, to that of the text.
Transform SvgTextDrawer::run_transform(const SvgTextLine& line, const SvgTextUnit& first) {
  const SvgStyle& style = line.context_of(first).style;
  const double cosine = std::cos(first.angle);
  const double sine = std::sin(first.angle);
  const Transform turned{cosine, sine, -sine, cosine, first.x, first.y};
  const double offset = first.is_upright ? 0 : baseline_offset(style);
  return turned.after({first.scale, 0, 0, 1, 0, offset});
}

/// Sizes are in px of the drawing, independent of its coordinates.
void SvgTextDrawer::add_text(const SvgTextLine& line, std::size_t begin, std::size_t end, const SvgContext& context) {
  const auto paint = drawer_.resolve_paint(context.style.fill, context.style.fill_opacity, {}, context);
  if (!paint || !context.style.visible) return;
  const SvgTextUnit& first = line.units[begin];
  const double scale = std::sqrt(std::abs(context.transform.determinant()));
  DrawingText text;
  text.items_before = drawer_.drawing_.items.size();
  text.face = first.face;
  text.family = first.family;
  text.size = context.style.font_size * scale;
  text.synthetic_bold = first.is_bold;
  text.synthetic_oblique = first.is_oblique;
  text.color = paint->color;
  text.transform = context.transform.after(run_transform(line, first)).after({1 / scale, 0, 0, 1 / scale, 0, 0});
  // Places are rounded and not advances, so that errors do not add up over a long run.
  double place = 0;
  std::int64_t rounded = 0;
  const auto advance_to_place = [&] {
    const std::int64_t next = std::llround(std::clamp(place * 65536, -1e15, 1e15));
    const std::int64_t step = next - std::exchange(rounded, next);
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(step, -1'000'000'000, 1'000'000'000));
  };
  const double unit_size = text.size / drawer_.source_.fonts->face(first.face)->metrics().units_per_em;
  for (std::size_t i = begin; i < end; ++i) {
    const SvgTextUnit& unit = line.units[i];
    for (std::size_t letter = unit.first; letter < unit.end; ++letter)
      text.text.push_back(line.letters.all[letter].character);
    double left = unit.advance * scale;
    for (std::size_t glyph = 0; glyph < unit.glyphs.size(); ++glyph) {
      const text::ShapedGlyph& shaped = unit.glyphs[glyph];
      const bool is_last = glyph + 1 == unit.glyphs.size();
      // Spacing is part of the last advance.
      place += is_last ? left + unit.extra * scale / unit.scale : shaped.advance * unit_size;
      left -= shaped.advance * unit_size;
      text.glyphs.push_back({shaped.glyph, static_cast<std::uint16_t>(glyph == 0 ? unit.end - unit.first : 0),
                             advance_to_place(), static_cast<std::int16_t>(shaped.x_offset),
                             static_cast<std::int16_t>(shaped.y_offset)});
    }
  }
  drawer_.drawing_.texts.push_back(std::move(text));
}

/// The outline of a unit in the space of the text.
void SvgTextDrawer::append_outline(const SvgTextLine& line, const SvgTextUnit& unit, Path& path) {
  constexpr double kSlant = 0.2126;
  const SvgStyle& style = line.context_of(unit).style;
  const text::Face& face = *drawer_.source_.fonts->face(unit.face);
  const double scale = style.font_size / face.metrics().units_per_em;
  const Transform placed = run_transform(line, unit);
  const double slant = unit.is_oblique ? kSlant : 0;
  double along = 0;
  for (const text::ShapedGlyph& glyph : unit.glyphs) {
    const Path outline = text::glyph_outline(face, glyph.glyph);
    if (!drawer_.spend(outline.points.size())) return;
    const double x = (unit.is_upright ? 0 : along) + glyph.x_offset * scale;
    const double y = (unit.is_upright ? along : 0) - glyph.y_offset * scale;
    path.append(outline, placed.after({scale, 0, slant * scale, -scale, x, y}));
    along += glyph.advance * scale;
  }
}

/// For upright letters of vertical text, lines would run beside them or down their middle.
void SvgTextDrawer::report_lines_beside(const SvgStyle& style) {
  for (const TextDecoration& decoration : style.decorations) {
    const auto report = [this](bool is_set, std::string_view line) {
      if (is_set) drawer_.report_unsupported("writing-mode + text-decoration: " + std::string(line));
    };
    report(decoration.is_under, "underline");
    report(decoration.is_over, "overline");
    report(decoration.is_through, "line-through");
  }
}

/// Lines under, over or through the units of one element.
void SvgTextDrawer::draw_lines_at(const SvgTextLine& line, std::size_t begin, std::size_t end, bool through) {
  for (std::size_t at = begin; at < end;) {
    const std::size_t run_end = std::min(end, line.end_of_run(at));
    const SvgTextUnit& first = line.units[at];
    const SvgContext& context = line.context_of(first);
    double length = 0;  // before scaling
    for (std::size_t i = at; i < run_end; ++i) length += line.units[i].total() / line.units[i].scale;
    at = run_end;
    if (first.is_upright) {
      report_lines_beside(context.style);
      continue;
    }
    const text::FaceMetrics& metrics = drawer_.source_.fonts->face(first.face)->metrics();
    for (const TextDecoration& decoration : context.style.decorations) {
      const double unit = decoration.font_size / metrics.units_per_em;
      const double half = metrics.underline_thickness * unit / 2;
      Path path;
      const auto add = [&](double middle) {
        Path bar;
        bar.add_rect(0, middle - half, length, middle + half);
        path.append(bar, run_transform(line, first));
      };
      if (decoration.is_under && !through) add(-metrics.underline_position * unit);
      if (decoration.is_over && !through) add(-metrics.ascent * unit + half);
      if (decoration.is_through && through) add(-metrics.strikeout_position * unit);
      if (path.empty()) continue;
      SvgContext painted = context;
      painted.style.fill = decoration.fill;
      painted.style.fill_opacity = decoration.fill_opacity;
      painted.style.fill_rule = base::FillRule::NonZero;
      painted.style.stroke = decoration.stroke;
      drawer_.draw_shape(path, painted);
    }
  }
}

/// Letters of a family without a bold face get a stroke in their own paint, as on pages.
SvgContext SvgTextDrawer::emboldened(SvgContext context) {
  constexpr double kLineOfEm = 1.0 / 36;
  SvgStyle& style = context.style;
  if (style.stroke.kind != SvgPaint::Kind::None) return context;
  style.stroke = style.fill;
  style.stroke_opacity = style.fill_opacity;
  style.line = {};
  style.line.width = style.font_size * kLineOfEm;
  return context;
}

void SvgTextDrawer::draw_units(const SvgTextLine& line) {
  for (std::size_t begin = 0; begin < line.units.size() && !drawer_.failed_;) {
    const std::size_t number = line.letters.all[line.units[begin].first].context;
    const SvgContext& context = line.letters.contexts[number];
    std::size_t end = begin + 1;
    while (end < line.units.size() && line.letters.all[line.units[end].first].context == number) ++end;
    draw_lines_at(line, begin, end, false);
    if (stays_text(context.style, context)) {
      for (std::size_t at = begin; at < end;) {
        const std::size_t run_end = std::min(end, line.end_of_run(at));
        add_text(line, at, run_end, context);
        at = run_end;
      }
    } else {
      Path outlines, bold_outlines;
      for (std::size_t i = begin; i < end; ++i)
        append_outline(line, line.units[i], line.units[i].is_bold ? bold_outlines : outlines);
      drawer_.draw_shape(outlines, context);
      drawer_.draw_shape(bold_outlines, emboldened(context));
    }
    draw_lines_at(line, begin, end, true);
    begin = end;
  }
}

/// SVG 1.1 §10.13: each unit is upright on the path at its middle. Letters beyond the ends of the path are not drawn,
/// which is reported. `dy` moves letters off the path.
void SvgTextDrawer::draw_text_on_path(const SvgElement& element, const SvgContext& context) {
  const std::size_t index = drawer_.find(drawer_.reference(element));
  const SvgElement& shape = drawer_.document_.elements[index];
  SvgContext of_shape = context;
  of_shape.style = drawer_.style_of(shape, context);
  std::optional<Path> path;
  if (index != 0) path = shape_path(shape, of_shape.style, context.viewport);
  // Each curve becomes a row of lines.
  if (!path || !drawer_.spend(path->points.size() * PathWalk::kLinesOfCurve))
    return drawer_.report_unsupported("<textPath>");
  Path placed;
  placed.append(*path, drawer_.own_transform(index, of_shape));
  const PathWalk walk(element.attribute("side") == "right" ? reversed(placed) : placed);
  SvgElement alone;
  alone.children = element.children;
  for (const std::string_view name : {"textLength", "lengthAdjust"}) {
    if (const auto own = element.attributes.find(name); own != element.attributes.end()) alone.attributes.insert(*own);
  }
  SvgTextLine line = text_of(alone, context);
  // `pathLength` says in which units the path is measured (SVG 2 section 9.6.1).
  const auto measured = parse_length(shape.attribute("pathLength"), 1, 1);
  const std::string_view written = element.attribute("startOffset");
  double offset = parse_length(written, walk.length(), context.style.font_size).value_or(0);
  if (measured && *measured > 0 && !is_percentage(written)) offset *= walk.length() / *measured;
  std::string rest;
  std::vector<SvgTextUnit> units = std::exchange(line.units, {});
  for (SvgTextUnit& unit : units) {
    const double width = unit.advance * unit.scale;
    const std::optional<PathVertex> at = walk.at(offset + unit.x + width / 2);
    if (!at) {
      for (std::size_t i = unit.first; i < unit.end; ++i)
        rest += base::to_utf8(std::u32string(1, line.letters.all[i].character));
      continue;
    }
    const Transform turned{
        std::cos(at->angle), std::sin(at->angle), -std::sin(at->angle), std::cos(at->angle), at->at.x, at->at.y};
    const PathPoint corner = turned.apply({-width / 2, unit.y});
    unit.x = corner.x;
    unit.y = corner.y;
    unit.angle += at->angle;
    line.units.push_back(std::move(unit));
  }
  draw_units(line);
  if (!base::trim_ascii_space(rest).empty()) drawer_.report_unsupported("<textPath> … " + rest, element.line);
}

void SvgTextDrawer::draw(const SvgElement& element, const SvgContext& context) {
  if (drawer_.source_.fonts == nullptr) return drawer_.report_unsupported("<text>");
  draw_units(text_of(element, context));
}

/// Whether a text or a span in it follows a path.
bool SvgTextDrawer::has_text_path(const SvgElement& element) const {
  return std::any_of(element.children.begin(), element.children.end(), [this](const SvgElement::Child& child) {
    if (child.element == 0) return false;
    const SvgElement& inside = drawer_.document_.elements[child.element];
    return inside.name == "textPath" || has_text_path(inside);
  });
}

/// The cells of all units.
SvgDrawer::FillBox SvgTextDrawer::measure(const SvgElement& element, const SvgContext& context) {
  if (drawer_.source_.fonts == nullptr || has_text_path(element)) return {std::nullopt, false};
  const SvgTextLine line = text_of(element, context);
  Path cells;
  for (const SvgTextUnit& unit : line.units) {
    const SvgStyle& style = line.context_of(unit).style;
    const text::FaceMetrics& metrics = drawer_.source_.fonts->face(unit.face)->metrics();
    const double scale = style.font_size / metrics.units_per_em;
    Path cell;
    if (unit.is_upright) {
      cell.add_rect(-style.font_size / 2, 0, style.font_size / 2, unit.advance);
    } else {
      cell.add_rect(0, -metrics.ascent * scale, unit.advance, metrics.descent * scale);
    }
    cells.append(cell, run_transform(line, unit));
  }
  return {path_bounds(cells), true};
}

}  // namespace gongwen::images
