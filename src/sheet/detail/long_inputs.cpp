#include "sheet/detail/long_inputs.h"

#include "diagnostics/catalogue/texts/sheet.h"
#include "sheet/limits.h"
#include "sheet/text_estimate.h"

#include <algorithm>

namespace gongwen::sheet {
namespace {

constexpr std::uint32_t kMostSpareRows = 3;
/// Rows of a divided row are at least as high as a row without content.
constexpr LayoutUnit kLeastRow = LayoutUnit::from_px(19);
constexpr LayoutUnit kHighestRow = LayoutUnit::from_px(kMaxRowHeightPt * 4 / 3);

std::size_t cell_index(const Sheet& sheet, CellPlace place) {
  const Row& row = sheet.rows[place.row];
  std::size_t index = row.first_cell;
  while (sheet.cells[index].column != place.column) ++index;
  return index;
}

CellRange range_at(const Sheet& sheet, CellPlace place) {
  const auto merge = std::find_if(sheet.merges.begin(), sheet.merges.end(),
                                  [place](const Merge& one) { return one.range.first == place; });
  return merge == sheet.merges.end() ? CellRange{place, place} : merge->range;
}

LayoutUnit width_of_range(const Sheet& sheet, const CellRange& range) {
  LayoutUnit width;
  for (std::uint32_t column = range.first.column; column <= range.last.column; ++column) {
    width += sheet.columns[column].width;
  }
  return width;
}

/// Inserts blank rows below a row and extends its cells over them.
class RowDivider {
 public:
  RowDivider(Sheet& sheet, std::size_t index, BuildContext& context)
      : sheet_(sheet), index_(index), context_(context) {}

  void divide(std::uint32_t row, std::uint32_t count) {
    const std::uint32_t added = count - 1;
    merge_single_cells(row);
    for (Merge& merge : sheet_.merges) stretch(merge.range, row, added);
    for (DataValidation& validation : sheet_.validations) move(validation.range, row, added);
    for (Hyperlink& link : sheet_.links) move(link.place, row, added);
    for (DefinedName& name : context_.workbook.names) {
      if (name.sheet == index_) move(name.range, row, added);
    }
    Row& first = sheet_.rows[row];
    Row further = first;
    // Whole pixels: rows are rounded up, and a page may be just full.
    further.height = LayoutUnit::from_px((first.height / static_cast<int>(count)).floor_px());
    first.height -= further.height * static_cast<int>(added);
    further.first_cell = first.first_cell + first.cell_count;
    further.cell_count = 0;
    further.breaks_page = false;
    first.keeps_next = false;
    sheet_.rows.insert(sheet_.rows.begin() + row + 1, added, further);
    const RowsAdded rows{row + 1, added};
    context_.targets.move_down(index_, {&rows, 1});
  }

  static void move(CellPlace& place, std::uint32_t row, std::uint32_t added) {
    if (place.row > row) place.row += added;
  }

 private:
  static void move(CellRange& range, std::uint32_t row, std::uint32_t added) {
    move(range.first, row, added);
    move(range.last, row, added);
  }
  static void stretch(CellRange& range, std::uint32_t row, std::uint32_t added) {
    move(range.first, row, added);
    if (range.last.row >= row) range.last.row += added;
  }

  void merge_single_cells(std::uint32_t row) {
    for (const Cell& cell : sheet_.cells_of(sheet_.rows[row])) {
      const CellPlace place{row, cell.column};
      if (range_at(sheet_, place).is_single_cell()) sheet_.merges.push_back({{place, place}, cell.format});
    }
    std::sort(sheet_.merges.begin(), sheet_.merges.end(),
              [](const Merge& a, const Merge& b) { return a.range.first < b.range.first; });
  }

