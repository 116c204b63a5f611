// Whole files: outline, links, structure, and what they are when the document lacks something.
#include "diagnostics/catalogue/pdf.h"
#include "pdf/write_pdf.h"
#include "support/laid_out.h"
#include "support/pdf_file_reader.h"

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

TEST(Document, TheSameDocumentGivesTheSameBytesAnotherDateOthers) {
  const std::string source = html("<title>题</title>", "", "<h1>章</h1><p>文</p>");
  LaidOut one(source);
  LaidOut two(source);
  EXPECT_EQ(written(one), written(two));
  EXPECT_NE(written(one, 1), written(two, 2));
}

TEST(Document, WithoutATitleTheFileSaysSoAndAHeadingStandsInWhereThereIsOne) {
  LaidOut untitled(html("", "", "<p>文</p>"));
  const FileReader file(written(untitled));
  ASSERT_EQ(untitled.sink.diagnostics().size(), 1);
  EXPECT_EQ(untitled.sink.diagnostics()[0].id, gongwen::diagnostics::messages::PdfNoTitle);
  EXPECT_TRUE(has(object_with(file, "/Producer"), "/Title(Untitled)"));

  LaidOut headed(html("", "", "<h1>Chapter</h1>"));
  EXPECT_TRUE(has(object_with(FileReader(written(headed)), "/Producer"), "/Title(Chapter)"));
  EXPECT_TRUE(headed.sink.diagnostics().empty());
}

TEST(Document, ADateThatIsNoneIsToldAndTheFixedOneStandsIn) {
  LaidOut laid_out(html("<title>T</title><meta name=\"date\" content=\"soon\"/>", "", "<p>文</p>"));
  const FileReader file(written(laid_out));
  ASSERT_EQ(laid_out.sink.diagnostics().size(), 1);
  EXPECT_EQ(laid_out.sink.diagnostics()[0].id, gongwen::diagnostics::messages::PdfBadDate);
  EXPECT_TRUE(has(object_with(file, "/Producer"), "/CreationDate(D:20000101000000+00'00')"));
}

TEST(Document, PagesThatPDFAForbidsAreRefused) {
  LaidOut small(html("<title>T</title>", "@page{size:3px 100px;margin:0}", "<p>文</p>"));
  written(small);
  bool told = false;
  for (const auto& diagnostic : small.sink.diagnostics())
    told = told || diagnostic.id == gongwen::diagnostics::messages::PdfPageSize;
  EXPECT_TRUE(told);
}

TEST(Document, TheOutlineNestsByLevelAlsoWhereLevelsAreLeftOut) {
  LaidOut laid_out(html("<title>T</title>", "", "<h1>A</h1><h3>B</h3><h2>C</h2><h1>D</h1>"));
  const FileReader file(written(laid_out));
  ASSERT_EQ(file.error, "");
  const std::string root = object_with(file, "/Type/Outlines");
  EXPECT_EQ(integer_entry(root, "/Count"), 4);
  const std::string first = object_with(file, "<</Title(A)");
  EXPECT_EQ(integer_entry(first, "/Count"), 2);
  const std::int64_t b = integer_entry(first, "/First");
  const std::int64_t c = integer_entry(first, "/Last");
  EXPECT_TRUE(has(file.objects.at(static_cast<std::uint32_t>(b)), "/Title(B)"));
  EXPECT_EQ(integer_entry(file.objects.at(static_cast<std::uint32_t>(b)), "/Next"), c);
  EXPECT_TRUE(has(file.objects.at(static_cast<std::uint32_t>(c)), "/Title(C)"));
  EXPECT_EQ(integer_entry(object_with(file, "<</Title(D)"), "/Prev"), integer_entry(root, "/First"));
}

TEST(Document, DestinationsCountFromThePagesLowerEdgeInPoints) {
  LaidOut laid_out(html("<title>T</title>", "", "<p>甲</p><h1>A</h1>"));
  const FileReader file(written(laid_out));
  // 200 px high, 20 px margin, one line of 20 px: 160 px = 120 pt from below.
  EXPECT_TRUE(has(object_with(file, "<</Title(A)"), "/XYZ 0 120 null]"));
}

TEST(Document, AParagraphOverTwoPagesKeepsOneElementWithItsForeignPageNamed) {
  LaidOut laid_out(html("<title>T</title>", "p{orphans:1;widows:1}",
                        "<p>" + std::string("一<br>二<br>三<br>四<br>五<br>六<br>七<br>八<br>九<br>十") + "</p>"));
  ASSERT_EQ(laid_out.painted.pages.size(), 2);
  const FileReader file(written(laid_out));
  const std::string element = object_with(file, "/S/P/P ");
  EXPECT_TRUE(has(element, "/K[0 <</Type/MCR/Pg "));
  EXPECT_TRUE(has(element, "/MCID 0>>]"));
}

TEST(Document, LinksLeadToPlacesOfTheDocumentOrToAddresses) {
  LaidOut laid_out(
      html("<title>T</title>", "",
           "<p><a href=\"#x\">内</a><a href=\"https://a.example/(b)\" title=\"说明\">外</a></p><p id=\"x\">处</p>"));
  const FileReader file(written(laid_out));
  ASSERT_EQ(file.error, "");
  const std::vector<std::string> links = objects_with(file, "/Subtype/Link");
  ASSERT_EQ(links.size(), 2);
  EXPECT_TRUE(has(links[0], "/Dest["));
  EXPECT_TRUE(has(links[1], "/A<</S/URI/URI(https://a.example/\\(b\\))>>"));
  for (const std::string& link : links) {
    EXPECT_TRUE(has(link, "/F 4"));
    EXPECT_TRUE(has(link, "/Border[0 0 0]"));
    EXPECT_GE(integer_entry(link, "/StructParent"), 1);
  }
  EXPECT_EQ(objects_with(file, "/Type/OBJR").size(), 2);
  EXPECT_TRUE(has(object_with(file, "/Annots["), "/Tabs/S"));
}

