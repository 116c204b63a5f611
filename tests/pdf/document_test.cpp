// Whole files: outline, links, structure, and what they are when the document lacks something.
#include "diagnostics/catalogue/pdf.h"
#include "pdf/file_reader.h"
#include "pdf/write_pdf.h"
#include "support/laid_out.h"

namespace messages = gongwen::diagnostics::messages;
using gongwen::tests::FileReader;
using gongwen::tests::integer_entry;
using gongwen::tests::LaidOut;
using gongwen::tests::test_fonts;

namespace {

constexpr std::string_view kHead = "<!DOCTYPE html><html lang=\"zh-CN\"><head>";
constexpr std::string_view kStyle =
    "<style>@page{size:300px 200px;margin:20px}body{margin:0;font:10px/20px \"Noto Serif CJK SC\"}"
    "h1,h2,h3,p{margin:0;font-size:10px}h1{bookmark-level:1}h2{bookmark-level:2}h3{bookmark-level:3}";

std::string html(std::string_view head, std::string_view style, std::string_view body) {
  return std::string(kHead) + std::string(head) + std::string(kStyle) + std::string(style) + "</style></head><body>" +
         std::string(body) + "</body></html>";
}

std::string written(LaidOut& laid_out, std::optional<std::int64_t> date = {}) {
  return gongwen::pdf::write_pdf(laid_out.painted, test_fonts(), {date}, laid_out.sink);
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// The objects whose bodies hold a text, by number.
std::vector<std::string> objects_with(const FileReader& file, std::string_view part) {
  std::vector<std::string> out;
  for (const auto& [number, body] : file.objects) {
    if (has(body, part)) out.push_back(body);
  }
  return out;
}

std::string object_with(const FileReader& file, std::string_view part) {
  const std::vector<std::string> found = objects_with(file, part);
  return found.size() == 1 ? found.front() : "(" + std::to_string(found.size()) + " objects)";
}

}  // namespace

TEST_CASE("the same document gives the same bytes, another date others") {
  const std::string source = html("<title>题</title>", "", "<h1>章</h1><p>文</p>");
  LaidOut one(source);
  LaidOut two(source);
  CHECK(written(one) == written(two));
  CHECK(written(one, 1) != written(two, 2));
}

TEST_CASE("without a title the file says so, and a heading stands in where there is one") {
  LaidOut untitled(html("", "", "<p>文</p>"));
  const FileReader file(written(untitled));
  REQUIRE(untitled.sink.diagnostics().size() == 1);
  CHECK(untitled.sink.diagnostics()[0].id == gongwen::diagnostics::messages::PdfNoTitle);
  CHECK(has(object_with(file, "/Producer"), "/Title(Untitled)"));

  LaidOut headed(html("", "", "<h1>Chapter</h1>"));
  CHECK(has(object_with(FileReader(written(headed)), "/Producer"), "/Title(Chapter)"));
  CHECK(headed.sink.diagnostics().empty());
}

TEST_CASE("a date that is none is told, and the fixed one stands in") {
  LaidOut laid_out(html("<title>T</title><meta name=\"date\" content=\"soon\"/>", "", "<p>文</p>"));
  const FileReader file(written(laid_out));
  REQUIRE(laid_out.sink.diagnostics().size() == 1);
  CHECK(laid_out.sink.diagnostics()[0].id == gongwen::diagnostics::messages::PdfBadDate);
  CHECK(has(object_with(file, "/Producer"), "/CreationDate(D:20000101000000+00'00')"));
}

TEST_CASE("pages that PDF/A forbids are refused") {
  LaidOut small(html("<title>T</title>", "@page{size:3px 100px;margin:0}", "<p>文</p>"));
  written(small);
  bool told = false;
  for (const auto& diagnostic : small.sink.diagnostics())
    told = told || diagnostic.id == gongwen::diagnostics::messages::PdfPageSize;
  CHECK(told);
}

TEST_CASE("the outline nests by level, also where levels are left out") {
  LaidOut laid_out(html("<title>T</title>", "", "<h1>A</h1><h3>B</h3><h2>C</h2><h1>D</h1>"));
  const FileReader file(written(laid_out));
  REQUIRE(file.error == "");
  const std::string root = object_with(file, "/Type/Outlines");
  CHECK(integer_entry(root, "/Count") == 4);
  const std::string first = object_with(file, "<</Title(A)");
  CHECK(integer_entry(first, "/Count") == 2);
  const std::int64_t b = integer_entry(first, "/First");
  const std::int64_t c = integer_entry(first, "/Last");
  CHECK(has(file.objects.at(static_cast<std::uint32_t>(b)), "/Title(B)"));
  CHECK(integer_entry(file.objects.at(static_cast<std::uint32_t>(b)), "/Next") == c);
  CHECK(has(file.objects.at(static_cast<std::uint32_t>(c)), "/Title(C)"));
  CHECK(integer_entry(object_with(file, "<</Title(D)"), "/Prev") == integer_entry(root, "/First"));
}

TEST_CASE("destinations count from the page's lower edge in points") {
  LaidOut laid_out(html("<title>T</title>", "", "<p>甲</p><h1>A</h1>"));
  const FileReader file(written(laid_out));
  // 200 px high, 20 px margin, one line of 20 px: 160 px = 120 pt from below.
  CHECK(has(object_with(file, "<</Title(A)"), "/XYZ 0 120 null]"));
}

TEST_CASE("a paragraph over two pages keeps one element, with its foreign page named") {
  LaidOut laid_out(html("<title>T</title>", "p{orphans:1;widows:1}",
                        "<p>" + std::string("一<br>二<br>三<br>四<br>五<br>六<br>七<br>八<br>九<br>十") + "</p>"));
  REQUIRE(laid_out.painted.pages.size() == 2);
  const FileReader file(written(laid_out));
  const std::string element = object_with(file, "<</S/P/P");
  CHECK(has(element, "/K[0 <</Type/MCR/Pg "));
  CHECK(has(element, "/MCID 0>>]"));
}

TEST_CASE("links lead to places of the document or to addresses") {
  LaidOut laid_out(
      html("<title>T</title>", "",
           "<p><a href=\"#x\">内</a><a href=\"https://a.example/(b)\" title=\"说明\">外</a></p><p id=\"x\">处</p>"));
  const FileReader file(written(laid_out));
  REQUIRE(file.error == "");
  const std::vector<std::string> links = objects_with(file, "/Subtype/Link");
  REQUIRE(links.size() == 2);
  CHECK(has(links[0], "/Dest["));
  CHECK(has(links[1], "/A<</S/URI/URI(https://a.example/\\(b\\))>>"));
  for (const std::string& link : links) {
    CHECK(has(link, "/F 4"));
    CHECK(has(link, "/Border[0 0 0]"));
    CHECK(integer_entry(link, "/StructParent") >= 1);
  }
  CHECK(objects_with(file, "/Type/OBJR").size() == 2);
  CHECK(has(object_with(file, "/Annots["), "/Tabs/S"));
}

TEST_CASE("addresses are written in ASCII") {
  LaidOut laid_out(html("<title>T</title>", "", "<p><a href=\"https://例.cn/a b?q=1&amp;r=%20#x\">外</a></p>"));
  CHECK(
      has(object_with(FileReader(written(laid_out)), "/Subtype/Link"), "/URI(https://%E4%BE%8B.cn/a%20b?q=1&r=%20#x)"));
}

TEST_CASE("a link over two lines has an area for each") {
  LaidOut laid_out(
      html("<title>T</title>", "p{width:50px}", "<p>前文字<a href=\"https://a.example/\">这个链接跨两行</a></p>"));
  const std::string link = object_with(FileReader(written(laid_out)), "/Subtype/Link");
  const std::size_t begin = link.find("/QuadPoints[") + 12;
  const std::string points = link.substr(begin, link.find(']', begin) - begin);
  CHECK(std::count(points.begin(), points.end(), ' ') == 15);
}

TEST_CASE("tables state scopes and spans, equal ones share an object") {
  LaidOut laid_out(html("<title>T</title>", "",
                        "<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td colspan=\"2\">丙</td></tr>"
                        "<tr><th>丁</th><td>戊</td></tr></tbody></table>"));
  const FileReader file(written(laid_out));
  CHECK(objects_with(file, "<</O/Table/Scope/Column>>").size() == 1);
  CHECK(objects_with(file, "<</O/Table/Scope/Row>>").size() == 1);
  CHECK(objects_with(file, "<</O/Table/ColSpan 2>>").size() == 1);
  CHECK(objects_with(file, "<</S/TH/").size() == 3);
  CHECK(objects_with(file, "<</S/THead").size() == 1);
}

TEST_CASE("every page names its own resources, and only pages with content are in the parent tree") {
  LaidOut laid_out(
      html("<title>T</title>", "p{break-before:right}@page{@top-left{content:\"眉\"}}", "<p>甲</p><p>乙</p>"));
  const FileReader file(written(laid_out));
  const std::vector<std::string> pages = objects_with(file, "<</Type/Page/");
  REQUIRE(pages.size() == 3);
  for (const std::string& page : pages) {
    CHECK(has(page, "/Resources "));
    CHECK(has(page, "/MediaBox[0 0 225 150]"));
  }
  CHECK(objects_with(file, "/StructParents ").size() == 2);  // the blank page has none
}
