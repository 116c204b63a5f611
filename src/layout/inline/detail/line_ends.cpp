#include "layout/inline/detail/line_ends.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/inline/detail/ruby_layout.h"
#include "layout/inline/text_style.h"

#include <algorithm>
#include <set>

// Two independent subjects that change where a line ends: alignment of cells at a character, and lines that are cut
// with an ellipsis.
namespace gongwen::layout {
namespace {

using boxes::BoxKind;
using text::TextLength;

/// Shifts by cell, and the tables that have been looked at. Facts of the document: texts of cells do not change between
/// rounds.
struct AlignmentShifts : DocumentFacts {
  std::set<std::uint32_t> tables;
  std::unordered_map<std::uint32_t, TextLength> shifts;
};

/// A cell that is aligned at a character.
struct AlignedCell {
  BoxId cell;
  std::size_t column = 0;
  TextLength after;  // from the character to the end
};

/// The cell whose content the lines are: through anonymous boxes only, since a block in a cell has its own alignment.
BoxId cell_around(BoxId box, const LayoutContext& context) {
  while (box && context.box(box).part == boxes::BoxPart::Anonymous && context.box(box).kind != BoxKind::Cell) {
    box = context.box(box).parent;
  }
  return box && context.box(box).kind == BoxKind::Cell ? box : BoxId();
}

/// The width from the first occurrence of the character on. A text without it gets 0: it ends where the others have the
/// character.
TextLength width_after(BoxId cell, char32_t character, LayoutContext& context) {
  const text::ShapedParagraph& paragraph = inline_content(cell, LayoutUnit(), context).paragraph;
  auto end = static_cast<std::uint32_t>(paragraph.units.size());
  while (end > 0 && paragraph.units[end - 1].kind == text::UnitKind::Space) --end;
  std::uint32_t begin = 0;
  while (begin < end) {
    const text::LineUnit& unit = paragraph.units[begin];
    if (paragraph.text.substr(unit.text_begin, unit.text_length).find(character) != std::u32string::npos) break;
    ++begin;
  }
  return width_of(paragraph, {begin, end});
}

/// Finds the cells of a table with their columns, row by row. Columns are counted here and not taken from the table
/// model, which belongs to a higher layer.
class AlignedCells {
 public:
  explicit AlignedCells(LayoutContext& context) : context_(context) {}

  std::vector<AlignedCell> find(BoxId grid) {
    for (BoxId group = context_.box(grid).first_child; group; group = context_.box(group).next_sibling) {
      if (context_.box(group).kind != BoxKind::RowGroup) continue;
      rows_left_.clear();
      for (BoxId row = context_.box(group).first_child; row; row = context_.box(row).next_sibling) {
        if (context_.box(row).kind == BoxKind::Row) add_row(row);
      }
    }
    return std::move(cells_);
  }

 private:
  /// Finds free columns for the cells of a row, and notes the rows that each of them covers.
  void add_row(BoxId row) {
    std::size_t column = 0;
    std::vector<std::int32_t> begun;
    for (BoxId cell = context_.box(row).first_child; cell; cell = context_.box(cell).next_sibling) {
      const boxes::Box& box = context_.box(cell);
      if (box.kind != BoxKind::Cell) continue;
      while (column < rows_left_.size() && rows_left_[column] > 0) ++column;
      add_cell(cell, column);
      // `rowspan=0` reaches to the end of the group.
      constexpr std::int32_t kToTheEnd = 1 << 30;
      const auto span = std::max<std::size_t>(1, box.column_span);
      if (begun.size() < column + span) begun.resize(column + span);
      std::fill_n(begun.begin() + static_cast<std::ptrdiff_t>(column), span,
                  box.row_span == 0 ? kToTheEnd : std::int32_t{box.row_span});
      column += span;
    }
    rows_left_.resize(std::max(rows_left_.size(), begun.size()));
    for (std::size_t i = 0; i < rows_left_.size(); ++i) {
      if (i < begun.size() && begun[i] > 0) rows_left_[i] = begun[i];
      if (rows_left_[i] > 0) --rows_left_[i];
    }
  }

