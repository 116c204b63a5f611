#include "images/detail/svg_html.h"

#include "images/detail/svg_text.h"
#include "text/line_breaker.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gongwen::images {
namespace {

bool is_block_of_html(std::string_view name) {
  static constexpr std::string_view kBlocks[] = {
      "article", "blockquote", "br",     "dd", "div", "dl", "dt", "figure", "footer",  "h1",    "h2", "h3", "h4",
      "h5",      "h6",         "header", "hr", "li",  "ol", "p",  "pre",    "section", "table", "td", "tr", "ul"};
  return std::find(std::begin(kBlocks), std::end(kBlocks), name) != std::end(kBlocks);
}

/// Whether a row may end before a letter that is not a blank, by the rules for texts of pages.
bool may_break_before(const SvgLetters& letters, std::size_t letter) {
  static constexpr text::BreakRules kRules;
  const auto class_at = [&letters](std::size_t i) {
    return text::break_class(letters.all[i].character, kRules);
  };
  const auto is_passed = [](text::BreakClass each) {
    return each == text::BreakClass::Space || each == text::BreakClass::Combining;
  };
  const text::BreakClass after = class_at(letter);
  if (letter == 0 || is_passed(after) || after == text::BreakClass::Mandatory) return false;
  bool has_blanks = false;
  std::size_t before = letter - 1;
  for (; before > 0 && is_passed(class_at(before)); --before)
    has_blanks = has_blanks || class_at(before) == text::BreakClass::Space;
  const text::BreakClass last = class_at(before);
  if (is_passed(last) || last == text::BreakClass::Mandatory) return has_blanks || last == text::BreakClass::Space;
  return text::may_break_between(last, after, has_blanks, kRules);
}

}  // namespace

/// Texts and line ends of HTML, with the styles of their elements.
void SvgHtmlDrawer::collect(const SvgElement& element, const SvgContext& context, std::deque<SvgLetters>& lines) {
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
    if (!drawer_.spend(1)) return;
    if (child.element == 0) {
      lines.back().add(child.text, [this] { return drawer_.spend(1); });
      continue;
    }
    const SvgElement& inside = drawer_.document_.elements[child.element];
    if (inside.name == "style" || inside.name == "script" || inside.name == "svg" ||
        context.depth >= SvgDrawer::kDeepest)
      continue;
    SvgContext inner = context;
    ++inner.depth;
    inner.style = drawer_.style_of(inside, context);
    if (!inner.style.displayed) continue;
    const bool is_heading = inside.name.size() == 2 && inside.name[0] == 'h' && inside.name != "hr";
    if (inside.name == "b" || inside.name == "strong" || inside.name == "th" || is_heading)
      inner.style.font_weight = 700;
    if (inside.name == "i" || inside.name == "em") inner.style.italic = true;
    inner.style.fill = {SvgPaint::Kind::Color, inner.style.color, {}};
    inner.style.stroke = {};
    const bool is_block = is_block_of_html(inside.name);
    if (is_block) end_line();
    collect(inside, inner, lines);
    if (is_block) {
      end_line();
    } else {
      enter();
    }
  }
}

void SvgHtmlDrawer::draw(const SvgElement& element, const SvgContext& context) {
  drawer_.report_unsupported("<foreignObject>");
  if (drawer_.source_.fonts == nullptr) return;
  SvgContext inner = context;
  inner.style.fill = {SvgPaint::Kind::Color, context.style.color, {}};
  inner.style.stroke = {};
  inner.style.anchor = TextAnchor::Start;
  inner.style.is_vertical = false;
  std::deque<SvgLetters> collected(1);
  collect(element, inner, collected);
  SvgTextDrawer texts(drawer_);
  std::deque<SvgTextLine> lines;
  std::vector<Row> rows;
  const double width = SvgDrawer::size_of(element, context).width;
  for (SvgLetters& letters : collected) {
    letters.drop_last_blank();
    if (letters.all.empty()) continue;
    SvgTextLine& line = lines.emplace_back();
    line.letters = std::move(letters);
    line.units = texts.shape_text(line.letters);
    add_rows(line, width, rows);
  }
  place_rows(rows, element, context);
  for (const SvgTextLine& line : lines) texts.draw_units(line);
}

