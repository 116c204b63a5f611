#include "sheet/csv/write_csv.h"

#include "base/format.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "diagnostics/catalogue/sheet.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <vector>

namespace gongwen::csv {
namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string in_quotes(std::string_view text) {
  if (text.find_first_of("\",;\t\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

/// Programs that open the file would calculate such texts.
std::string harmless(std::string_view text) {
  const bool is_formula = text.size() > 1 && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos;
  return (is_formula ? "'" : "") + std::string(text);
}

class CsvLines {
 public:
  CsvLines(const sheet::Sheet& sheet, diagnostics::DiagnosticSink& sink) : sheet_(sheet), sink_(sink) {}

  std::string write() {
    std::size_t columns = 0;
    for (const sheet::Row& row : sheet_.rows) {
      if (row.cell_count > 0) columns = std::max<std::size_t>(columns, sheet_.cells_of(row).back().column + 1);
    }
    std::string out;
    for (const sheet::Row& row : sheet_.rows) {
      base::tick(sink_.stop_check());
      std::size_t column = 0;
      for (const sheet::Cell& cell : sheet_.cells_of(row)) {
        out.append(cell.column - column, ',');
        column = cell.column;
        out += in_quotes(text_of(cell));
      }
      if (columns > column + 1) out.append(columns - column - 1, ',');
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
      std::string operator()(const sheet::Number& number) const { return fmt::format("{}", number.value); }
      std::string operator()(const sheet::Boolean& boolean) const { return boolean.value ? "TRUE" : "FALSE"; }
      std::string operator()(const sheet::Date& date) const { return sheet::iso_date(date.serial); }
      std::string operator()(const sheet::Formula& formula) const {
        const sheet::FormulaText& text = self.sheet_.formulas[formula.index];
        if (text.result) return fmt::format("{}", *text.result);
        self.sink_.report(messages::SheetCsvFormula, cell.origin, text.expression);
        return {};
      }
    };
    return std::visit(Reader{*this, cell}, cell.value);
  }

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

std::optional<std::string> write_csv(const sheet::Sheet& sheet, CsvEncoding encoding,
                                     diagnostics::DiagnosticSink& sink) {
  std::string text = CsvLines(sheet, sink).write();
  if (encoding == CsvEncoding::Utf8) return std::string(kByteOrderMark) + text;
  std::optional<std::string> encoded = data::encode_gb18030(text);
  if (!encoded) sink.report(messages::SheetCsvEncoding, diagnostics::Origin{});
  return encoded;
}

}  // namespace gongwen::csv
