#include "layout/formula/detail/formula_layout.h"

#include "dom/math/formula_lines.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/fragment_builder.h"
#include "layout/formula/detail/formula_setter.h"

#include <map>

namespace gongwen::layout {
namespace {

/// A finished formula, and the places where lines may end in it.
struct WholeFormula {
  std::vector<SetPart> parts;
  std::vector<math::LinePiece> pieces;
  TextLength em;
  bool is_from_right = false;
};

/// Formulas by their element: their layout depends only on styles and fonts.
struct SetFormulas : DocumentFacts {
  std::map<std::uint32_t, WholeFormula> formulas;
};

const WholeFormula& whole_formula(BoxId id, LayoutContext& context) {
  std::map<std::uint32_t, WholeFormula>& known = context.cache<SetFormulas>().formulas;
  const boxes::Box& box = context.box(id);
  const auto found = known.find(box.node.value);
  if (found != known.end()) return found->second;
  // Errors in its elements were reported when the boxes were built.
  const math::Part formula =
      math::read_formula(context.dom, box.node, [&](dom::NodeId node) { return context.styles.sight(node); });
  const style::StyleId style = context.styles.of(box.node).element;
  FormulaSetter setter(box.node, style, box.origin, context);
  WholeFormula whole;
  whole.parts = setter.set_outermost(formula);
  whole.pieces = math::pieces_of_formula(formula, [&](dom::NodeId node) {
    const style::StyleId own = context.styles.of(node).element;
    return own && context.styles.style(own).direction == style::Direction::Rtl;
  });
  if (!whole.parts.empty()) whole.em = setter.em();
  whole.is_from_right = setter.is_from_right();
  return known.emplace(box.node.value, std::move(whole)).first->second;
}

/// A range of the row that is on one line.
struct FormulaLine {
  std::size_t begin = 0;
  std::size_t end = 0;  // after its last part
  TextLength indent;
};

TextLength start_of(const WholeFormula& whole, std::size_t part, bool with_space) {
  return with_space ? whole.parts[part].x - whole.parts[part].before : whole.parts[part].x;
}

/// The width of parts on a line of their own, without the spaces of operators at its ends.
TextLength width_of_line(const WholeFormula& whole, std::size_t begin, std::size_t end) {
  if (begin >= end) return {};
  const SetPart& last = whole.parts[end - 1];
  return last.x + last.box.width - start_of(whole, begin, false);
}

/// GB 3102.11 §3: a formula continues on the next line after =, +, −, ×, or another sign, which is not repeated there.
/// The last relation that fits is preferred, unless the rest after it would need more than one line as well: `y =` is
/// never alone on a line. A piece that is wider than the line stays whole.
std::vector<FormulaLine> broken_lines(const WholeFormula& whole, TextLength room) {
  std::vector<FormulaLine> lines;
  const TextLength indent = whole.em * 2;
  std::size_t at = 0;
  while (at < whole.pieces.size()) {
    const std::size_t begin = whole.pieces[at].begin;
    const TextLength free = lines.empty() ? room : room - indent;
    std::size_t last = at;
    std::optional<std::size_t> relation;
    for (std::size_t next = at; next < whole.pieces.size(); ++next) {
      if (width_of_line(whole, begin, whole.pieces[next].end) > free) break;
      last = next;
      if (whole.pieces[next].end_kind == math::LineEnd::AfterRelation) relation = next;
    }
    if (last + 1 < whole.pieces.size() && relation) {
      std::size_t next = *relation + 1;
      while (next + 1 < whole.pieces.size() && whole.pieces[next].end_kind != math::LineEnd::AfterRelation) ++next;
      if (width_of_line(whole, whole.pieces[*relation].end, whole.pieces[next].end) <= room - indent) last = *relation;
    }
    lines.push_back({begin, whole.pieces[last].end, lines.empty() ? TextLength() : indent});
    at = last + 1;
  }
  return lines;
}

/// Makes fragments of the glyphs and rules of lines. Positions are rounded here, once.
class FormulaFragments {
 public:
  FormulaFragments(BoxId box, LayoutContext& context) : box_(box), context_(context) {}

