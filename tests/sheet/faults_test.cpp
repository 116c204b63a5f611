// Every message of the module is provoked here by a template, at its place. A message that is added without a row in
// these tables fails the last test.
#include "sheet/built_workbook.h"
#include "sheet/csv/write_csv.h"
#include "sheet/ods/write_ods.h"
#include "support/diagnostic_lines.h"

#include <set>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::tests;

namespace {

constexpr const char* kData =
    R"({"text": "甲(1) ", "name": "a/b", "control": "a\u0001b", "maybe": "没有", "empty": "",)"
    R"( "year": "1899-12-31", "day": "2024-13-01", "amount": "12,34", "address": "#missing"})";

std::set<std::string_view>& provoked() {
  static std::set<std::string_view> ids;
  return ids;
}

/// What is reported of a template: each message with its place, its first argument and the value that it is about.
std::string faults(const std::string& html) {
  const BuiltWorkbook built(html, std::string(kData));
  for (const diagnostics::Diagnostic& diagnostic : built.sink.diagnostics()) {
    provoked().insert(diagnostics::catalogue_entry(diagnostic.id).id);
  }
  return test::DiagnosticLines({&built.sources, &built.documents}, {"sheet/", "main"})
      .write(diagnostics::sorted_by_place(built.sink.diagnostics()));
}

struct Row {
  std::string text;
  std::string_view expected;
};

void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text.substr(0, 300));
    EXPECT_EQ(faults(row.text), row.expected);
  }
}

/// The content of a sheet, which starts at line 2, column 1.
void check_sheets(std::initializer_list<Row> rows) {
  for (const Row& row : rows) check({{"<table data-sheet=\"S\">\n" + row.text + "</table>", row.expected}});
}

/// The cells of a row, which start at line 2, column 5.
void check_cells(std::initializer_list<Row> rows) {
  for (const Row& row : rows) check_sheets({{"<tr>" + row.text + "</tr>", row.expected}});
}

/// Rules of a page, for a sheet with one cell.
void check_pages(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    check({{"<style>@page{" + row.text + "}</style>\n<table data-sheet=\"S\"><tr><td>x</td></tr></table>",
            row.expected}});
  }
}