TEST(Document, AddressesAreWrittenInASCII) {
  LaidOut laid_out(html("<title>T</title>", "", "<p><a href=\"https://例.cn/a b?q=1&amp;r=%20#x\">外</a></p>"));
  EXPECT_TRUE(
      has(object_with(FileReader(written(laid_out)), "/Subtype/Link"), "/URI(https://%E4%BE%8B.cn/a%20b?q=1&r=%20#x)"));
}

TEST(Document, ALinkOverTwoLinesHasAnAreaForEach) {
  LaidOut laid_out(
      html("<title>T</title>", "p{width:50px}", "<p>前文字<a href=\"https://a.example/\">这个链接跨两行</a></p>"));
  const std::string link = object_with(FileReader(written(laid_out)), "/Subtype/Link");
  const std::size_t begin = link.find("/QuadPoints[") + 12;
  const std::string points = link.substr(begin, link.find(']', begin) - begin);
  EXPECT_EQ(std::count(points.begin(), points.end(), ' '), 15);
}

TEST(Document, TablesStateScopesAndSpansEqualOnesShareAnObject) {
  LaidOut laid_out(html("<title>T</title>", "",
                        "<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td colspan=\"2\">丙</td></tr>"
                        "<tr><th>丁</th><td>戊</td></tr></tbody></table>"));
  const FileReader file(written(laid_out));
  EXPECT_EQ(objects_with(file, "<</O/Table/Scope/Column>>").size(), 1);
  EXPECT_EQ(objects_with(file, "<</O/Table/Scope/Row>>").size(), 1);
  EXPECT_EQ(objects_with(file, "<</O/Table/ColSpan 2>>").size(), 1);
  EXPECT_EQ(objects_with(file, "/S/TH/").size(), 3);
  EXPECT_EQ(objects_with(file, "/S/THead").size(), 1);
}

TEST(Document, EveryPageNamesItsOwnResourcesAndOnlyPagesWithContentAreInTheParentTree) {
  LaidOut laid_out(
      html("<title>T</title>", "p{break-before:right}@page{@top-left{content:\"眉\"}}", "<p>甲</p><p>乙</p>"));
  const FileReader file(written(laid_out));
  const std::vector<std::string> pages = objects_with(file, "<</Type/Page/");
  ASSERT_EQ(pages.size(), 3);
  for (const std::string& page : pages) {
    EXPECT_TRUE(has(page, "/Resources "));
    EXPECT_TRUE(has(page, "/MediaBox[0 0 225 150]"));
  }
  EXPECT_EQ(objects_with(file, "/StructParents ").size(), 2);  // the blank page has none
}

TEST(Document, CellsNameTheirHeadersByIdentifiersOfTheFile) {
  LaidOut laid_out(html("<title>T</title>", "",
                        "<table><tr><th id=\"a\">甲</th><th id=\"b\">乙</th></tr><tr><td headers=\"a b zz\">丙</td><td "
                        "headers=\"b\">丁</td></tr></table><p><abbr title=\"World\">W</abbr></p>"));
  const FileReader file(written(laid_out));
  EXPECT_EQ(objects_with(file, "/ID(head0000000").size(), 2);
  const std::string both = object_with(file, "/Headers[(head00000000");
  EXPECT_TRUE(both.starts_with("(2 objects)")) << both;
  EXPECT_EQ(objects_with(file, "<</Names[(head0000000").size(), 1);
  EXPECT_EQ(objects_with(file, "/E(World)").size(), 1);
}

TEST(Document, CharactersOfPrivateUseHaveATextInTheirPlaceAndAreReported) {
  LaidOut laid_out(html("<title>T</title>", "", "<p>甲&#xF001;&#xF001;乙</p>"));
  const std::string file = written(laid_out);
  const auto& found = laid_out.sink.diagnostics();
  EXPECT_EQ(
      std::count_if(found.begin(), found.end(), [](const auto& d) { return d.id == messages::PdfPrivateCharacter; }),
      1);
  EXPECT_FALSE(file.empty());
}

TEST(Document, AStructureThatBreaksARuleIsNotDeclaredAsPDFUA) {
  LaidOut laid_out(html("<title>T</title>", "", "<h1>甲</h1>"));
  EXPECT_TRUE(has(written(laid_out), "<pdfuaid:part>1<"));
  gongwen::paint::StructureTree& tree = laid_out.painted.structure;
  tree.element(gongwen::paint::ElementId(1)).role = gongwen::paint::StructureRole::LI;
  const std::string metadata = written(laid_out);  // which is not compressed
  EXPECT_FALSE(has(metadata, "<pdfuaid:part>"));
  EXPECT_TRUE(has(metadata, "<pdfaid:part>2<"));
  ASSERT_EQ(laid_out.sink.diagnostics().size(), 1);
  EXPECT_EQ(laid_out.sink.diagnostics()[0].id, messages::PdfNotAccessible);
}