  /// Places parts with the start of their line at `left`, and its baseline at `baseline`.
  void add(const WholeFormula& whole, const FormulaLine& line, bool with_space, TextLength left, LayoutUnit baseline) {
    if (line.begin >= line.end) return;
    const TextLength start = start_of(whole, line.begin, with_space);
    const SetPart& last = whole.parts[line.end - 1];
    const TextLength end = last.x + last.box.width + (with_space ? last.after : TextLength());
    for (std::size_t i = line.begin; i < line.end; ++i) {
      const SetPart& part = whole.parts[i];
      const TextLength x = left + (whole.is_from_right ? end - part.x - part.box.width : part.x - start);
      for (const FormulaGlyphs& glyphs : part.box.glyphs) add_glyphs(glyphs, x, baseline);
      for (const FormulaRule& rule : part.box.rules) add_rule(rule, x, baseline);
    }
  }

  Fragment finish() && {
    Fragment content;
    content.children = std::move(children_);
    if (!rules_.empty()) {
      content.inner_borders = std::make_unique<const std::vector<InnerBorder>>(std::move(rules_));
    }
    return content;
  }

 private:
  void add_glyphs(const FormulaGlyphs& glyphs, TextLength x, LayoutUnit baseline) {
    Fragment fragment;
    fragment.kind = FragmentKind::Text;
    fragment.box = box_;
    fragment.style = glyphs.style;
    fragment.origin = glyphs.origin;
    const LayoutUnit ascent = glyphs.ascent.ceil();
    fragment.size = {glyphs.width.round(), std::max(LayoutUnit(), ascent + glyphs.descent.ceil())};
    fragment.baseline = ascent;
    fragment.run = glyphs.run;
    const Point offset{(x + glyphs.x).round(), baseline + glyphs.y.round() - ascent};
    children_.push_back({offset, context_.fragments.add(std::move(fragment))});
  }

  void add_rule(const FormulaRule& rule, TextLength x, LayoutUnit baseline) {
    if (rule.color.is_transparent()) return;
    // Edges are rounded, not sizes, so that rules that meet still do.
    const LayoutUnit left = (x + rule.x).round();
    const LayoutUnit top = (TextLength::from(baseline) + rule.y).round();
    const LayoutUnit right = (x + rule.x + rule.width).round();
    const LayoutUnit bottom = (TextLength::from(baseline) + rule.y + rule.height).round();
    rules_.push_back({{{left, top}, {right - left, std::max(bottom - top, LayoutUnit::from_raw(1))}},
                      style::BorderStyle::Solid,
                      rule.color,
                      true,
                      rule.slope,
                      rule.thickness.round()});
  }

