#include "base/utf8.h"
#include "diagnostics/catalogue/images.h"
#include "images/detail/svg_drawer.h"
#include "images/detail/svg_values.h"
#include "text/face.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <numbers>
#include <utility>

// Text of drawings (SVG 2 section 11, as far as it has one line): letters with the places that attributes give them are
// shaped into units, which cannot be parted, and these are placed one by one. Texts of pages stay glyphs where
// possible, those of files become outlines.
namespace gongwen::images {

using base::Path;
using base::PathPoint;
using base::Transform;

/// The letters of a text and its spans, after blanks were collapsed.
struct SvgDrawer::TextLetters {
  struct Letter {
    char32_t character = 0;
    std::size_t context = 0;
    std::optional<double> x, y;
    double dx = 0, dy = 0;
    double rotate = 0;        // degrees
    bool may_vanish = false;  // a blank, if it ends the text
    bool is_line_end = false;
    bool stands_apart() const { return x || y || dx != 0 || dy != 0 || rotate != 0; }
  };
  /// `textLength`: letters that fill a length.
  struct Length {
    std::size_t begin = 0, end = 0;
    double length = 0;
    bool scales = false;  // the letters, too
  };
  /// The lists of an element, by its own letters.
  struct Lists {
    std::size_t begin = 0;
    std::vector<double> x, y, dx, dy, rotate;
  };