/// Words that do not fit into a row begin the next one. Those that do not fit into any row stick out of it, or are
/// broken if `overflow-wrap` or `word-break` allow it.
void SvgHtmlDrawer::add_rows(SvgTextLine& line, double width, std::vector<Row>& rows) {
  constexpr double kSlack = 1;  // browsers round the sizes of boxes
  Row row{&line};
  std::optional<Row> at_break;  // the row if it ended at the last place where it may
  const auto end_row = [&](const Row& done) {
    rows.push_back(done);
    row.begin = done.end;
    row.width -= done.width;
    row.inked -= done.width;
    at_break.reset();
  };
  for (std::size_t i = 0; i < line.units.size(); ++i) {
    const SvgTextUnit& unit = line.units[i];
    const SvgStyle& style = line.context_of(unit).style;
    const bool is_blank = is_word_space(line.letters.all[unit.first].character);
    const auto is_full = [&] {
      return row.width + unit.total() > width + kSlack && !is_blank && !style.keeps_lines && i > row.begin;
    };
    row.end = i;
    if (i > row.begin && !style.keeps_lines && may_break_before(line.letters, unit.first)) at_break = row;
    if (is_full() && at_break) {
      const Row done = *std::exchange(at_break, std::nullopt);
      end_row(done);
    }
    if (is_full() && style.breaks_words) {
      const Row done = row;
      end_row(done);
    }
    row.width += unit.total();
    if (!is_blank) row.inked = row.width;
  }
  row.end = line.units.size();
  if (row.end > row.begin) rows.push_back(row);
  for (auto each = rows.rbegin(); each != rows.rend() && each->line == &line; ++each) {
    for (std::size_t i = each->begin; i < each->end; ++i)
      each->height = std::max(each->height, line.context_of(line.units[i]).style.font_size);
  }
}

void SvgHtmlDrawer::place_rows(const std::vector<Row>& rows, const SvgElement& element, const SvgContext& context) {
  // In a line 1.2 em high, the baseline is at about 0.95 em.
  constexpr double kLineHeight = 1.2;
  constexpr double kBaseline = 0.95;
  const base::PathPoint corner = SvgDrawer::corner_of(element, context);
  const SvgViewport size = SvgDrawer::size_of(element, context);
  const std::string align = align_of(element);
  double height = 0;
  for (const Row& row : rows) height += row.height * kLineHeight;
  double top = corner.y + std::max(0.0, (size.height - height) / 2);
  for (const Row& row : rows) {
    const double spare = size.width - row.inked;
    double x = corner.x + (align == "center" ? spare / 2 : align == "right" || align == "end" ? spare : 0);
    for (std::size_t i = row.begin; i < row.end; ++i) {
      SvgTextUnit& unit = row.line->units[i];
      unit.x = x;
      unit.y = top + row.height * kBaseline;
      x += unit.total();
    }
    top += row.height * kLineHeight;
  }
}

/// The alignment set by the innermost element that contains all of the text.
std::string SvgHtmlDrawer::align_of(const SvgElement& element) const {
  std::string align;
  for (const SvgElement* at = &element; at != nullptr;) {
    if (const std::string own = drawer_.declared_value(*at, "text-align"); !own.empty()) align = own;
    if (at->name == "center") align = "center";
    const SvgElement* only = nullptr;
    for (const SvgElement::Child& child : at->children) {
      if (child.element == 0) continue;
      if (only != nullptr) return align;
      only = &drawer_.document_.elements[child.element];
    }
    at = only;
  }
  return align;
}

}  // namespace gongwen::images