  BoxId box_;
  LayoutContext& context_;
  std::vector<ChildFragment> children_;
  std::vector<InnerBorder> rules_;
};

struct LineHeights {
  LayoutUnit ascent;
  LayoutUnit descent;
};

LineHeights heights_of(const WholeFormula& whole, const FormulaLine& line) {
  TextLength ascent;
  TextLength descent;
  for (std::size_t i = line.begin; i < line.end; ++i) {
    ascent = std::max(ascent, whole.parts[i].box.ascent);
    descent = std::max(descent, whole.parts[i].box.descent);
  }
  return {ascent.ceil(), descent.ceil()};
}

/// A piece of a formula in a line of text.
bool is_piece(const boxes::Box& box) { return box.part == boxes::BoxPart::Anonymous; }

FormulaLine line_of_piece(const boxes::Box& box, const WholeFormula& whole) {
  if (whole.parts.empty()) return {};
  const math::LinePiece& piece = whole.pieces[std::min<std::size_t>(box.content, whole.pieces.size() - 1)];
  return {piece.begin, piece.end, TextLength()};
}

LayoutUnit width_with_spaces(const WholeFormula& whole, const FormulaLine& line) {
  if (line.begin >= line.end) return {};
  const SetPart& last = whole.parts[line.end - 1];
  return (last.x + last.box.width + last.after - start_of(whole, line.begin, true)).ceil();
}

LayoutUnit shift_by_alignment(style::TextAlign align, LayoutUnit free) {
  if (free <= LayoutUnit()) return {};
  switch (align) {
    case style::TextAlign::Center: return free / 2;
    case style::TextAlign::Right:
    case style::TextAlign::End: return free;
    default: return {};
  }
}

}  // namespace

LayoutResult layout_formula(const LayoutInput& input, LayoutContext& context) {
  const FragmentBuilder builder(input, context, EndSpace::AsItComes);
  const Edges edges = builder.edges();
  const boxes::Box& box = context.box(input.box);
  const WholeFormula& whole = whole_formula(input.box, context);
  FormulaFragments fragments(input.box, context);
  LayoutUnit width;
  LayoutUnit height;
  std::optional<LayoutUnit> first_baseline;
  LayoutUnit last_baseline;
  if (is_piece(box)) {
    const FormulaLine line = line_of_piece(box, whole);
    const LineHeights heights = heights_of(whole, line);
    // In a line of text a piece keeps the spaces of operators at its ends.
    fragments.add(whole, line, true, TextLength(), heights.ascent);
    width = width_with_spaces(whole, line);
    height = heights.ascent + heights.descent;
    first_baseline = last_baseline = heights.ascent;
  } else {
    width = builder.content_width(block_width(input, context));
    const std::vector<FormulaLine> lines =
        whole.parts.empty() ? std::vector<FormulaLine>() : broken_lines(whole, TextLength::from(width));
    TextLength widest;
    for (const FormulaLine& line : lines) {
      widest = std::max(widest, line.indent + width_of_line(whole, line.begin, line.end));
    }
    const LayoutUnit left = shift_by_alignment(context.style_of(input.box).text_align, width - widest.ceil());
    const LayoutUnit gap = (whole.em / 3).round();
    for (const FormulaLine& line : lines) {
      const LineHeights heights = heights_of(whole, line);
      last_baseline = height + (first_baseline ? gap : LayoutUnit()) + heights.ascent;
      if (!first_baseline) first_baseline = last_baseline;
      const TextLength indent =
          whole.is_from_right ? widest - line.indent - width_of_line(whole, line.begin, line.end) : line.indent;
      fragments.add(whole, line, false, TextLength::from(left) + indent, last_baseline);
      height = last_baseline + heights.descent;
    }
    height = builder.clamped_height(builder.definite_height().value_or(height));
  }
  if (input.fixed_block_size) height = std::max(LayoutUnit(), input.fixed_block_size->size - edges.vertical());
  Fragment content = std::move(fragments).finish();
  if (first_baseline) {
    content.baseline = first_baseline;
    content.last_baseline = last_baseline;
  }
  LayoutResult result;
  result.offset = input.strut.sum();
  result.fragment = builder.finish(std::move(content), {width + edges.horizontal(), height + edges.vertical()},
                                   result.outcome, context);
  return result;
}

IntrinsicSizes formula_content_sizes(BoxId id, LayoutContext& context) {
  const WholeFormula& whole = whole_formula(id, context);
  if (whole.parts.empty()) return {};
  const boxes::Box& box = context.box(id);
  if (is_piece(box)) {
    const LayoutUnit width = width_with_spaces(whole, line_of_piece(box, whole));
    return {width, width};
  }
  TextLength widest;
  for (const math::LinePiece& piece : whole.pieces) {
    widest = std::max(widest, width_of_line(whole, piece.begin, piece.end));
  }
  return {widest.ceil(), width_of_line(whole, 0, whole.parts.size()).ceil()};
}

}  // namespace gongwen::layout
