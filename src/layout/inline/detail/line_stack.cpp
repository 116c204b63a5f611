#include "layout/inline/detail/line_stack.h"

#include "layout/inline/detail/line_ends.h"

#include <algorithm>

namespace gongwen::layout {
// The lines of a paragraph at one width, and ::first-line. A stack whose lines no later round can change owns its
// fragments and survives rounds; all other stacks refer to the fragments of the round.
namespace {

using boxes::Box;
using boxes::BoxKind;
using boxes::BoxPart;
using text::LineUnit;
using text::UnitKind;

/// Whether a unit represents characters of the text, as opposed to edges, anchors and objects.
bool is_characters(const LineUnit& unit) {
  return unit.kind == UnitKind::Text || unit.kind == UnitKind::Space || unit.kind == UnitKind::Tab ||
         unit.kind == UnitKind::SoftHyphen;
}

std::uint32_t text_end(const LineUnit& unit) { return unit.text_begin + unit.text_length; }

bool is_block_container(BoxKind kind) {
  return kind == BoxKind::Block || kind == BoxKind::InlineBlock || kind == BoxKind::Cell ||
         kind == BoxKind::TableCaption;
}

/// An anonymous box whose lines are those of the element around it.
bool is_part_of_lines(const Box& box) {
  return box.part == BoxPart::Anonymous && (box.kind == BoxKind::Block || box.kind == BoxKind::Turned);
}

/// Whether the lines of an anonymous box are the first ones in its parent.
bool is_first_in_parent(const Box& box, const LayoutContext& context) {
  for (BoxId before = box.previous_sibling; before; before = context.box(before).previous_sibling) {
    if (boxes::is_in_flow(context.box(before)) && context.box(before).kind != BoxKind::Marker) return false;
  }
  return true;
}

/// The box whose first line is the first of these lines: reached through anonymous boxes, if nothing is before them;
/// null if lines of the element come before. An anonymous flex or grid item has its own lines.
const Box* owner_of_first_line(const Box& box, const LayoutContext& context) {
  const Box* owner = &box;
  while (is_part_of_lines(*owner) && owner->parent && !boxes::holds_items(context.box(owner->parent))) {
    if (!is_first_in_parent(*owner, context)) return nullptr;
    owner = &context.box(owner->parent);
  }
  return owner;
}

/// The extent of a line in terms that are valid in both contents: the number of pieces other than characters, and the
/// number of characters.
struct Reach {
  std::size_t pieces = 0;
  std::uint32_t text = 0;
};

/// The extent of the units before `end`.
Reach reach_of(const std::vector<LineUnit>& units, std::uint32_t end) {
  Reach reach;
  for (std::uint32_t i = 0; i < end; ++i) {
    if (is_characters(units[i])) {
      reach.text = std::max(reach.text, text_end(units[i]));
    } else {
      ++reach.pieces;
    }
  }
  return reach;
}

/// The unit after those that are within the reach. Units may be cut differently there (ligatures), but pieces and
/// characters are the same.
std::uint32_t end_of_reach(const std::vector<LineUnit>& units, const Reach& reach) {
  const auto count = static_cast<std::uint32_t>(units.size());
  std::size_t pieces = 0;
  std::uint32_t i = 0;
  for (; i < count; ++i) {
    const bool is_in_line =
        is_characters(units[i])
            ? units[i].text_begin < reach.text || (units[i].text_length == 0 && units[i].text_begin == reach.text)
            : ++pieces <= reach.pieces;
    if (!is_in_line) break;
  }
  return i;
}

}  // namespace

bool has_first_line(const Box& box, const LayoutContext& context) {
  return owner_of_first_line(box, context) != nullptr;
}

style::StyleId first_line_style(BoxId id, const LayoutContext& context) {
  const Box& box = context.box(id);
  const Box* const owner = is_block_container(box.kind) ? owner_of_first_line(box, context) : nullptr;
  const bool has_lines = owner != nullptr && owner->part == BoxPart::Element && is_block_container(owner->kind);
  return has_lines ? context.styles.first_line(owner->node) : style::StyleId();
}

/// The line was found in the content of ::first-line; the usual content continues after it. If that would start inside
/// a unit, the line takes one more unit and the comparison is repeated.
FirstLineRange first_line_range(const InlineContent& first, const text::LineRange& line, const InlineContent& usual) {
  FirstLineRange result{line, line};
  const std::vector<LineUnit>& units = first.paragraph.units;
  const std::vector<LineUnit>& others = usual.paragraph.units;
  const auto count = static_cast<std::uint32_t>(units.size());
  while (true) {
    const Reach reach = reach_of(units, result.line.end);
    const std::uint32_t end = end_of_reach(others, reach);
    result.usual.end = result.usual.content_end = end;
    const bool is_torn = end > 0 && is_characters(others[end - 1]) && text_end(others[end - 1]) > reach.text;
    if (!is_torn || result.line.end == count) break;
    const LineUnit& more = units[result.line.end++];
    result.line.content_end = result.line.end;
    result.line.width += units[result.line.end - 2].space_after + more.advance;
    result.line.hyphenated = false;
  }
  result.line.last = result.line.end == count;
  result.usual.last = result.usual.end == others.size();
  return result;
}

namespace {

using text::TextLength;

/// The last line of a paragraph should have two characters or more.
constexpr int kMinLastCharacters = 2;

/// Lengths are rounded to 1/64 px, advances to 1/65536: six characters must still fit into a box of 6em, so the room is
/// one unit larger.
TextLength room_of(LayoutUnit width) { return TextLength::from(width + LayoutUnit::from_raw(1)); }

/// Centred balanced text is a title: `shape_title` gives it its shape.
text::WrapStyle wrap_style(const style::ComputedStyle& style) {
  const bool is_centered = style.text_align == style::TextAlign::Center;
  switch (style.text_wrap_style) {
    case style::TextWrapStyle::Pretty: return text::WrapStyle::Pretty;
    case style::TextWrapStyle::Balance: return is_centered ? text::WrapStyle::Title : text::WrapStyle::Balance;
    case style::TextWrapStyle::Auto:
    case style::TextWrapStyle::Stable: break;
  }
  return text::WrapStyle::Greedy;
}

/// Breaks the whole paragraph, then builds each line. With ::first-line, the first line is found by itself, and the
/// rest is broken from there.
LineStack build_stack(BoxId box, const InlineContent& content, const InlineContent* first, LayoutUnit width,
                      LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const LineIndents indents = line_indents(context.box(box), width, context);
  const text::LineWidths widths{room_of(width - indents.first), room_of(width - indents.after_forced_break),
                                room_of(width - indents.other)};
  LineStack stack;
  text::LineRange first_line;  // in its own content
  text::BreakStart rest;
  if (first != nullptr && !first->paragraph.units.empty()) {
    const text::LineHyphen hyphen = max_hyphens(style) == 0U ? text::LineHyphen::Refused : text::LineHyphen::Allowed;
    const FirstLineRange found =
        first_line_range(*first,
                         text::find_line(first->paragraph, 0, widths.first, text::LinePosition::First,
                                         text::Squeezing::IfAsked, hyphen, line_filling(style)),
                         content);
    first_line = found.line;
    rest = {found.usual.end, !found.usual.forced, found.line.hyphenated ? 1U : 0U};
    stack.ranges.push_back(found.usual);
  }
  const std::vector<text::LineRange> others =
      text::break_paragraph(content.paragraph, widths, break_options(style, context), rest);
  stack.ranges.insert(stack.ranges.end(), others.begin(), others.end());
  // `line-clamp`: lines beyond the limit are not built at all.
  const std::size_t shown = shown_lines(box, context);
  const bool is_clamped = shown > 0 && stack.ranges.size() > shown;
  if (is_clamped) stack.ranges.resize(shown);
  // Inline boxes that are open at the start of each line are tracked from line to line.
  OpenInlineBoxes open(content.paragraph);
  bool after_forced_break = false;
  for (const text::LineRange& line : stack.ranges) {
    // A paragraph may be a whole book: a cancelled run stops between lines.
    context.sink.go_on();
    const LayoutUnit indent = line.begin == 0      ? indents.first
                              : after_forced_break ? indents.after_forced_break
                                                   : indents.other;
    LineSpace space{width, indent, open.at(line.begin)};
    space.is_clamped = is_clamped && &line == &stack.ranges.back();
    const bool is_first_line = rest.unit > 0 && stack.fragments.empty();
    const InlineContent& own = is_first_line ? *first : content;
    stack.fragments.push_back(
        build_line(own, is_first_line ? first_line : line, line_container(box, own, context), space, context));
    after_forced_break = line.forced;
  }
  stack.depends_on_pages = content.depends_on_pages;
  stack.takes_room = has_lines(content, context);
  return stack;
}

/// While it exists, new fragments go into `own`, and those of the context are kept aside. Restores both, also when the
/// run is stopped by an exception.
class FragmentsSetAside {
 public:
  FragmentsSetAside(FragmentPool& own, LayoutContext& context) : own_(own), context_(context) { exchange(); }
  ~FragmentsSetAside() { exchange(); }
  FragmentsSetAside(const FragmentsSetAside&) = delete;
  FragmentsSetAside& operator=(const FragmentsSetAside&) = delete;

