#include "layout/inline_layout.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "layout/breaking.h"
#include "layout/collect_inline.h"

namespace gongwen::layout {
namespace {

using text::LinePosition;
using text::LineRange;
using text::TextLength;

/// Tells about characters that are in no face, or in none that was asked for, at the place of their text box.
void report_character(const text::CharacterReport& report, std::span<const text::ParagraphPiece> pieces,
                      LayoutContext& context) {
  const auto piece = std::find_if(pieces.begin(), pieces.end(), [&](const text::ParagraphPiece& candidate) {
    return report.at >= candidate.begin && report.at < candidate.end;
  });
  const diagnostics::OriginId origin =
      piece == pieces.end() ? diagnostics::OriginId() : context.box(BoxId(piece->item)).origin;
  const std::string character = base::to_utf8(report.character);
  const std::string code = fmt::format("U+{:04X}", static_cast<std::uint32_t>(report.character));
  if (report.kind == text::CharacterReport::Kind::Missing) {
    context.sink.report(diagnostics::DiagnosticId::TextMissingGlyph, origin, character, code);
    return;
  }
  const text::FontStack& stack = context.fonts.stack(report.fonts);
  const text::FontLibrary& library = context.fonts.library();
  context.sink.report(diagnostics::DiagnosticId::TextFallbackFace, origin, character, code,
                      library.face_name(stack.entries[stack.primary].face), library.face_name(report.face));
}

std::uint64_t cache_key(BoxId box, LayoutUnit width) {
  return (std::uint64_t{box.value} << 32) | static_cast<std::uint32_t>(width.raw());
}

}  // namespace

const InlineContent& inline_content(BoxId box, LayoutUnit width, LayoutContext& context) {
  for (const std::uint64_t key : {cache_key(box, LayoutUnit()), cache_key(box, width)}) {
    const auto found = context.inline_contents.find(key);
    if (found != context.inline_contents.end()) return *found->second;
  }
  CollectedInline collected = collect_inline(box, width, context);
  const std::uint64_t key = cache_key(box, collected.depends_on_width ? width : LayoutUnit());
  auto content = std::make_unique<InlineContent>();
  const auto report = [&](const text::CharacterReport& character) {
    report_character(character, collected.pieces, context);
  };
  content->paragraph = text::shape_paragraph(std::move(collected.text), collected.pieces, std::move(collected.styles),
                                             context.fonts, report);
  content->objects = std::move(collected.objects);
  content->depends_on_pages = collected.depends_on_pages;
  return *context.inline_contents.emplace(key, std::move(content)).first->second;
}

LayoutUnit line_indent(const style::ComputedStyle& style, LayoutUnit width, LinePosition position,
                       bool after_forced_break) {
  const bool first = position == LinePosition::First || (style.text_indent.each_line && after_forced_break);
  return first != style.text_indent.hanging ? style.text_indent.length.resolve(width) : LayoutUnit();
}

LineContainer line_container(BoxId box, const LayoutContext& context) {
  return {box, context.box(box).style, context.box(box).origin};
}

namespace {

/// All lines of a paragraph from some unit on, one below the other.
struct LineStack {
  std::vector<LineRange> ranges;
  std::vector<const Fragment*> fragments;
};

LineStack build_lines(const InlineLayoutInput& input, const InlineContent& content, LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(input.box);
  LineStack stack;
  const auto count = static_cast<std::uint32_t>(content.paragraph.units.size());
  LinePosition position = input.is_first_part ? LinePosition::First : LinePosition::Other;
  bool after_forced_break = false;
  for (std::uint32_t at = input.first_unit; at < count;) {
    const LayoutUnit indent = line_indent(style, input.width, position, after_forced_break);
    const LineRange line =
        text::find_line(content.paragraph, at, TextLength::from(input.width - indent), position);
    stack.ranges.push_back(line);
    stack.fragments.push_back(
        build_line(content, line, line_container(input.box, context), {input.width, indent, line.last}, context));
    at = std::max(line.end, at + 1);
    after_forced_break = line.forced;
    position = LinePosition::Other;
  }
  return stack;
}

/// Lines that lie within the space, counted from the first.
std::uint32_t count_fitting(const LineStack& stack, const PageSpace& page) {
  if (!page.is_limited()) return static_cast<std::uint32_t>(stack.fragments.size());
  LayoutUnit bottom;
  std::uint32_t count = 0;
  for (const Fragment* line : stack.fragments) {
    bottom += line->size.height;
    if (bottom > page.remaining) break;
    ++count;
  }
  return count;
}

}  // namespace

InlineLayoutResult layout_inline(const InlineLayoutInput& input, LayoutContext& context) {
  const InlineContent& content = inline_content(input.box, input.width, context);
  const LineStack stack = build_lines(input, content, context);
  const auto count = static_cast<std::uint32_t>(stack.fragments.size());
  const style::ComputedStyle& style = context.style_of(input.box);
  LineBreakChoice choice = choose_line_break(count, count_fitting(stack, input.page), input.is_first_part, style);
  InlineLayoutResult result;
  if (choice.lines == 0 && count > 0) {
    if (!input.page.at_top) {
      result.outcome = Outcome::BreakBefore;
      return result;
    }
    choice = {1, BreakAppeal::LastResort};
  }
  result.appeal = choice.appeal;
  for (std::uint32_t i = 0; i < choice.lines; ++i) {
    const Fragment* const line = stack.fragments[i];
    if (!result.baseline) result.baseline = result.height + line->baseline.value_or(LayoutUnit());
    result.last_baseline = result.height + line->baseline.value_or(LayoutUnit());
    result.lines.push_back({{LayoutUnit(), result.height}, line});
    result.height += line->size.height;
  }
  if (choice.lines < count) {
    result.outcome = Outcome::Broken;
    result.next_unit = stack.ranges[choice.lines].begin;
  }
  return result;
}

const Fragment* layout_marker(BoxId marker, LayoutContext& context) {
  const InlineContent& content = inline_content(marker, LayoutUnit::max(), context);
  if (content.paragraph.units.empty()) return nullptr;
  const LineRange line =
      text::find_line(content.paragraph, 0, TextLength::from(LayoutUnit::max()), LinePosition::First);
  // The blank behind `1.` is part of the marker, though it would vanish at the end of a line.
  LineRange whole = line;
  TextLength width;
  for (const text::LineUnit& unit : content.paragraph.units) width += unit.advance;
  whole.content_end = static_cast<std::uint32_t>(content.paragraph.units.size());
  whole.width = width;
  return build_line(content, whole, line_container(marker, context), {width.ceil(), LayoutUnit(), true}, context);
}

}  // namespace gongwen::layout
