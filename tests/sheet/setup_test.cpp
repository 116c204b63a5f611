// What is set for a sheet as a whole is in the file, whether the library keeps all rows or one.
#include "diagnostics/diagnostic.h"
#include "package/zip_archive.h"
#include "sheet/xlsx/write_xlsx.h"
#include "sheet/xlsx/xlsx_stream.h"
#include "support/require.h"

#include <cstdio>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

constexpr const char* kPath = "test_xlsx_setup.tmp";
constexpr std::uint32_t kColumns = 20;
/// From 200,000 cells on only one row is kept.
constexpr std::uint32_t kManyRows = 10'050;

void add_rows(sheet::Sheet& sheet, std::uint32_t rows) {
  for (std::uint32_t row = 0; row < rows; ++row) {
    sheet::Row& entry = sheet.rows.emplace_back();
    entry.height = base::LayoutUnit::from_px(30);
    entry.first_cell = static_cast<std::uint32_t>(sheet.cells.size());
    entry.cell_count = kColumns;
    for (std::uint32_t column = 0; column < kColumns; ++column) {
      sheet.cells.push_back({column, sheet::FormatId(0), {}, sheet::Number{row + column * 0.5}});
    }
  }
}

/// A title, heads, rows and a sum below them. Everything that a sheet may have beside its cells reaches into the rows
/// above the last one.
sheet::Workbook workbook_of(std::uint32_t rows) {
  sheet::Workbook model;
  model.formats.emplace_back();
  sheet::Sheet& sheet = model.sheets.emplace_back();
  sheet.name = "清单";
  sheet.columns.resize(kColumns, {base::LayoutUnit::from_px(60)});
  add_rows(sheet, rows);
  return model;
}

void set_up(sheet::Sheet& sheet, std::uint32_t rows) {
  sheet.merges = {{{{0, 0}, {0, 5}}, sheet::FormatId(0)}, {{{rows - 1, 0}, {rows - 1, 3}}, sheet::FormatId(0)}};
  sheet.filter = sheet::CellRange{{1, 0}, {rows - 2, kColumns - 1}};
  sheet.frozen = {2, 1};
  sheet.print.area = {{0, 0}, {rows - 1, kColumns - 1}};
  sheet.print.repeated_rows = {1, 1};
  sheet.rows[rows / 2].breaks_page = true;
  sheet.notes = {{{2, 3}, "批注"}};
  sheet.links = {{{3, 1}, "https://www.example.cn/", {}}};
  sheet.is_protected = true;
  sheet::DataValidation& validation = sheet.validations.emplace_back();
  validation.range = {{2, 2}, {rows - 2, 2}};
  validation.rule = sheet::NumberRule{true, 1, 9};
  sheet::Chart& chart = sheet.charts.emplace_back();
  chart.place = {3, 4};
  chart.width = base::LayoutUnit::from_px(400);
  chart.height = base::LayoutUnit::from_px(300);
  chart.labels = {{2, 0}, {rows - 2, 0}};
  chart.series = {{{{2, 1}, {rows - 2, 1}}, {1, 1}, false}};
}

std::string bytes_of_file() {
  std::ifstream file(kPath, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::remove(kPath);
  return bytes;
}

std::string part(const std::string& bytes, const std::string& name) {
  auto zip = package::ZipArchive::open(bytes, {});
  tests::require(zip.has_value());
  const auto text = zip->read(name);
  return text ? *text : std::string();
}

/// What follows the rows.
std::string setup_in(const std::string& bytes) {
  const std::string sheet = part(bytes, "xl/worksheets/sheet1.xml");
  const std::size_t end = sheet.find("</sheetData>");
  tests::require(end != std::string::npos);
  return sheet.substr(end);
}

void expect_everything(const std::string& bytes, std::uint32_t rows) {
  const std::string setup = setup_in(bytes);
  const std::string last = std::to_string(rows);
  const std::string before_last = std::to_string(rows - 1);
  for (const std::string& wanted :
       {std::string("<sheetProtection "), "<autoFilter ref=\"A2:T" + before_last + "\"",
        std::string("<mergeCell ref=\"A1:F1\"/>"), "<mergeCell ref=\"A" + last + ":D" + last + "\"/>",
        "sqref=\"C3:C" + before_last + "\"", std::string("<hyperlink ref=\"B4\""),
        std::string("<rowBreaks count=\"1\""), "<ignoredError sqref=\"A1:T" + last + "\"", std::string("<drawing "),
        std::string("<legacyDrawing ")}) {
    EXPECT_NE(setup.find(wanted), std::string::npos) << wanted;
  }
  EXPECT_NE(part(bytes, "xl/comments1.xml").find("ref=\"D3\""), std::string::npos);
  // 300 px of the chart are ten rows of 30 px each.
  const std::string drawing = part(bytes, "xl/drawings/drawing1.xml");
  EXPECT_NE(drawing.find("<xdr:row>3</xdr:row>"), std::string::npos);
  EXPECT_NE(drawing.find("<xdr:row>13</xdr:row>"), std::string::npos) << drawing;
  const std::string names = part(bytes, "xl/workbook.xml");
  for (const char* const name : {"_xlnm._FilterDatabase", "_xlnm.Print_Area", "_xlnm.Print_Titles"}) {
    EXPECT_NE(names.find(name), std::string::npos) << name;
  }
}

}  // namespace