 private:
  void exchange() { std::swap(own_, context_.fragments); }

  FragmentPool& own_;
  LayoutContext& context_;
};

/// Line stacks by container and width.
class LineStacks : public LayoutCache {
 public:
  const LineStack* find(BoxId box, LayoutUnit width) const {
    const auto found = stacks_.find(key(box, width));
    return found == stacks_.end() ? nullptr : found->second.get();
  }
  const LineStack& add(BoxId box, LayoutUnit width, std::unique_ptr<const LineStack> stack) {
    return *stacks_.emplace(key(box, width), std::move(stack)).first->second;
  }

  void begin_round() override {
    std::erase_if(stacks_,
                  [](const auto& entry) { return !entry.second->own_fragments || entry.second->depends_on_pages; });
  }
  void drop_fragments() override { stacks_.clear(); }

 private:
  static std::uint64_t key(BoxId box, LayoutUnit width) {
    return (std::uint64_t{box.value} << 32) | static_cast<std::uint32_t>(width.raw());
  }

  std::unordered_map<std::uint64_t, std::unique_ptr<const LineStack>> stacks_;
};

/// A stack that owns its fragments. Its content has no boxes in its lines, and no first line with its own style.
LineStack plain_line_stack(BoxId box, const InlineContent& content, LayoutUnit width, LayoutContext& context) {
  FragmentPool own;
  LineStack stack;
  {
    const FragmentsSetAside aside(own, context);
    stack = build_stack(box, content, nullptr, width, context);
  }
  stack.own_fragments = std::move(own);
  return stack;
}

LineStack make_stack(BoxId box, LayoutUnit width, LayoutContext& context) {
  const InlineContent& content = inline_content(box, width, context);
  const InlineContent* const first = first_line_content(box, width, context);
  // Lines that no later round changes are kept for it; not those in page margins and in heads and feet of tables, whose
  // caches may be set aside.
  const bool in_memory = context.page_texts == nullptr && context.part_texts == nullptr;
  const bool stays =
      context.keeps_paragraphs && in_memory && first == nullptr && content.objects.empty() && !content.depends_on_pages;
  return stays ? plain_line_stack(box, content, width, context) : build_stack(box, content, first, width, context);
}

}  // namespace

/// css-text-3 §8.1: the indent applies to the first line; `hanging` inverts that, `each-line` adds lines after forced
/// breaks.
LineIndents line_indents(const boxes::Box& box, LayoutUnit width, const LayoutContext& context) {
  const style::ComputedStyle& style = context.styles.style(box.style);
  if (!has_first_line(box, context) && !style.text_indent.hanging && !style.text_indent.each_line) return {};
  const LayoutUnit length = style.text_indent.length.resolve(width);
  const LayoutUnit first = style.text_indent.hanging ? LayoutUnit() : length;
  const LayoutUnit other = style.text_indent.hanging ? length : LayoutUnit();
  return {first, style.text_indent.each_line ? first : other, other};
}

std::optional<std::uint32_t> max_hyphens(const style::ComputedStyle& style) {
  if (!style.hyphenate_limit_lines) return std::nullopt;
  return static_cast<std::uint32_t>(*style.hyphenate_limit_lines);
}

text::BreakOptions break_options(const style::ComputedStyle& style, const LayoutContext& context) {
  return {wrap_style(style), TextLength::from_font_units(kMinLastCharacters, 1, style.font_size), max_hyphens(style),
          line_filling(style) == text::LineFilling::Justified, context.sink.stop_check()};
}

/// Only automatic justification widens gaps between characters; then breaking may count on it.
text::LineFilling line_filling(const style::ComputedStyle& style) {
  const bool justifies =
      style.text_align == style::TextAlign::Justify || style.text_align == style::TextAlign::JustifyAll;
  return justifies && style.text_justify == style::TextJustify::Auto ? text::LineFilling::Justified
                                                                     : text::LineFilling::Ragged;
}

/// Goes through the units between the last line and this one.
const std::vector<BoxId>& OpenInlineBoxes::at(std::uint32_t unit) {
  for (; next_ < unit; ++next_) {
    const text::LineUnit& passed = paragraph_.units[next_];
    if (passed.kind == text::UnitKind::OpenEdge) open_.emplace_back(passed.item);
    if (passed.kind == text::UnitKind::CloseEdge) open_.pop_back();
  }
  return open_;
}

std::size_t LineStack::find(std::uint32_t unit) const {
  const auto found = std::lower_bound(ranges.begin(), ranges.end(), unit,
                                      [](const text::LineRange& line, std::uint32_t at) { return line.begin < at; });
  return static_cast<std::size_t>(found - ranges.begin());
}

bool LineStack::begins_line(std::uint32_t unit) const {
  const std::size_t line = find(unit);
  return line < ranges.size() && ranges[line].begin == unit;
}

/// Makes the stack on first use. Shaped text is released when only its lines are needed from here on.
const LineStack& line_stack(BoxId box, LayoutUnit width, LayoutContext& context) {
  auto& stacks = context.cache<LineStacks>();
  if (const LineStack* const known = stacks.find(box, width)) return *known;
  auto stack = std::make_unique<LineStack>(make_stack(box, width, context));
  // The context counts them with its own fragments, since it drops fragments when there are too many.
  if (stack->own_fragments) context.fragments.count_elsewhere(stack->own_fragments->size());
  // Shaped text takes three times the room of the lines made from it. The next round has these lines, too, or makes
  // others from another text.
  const bool is_done = stack->own_fragments || (stack->depends_on_pages && context.page_texts == nullptr);
  if (is_done || !context.keeps_paragraphs) forget_inline_content(box, width, context);
  return stacks.add(box, width, std::move(stack));
}

const LineStack* known_line_stack(BoxId box, LayoutUnit width, LayoutContext& context) {
  return context.cache<LineStacks>().find(box, width);
}

}  // namespace gongwen::layout