  Sheet& sheet_;
  std::size_t index_;
  BuildContext& context_;
};

/// The height of the text that the cell holds, or of one of the permitted length in Chinese.
LayoutUnit height_of_text(const Sheet& sheet, const Cell& cell, LayoutUnit width, const TextSetting& setting) {
  if (const auto* const text = std::get_if<Text>(&cell.value)) return estimate_height(text->text, width, setting);
  const auto* const rich = std::get_if<RichText>(&cell.value);
  if (rich == nullptr) return {};
  std::string joined;
  for (const TextRun& run : sheet.rich_texts[rich->index]) joined += run.text;
  return estimate_height(joined, width, setting);
}

LayoutUnit height_of_length(std::size_t characters, LayoutUnit width, const TextSetting& setting) {
  const LayoutUnit em = em_of(setting.half_points);
  const auto in_line = static_cast<std::size_t>(std::max((width - setting.horizontal_padding).raw() / em.raw(), 1));
  const std::size_t lines = std::min<std::size_t>((characters + in_line - 1) / in_line, kMaxTextUnits);
  return setting.line_height * static_cast<int>(lines) + setting.vertical_padding;
}

std::uint32_t rows_for(LayoutUnit height) {
  return static_cast<std::uint32_t>((height.raw() + kHighestRow.raw() - 1) / kHighestRow.raw());
}

}  // namespace

void divide_tall_rows(Sheet& sheet, std::size_t index, std::span<const std::uint32_t> looks, BuildContext& context,
                      std::vector<LongInput>& inputs) {
  RowDivider divider(sheet, index, context);
  for (std::size_t i = inputs.size(); i-- > 0;) {
    const CellPlace place = inputs[i].place;
    const CellRange range = range_at(sheet, place);
    if (range.row_count() > 1) continue;
    const std::size_t at = cell_index(sheet, place);
    const TextSetting& setting = context.looks.at(looks[at]).setting;
    const LayoutUnit width = width_of_range(sheet, range);
    const std::uint32_t needed = rows_for(height_of_text(sheet, sheet.cells[at], width, setting));
    const std::uint32_t permitted = rows_for(height_of_length(inputs[i].max_characters.value_or(0), width, setting));
    const auto in_height = static_cast<std::uint32_t>(sheet.rows[place.row].height.raw() / kLeastRow.raw());
    const std::uint32_t rows = std::max(needed, std::min({permitted, kMostSpareRows, in_height}));
    if (rows < 2 || sheet.rows.size() + rows > kMaxRows) continue;
    divider.divide(place.row, rows);
    for (LongInput& input : inputs) RowDivider::move(input.place, place.row, rows - 1);
  }
}

void state_shown_lines(Sheet& sheet, std::span<const std::uint32_t> looks, const BuildContext& context,
                       std::span<const LongInput> inputs) {
  for (const LongInput& input : inputs) {
    const auto validation =
        std::find_if(sheet.validations.begin(), sheet.validations.end(),
                     [&input](const DataValidation& one) { return one.range.first == input.place; });
    if (validation == sheet.validations.end()) continue;
    const CellRange range = range_at(sheet, input.place);
    LayoutUnit height;
    for (std::uint32_t row = range.first.row; row <= range.last.row; ++row) height += sheet.rows[row].height;
    const TextSetting& setting = context.looks.at(looks[cell_index(sheet, input.place)]).setting;
    const int lines = std::max((height - setting.vertical_padding).raw() / setting.line_height.raw(), 1);
    const std::uint32_t rows = range.row_count();
    const std::string advice =
        rows == 1 ? texts::SheetMakeRoom.in(context.language, lines)
                  : texts::SheetMakeRowsHigher.in(context.language, lines, range.first.row + 1, range.last.row + 1);
    std::string& prompt = validation->prompt.text;
    const std::string between(prompt.empty() ? std::string_view() : texts::SheetNextSentence.in(context.language));
    if (utf16_length(prompt) + utf16_length(between) + utf16_length(advice) > kMaxPromptUnits) continue;
    prompt += between + advice;
  }
}

}  // namespace gongwen::sheet