  /// Only cells of one column with lines of text can be aligned.
  void add_cell(BoxId cell, std::size_t column) {
    const boxes::Box& box = context_.box(cell);
    const char32_t character = context_.style_of(cell).text_align.character;
    if (character == 0 || box.column_span != 1 || !box.has_inline_children) return;
    cells_.push_back({cell, column, width_after(cell, character, context_)});
  }

  LayoutContext& context_;
  std::vector<std::int32_t> rows_left_;  // of cells from above, by column
  std::vector<AlignedCell> cells_;
};

/// Computes the shifts of all cells of a table at once: the text of each cell ends so early that the widest part after
/// the character fits.
void align_table(BoxId grid, LayoutContext& context) {
  if (!context.cache<AlignmentShifts>().tables.insert(grid.value).second) return;
  const std::vector<AlignedCell> cells = AlignedCells(context).find(grid);
  std::unordered_map<std::size_t, TextLength> widest;
  for (const AlignedCell& cell : cells) widest[cell.column] = std::max(widest[cell.column], cell.after);
  AlignmentShifts& known = context.cache<AlignmentShifts>();
  for (const AlignedCell& cell : cells) known.shifts[cell.cell.value] = widest[cell.column] - cell.after;
}

}  // namespace

TextLength alignment_shift(BoxId container, LayoutContext& context) {
  // Called for every line, so the usual case comes first.
  if (!container || context.style_of(container).text_align.character == 0) return {};
  const BoxId cell = cell_around(container, context);
  BoxId grid = cell;
  while (grid && context.box(grid).kind != BoxKind::TableGrid) grid = context.box(grid).parent;
  if (!grid) return {};
  align_table(grid, context);
  const auto& shifts = context.cache<AlignmentShifts>().shifts;
  const auto found = shifts.find(cell.value);
  return found == shifts.end() ? TextLength() : found->second;
}

namespace {

using text::LineUnit;
using text::UnitKind;
using MarkKind = style::TextOverflow::Kind;

/// Number of hidden characters that a message quotes.
constexpr std::size_t kNamedCharacters = 40;

struct CutReports : DocumentFacts {
  std::set<std::uint32_t> boxes;
};

/// The style that controls lines that do not fit: that of the element, since anonymous boxes have initial
/// values.
const style::ComputedStyle* limiting_style(BoxId box, const LayoutContext& context) {
  while (box && context.box(box).part == boxes::BoxPart::Anonymous) box = context.box(box).parent;
  return box ? &context.style_of(box) : nullptr;
}

/// The default mark is `…` (U+2026).
std::u32string mark_text(const style::TextOverflow& overflow) {
  return overflow.kind == MarkKind::Text ? base::to_utf32(overflow.text) : std::u32string(U"\u2026");
}

/// Whether a unit counts as content: an ellipsis must follow some content.
bool fills_line(const LineUnit& unit) {
  return unit.kind == UnitKind::Text || unit.kind == UnitKind::Object || unit.kind == UnitKind::Space;
}

/// The text box to which the ellipsis belongs: that of the last character before it, otherwise of the first one after
/// it.
std::uint32_t item_before(const text::ShapedParagraph& paragraph, std::uint32_t begin, std::uint32_t cut,
                          std::uint32_t end) {
  for (std::uint32_t i = cut; i-- > begin;) {
    if (paragraph.units[i].kind == UnitKind::Text) return paragraph.units[i].item;
  }
  for (std::uint32_t i = begin; i < end; ++i) {
    if (paragraph.units[i].kind == UnitKind::Text) return paragraph.units[i].item;
  }
  return BoxId().value;
}

/// The first unit that is hidden, so that `room` is left for the mark. The first character stays, even if it is too
/// wide.
std::uint32_t find_cut(const text::ShapedParagraph& paragraph, const text::LineRange& line, TextLength room) {
  TextLength width;
  bool has_content = false;
  for (std::uint32_t i = line.begin; i < line.content_end; ++i) {
    const LineUnit& unit = paragraph.units[i];
    if (unit.kind == UnitKind::SoftHyphen) continue;  // not shown within a line
    width += unit.advance;
    if (width > room && has_content && fills_line(unit)) return i;
    has_content = has_content || fills_line(unit);
    width += unit.space_after;
  }
  return line.content_end;
}

/// Reports the hidden text, once for each container: a cut text may be a mistake in the data. Cut blanks are not
/// reported.
void report_cut(const text::ShapedParagraph& paragraph, std::uint32_t begin, std::uint32_t end,
                const LineContainer& container, LayoutContext& context) {
  std::u32string hidden;
  for (std::uint32_t i = begin; i < end && hidden.size() <= kNamedCharacters; ++i) {
    const LineUnit& unit = paragraph.units[i];
    hidden.append(paragraph.text, unit.text_begin, unit.text_length);
  }
  const bool is_blank = std::all_of(hidden.begin(), hidden.end(), [](char32_t c) { return c == U' '; });
  if (is_blank || !context.cache<CutReports>().boxes.insert(container.box.value).second) return;
  std::string named;
  for (std::size_t i = 0; i < std::min(hidden.size(), kNamedCharacters); ++i) base::append_utf8(named, hidden[i]);
  if (hidden.size() > kNamedCharacters) named += "…";
  context.sink.report(diagnostics::messages::LayoutTextCut, container.origin, named);
}

}  // namespace

std::size_t shown_lines(BoxId box, const LayoutContext& context) {
  if (context.box(box).part == boxes::BoxPart::Anonymous) return 0;
  return static_cast<std::size_t>(std::max(0, context.style_of(box).line_clamp.lines));
}

std::optional<CutLine> cut_line(const InlineContent& content, const text::LineRange& line,
                                const LineContainer& container, const LineSpace& space, LayoutContext& context) {
  const style::ComputedStyle* const style = limiting_style(container.box, context);
  if (style == nullptr) return std::nullopt;
  // One unit more, as for all lines: lengths are rounded.
  const TextLength room = TextLength::from(space.width - space.indent + LayoutUnit::from_raw(1));
  const bool overflows =
      style->overflow_x != style::Overflow::Visible && style->text_overflow.kind != MarkKind::Clip && line.width > room;
  // Cut because the line is too wide (`text-overflow`), or because it is the last one shown (`line-clamp`).
  if (!overflows && !space.is_clamped) return std::nullopt;
  const style::TextOverflow& overflow = space.is_clamped ? style->line_clamp.ellipsis : style->text_overflow;
  const text::ShapedParagraph& paragraph = content.paragraph;
  CutLine result{line, {line.content_end, nullptr}, nullptr};
  TextLength mark_width;
  if (overflow.kind != MarkKind::Clip) {
    auto mark = std::make_unique<InlineContent>();
    std::u32string characters = mark_text(overflow);
    text::ParagraphPiece piece;
    piece.end = static_cast<std::uint32_t>(characters.size());
    piece.item = item_before(paragraph, line.begin, line.content_end, line.end);
    mark->paragraph = text::shape_paragraph(std::move(characters), {&piece, 1},
                                            {text_style(container.style, container.origin, context)}, context.fonts,
                                            [](const auto&) {});
    mark_width = width_of(mark->paragraph, {0, static_cast<std::uint32_t>(mark->paragraph.units.size())});
    result.cut.unit = find_cut(paragraph, line, room - mark_width);
    const std::uint32_t item = item_before(paragraph, line.begin, result.cut.unit, line.end);
    // A line without text has boxes only; the mark then belongs to the container.
    for (text::LineUnit& unit : mark->paragraph.units) unit.item = item == BoxId().value ? container.box.value : item;
    result.mark = std::move(mark);
    result.cut.mark = result.mark.get();
  }
  const auto all = static_cast<std::uint32_t>(paragraph.units.size());
  report_cut(paragraph, result.cut.unit, space.is_clamped ? all : line.end, container, context);
  result.line.content_end = result.cut.unit;
  result.line.width = width_of(paragraph, {line.begin, result.cut.unit}) + mark_width;
  // A cut line is neither squeezed nor justified, and counts as the last one.
  result.line.squeeze = result.line.growth = result.line.hang_end = {};
  result.line.trims_end = result.line.hyphenated = false;
  result.line.last = true;
  return result;
}

}  // namespace gongwen::layout
