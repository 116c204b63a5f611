// What keeps long files small: whole numbers on pages, what pages share, and the order of the structure.
#include "pdf/write_pdf.h"
#include "support/laid_out.h"
#include "support/pdf_file_reader.h"

#include <algorithm>

using gongwen::tests::FileReader;
using gongwen::tests::LaidOut;
using gongwen::tests::test_fonts;

namespace {

constexpr std::string_view kStyle =
    "@page{size:300px 200px;margin:20px}body{margin:0;font:10px/20px \"Noto Serif CJK SC\"}"
    "table{width:100%;border-collapse:collapse}th,td{padding:0;border:1px solid}th{background:#ccc}";

FileReader written(std::string_view body, std::string_view style = "") {
  LaidOut laid_out("<!DOCTYPE html><html lang=\"zh-CN\"><head><title>表</title><style>" + std::string(kStyle) +
                   std::string(style) + "</style></head><body>" + std::string(body) + "</body></html>");
  return FileReader(gongwen::pdf::write_pdf(laid_out.painted, test_fonts(), {}, laid_out.sink));
}

/// Seven rows on a page, under a head that each page repeats.
FileReader table_of(int rows) {
  std::string body = "<table><thead><tr><th>号</th><th>名</th></tr></thead><tbody>";
  for (int i = 0; i < rows; ++i) body += "<tr><td>" + std::to_string(i) + "</td><td>文</td></tr>";
  return written(body + "</tbody></table>");
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// The streams that hold a text.
std::vector<std::string> streams_with(const FileReader& file, std::string_view part) {
  std::vector<std::string> out;
  for (const auto& [number, data] : file.streams) {
    if (count(data, part) > 0) out.push_back(data);
  }
  return out;
}

/// The numbers of the objects that hold a text.
std::vector<std::uint32_t> objects_with(const FileReader& file, std::string_view part) {
  std::vector<std::uint32_t> out;
  for (const auto& [number, body] : file.objects) {
    if (count(body, part) > 0) out.push_back(number);
  }
  return out;
}

constexpr int kLongTable = 150;  // more than twenty pages

}  // namespace

TEST(SmallFiles, PagesCountInUnitsOfLayoutSoThatNumbersAreWhole) {
  const FileReader file = written("<p>文</p>", "p{margin:0 0 0 .25px;padding-top:.5px}");
  const std::vector<std::string> pages = streams_with(file, "BDC");
  ASSERT_EQ(pages.size(), 1);
  EXPECT_TRUE(pages[0].starts_with(".01171875 0 0 .01171875 0 0 cm\n")) << pages[0];
  EXPECT_EQ(count(pages[0], " 640 Tf\n"), 1) << pages[0];
  EXPECT_EQ(count(pages[0], "\n1296 "), 1) << pages[0];  // 20.25 px
}

TEST(SmallFiles, BackgroundsSideBySideAreOneRectangle) {
  const std::string head = "<table><tr><th>甲</th><th>乙</th><th>丙</th></tr></table>";
  const std::string borderless = "th,td{border:none}";
  EXPECT_EQ(count(streams_with(written(head, borderless), "BDC").at(0), " re f\n"), 1);
  EXPECT_EQ(count(streams_with(written(head, borderless + "th+th{background:#ddd}"), "BDC").at(0), " re f\n"), 2);
}

TEST(SmallFiles, PagesWithTheSameResourcesShareThem) {
  EXPECT_LE(objects_with(table_of(kLongTable), "<</Font<<").size(), 3);
}

TEST(SmallFiles, LeavesOfTheStructureHaveNumbersInARowAndOneLength) {
  const FileReader file = table_of(600);
  const std::vector<std::uint32_t> cells = objects_with(file, "/S/TD/");
  ASSERT_EQ(cells.size(), 1200);
  EXPECT_EQ(cells.back() - cells.front(), 1199);
  for (const std::uint32_t cell : cells) EXPECT_LE(file.objects.at(cell).size(), 50);
  // A row names its cells as the list of its page does.
  const std::string first = std::to_string(cells[0]) + " 0 R " + std::to_string(cells[1]) + " 0 R";
  EXPECT_EQ(objects_with(file, first).size(), 2);
}