  std::vector<Letter> all;
  std::deque<Context> contexts;
  std::vector<Length> lengths;  // inner ones first
  std::vector<Lists> open;      // of the elements around, outermost first
  std::size_t context = 0;      // of the next letter
  bool after_blank = true;
};

/// Letters that cannot be parted, in one face: a letter with its marks, a ligature.
struct SvgDrawer::TextUnit {
  std::size_t first = 0, end = 0;  // letters
  text::FaceId face;
  text::FamilyId family;
  bool is_bold = false, is_oblique = false;  // simulated, since the face lacks them
  bool is_upright = false;                   // in vertical text, from above
  std::vector<text::ShapedGlyph> glyphs;     // clusters are 0
  double x = 0, y = 0;                       // of the baseline
  double advance = 0;                        // along the line, without `extra`
  double extra = 0;                          // behind it
  double angle = 0;                          // radians
  double scale = 1;                          // along the line
  double total() const { return advance * scale + extra; }
};

struct SvgDrawer::TextLine {
  TextLetters letters;
  std::vector<TextUnit> units;
  bool is_vertical = false;
};

namespace {

/// Characters from where Unicode's East Asian scripts start are shaped as Chinese.
bool is_shaped_as_han(char32_t c) { return c >= 0x2E80; }

/// What a text may contain besides letters.
bool is_silent_in_text(std::string_view name) {
  return name == "title" || name == "desc" || name == "metadata" || name.starts_with("animate") || name == "set" ||
         name == "script" || name == "style";
}

bool is_word_space(char32_t c) { return c == ' ' || c == 0xA0; }

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

void SvgDrawer::add_letters(std::string_view text, TextLetters& letters) {
  using Letter = TextLetters::Letter;
  const bool keeps_blanks = letters.contexts[letters.context].style.keeps_blanks;
  for (const auto& decoded : base::CodePoints(text)) {
    char32_t c = decoded.code_point;
    const bool is_line_end = c == '\n' || c == '\r';
    const bool is_blank = c == ' ' || c == '\t';
    if (c == '\t' || is_line_end) c = ' ';
    const bool collapses = c == ' ' && !keeps_blanks;
    std::vector<Letter>& all = letters.all;
    if (collapses && letters.after_blank) {
      if (!all.empty() && is_blank) all.back().is_line_end = false;
      continue;
    }
    // A line end alone between ideographs is no blank (css-text-3 section 4.1.3).
    const bool joins = all.size() >= 2 && all.back().is_line_end && is_shaped_as_han(c) &&
                       is_shaped_as_han(all[all.size() - 2].character);
    if (joins) {
      all.pop_back();
      // Elements that have begun behind the blank begin where it was.
      for (TextLetters::Lists& each : letters.open) each.begin = std::min(each.begin, all.size());
      for (TextLetters::Length& each : letters.lengths) each.end = std::min(each.end, all.size());
    }
    Letter letter;
    letter.character = c;
    letter.context = letters.context;
    letter.may_vanish = collapses;
    letter.is_line_end = collapses && is_line_end;
    for (auto lists = letters.open.rbegin(); lists != letters.open.rend(); ++lists) {
      // Inner lists win, as far as they go.
      const std::size_t number = all.size() - lists->begin;
      const auto take = [number](const std::vector<double>& list, auto& member, bool is_set) {
        if (!is_set && number < list.size()) member = list[number];
      };
      take(lists->x, letter.x, letter.x.has_value());
      take(lists->y, letter.y, letter.y.has_value());
      take(lists->dx, letter.dx, letter.dx != 0);
      take(lists->dy, letter.dy, letter.dy != 0);
    }
    const auto turning = std::find_if(letters.open.rbegin(), letters.open.rend(),
                                      [](const TextLetters::Lists& lists) { return !lists.rotate.empty(); });
    // The last angle is that of all further letters (SVG 2 section 11.4.1).
    if (turning != letters.open.rend())
      letter.rotate = turning->rotate[std::min(all.size() - turning->begin, turning->rotate.size() - 1)];
    letters.after_blank = collapses;
    if (!spend(1)) return;
    all.push_back(std::move(letter));
  }
}

void SvgDrawer::collect_text(const SvgElement& element, const Context& context, TextLetters& letters) {
  if (!spend(1)) return;
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
      add_letters(child.text, letters);
      continue;
    }
    const SvgElement& span = document_.elements[child.element];
    if (span.name != "tspan" && span.name != "a" && span.name != "textPath") {
      if (!is_silent_in_text(span.name)) report_unsupported("<" + span.name + ">", span.line);
      continue;
    }
    Context inner = context;
    ++inner.depth;
    inner.style = style_of(span, context);
    if (!inner.style.displayed || inner.depth >= kDeepest) continue;
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
std::vector<SvgDrawer::TextUnit> SvgDrawer::shape_text(const TextLetters& letters) {
  text::FontContext& fonts = *source_.fonts;
  std::vector<TextUnit> units;
  std::u32string run;
  std::vector<std::size_t> places;  // of the letters of the run
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
    if (!spend(glyphs.size())) return;
    const double scale = style.font_size / face->metrics().units_per_em;
    for (std::size_t i = 0; i < glyphs.size();) {
      const std::size_t cluster = glyphs[i].cluster;
      TextUnit& unit = units.emplace_back();
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
    const TextLetters::Letter& letter = letters.all[i];
    const SvgStyle& style = letters.contexts[letter.context].style;
    if (stack_context != letter.context) {
      flush();
      stack = fonts.resolve({style.families, style.font_weight, style.italic});
      stack_context = letter.context;
      entry.reset();
    }
    const text::FaceChoice choice = fonts.choose(stack, letter.character);
    if (choice.glyph == text::kMissingGlyph) {
      source_.sink->report(diagnostics::messages::ImagesSvgText, place(), shown_at(document_.elements[current_].line),
                           base::to_utf8(std::u32string(1, letter.character)));
      continue;
    }
    const bool same_script = run.empty() || is_shaped_as_han(run.back()) == is_shaped_as_han(letter.character);
    if (entry != choice.entry || !same_script || letter.stands_apart()) flush();
    entry = choice.entry;
    run.push_back(letter.character);
    places.push_back(i);
  }
  flush();
  return units;
}

namespace {

/// Gives units the length that an element asks for (SVG 2 section 11.5.1).
template <typename Letters, typename Units>
void fit_length(const Letters& letters, const typename Letters::Length& wanted, Units& units) {
  const auto place_of = [&units](std::size_t letter) {
    return std::partition_point(units.begin(), units.end(), [letter](const auto& unit) { return unit.first < letter; });
  };
  const auto begin = place_of(wanted.begin);
  const auto end = place_of(wanted.end);
  if (begin == end) return;
  double natural = 0;
  for (auto unit = begin; unit != end; ++unit) {
    natural += unit->total();
    if (unit != begin) natural += letters.all[unit->first].dx;
  }
  if (natural <= 0) return;
  if (wanted.scales) {
    for (auto unit = begin; unit != end; ++unit) {
      unit->scale *= wanted.length / natural;
      unit->extra *= wanted.length / natural;
    }
    return;
  }
  // Spans that have their own length keep it: they count as one. They are before the element in the list.
  std::vector<bool> is_inside(static_cast<std::size_t>(end - begin));
  for (const auto* inner = &wanted; inner != letters.lengths.data() && (inner - 1)->begin >= wanted.begin; --inner) {
    const auto last = place_of((inner - 1)->end);
    for (auto unit = place_of((inner - 1)->begin); unit != last && unit + 1 != last; ++unit)
      is_inside[static_cast<std::size_t>(unit - begin)] = true;
  }
  std::vector<double*> gaps;
  for (auto unit = begin; unit + 1 != end; ++unit)
    if (!is_inside[static_cast<std::size_t>(unit - begin)]) gaps.push_back(&unit->extra);
  for (double* const gap : gaps) *gap += (wanted.length - natural) / static_cast<double>(gaps.size());
}

}  // namespace

/// SVG 2 section 11.5: places one unit after the other; an absolute position begins a chunk, which is anchored by
/// itself.
void SvgDrawer::place_text(const TextLetters& letters, std::vector<TextUnit>& units) {
  for (const TextLetters::Length& length : letters.lengths)
    if (spend(length.end - length.begin)) fit_length(letters, length, units);
  const bool is_vertical = letters.contexts.front().style.is_vertical;
  double x = 0, y = 0;
  double anchor = 0;  // of the chunk, along the line
  std::size_t chunk = 0;
  const auto anchor_chunk = [&](std::size_t end) {
    if (chunk == end) return;
    const TextAnchor where = letters.contexts[letters.all[units[chunk].first].context].style.anchor;
    const auto along = [is_vertical](TextUnit& unit) -> double& {
      return is_vertical ? unit.y : unit.x;
    };
    double first = along(units[chunk]);
    double last = first;
    for (std::size_t i = chunk; i < end; ++i) {
      first = std::min({first, along(units[i]), along(units[i]) + units[i].total()});
      last = std::max({last, along(units[i]), along(units[i]) + units[i].total()});
    }
    const double shift = where == TextAnchor::Middle ? anchor - (first + last) / 2
                         : where == TextAnchor::End  ? anchor - last
                                                     : anchor - first;
    for (std::size_t i = chunk; i < end; ++i) along(units[i]) += shift;
    chunk = end;
  };
  for (std::size_t i = 0; i < units.size(); ++i) {
    TextUnit& unit = units[i];
    const TextLetters::Letter& letter = letters.all[unit.first];
    const bool is_new = i == 0 || letter.x || letter.y;
    if (is_new) anchor_chunk(i);
    x = letter.x.value_or(x) + letter.dx;
    y = letter.y.value_or(y) + letter.dy;
    if (is_new) anchor = is_vertical ? y : x;
    unit.x = x;
    unit.y = y;
    unit.angle = letter.rotate * std::numbers::pi / 180;
    if (is_vertical && !unit.is_upright) unit.angle += std::numbers::pi / 2;
    (is_vertical ? y : x) += unit.total();
  }
  anchor_chunk(units.size());
}

SvgDrawer::TextLine SvgDrawer::text_of(const SvgElement& element, const Context& context) {
  TextLine line;
  collect_text(element, context, line.letters);
  std::vector<TextLetters::Letter>& letters = line.letters.all;
  if (!letters.empty() && letters.back().may_vanish) letters.pop_back();
  line.is_vertical = context.style.is_vertical;
  line.units = shape_text(line.letters);
  place_text(line.letters, line.units);
  return line;
}

/// How far below its place the alphabetic baseline of a text lies, in px.
double SvgDrawer::baseline_offset(const SvgStyle& style) {
  const text::StackId stack = source_.fonts->resolve({style.families, style.font_weight, style.italic});
  const text::FontStack& own = source_.fonts->stack(stack);
  const auto& entries = own.entries;
  const text::Face* const face = entries.empty() ? nullptr : source_.fonts->face(entries[own.primary].face);
  if (face == nullptr) return -style.baseline_shift;
  const text::FaceMetrics& metrics = face->metrics();
  const double unit = style.font_size / metrics.units_per_em;
  const auto of = [&](TextBaseline baseline) -> double {
    constexpr double kHangingOfAscent = 0.8;  // as browsers have it
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
  // Vertical text stands on the middle of its line.
  if (style.is_vertical && baseline == TextBaseline::Alphabetic) baseline = TextBaseline::Central;
  return of(baseline) * unit - style.baseline_shift;
}

/// Whether a text can be drawn like texts of the page: in one colour, without stroke, in a size that fonts support.
bool SvgDrawer::stays_text(const SvgStyle& style, const Context& context) const {
  constexpr double kSmallest = 1.0 / 64;
  constexpr double kLargest = 10'000;
  const bool is_plain = style.fill.kind == SvgPaint::Kind::Color || style.fill.kind == SvgPaint::Kind::CurrentColor;
  const double size = style.font_size * std::sqrt(std::abs(context.transform.determinant()));
  return source_.keeps_text && in_patterns_ == 0 && in_masks_ == 0 && is_plain &&
         style.stroke.kind == SvgPaint::Kind::None && size >= kSmallest && size <= kLargest;
}

/// Units behind `begin` that go on in the same face along the same line.
std::size_t SvgDrawer::end_of_run(const TextLine& line, std::size_t begin) {
  constexpr double kNear = 1e-6;
  std::size_t end = begin + 1;
  for (; end < line.units.size(); ++end) {
    const TextUnit& before = line.units[end - 1];
    const TextUnit& unit = line.units[end];
    const bool is_turned = before.angle != unit.angle || (!line.is_vertical && unit.angle != 0) || unit.is_upright;
    const bool is_same = before.face == unit.face && before.family == unit.family && before.is_bold == unit.is_bold &&
                         before.is_oblique == unit.is_oblique && before.scale == unit.scale &&
                         line.letters.all[before.first].context == line.letters.all[unit.first].context;
    const double x = before.x + (line.is_vertical ? 0 : before.total());
    const double y = before.y + (line.is_vertical ? before.total() : 0);
    if (is_turned || !is_same || std::abs(unit.x - x) > kNear || std::abs(unit.y - y) > kNear) break;
  }
  return end;
}

/// From the space of a run, whose baseline starts at its origin, to that of the text.
Transform SvgDrawer::run_transform(const TextLine& line, const TextUnit& first) {
  const SvgStyle& style = line.letters.contexts[line.letters.all[first.first].context].style;
  const double cosine = std::cos(first.angle);
  const double sine = std::sin(first.angle);
  const Transform turned{cosine, sine, -sine, cosine, first.x, first.y};
  const double offset = first.is_upright ? 0 : baseline_offset(style);
  return turned.after({first.scale, 0, 0, 1, 0, offset});
}

/// Sizes are in px of the drawing, independent of its coordinates.
void SvgDrawer::add_text(const TextLine& line, std::size_t begin, std::size_t end, const Context& context) {
  const auto paint = resolve_paint(context.style.fill, context.style.fill_opacity, {}, context);
  if (!paint || !context.style.visible) return;
  const TextUnit& first = line.units[begin];
  const double scale = std::sqrt(std::abs(context.transform.determinant()));
  DrawingText text;
  text.items_before = drawing_.items.size();
  text.face = first.face;
  text.family = first.family;
  text.size = context.style.font_size * scale;
  text.synthetic_bold = first.is_bold;
  text.synthetic_oblique = first.is_oblique;
  text.color = paint->color;
  text.transform = context.transform.after(run_transform(line, first)).after({1 / scale, 0, 0, 1 / scale, 0, 0});
  const double unit_size = text.size / source_.fonts->face(first.face)->metrics().units_per_em;
  for (std::size_t i = begin; i < end; ++i) {
    const TextUnit& unit = line.units[i];
    for (std::size_t letter = unit.first; letter < unit.end; ++letter)
      text.text.push_back(line.letters.all[letter].character);
    double left = unit.advance * scale;
    for (std::size_t glyph = 0; glyph < unit.glyphs.size(); ++glyph) {
      const text::ShapedGlyph& shaped = unit.glyphs[glyph];
      const bool is_last = glyph + 1 == unit.glyphs.size();
      // Spacing is part of the last advance.
      const double advance = is_last ? left + unit.extra * scale / unit.scale : shaped.advance * unit_size;
      left -= shaped.advance * unit_size;
      text.glyphs.push_back({shaped.glyph, static_cast<std::uint16_t>(glyph == 0 ? unit.end - unit.first : 0),
                             static_cast<std::int32_t>(std::lround(std::clamp(advance * 65536, -1e9, 1e9))),
                             static_cast<std::int16_t>(shaped.x_offset), static_cast<std::int16_t>(shaped.y_offset)});
    }
  }
  drawing_.texts.push_back(std::move(text));
}

/// The outline of a unit in the space of the text.
void SvgDrawer::append_outline(const TextLine& line, const TextUnit& unit, Path& path) {
  constexpr double kSlant = 0.2126;
  const SvgStyle& style = line.letters.contexts[line.letters.all[unit.first].context].style;
  const text::Face& face = *source_.fonts->face(unit.face);
  const double scale = style.font_size / face.metrics().units_per_em;
  const Transform placed = run_transform(line, unit);
  const double slant = unit.is_oblique ? kSlant : 0;
  double along = 0;
  for (const text::ShapedGlyph& glyph : unit.glyphs) {
    const Path outline = text::glyph_outline(face, glyph.glyph);
    if (!spend(outline.points.size())) return;
    const double x = (unit.is_upright ? 0 : along) + glyph.x_offset * scale;
    const double y = (unit.is_upright ? along : 0) - glyph.y_offset * scale;
    path.append(outline, placed.after({scale, 0, slant * scale, -scale, x, y}));
    along += glyph.advance * scale;
  }
}

/// Lines under, over or through the units of one element.
void SvgDrawer::draw_lines_at(const TextLine& line, std::size_t begin, std::size_t end, bool through) {
  for (std::size_t at = begin; at < end;) {
    const std::size_t run_end = std::min(end, end_of_run(line, at));
    const TextUnit& first = line.units[at];
    const Context& context = line.letters.contexts[line.letters.all[first.first].context];
    double length = 0;  // before scaling
    for (std::size_t i = at; i < run_end; ++i) length += line.units[i].total() / line.units[i].scale;
    at = run_end;
    if (first.is_upright) continue;  // vertical ideographs: beside, which was reported
    const text::FaceMetrics& metrics = source_.fonts->face(first.face)->metrics();
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
      Context painted = context;
      painted.style.fill = decoration.fill;
      painted.style.fill_opacity = decoration.fill_opacity;
      painted.style.fill_rule = base::FillRule::NonZero;
      painted.style.stroke = decoration.stroke;
      draw_shape(path, painted);
    }
  }
}

/// Letters of a family without a bold face get a stroke in their own paint, as on pages.
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

void SvgDrawer::draw_units(const TextLine& line) {
  for (std::size_t begin = 0; begin < line.units.size() && !failed_;) {
    const std::size_t number = line.letters.all[line.units[begin].first].context;
    const Context& context = line.letters.contexts[number];
    std::size_t end = begin + 1;
    while (end < line.units.size() && line.letters.all[line.units[end].first].context == number) ++end;
    draw_lines_at(line, begin, end, false);
    if (stays_text(context.style, context)) {
      for (std::size_t at = begin; at < end;) {
        const std::size_t run_end = std::min(end, end_of_run(line, at));
        add_text(line, at, run_end, context);
        at = run_end;
      }
    } else {
      Path outlines, bold_outlines;
      for (std::size_t i = begin; i < end; ++i)
        append_outline(line, line.units[i], line.units[i].is_bold ? bold_outlines : outlines);
      draw_shape(outlines, context);
      draw_shape(bold_outlines, emboldened(context));
    }
    draw_lines_at(line, begin, end, true);
    begin = end;
  }
}

/// SVG 1.1 §10.13: each unit stands upright on the path where its middle is. Letters beyond the ends of the path are
/// not drawn, which is reported. `dy` moves letters off the path.
void SvgDrawer::draw_text_on_path(const SvgElement& element, const Context& context) {
  const std::size_t index = find(reference(element));
  const SvgElement& shape = document_.elements[index];
  Context of_shape = context;
  of_shape.style = style_of(shape, context);
  std::optional<Path> path;
  if (index != 0) path = shape_path(shape, of_shape.style, context.viewport);
  // Each curve becomes a row of lines.
  if (!path || !spend(path->points.size() * PathWalk::kLinesOfCurve)) return report_unsupported("<textPath>");
  Path placed;
  placed.append(*path, own_transform(index, of_shape));
  const PathWalk walk(element.attribute("side") == "right" ? reversed(placed) : placed);
  SvgElement alone;
  alone.children = element.children;
  TextLine line = text_of(alone, context);
  // `pathLength` says in which units the path is measured (SVG 2 section 9.6.1).
  const auto measured = parse_length(shape.attribute("pathLength"), 1, 1);
  const std::string_view written = element.attribute("startOffset");
  double offset = parse_length(written, walk.length(), context.style.font_size).value_or(0);
  if (measured && *measured > 0 && !is_percentage(written)) offset *= walk.length() / *measured;
  std::string rest;
  std::vector<TextUnit> units = std::exchange(line.units, {});
  for (TextUnit& unit : units) {
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
  if (!base::trim_ascii_space(rest).empty()) report_unsupported("<textPath> … " + rest, element.line);
}

void SvgDrawer::draw_text(const SvgElement& element, const Context& context) {
  if (source_.fonts == nullptr) return report_unsupported("<text>");
  draw_units(text_of(element, context));
}

namespace {

bool is_block_of_html(std::string_view name) {
  static constexpr std::string_view kBlocks[] = {
      "article", "blockquote", "br",     "dd", "div", "dl", "dt", "figure", "footer",  "h1",    "h2", "h3", "h4",
      "h5",      "h6",         "header", "hr", "li",  "ol", "p",  "pre",    "section", "table", "td", "tr", "ul"};
  return std::find(std::begin(kBlocks), std::end(kBlocks), name) != std::end(kBlocks);
}

/// Whether a line may end between two letters; marks that close do not begin a line.
bool may_break_between(char32_t before, char32_t behind) {
  constexpr std::u32string_view kClosing = U"，。、；：！？）》」』】〉”’";
  if (is_word_space(before)) return true;
  if (kClosing.find(behind) != std::u32string_view::npos) return false;
  return is_shaped_as_han(before) || is_shaped_as_han(behind);
}

}  // namespace

/// Texts and line ends of HTML, with the styles of their elements.
void SvgDrawer::collect_html(const SvgElement& element, const Context& context, std::deque<TextLetters>& lines) {
  const auto enter = [&] {
    lines.back().context = lines.back().contexts.size();
    lines.back().contexts.push_back(context);
  };
  const auto end_line = [&] {
    lines.emplace_back();
    enter();
  };
  enter();
  for (const SvgElement::Child& child : element.children) {
    if (failed_) return;
    if (child.element == 0) {
      add_letters(child.text, lines.back());
      continue;
    }
    const SvgElement& inside = document_.elements[child.element];
    if (inside.name == "style" || inside.name == "script" || inside.name == "svg" || context.depth >= kDeepest)
      continue;
    Context inner = context;
    ++inner.depth;
    inner.style = style_of(inside, context);
    if (!inner.style.displayed) continue;
    const bool is_heading = inside.name.size() == 2 && inside.name[0] == 'h' && inside.name != "hr";
    if (inside.name == "b" || inside.name == "strong" || inside.name == "th" || is_heading)
      inner.style.font_weight = 700;
    if (inside.name == "i" || inside.name == "em") inner.style.italic = true;
    inner.style.fill = {SvgPaint::Kind::Color, inner.style.color, {}};
    inner.style.stroke = {};
    const bool is_block = is_block_of_html(inside.name);
    if (is_block) end_line();
    collect_html(inside, inner, lines);
    if (is_block) {
      end_line();
    } else {
      enter();
    }
  }
}

/// HTML in a drawing, such as the labels of Mermaid: only its text is drawn, in the middle of the height of its box,
/// and this is reported.
void SvgDrawer::draw_html(const SvgElement& element, const Context& context) {
  constexpr double kLineHeight = 1.2;
  report_unsupported("<foreignObject>");
  if (source_.fonts == nullptr) return;
  Context inner = context;
  inner.style.fill = {SvgPaint::Kind::Color, context.style.color, {}};
  inner.style.stroke = {};
  inner.style.anchor = TextAnchor::Start;
  inner.style.is_vertical = false;
  std::deque<TextLetters> collected(1);
  collect_html(element, inner, collected);
  const PathPoint corner = corner_of(element, context);
  const SvgViewport size = size_of(element, context);
  struct Row {
    const TextLine* line = nullptr;
    std::size_t begin = 0, end = 0;
    double width = 0;
  };
  std::deque<TextLine> lines;
  std::vector<Row> rows;
  double height = 0;
  for (TextLetters& letters : collected) {
    if (!letters.all.empty() && letters.all.back().may_vanish) letters.all.pop_back();
    if (letters.all.empty()) continue;
    TextLine& line = lines.emplace_back();
    line.letters = std::move(letters);
    line.units = shape_text(line.letters);
    Row row{&line, 0, 0, 0};
    std::size_t last_break = 0;
    double width_at_break = 0;
    for (std::size_t i = 0; i < line.units.size(); ++i) {
      const char32_t letter = line.letters.all[line.units[i].first].character;
      const SvgStyle& style = line.letters.contexts[line.letters.all[line.units[i].first].context].style;
      if (i > row.begin && !style.keeps_lines &&
          may_break_between(line.letters.all[line.units[i].first - 1].character, letter)) {
        last_break = i;
        width_at_break = row.width;
      }
      const bool is_full = row.width + line.units[i].total() > size.width + 1 && !is_word_space(letter);
      if (is_full && last_break > row.begin) {
        rows.push_back({&line, row.begin, last_break, width_at_break});
        row.begin = last_break;
        row.width -= width_at_break;
      }
      row.width += line.units[i].total();
    }
    row.end = line.units.size();
    if (row.end > row.begin) rows.push_back(row);
  }
  const auto size_of_row = [](const Row& row) {
    double largest = 0;
    for (const Context& each : row.line->letters.contexts) largest = std::max(largest, each.style.font_size);
    return largest;
  };
  for (const Row& row : rows) height += size_of_row(row) * kLineHeight;
  const std::string align = align_of_html(element);
  double top = corner.y + std::max(0.0, (size.height - height) / 2);
  for (const Row& row : rows) {
    const double spare = size.width - row.width;
    const double shift = align == "center" ? spare / 2 : align == "right" || align == "end" ? spare : 0;
    // Of a line as high as 1.2 em, the baseline is at about 0.95 em.
    constexpr double kBaseline = 0.95;
    double x = corner.x + shift;
    TextLine part;
    part.letters = row.line->letters;
    for (std::size_t i = row.begin; i < row.end; ++i) {
      TextUnit& unit = part.units.emplace_back(row.line->units[i]);
      unit.x = x;
      unit.y = top + size_of_row(row) * kBaseline;
      x += unit.total();
    }
    draw_units(part);
    top += size_of_row(row) * kLineHeight;
  }
}

/// The alignment that the innermost of the elements around all text asks for.
std::string SvgDrawer::align_of_html(const SvgElement& element) const {
  std::string align;
  for (const SvgElement* at = &element; at != nullptr;) {
    if (const std::string own = declared_value(*at, "text-align"); !own.empty()) align = own;
    if (at->name == "center") align = "center";
    const SvgElement* only = nullptr;
    for (const SvgElement::Child& child : at->children) {
      if (child.element == 0) continue;
      if (only != nullptr) return align;
      only = &document_.elements[child.element];
    }
    at = only;
  }
  return align;
}

/// The cells of all units.
SvgDrawer::FillBox SvgDrawer::measure_text(const SvgElement& element, const Context& context) {
  if (source_.fonts == nullptr) return {std::nullopt, false};
  const bool has_path = std::any_of(element.children.begin(), element.children.end(), [&](const auto& child) {
    return child.element != 0 && document_.elements[child.element].name == "textPath";
  });
  if (has_path) return {std::nullopt, false};
  const TextLine line = text_of(element, context);
  Path cells;
  for (const TextUnit& unit : line.units) {
    const SvgStyle& style = line.letters.contexts[line.letters.all[unit.first].context].style;
    const text::FaceMetrics& metrics = source_.fonts->face(unit.face)->metrics();
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