TEST(SheetSetup, EverythingIsSetForASheetOfAnyLength) {
  for (const std::uint32_t rows : {40U, kManyRows}) {
    SCOPED_TRACE(rows);
    sheet::Workbook model = workbook_of(rows);
    set_up(model.sheets.front(), rows);
    diagnostics::DiagnosticSink sink;
    xlsx::XlsxOptions options;
    options.path = kPath;
    ASSERT_TRUE(xlsx::write_xlsx(model, options, sink));
    EXPECT_TRUE(sink.diagnostics().empty());
    expect_everything(bytes_of_file(), rows);
  }
}

TEST(SheetSetup, ATableMayBeOfAnyLengthAndHaveASumBelow) {
  for (const std::uint32_t rows : {40U, kManyRows}) {
    SCOPED_TRACE(rows);
    sheet::Workbook model = workbook_of(rows);
    sheet::Sheet& sheet = model.sheets.front();
    sheet::ListTable table{"清单", {{1, 0}, {rows - 2, kColumns - 1}}};
    for (std::uint32_t column = 0; column < kColumns; ++column) {
      const std::string_view head = model.texts.store("栏" + std::to_string(column));
      sheet.cells[kColumns + column].value = sheet::Text{head};
      table.columns.push_back({std::string(head), {}, {}});
    }
    sheet.table = table;
    diagnostics::DiagnosticSink sink;
    xlsx::XlsxOptions options;
    options.path = kPath;
    ASSERT_TRUE(xlsx::write_xlsx(model, options, sink));
    EXPECT_TRUE(sink.diagnostics().empty());
    const std::string bytes = bytes_of_file();
    const std::string range = "\"A2:T" + std::to_string(rows - 1) + "\"";
    EXPECT_NE(part(bytes, "xl/tables/table1.xml").find("ref=" + range + " totalsRowShown"), std::string::npos);
    EXPECT_NE(part(bytes, "xl/tables/table1.xml").find("name=\"栏19\""), std::string::npos);
    EXPECT_NE(setup_in(bytes).find("<tablePart "), std::string::npos);
    // The cells are those of the model, not those that the library writes for the table.
    const std::string xml = part(bytes, "xl/worksheets/sheet1.xml");
    EXPECT_NE(xml.find("<row r=\"" + std::to_string(rows) + "\""), std::string::npos);
    EXPECT_EQ(xml.find("<row r=\"2\""), xml.rfind("<row r=\"2\""));
  }
}

TEST(SheetSetup, AStreamedSheetHasItsFilterAboveTheSum) {
  diagnostics::DiagnosticSink sink;
  xlsx::XlsxOptions options;
  options.path = kPath;
  xlsx::XlsxStream stream(options, sink);
  sheet::Workbook model = workbook_of(30);
  ASSERT_TRUE(stream.begin(model, 0, {}));
  sheet::Workbook rest = workbook_of(20);
  sheet::Sheet& sheet = rest.sheets.front();
  sheet.filter = sheet::CellRange{{1, 0}, {48, kColumns - 1}};
  sheet.print.area = {{0, 0}, {49, kColumns - 1}};
  sheet.notes = {{{2, 3}, "批注"}};
  ASSERT_TRUE(stream.finish(rest, 30));
  EXPECT_TRUE(sink.diagnostics().empty());
  const std::string bytes = bytes_of_file();
  EXPECT_NE(setup_in(bytes).find("<autoFilter ref=\"A2:T49\""), std::string::npos);
  EXPECT_NE(part(bytes, "xl/comments1.xml").find("ref=\"D3\""), std::string::npos);
}