std::string repeated(std::size_t count, std::string_view text) {
  std::string out;
  out.reserve(count * text.size());
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace

TEST(Faults, WhatStandsOutsideOfSheets) {
  check({
      {"<title>x</title><body></body>", "no-sheet 1:17"},
      {"<table data-sheet=\"S\"><tr><td>x</td></tr></table><p>a {{ maybe }}</p>",
       "outside-sheet 1:58 @/maybe\noutside-sheet 1:53"},
      {"<table><tr><td>x</td></tr></table>", "outside-sheet 1:1"},
  });
}

TEST(Faults, NamesOfSheets) {
  check({
      {"<table data-sheet=\"{{ empty }}\"></table>", "name-empty 1:8 @/empty"},
      {"<table data-sheet=\"12345678901234567890123456789012\"></table>",
       "name-too-long 1:8 12345678901234567890123456789012"},
      {"<table data-sheet=\"{{ name }}\"></table>", "name-character 1:8 a/b @/name"},
      {"<table data-sheet=\"'a\"></table>", "name-apostrophe 1:8 'a"},
      {"<table data-sheet=\"history\"></table>", "name-reserved 1:8 history"},
      {"<table data-sheet=\"S\"></table><table data-sheet=\"s\"></table>", "name-twice 1:38 s"},
  });
}

TEST(Faults, Attributes) {
  check({
      {"<table data-sheet=\"S\" data-fit=\"wide\" data-freeze=\"foot\"></table>",
       "invalid-attribute 1:23 wide\ninvalid-attribute 1:39 foot"},
      {"<table data-sheet=\"S\" data-freeze=\"head\" data-filter=\"true\"></table>",
       "no-head 1:1 data-freeze\nno-head 1:1 data-filter"},
      {"<style>tfoot tr{-gw-table-parts:later}</style>\n<table data-sheet=\"S\"><tfoot><tr><td>x</td></tr></tfoot><tr>"
       "<td>y</td></tr></table>",
       "not-in-workbook 2:30 -gw-table-parts"},
      {"<table data-sheet=\"S\" data-chart=\"area\"><tr><td>x</td></tr></table>", "invalid-attribute 1:23 area"},
      {"<table data-sheet=\"S\" data-chart=\"bar\"><tr><td>x</td></tr></table>", "no-head 1:23 data-chart"},
      {"<table data-sheet=\"S\" data-chart=\"bar\" data-chart-labels=\"b\" data-chart-values=\"n\">"
       "<thead><tr><th>a</th><th>n</th></tr></thead><tr><td>x</td><td>1</td></tr></table>",
       "chart-column 1:40 b"},
      {"<table data-sheet=\"S\" data-chart=\"bar\"><thead><tr><th>a</th></tr></thead><tr><td>x</td></tr></table>",
       "chart-column 1:23 \nchart-column 1:23 "},
      {"<table data-sheet=\"S\" data-chart=\"bar\" data-chart-labels=\"a\" data-chart-values=\"n\">\n"
       "<thead><tr><th>a</th><th>n</th></tr></thead>\n<tr><td>x</td><td>much</td></tr></table>",
       "chart-value 3:15 much"},
      {"<table data-sheet=\"S\" data-chart=\"bar\" data-chart-labels=\"a\" data-chart-values=\"n\">\n"
       "<thead><tr><th>a</th><th>n</th></tr></thead>\n<tr><td>x</td><td></td></tr><tr><td>y</td></tr></table>",
       ""},
      {"<table data-sheet=\"S\" data-chart=\"pie\" data-chart-labels=\"a\" data-chart-values=\"n、m\">\n"
       "<thead><tr><th>a</th><th>n</th><th>m</th></tr></thead>\n<tr><td>x</td><td>1</td><td>2</td></tr></table>",
       "chart-one-series 1:23"},
      {"<table data-sheet=\"S\" data-tab-colour=\"red\" data-unrelated=\"x\"><tr><td "
       "data-tipe=\"text\">x</td></tr></table>",
       "unknown-attribute 1:23 data-tab-colour\nunknown-attribute 1:72 data-tipe"},
      {"<table data-sheet=\"S\" data-tab-color=\"reddish\" data-zoom=\"5%\" data-fit=\"500%\" data-gridlines=\"some\">"
       "<tr><td>x</td></tr></table>",
       "invalid-attribute 1:23 reddish\ninvalid-attribute 1:48 5%\ninvalid-attribute 1:63 500%\n"
       "invalid-attribute 1:79 some"},
      {"<table data-sheet=\"S\"><tr><td data-mark=\"over 9 { color: red }\">1</td></tr></table>",
       "invalid-mark 1:31 over 9 { color: red }"},
      {"<table data-sheet=\"S\"><tr><td data-list=\"、\">x</td></tr></table>", "invalid-list 1:31 、"},
      {"<table data-sheet=\"S\"><tr><td data-mark=\"if [甲]>1 { color: red }\">1</td></tr></table>",
       "formula-no-column 1:31 甲"},
  });
  check_sheets({
      {"<tr data-level=\"8\"><td colspan=\"0\">x</td></tr>", "invalid-attribute 2:5 8\ninvalid-attribute 2:24 0"},
      {"<tr><td data-type=\"money\">x</td><td data-type=\"formula\" data-result=\"x\">=1</td></tr>",
       "invalid-attribute 2:9 money\ninvalid-attribute 2:57 x"},
  });
}

TEST(Faults, RowsAndColumns) {
  check_sheets({
      {"<tr><td colspan=\"16385\">x</td></tr>", "too-many-columns 2:5 16384"},
      {"<tr><td>a</td><td rowspan=\"2\">b</td></tr><tr><td colspan=\"2\">c</td></tr>", "cells-overlap 2:46 A2"},
      {"<colgroup><col style=\"width: 3000px\"></colgroup><tr><td>x</td></tr>", "column-too-wide 2:11 255"},
      {"<colgroup><col style=\"width: 20px\"></colgroup><tr><td>123456789</td></tr>", "column-too-narrow 2:51 A"},
      // As wide as what it shows.
      {"<colgroup><col style=\"width: 70px\"></colgroup><tr><td>1234567</td></tr>", ""},
      {"<colgroup><col style=\"width: 70px\"></colgroup>"
       "<tr><td style=\"mso-number-format: Standard\">1234567</td></tr>",
       "column-too-narrow 2:51 A"},
      {"<tr><td style=\"white-space: pre\">" + repeated(100, "x\n") + "</td></tr>", "row-too-high 2:5 1699"},
      {repeated(1'048'577, "<tr></tr>"), "too-many-rows 2:9437185 1048576"},
      {repeated(1'025, "<tr style=\"break-before: page\"></tr>"), "too-many-page-breaks 1:1 1023"},
  });
}

TEST(Faults, ValuesThatDoNotFitTheirType) {
  check_cells({
      {"<td data-type=\"number\">{{ amount }}</td>", "not-a-number 2:31 12,34 @/amount"},
      {"<td data-type=\"date\">{{ day }}</td>", "not-a-date 2:29 2024-13-01 @/day"},
      {"<td data-type=\"boolean\">{{ maybe }}</td>", "not-a-boolean 2:32 没有 @/maybe"},
      {"<td data-type=\"date\">{{ year }}</td>", "date-out-of-range 2:29 1899-12-31 @/year"},
      {"<td>{{ control }}</td>", "control-character 2:12 0001 @/control"},
      {"<td>" + repeated(32'768, "x") + "</td>", "text-too-long 2:9 32768"},
      {"<td>" + repeated(2'521, "_x000D_") + "</td>", "written-text-too-long 2:9 17647"},
      {"<td style=\"mso-number-format: 'abc'\">1</td>", "invalid-number-format 2:5 abc"},
  });
}

TEST(Faults, Formulas) {
  check_cells({
      {"<td data-type=\"formula\">=</td>", "formula-empty 2:29 "},
      {"<td data-type=\"formula\">SUM(A1)</td>", "formula-start 2:29 SUM(A1)"},
      {"<td data-type=\"formula\">=" + repeated(8'192, "1") + "</td>", "formula-too-long 2:29 8193"},
      {"<td data-type=\"formula\">=SUM(A1</td>", "formula-unbalanced 2:29 ("},
      {"<td data-type=\"formula\">=A1)</td>", "formula-unbalanced 2:29 )"},
      {"<td data-type=\"formula\">=1<br>+1</td>", "formula-character 2:29 "},
      {"<td data-type=\"formula\">=WEBSERVICE(A1)</td>", "formula-external 2:29 WEBSERVICE"},
      {"<td data-type=\"formula\">=LET(x,1,x)</td>", "formula-own-names 2:29 LET"},
      {"<td data-type=\"formula\">=SUM(不存在!A1)</td>", "formula-no-sheet 2:29 不存在"},
      {"<td data-type=\"formula\">=SUM(不存在[甲])</td>", "formula-no-sheet 2:29 不存在"},
      {"<td data-type=\"formula\">=[甲]*2</td>", "formula-no-column 2:29 甲"},
      {"<td data-type=\"formula\">=SUM(S[[#All],[甲]])</td>", "formula-brackets 2:29 [[#All]"},
      {"<td data-type=\"formula\">=IF(A1=通过,1,0)</td>", "formula-no-name 2:29 通过"},
      {"<td data-type=\"formula\" data-result=\"3\">=1+1</td>", "formula-result 2:45 2"},
      {"<td data-type=\"formula\">={{ text }}</td>", "formula-from-data 2:33 甲(1) @/text"},
  });
}

TEST(Faults, ContentsThatCellsCannotHave) {
  check_cells({
      {"<td>a<svg><path d=\"M0 0\"/></svg></td>", "unsupported-content 2:10 svg"},
      {"<td><img src=\"none\"></td>", "picture-unusable 2:9"},
      {"<td><a href=\"#a\">a</a><a href=\"#b\">b</a></td><td id=\"a\">x</td>", "several-links 2:27"},
      {"<td><a href=\"https://example.org/" + repeated(2'079, "x") + "\">a</a></td>", "link-too-long 2:12 2079"},
      {"<td><a href=\"{{ address }}\">a</a></td>", "unknown-target 2:12 #missing @/address"},
      {"<td>" + repeated(126, "<b>a</b>b") + "</td>", "too-many-fonts 2:12 157"},
      {"<td>name: <input name=\"/a\"></td>", "control-not-alone 2:15"},
      {"<td><input name=\"/a\"></td><td><input name=\"/a\"></td>", "duplicate-field 2:35 /a"},
  });
  check_sheets(
      {{repeated(65'531, "<tr><td><a href=\"https://example.org\">a</a></td></tr>"), "too-many-links 1:1 65530"}});
}

TEST(Faults, PagesHeadersAndProperties) {
  check_pages({
      {"size: 100mm 100mm", "unknown-paper 2:1 100"},
      {"@left-top { content: 'x' }", "margin-box-unused 2:1 left-top"},
      {"@top-left { content: string(x) }", "header-content 2:1 top-left"},
      {"@top-left { content: url(a.png) 'and' url(b.png) }", "header-pictures 2:1 top-left"},
      {"@top-left { content: '" + repeated(300, "x") + "' }", "header-too-long 2:1 318"},
  });
  check({{"<meta name=\"date\" content=\"{{ day }}\">\n<table data-sheet=\"S\"></table>",
          "bad-date 1:19 2024-13-01 @/day"}});
}

TEST(Faults, OfTables) {
  const std::string body = "<tbody><tr><td>1</td><td>2</td></tr></tbody>";
  const auto table = [&body](const std::string& attribute, const std::string& heads, const std::string& rows = {}) {
    return "<table data-sheet=\"S" + std::to_string(attribute.size()) + "\" " + attribute + ">\n<thead><tr>" + heads +
           "</tr></thead>" + (rows.empty() ? body : rows) + "</table>";
  };
  const std::string heads = "<th>甲</th><th>乙</th>";
  check(
      {{table("data-table=\"A1\"", heads), "table-name 1:25 A1"},
       {table("data-table=\"甲（1）\"", heads), "table-name 1:25 甲（1）"},
       {table("data-table=\"T_\"", heads) + "\n" + table("data-table=\"t_\" ", heads), "table-name-twice 3:25 t_"},
       {table("data-table=\"\"", heads, "<tbody><tr><td colspan=\"2\">1</td></tr></tbody>"), "table-merge 2:56 A2:B2"},
       {table("data-table=\"\"", "<th>甲</th><th></th>"), "table-head 2:22 B"},
       {table("data-table=\"\"", "<th>a</th><th>A</th>"), "table-head-twice 2:22 A"},
       {"<table data-sheet=\"S\" data-table=\"\">\n" + body + "</table>", "no-head 1:23 data-table"}});
}

TEST(Faults, CopiesOfWorkbooks) {
  const BuiltWorkbook built(
      "<style>.n { mso-number-format: '0.00E+00' }</style>"
      "<table data-sheet=\"甲\" data-chart=\"bar\" data-chart-labels=\"名称\" data-chart-values=\"数\">"
      "<thead><tr><th>名称</th><th>数</th></tr></thead>"
      "<tbody data-mark=\"icons arrows reversed;\"><tr><td>一</td><td data-type=\"number\" class=\"n\">2</td></tr>"
      "<tr><td>二</td><td data-type=\"formula\">=INDIRECT(\"B2\")</td></tr></tbody></table>"
      "<table data-sheet=\"乙\"><tr><td>x</td></tr></table>",
      std::string(kData));
  diagnostics::DiagnosticSink sink;
  EXPECT_EQ(csv::find_csv_sheet(built.workbook, "", sink), nullptr);
  EXPECT_EQ(csv::find_csv_sheet(built.workbook, "丙", sink), nullptr);
  EXPECT_NE(csv::find_csv_sheet(built.workbook, "甲", sink), nullptr);
  EXPECT_TRUE(csv::write_csv(built.workbook, built.sheet(), csv::CsvEncoding::Gb18030, sink));
  EXPECT_FALSE(ods::write_ods(built.workbook, {}, sink).empty());
  std::set<std::string_view> told;
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
    told.insert(diagnostics::catalogue_entry(diagnostic.id).id);
  }
  const std::set<std::string_view> expected{"sheet/csv-sheets", "sheet/csv-no-sheet", "sheet/csv-formula",
                                            "sheet/ods-format", "sheet/ods-left-out"};
  EXPECT_EQ(told, expected);
  provoked().insert(told.begin(), told.end());
  // Only where the C library lacks the encoding.
  provoked().insert("sheet/csv-encoding");
}

TEST(Faults, EveryMessageOfTheModuleIsProvokedAbove) {
  for (const diagnostics::DiagnosticId listed : diagnostics::catalogue()) {
    const diagnostics::CatalogueEntry entry = diagnostics::catalogue_entry(listed);
    if (!entry.id.starts_with("sheet/")) continue;
    SCOPED_TRACE(entry.id);
    EXPECT_TRUE(provoked().contains(entry.id));
  }
}
