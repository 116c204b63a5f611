#include "engine/render/detail/chart_workbook.h"

#include "sheet/limits.h"

#include <charconv>
#include <utility>

namespace gongwen::engine {
// The chart in the Word file refers to this layout (docx): `Sheet1!$B$2:$B$5` for the values of the first series. Rows
// and columns have a fixed size, since this sheet is not printed.
namespace {

constexpr int kSheetRowPx = 20;
constexpr int kSheetColumnPx = 96;

class ChartWorkbook {
 public:
  explicit ChartWorkbook(const charts::ChartDescription& chart) : chart_(chart) {}

  sheet::Workbook make() {
    sheet::CellFormat plain;
    // Half points: 11 pt.
    plain.font.half_points = 22;
    plain_ = formats_.add(plain);
    // Charts of shares show the unit with each number, like their labels.
    if (shows_shares(chart_.kind) && !chart_.unit.empty()) plain.number_format = charts::format_with_unit(chart_.unit);
    number_ = formats_.add(plain);
    sheet_.name = "Sheet1";
    const auto totals = charts::stack_totals(chart_);
    const std::size_t columns = 1 + chart_.series.size() + (totals.empty() ? 0 : 1);
    for (std::size_t i = 0; i < columns; ++i) {
      sheet_.columns.push_back({base::LayoutUnit::from_px(kSheetColumnPx)});
    }
    begin_row();
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const std::string& name = chart_.series[i].name;
      // A series without a name is the only one, and gets the name of the chart.
      add_text(i + 1, name.empty() ? chart_.title : name);
    }
    if (!totals.empty()) add_text(columns - 1, charts::kTotalsName);
    for (std::size_t label = 0; label < chart_.labels.size(); ++label) {
      begin_row();
      add_text(0, chart_.labels[label]);
      for (std::size_t i = 0; i < chart_.series.size(); ++i) add_number(i + 1, chart_.series[i].values[label]);
      if (!totals.empty() && totals[label]) add_sum(columns - 1, *totals[label]);
    }
    workbook_.sheets.push_back(std::move(sheet_));
    workbook_.formats = std::move(formats_).take();
    return std::move(workbook_);
  }

 private:
  void begin_row() {
    sheet::Row row;
    row.height = base::LayoutUnit::from_px(kSheetRowPx);
    row.first_cell = static_cast<std::uint32_t>(sheet_.cells.size());
    sheet_.rows.push_back(row);
  }

  void add(std::size_t column, sheet::FormatId format, sheet::CellValue value) {
    sheet_.cells.push_back({static_cast<std::uint32_t>(column), format, {}, value});
    ++sheet_.rows.back().cell_count;
  }

  void add_text(std::size_t column, std::string_view text) {
    if (text.empty()) return;
    // A cell has at most 32,767 UTF-16 units; a longer label is cut.
    add(column, plain_, sheet::Text{workbook_.texts.store(sheet::first_utf16_units(text, sheet::kMaxTextUnits))});
  }

  void add_number(std::size_t column, const std::optional<std::string>& text) {
    // A gap of the chart is an empty cell.
    if (!text) return;
    sheet::Number number;
    std::from_chars(text->data(), text->data() + text->size(), number.value);
    add(column, number_, number);
  }

  void add_sum(std::size_t column, const std::string& text) {
    // Rows are counted from 1, and the current row has been added.
    const std::string row = std::to_string(sheet_.rows.size());
    sheet::FormulaText formula;
    formula.expression =
        "=SUM(B" + row + ":" + sheet::column_letters(static_cast<std::uint32_t>(column - 1)) + row + ")";
    double result = 0;
    // The result is stored with the formula, since Word does not compute it.
    std::from_chars(text.data(), text.data() + text.size(), result);
    formula.result = result;
    add(column, number_, sheet::Formula{static_cast<std::uint32_t>(sheet_.formulas.size())});
    sheet_.formulas.push_back(std::move(formula));
  }

  const charts::ChartDescription& chart_;
  sheet::Workbook workbook_;
  sheet::FormatTable formats_;
  sheet::FormatId plain_;
  sheet::FormatId number_;
  sheet::Sheet sheet_;
};

}  // namespace

sheet::Workbook chart_workbook(const charts::ChartDescription& chart) { return ChartWorkbook(chart).make(); }

}  // namespace gongwen::engine
