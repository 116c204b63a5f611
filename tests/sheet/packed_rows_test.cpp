// Rows that are packed while they are written: the same XML as the library writes by itself.
#include "diagnostics/diagnostic.h"
#include "package/zip_archive.h"
#include "sheet/xlsx/detail/library_file.h"
#include "support/require.h"

#include <cstdio>
#include <fstream>
#include <functional>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

constexpr const char* kPath = "test_xlsx_packed_rows.tmp";
constexpr std::int64_t kDate = 946'684'800;

std::string read_file() {
  std::ifstream file(kPath, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::remove(kPath);
  return bytes;
}

using AddSheet = std::function<lxw_worksheet*(lxw_workbook* workbook, const char* name)>;

/// Several stretches of rows, in which is all that a row may have; a sheet without any; and one of a single cell.
void write_sheets(lxw_workbook* workbook, std::size_t rows, const AddSheet& add) {
  lxw_doc_properties properties{};
  properties.created = kDate;
  xlsx::workbook_set_properties(workbook, &properties);
  lxw_format* const bold = xlsx::workbook_add_format(workbook);
  xlsx::format_set_bold(bold);
  lxw_worksheet* const list = add(workbook, "明细");
  for (lxw_row_t row = 0; row < rows; ++row) {
    xlsx::worksheet_set_row(list, row, 15.0 + row % 7, nullptr);
    xlsx::worksheet_write_string(list, row, 0, ("标准 " + std::to_string(row) + " <甲> & 乙 ").c_str(), bold);
    xlsx::worksheet_write_number(list, row, 1, row * 1.25, nullptr);
    xlsx::worksheet_write_boolean(list, row, 2, row % 2, nullptr);
    xlsx::worksheet_write_formula_num(list, row, 3, "=B1*2", nullptr, row * 2.5);
    xlsx::worksheet_write_blank(list, row, 4, bold);
    if (row % 1'000 == 3) {
      xlsx::worksheet_write_url_opt(list, row, 5, "https://example.org/?a=1&b=2", nullptr, "链接", nullptr);
      xlsx::worksheet_merge_range(list, row, 6, row, 8, "合并", bold);
    }
  }
  add(workbook, "空");
  lxw_worksheet* const last = add(workbook, "末");
  xlsx::worksheet_write_string(last, 5, 7, "一", nullptr);
}

std::string written_by_library(std::size_t rows) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  lxw_workbook* const workbook = xlsx::workbook_new_opt(kPath, &options);
  write_sheets(workbook, rows,
               [](lxw_workbook* book, const char* name) { return xlsx::workbook_add_worksheet(book, name); });
  EXPECT_EQ(xlsx::workbook_close(workbook), LXW_NO_ERROR);
  return read_file();
}

std::string written_packed(std::size_t rows) {
  xlsx::XlsxOptions options;
  options.path = kPath;
  diagnostics::DiagnosticSink sink;
  xlsx::LibraryFile file(options, sink);
  auto workbook = file.open(xlsx::Keeping::Rows);
  tests::require(workbook.has_value());
  sheet::Workbook model;
  model.properties.created = kDate;
  xlsx::Outcome outcome;
  file.write_properties(model, workbook->get(), outcome);
  write_sheets(workbook->get(), rows, [&](lxw_workbook* book, const char* name) { return file.add_sheet(book, name); });
  EXPECT_TRUE(file.close(*std::move(workbook), outcome));
  EXPECT_TRUE(sink.diagnostics().empty());
  return read_file();
}

void expect_same_parts(std::size_t rows) {
  const std::string plain = written_by_library(rows);
  const std::string packed = written_packed(rows);
  auto expected = package::ZipArchive::open(plain, {});
  auto actual = package::ZipArchive::open(packed, {});
  ASSERT_TRUE(expected);
  ASSERT_TRUE(actual);
  ASSERT_EQ(actual->names(), expected->names());
  for (const std::string& name : expected->names()) {
    const auto text = actual->read(name);  // compares check sums, too
    ASSERT_TRUE(text) << name;
    EXPECT_TRUE(*text == *expected->read(name)) << name;
  }
  EXPECT_LE(packed.size(), plain.size() + 512);
}

}  // namespace

TEST(PackedRows, TheSheetsAreThoseOfTheLibrary) {
  tests::require(!xlsx::load_library());
  for (const std::size_t rows : {0, 1, 7, 9'000}) expect_same_parts(rows);
}

TEST(PackedRows, AFolderThatTakesNoFile) {
  tests::require(!xlsx::load_library());
  xlsx::XlsxOptions options;
  options.path = kPath;
  options.temporary_folder = ".";
  diagnostics::DiagnosticSink sink;
  xlsx::LibraryFile file(options, sink);
  auto workbook = file.open(xlsx::Keeping::Rows);
  ASSERT_TRUE(workbook);
  lxw_worksheet* const worksheet = xlsx::workbook_add_worksheet(workbook->get(), "S");
  ASSERT_NE(worksheet, nullptr);
  const auto rows = xlsx::PackedRows::open(worksheet, "no/such/folder");
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error(), std::errc::no_such_file_or_directory);
}

TEST(PackedRows, WorkbooksThatAreNotClosedLeaveNothing) {
  tests::require(!xlsx::load_library());
  xlsx::XlsxOptions options;
  options.path = kPath;
  diagnostics::DiagnosticSink sink;
  {
    xlsx::LibraryFile file(options, sink);
    auto workbook = file.open(xlsx::Keeping::Rows);
    ASSERT_TRUE(workbook);
    write_sheets(workbook->get(), 9'000,
                 [&](lxw_workbook* book, const char* name) { return file.add_sheet(book, name); });
  }
  std::FILE* const left = std::fopen(kPath, "rb");
  EXPECT_EQ(left, nullptr);
  if (left != nullptr) std::fclose(left);
}
