#include "sheet/csv/write_csv.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "diagnostics/catalogue/sheet.h"
#include "sheet/detail/format_sections.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace gongwen::csv {
namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Puts an apostrophe before texts that programs would otherwise take for formulas and calculate.
std::string harmless(std::string_view text) {
  const bool is_formula = text.size() > 1 && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos;
  return (is_formula ? "'" : "") + std::string(text);
}

/// The shortest decimal number that reads back as the double, without an exponent unless it would have very many zeros:
/// programs that look only at digits read `1e+15` as a text.
std::string number_text(double value) {
  constexpr double kFewZeros = 1e-9;
  constexpr double kManyZeros = 1e21;
  const double size = std::abs(value);
  const bool is_plain = value == 0 || (size >= kFewZeros && size < kManyZeros);
  std::array<char, 64> buffer{};
  const auto format = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
  return {buffer.data(), end};
}

std::string time_text(double value) {
  const auto seconds = static_cast<std::int64_t>(std::llround(value * 86'400));
  return fmt::format("{}:{:02}:{:02}", seconds / 3'600, seconds / 60 % 60, seconds % 60);
}

/// The list of a sheet, heads first; all cells if the sheet has no list.
sheet::CellRange list_range(const sheet::Sheet& sheet) {
  if (sheet.table) return sheet.table->filtered();
  if (sheet.filter) return *sheet.filter;
  sheet::CellRange range;
  if (!sheet.rows.empty()) range.last.row = static_cast<std::uint32_t>(sheet.rows.size() - 1);
  for (const sheet::Row& row : sheet.rows) {
    if (row.cell_count > 0) range.last.column = std::max(range.last.column, sheet.cells_of(row).back().column);
  }
  return range;
}

class CsvLines {
 public:
  CsvLines(const sheet::Workbook& workbook, const sheet::Sheet& sheet, diagnostics::DiagnosticSink& sink)
      : workbook_(workbook), sheet_(sheet), sink_(sink) {}

  std::string write() {
    const sheet::CellRange range = list_range(sheet_);
    std::string out;
    for (std::uint32_t row = range.first.row; row <= range.last.row && row < sheet_.rows.size(); ++row) {
      base::tick(sink_.stop_check());
      std::uint32_t column = range.first.column;
      for (const sheet::Cell& cell : sheet_.cells_of(sheet_.rows[row])) {
        if (cell.column < range.first.column || cell.column > range.last.column) continue;
        out.append(cell.column - column, ',');
        column = cell.column;
        out += base::csv_cell(text_of(cell));
      }
      out.append(range.last.column - column, ',');
      out += "\r\n";
    }
    return out;
  }

 private:
  std::string text_of(const sheet::Cell& cell) {
    struct Reader {
      CsvLines& self;
      const sheet::Cell& cell;
      std::string operator()(const sheet::Empty&) const { return {}; }
      std::string operator()(const sheet::Text& text) const { return harmless(text.text); }
      std::string operator()(const sheet::RichText& rich) const {
        std::string text;
        for (const sheet::TextRun& run : self.sheet_.rich_texts[rich.index]) text += run.text;
        return harmless(text);
      }
      std::string operator()(const sheet::Number& number) const { return self.value_text(number.value, cell); }
      std::string operator()(const sheet::Boolean& boolean) const { return boolean.value ? "TRUE" : "FALSE"; }
      std::string operator()(const sheet::Date& date) const { return sheet::iso_date(date.serial); }
      std::string operator()(const sheet::Formula& formula) const {
        const sheet::FormulaText& text = self.sheet_.formulas[formula.index];
        if (text.text) return harmless(*text.text);
        if (text.result) return self.value_text(*text.result, cell);
        self.sink_.report(messages::SheetCsvFormula, cell.origin, text.expression);
        return {};
      }
    };
    return std::visit(Reader{*this, cell}, cell.value);
  }

  /// Writes days and times as such, and every other value without its format.
  std::string value_text(double value, const sheet::Cell& cell) const {
    switch (sheet::look_of(workbook_.format(cell.format).number_format)) {
      case sheet::NumberLook::Date: return sheet::iso_date(value);
      case sheet::NumberLook::Time: return time_text(value);
      case sheet::NumberLook::Number:
      case sheet::NumberLook::Percentage:
      case sheet::NumberLook::Text: break;
    }
    return number_text(value);
  }

  const sheet::Workbook& workbook_;
  const sheet::Sheet& sheet_;
  diagnostics::DiagnosticSink& sink_;
};

}  // namespace

const sheet::Sheet* find_csv_sheet(const sheet::Workbook& workbook, std::string_view name,
                                   diagnostics::DiagnosticSink& sink) {
  std::vector<const sheet::Sheet*> found;
  std::string names;
  for (const sheet::Sheet& sheet : workbook.sheets) {
    if (sheet.is_hidden) continue;
    names.append(names.empty() ? "" : ", ").append(sheet.name);
    if (name.empty() || sheet.name == name) found.push_back(&sheet);
  }
  if (found.size() == 1) return found.front();
  if (name.empty()) {
    sink.report(messages::SheetCsvSheets, diagnostics::Origin{}, found.size(), names);
  } else {
    sink.report(messages::SheetCsvNoSheet, diagnostics::Origin{}, name, names);
  }
  return nullptr;
}

std::optional<std::string> write_csv(const sheet::Workbook& workbook, const sheet::Sheet& sheet, CsvEncoding encoding,
                                     diagnostics::DiagnosticSink& sink) {
  std::string text = CsvLines(workbook, sheet, sink).write();
  if (encoding == CsvEncoding::Utf8) return std::string(kByteOrderMark) + text;
  std::optional<std::string> encoded = data::encode_gb18030(text);
  if (!encoded) sink.report(messages::SheetCsvEncoding, diagnostics::Origin{});
  return encoded;
}

}  // namespace gongwen::csv
