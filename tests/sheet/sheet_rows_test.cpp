// Rows that are written apart from their workbook: the same XML as the library writes when it has the whole workbook.
#include "sheet/xlsx/detail/sheet_rows.h"

#include "diagnostics/diagnostic.h"
#include "package/zip_archive.h"
#include "sheet/workbook.h"
#include "sheet/xlsx/detail/join_package.h"
#include "sheet/xlsx/detail/library_file.h"
#include "sheet/xlsx/detail/row_heights.h"
#include "sheet/xlsx/write_xlsx.h"
#include "support/require.h"

#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

constexpr const char* kPath = "test_xlsx_sheet_rows.tmp";
constexpr std::size_t kKeepAll = 1'000'000'000;

sheet::FormatId format_of(std::uint32_t index) { return sheet::FormatId(index); }

void add_formats(sheet::Workbook& workbook) {
  for (int i = 0; i < 6; ++i) {
    sheet::CellFormat format;
    format.font.name = i % 2 == 0 ? "宋体" : "黑体";
    format.font.half_points = 21;
    format.font.bold = i > 2;
    if (i == 4) format.number_format = "0\"项\"";
    workbook.formats.push_back(format);
  }
}

/// All that a row may have. The first row has the formats in their order, so that they get the same numbers as a whole.
sheet::Sheet make_list(sheet::Workbook& workbook, const std::string& name, std::uint32_t rows) {
  sheet::Sheet list;
  list.name = name;
  list.columns.resize(9, {base::LayoutUnit::from_px(80)});
  list.columns[0].format = format_of(0);
  list.rich_texts.push_back({{workbook.formats[3].font, "粗"}, {workbook.formats[0].font, "细 "}});
  list.formulas.push_back({"=B1*2", 2.5, {}});
  for (std::uint32_t row = 0; row < rows; ++row) {
    sheet::Row made;
    made.height = base::LayoutUnit::from_px(20 + static_cast<int>(row % 7));
    made.first_cell = static_cast<std::uint32_t>(list.cells.size());
    made.outline_level = row % 5 == 4 ? 2 : 0;
    const auto add = [&](std::uint32_t column, std::uint32_t format, sheet::CellValue value) {
      list.cells.push_back({column, format_of(format), {}, value});
      ++made.cell_count;
    };
    const auto mixed = [row](std::uint32_t format) {
      return row == 0 ? format : (format + row) % 6;
    };
    add(0, mixed(0), sheet::Text{workbook.texts.store("标准 " + std::to_string(row) + " <甲> & \"乙\" s=\"3\" ")});
    add(1, mixed(1), sheet::Number{row * 1.25});
    add(2, mixed(2), sheet::Boolean{row % 2 == 1});
    add(3, mixed(3), sheet::Formula{0});
    add(4, mixed(4), sheet::Empty{});
    add(5, mixed(5), row % 1'000 == 3 ? sheet::CellValue(sheet::RichText{0}) : sheet::CellValue(sheet::Empty{}));
    if (row % 1'000 == 3) {
      list.links.push_back({{row, 0}, row % 2'000 == 3 ? "https://example.org/?a=1&b=2" : "#'一'!A1", {}});
      list.merges.push_back({{{row, 6}, {row + 2, 8}}, format_of(2)});
      add(6, 2, sheet::Text{"合并"});
    }
    list.rows.push_back(made);
  }
  if (rows == 0) return list;
  list.filter = sheet::CellRange{{0, 0}, {rows - 2, 4}};
  list.frozen.rows = 1;
  list.print.area = {{0, 0}, {rows - 1, 8}};
  list.notes.push_back({{rows / 2, 1}, "批注"});
  sheet::DataValidation validation;
  validation.range = {{1, 0}, {rows - 1, 0}};
  validation.rule = sheet::ListRule{{"甲", "乙"}};
  list.validations.push_back(validation);
  return list;
}

/// Without an attribute, given as ` name="`.
std::string without(std::string xml, std::string_view attribute) {
  for (std::size_t at = xml.find(attribute); at != std::string::npos; at = xml.find(attribute, at)) {
    xml.erase(at, xml.find('"', at + attribute.size()) + 1 - at);
  }
  return xml;
}

std::map<std::string, std::string> parts_of(const sheet::Workbook& workbook, std::size_t most_cells_kept) {
  xlsx::XlsxOptions options;
  options.path = kPath;
  options.most_cells_kept = most_cells_kept;
  diagnostics::DiagnosticSink sink;
  tests::require(xlsx::write_xlsx(workbook, options, sink));
  std::ifstream file(kPath, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::remove(kPath);
  auto archive = package::ZipArchive::open(bytes, {});
  tests::require(archive.has_value());
  std::map<std::string, std::string> parts;
  for (const std::string& name : archive->names()) {
    auto text = archive->read(name);  // compares check sums, too
    tests::require(text.has_value());
    parts[name] = *text;
  }
  return parts;
}

std::vector<std::string> shared_strings(const std::string& xml) {
  std::vector<std::string> strings;
  for (std::size_t at = xml.find("<si>"); at != std::string::npos; at = xml.find("<si>", at)) {
    const std::size_t end = xml.find("</si>", at);
    strings.push_back(xml.substr(at + 4, end - at - 4));
    at = end;
  }
  return strings;
}

/// A sheet of the usual mode as it looks with rows apart: with its strings in the cells, and without the columns that
/// each row spans.
std::string with_strings(const std::string& sheet, const std::vector<std::string>& strings) {
  constexpr std::string_view kString = " t=\"s\"><v>";
  constexpr std::string_view kSpans = " spans=\"";
  std::string out;
  for (std::size_t at = 0; at < sheet.size();) {
    if (sheet.compare(at, kSpans.size(), kSpans) == 0) {
      at = sheet.find('"', at + kSpans.size()) + 1;
    } else if (sheet.compare(at, kString.size(), kString) == 0) {
      const std::size_t end = sheet.find("</v>", at);
      const std::size_t index = std::stoul(sheet.substr(at + kString.size(), end - at - kString.size()));
      out += " t=\"inlineStr\"><is>" + strings.at(index) + "</is>";
      at = end + 4;
    } else {
      out += sheet[at++];
    }
  }
  return out;
}

void expect_same_sheets(const sheet::Workbook& workbook) {
  const auto whole = parts_of(workbook, kKeepAll);
  const auto apart = parts_of(workbook, 0);
  const std::vector<std::string> strings = shared_strings(whole.at("xl/sharedStrings.xml"));
  ASSERT_EQ(whole.size(), apart.size());
  EXPECT_EQ(whole.at("xl/workbook.xml"), apart.at("xl/workbook.xml"));
  for (std::size_t number = 1; number <= workbook.sheets.size(); ++number) {
    const std::string name = "xl/worksheets/sheet" + std::to_string(number) + ".xml";
    const std::string expected = without(with_strings(whole.at(name), strings), " display=\"");
    // The text that Excel shows for an address is that of the cell.
    std::string actual = without(apart.at(name), " display=\"");
    std::size_t differs = 0;
    while (differs < std::min(expected.size(), actual.size()) && expected[differs] == actual[differs]) ++differs;
    EXPECT_TRUE(expected == actual) << name << "\n"
                                    << expected.substr(differs - std::min<std::size_t>(differs, 80), 200) << "\n"
                                    << actual.substr(differs - std::min<std::size_t>(differs, 80), 200);
  }
}

}  // namespace

TEST(SheetRows, TheSheetsAreThoseOfTheWholeWorkbook) {
  for (const std::uint32_t rows : {2U, 9U, 26'000U}) {
    sheet::Workbook workbook;
    add_formats(workbook);
    workbook.sheets.push_back(make_list(workbook, "一", rows));
    workbook.sheets.push_back(make_list(workbook, "空", 0));
    workbook.sheets.push_back(make_list(workbook, "末", 7));
    expect_same_sheets(workbook);
  }
}

TEST(SheetRows, FormatsOfColumnsComeBeforeThoseOfCells) {
  sheet::Workbook workbook;
  add_formats(workbook);
  workbook.sheets.push_back(make_list(workbook, "一", 20));
  workbook.sheets[0].columns[3].format = format_of(5);
  workbook.sheets[0].columns[7].format = format_of(2);
  const std::string sheet = parts_of(workbook, 0).at("xl/worksheets/sheet1.xml");
  // Formats 0 and 2 are equal, and so are 3 and 5.
  EXPECT_NE(sheet.find("<col min=\"4\" max=\"4\" width=\"10.140625\" style=\"2\""), std::string::npos);
  EXPECT_NE(sheet.find("<c r=\"D1\" s=\"2\""), std::string::npos);
  EXPECT_NE(sheet.find("<c r=\"B1\" s=\"3\""), std::string::npos);
}

TEST(SheetRows, AFolderThatTakesNoFile) {
  xlsx::SheetRows rows(1, 946'684'800, "no/such/folder", sheet::Sheet());
  EXPECT_EQ(rows.open(), std::errc::no_such_file_or_directory);
}

TEST(SheetRows, FormatsThatDifferFromThoseOfTheWorkbookAreRefused) {
  tests::require(!xlsx::load_library());
  sheet::Workbook workbook;
  add_formats(workbook);
  workbook.sheets.push_back(make_list(workbook, "一", 9));
  xlsx::XlsxOptions options;
  options.path = kPath;
  diagnostics::DiagnosticSink sink;
  xlsx::LibraryFile file(options, sink);
  auto opened = file.open();
  tests::require(opened.has_value());
  xlsx::Outcome outcome;
  file.write_properties(workbook, opened->get(), outcome);
  xlsx::FormatWriter formats(opened->get());
  formats.extend(workbook);
  lxw_worksheet* const worksheet = file.add_sheet(opened->get(), "一");
  xlsx::SheetRows* const rows = file.add_rows(workbook, 0);
  tests::require(rows != nullptr);
  EXPECT_TRUE(file.write_rows(*rows, workbook, workbook.sheets.front(), 0));
  // One format fewer than the rows have.
  outcome.check(xlsx::number_formats(worksheet, formats, 0, 0, workbook.formats.size() - 1));
  EXPECT_FALSE(file.close(*std::move(opened), outcome));
  ASSERT_EQ(sink.diagnostics().size(), 1);
  EXPECT_EQ(diagnostics::catalogue_entry(sink.diagnostics().front().id).id, "xlsx/library");
  std::remove(kPath);
}

TEST(SheetRows, NumbersOfFormatsAreThoseOfTheCellsFromARowOn) {
  const std::vector<int> expected{0, 7, 12, 9};
  EXPECT_EQ(xlsx::format_numbers(
                "<sheetData><row r=\"1\"><c r=\"A1\" s=\"3\"/></row><row r=\"2\" spans=\"1:3\"><c r=\"A2\"/>"
                "<c r=\"B2\" s=\"7\"/><c r=\"C2\" s=\"12\"/></row><row r=\"3\"><c s=\"9\"/></row></sheetData>",
                1),
            expected);
  EXPECT_TRUE(xlsx::format_numbers("<sheetData/>", 0).empty());
}

TEST(RowHeights, AreReleasedInTheRowsThatFitTheirText) {
  std::string xml = R"(<sheetData><row r="1" ht="30" customHeight="1"><c/></row><row r="2" ht="45" customHeight="1"/>)"
                    R"(<row r="12" ht="60" customHeight="1"><c/></row><row r="13"><c r="A13"/></row></sheetData>)";
  const std::vector<std::uint32_t> rows = {1, 11, 12, 40};
  xlsx::release_heights(xml, rows);
  EXPECT_EQ(xml, R"(<sheetData><row r="1" ht="30" customHeight="1"><c/></row><row r="2" ht="45"/>)"
                 R"(<row r="12" ht="60"><c/></row><row r="13"><c r="A13"/></row></sheetData>)");
}
