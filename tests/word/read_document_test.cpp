#include "word/read_document.h"

#include "word/detail/list_marker.h"
#include "word/symbols.h"
#include "word_file.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen;
using word::InlineType;
using word_file::docx;
using word_file::paragraph;
using word_file::root;

word::Document read(const std::string& bytes) {
  auto document = word::read_document(bytes, {});
  EXPECT_TRUE(document.has_value());
  return *std::move(document);
}

const word::Paragraph& paragraph_at(const word::Document& document, std::size_t index, std::size_t story = 0) {
  return std::get<word::Paragraph>(document.stories.at(story).blocks.at(index).content);
}

std::string text_of(const word::Paragraph& paragraph) {
  std::string text;
  for (const word::Inline& item : paragraph.inlines) {
    if (item.type == InlineType::Text && !item.is_code) text += item.text;
    if (item.type == InlineType::Tab) text += '\t';
    if (item.type == InlineType::LineBreak) text += '\n';
  }
  return text;
}

const word::RunFormat& format_of(const word::Document& document, const word::Paragraph& paragraph, std::size_t text) {
  for (const word::Inline& item : paragraph.inlines) {
    if (item.type == InlineType::Text && text-- == 0) return document.run_formats.at(item.format);
  }
  return document.run_formats.front();
}

std::string run(const std::string& text, const std::string& properties = {}) {
  return "<w:r><w:rPr>" + properties + "</w:rPr><w:t xml:space=\"preserve\">" + text + "</w:t></w:r>";
}

TEST(ReadDocument, ParagraphsHaveNumbersAndTablePlaces) {
  const std::string cell = "<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>" + paragraph("b") + "</w:tc>";
  const word::Document document =
      read(docx(paragraph("a") + "<w:tbl><w:tblGrid><w:gridCol w:w=\"10\"/></w:tblGrid><w:tr>" + cell + cell +
                "</w:tr></w:tbl>" + paragraph("c")));
  EXPECT_EQ(text_of(paragraph_at(document, 0)), "a");
  const word::Table& table = std::get<word::Table>(document.stories[0].blocks.at(1).content);
  ASSERT_EQ(table.rows.at(0).cells.size(), 2U);
  const auto& second = std::get<word::Paragraph>(table.rows[0].cells[1].blocks.at(0).content);
  EXPECT_EQ(second.number, 3U);
  EXPECT_EQ(second.place, (word::TablePlace{1, 1, 3}));
  EXPECT_EQ(paragraph_at(document, 2).number, 4U);
}

TEST(ReadDocument, TogglesOfStylesAreExclusive) {
  const std::string styles =
      root("styles",
           "<w:style w:type=\"paragraph\" w:styleId=\"H\"><w:rPr><w:b/><w:vanish/></w:rPr></w:style>"
           "<w:style w:type=\"character\" w:styleId=\"S\"><w:rPr><w:b/></w:rPr></w:style>");
  const word::Document document =
      read(docx("<w:p><w:pPr><w:pStyle w:val=\"H\"/></w:pPr>" + run("a") + run("b", "<w:rStyle w:val=\"S\"/>") +
                    run("c", "<w:rStyle w:val=\"S\"/><w:b/><w:vanish w:val=\"0\"/>") + "</w:p>",
                {{"styles.xml", "styles", styles}}));
  const word::Paragraph& first = paragraph_at(document, 0);
  EXPECT_EQ(format_of(document, first, 0).bold, true);
  EXPECT_EQ(format_of(document, first, 1).bold, false);
  EXPECT_EQ(format_of(document, first, 2).bold, true);
  EXPECT_EQ(format_of(document, first, 1).hidden, true);
  EXPECT_EQ(format_of(document, first, 2).hidden, false);
}

TEST(ReadDocument, StylesInheritAndFontsComeFromTheTheme) {
  const std::string styles = root(
      "styles",
      "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsiaTheme=\"minorEastAsia\"/><w:sz w:val=\"21\"/></w:rPr>"
      "</w:rPrDefault></w:docDefaults>"
      "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"N\"><w:name w:val=\"Normal\"/><w:pPr><w:ind "
      "w:firstLineChars=\"200\" w:firstLine=\"420\"/></w:pPr></w:style>"
      "<w:style w:type=\"paragraph\" w:styleId=\"A\"><w:basedOn w:val=\"N\"/><w:rPr><w:sz "
      "w:val=\"32\"/></w:rPr></w:style>");
  const std::string theme =
      "<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:minorFont><a:latin "
      "typeface=\"Arial\"/>"
      "<a:ea typeface=\"\"/><a:font script=\"Hans\" typeface=\"宋体\"/></a:minorFont></a:theme>";
  const word::Document document = read(docx(
      "<w:p><w:pPr><w:pStyle w:val=\"A\"/><w:ind w:firstLine=\"0\"/></w:pPr>" + run("a") + "</w:p>" + paragraph("b"),
      {{"styles.xml", "styles", styles}, {"theme.xml", "theme", theme}}));
  EXPECT_EQ(format_of(document, paragraph_at(document, 0), 0).half_points, 32);
  EXPECT_EQ(format_of(document, paragraph_at(document, 0), 0).east_asia_font, "宋体");
  EXPECT_EQ(format_of(document, paragraph_at(document, 1), 0).half_points, 21);
  const word::ParagraphFormat& direct = document.paragraph_formats.at(paragraph_at(document, 0).format);
  EXPECT_EQ(direct.indent_first, 0);
  EXPECT_FALSE(direct.indent_first_chars.has_value());
  const word::ParagraphFormat& plain = document.paragraph_formats.at(paragraph_at(document, 1).format);
  EXPECT_EQ(plain.style, "N");
  EXPECT_EQ(plain.indent_first_chars, 200);
}

TEST(ReadDocument, TableStylesHaveConditions) {
  const std::string styles = root(
      "styles",
      "<w:style w:type=\"table\" w:styleId=\"T\"><w:rPr><w:i/></w:rPr><w:tblStylePr w:type=\"firstRow\"><w:rPr><w:b/>"
      "</w:rPr></w:tblStylePr></w:style>");
  const std::string row = "<w:tr><w:tc>" + paragraph("x") + "</w:tc></w:tr>";
  const word::Document document =
      read(docx("<w:tbl><w:tblPr><w:tblStyle w:val=\"T\"/><w:tblLook w:val=\"0020\"/></w:tblPr>" + row + row +
                    "</w:tbl>" + paragraph("y"),
                {{"styles.xml", "styles", styles}}));
  const word::Table& table = std::get<word::Table>(document.stories[0].blocks.at(0).content);
  const auto look = [&](std::size_t at) {
    return format_of(document, std::get<word::Paragraph>(table.rows.at(at).cells.at(0).blocks.at(0).content), 0);
  };
  EXPECT_EQ(look(0).bold, true);
  EXPECT_EQ(look(0).italic, true);
  EXPECT_FALSE(look(1).bold.value_or(false));
  EXPECT_FALSE(format_of(document, paragraph_at(document, 1), 0).italic.value_or(false));
}

TEST(ReadDocument, ListsCountAndRestart) {
  const std::string numbering =
      root("numbering",
           "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt "
           "w:val=\"chineseCountingThousand\"/>"
           "<w:lvlText w:val=\"%1、\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"decimal\"/><w:lvlText "
           "w:val=\"（%2）\"/></w:lvl>"
           "</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num><w:num "
           "w:numId=\"2\"><w:abstractNumId "
           "w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num>");
  const auto item = [](int list, int level) {
    return "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"" + std::to_string(level) + "\"/><w:numId w:val=\"" +
           std::to_string(list) + "\"/></w:numPr></w:pPr></w:p>";
  };
  const word::Document document = read(docx(item(1, 0) + item(1, 1) + item(1, 1) + item(1, 0) + item(1, 1) + item(2, 0),
                                            {{"numbering.xml", "numbering", numbering}}));
  std::string markers;
  for (std::size_t i = 0; i < 6; ++i) markers += paragraph_at(document, i).marker;
  EXPECT_EQ(markers, "一、（1）（2）二、（1）五、");
}

TEST(ListNumber, FormatsOfOffices) {
  EXPECT_EQ(word::list_number(10, "chineseCounting"), "十");
  EXPECT_EQ(word::list_number(21, "chineseCountingThousand"), "二十一");
  EXPECT_EQ(word::list_number(105, "chineseCountingThousand"), "一百零五");
  EXPECT_EQ(word::list_number(12, "chineseLegalSimplified"), "壹拾贰");
  EXPECT_EQ(word::list_number(3, "decimalEnclosedCircle"), "③");
  EXPECT_EQ(word::list_number(4, "ideographTraditional"), "丁");
  EXPECT_EQ(word::list_number(1994, "upperRoman"), "MCMXCIV");
  EXPECT_EQ(word::list_number(28, "lowerLetter"), "bb");
}

TEST(ReadDocument, ControlsAtAllLevelsAreMarks) {
  const auto sdt = [](const std::string& tag, const std::string& content) {
    return "<w:sdt><w:sdtPr><w:tag w:val=\"" + tag + "\"/><w:text w:multiLine=\"1\"/></w:sdtPr><w:sdtContent>" +
           content + "</w:sdtContent></w:sdt>";
  };
  const word::Document document =
      read(docx("<w:p>" + sdt("run", run("a")) + "</w:p>" + sdt("block", paragraph("b") + paragraph("c")) + "<w:tbl>" +
                sdt("row", "<w:tr>" + sdt("cell", "<w:tc>" + paragraph("d") + "</w:tc>") + "</w:tr>") + "</w:tbl>" +
                paragraph("e")));
  ASSERT_EQ(document.controls.size(), 4U);
  EXPECT_EQ(document.controls[0].level, word::ControlLevel::Run);
  EXPECT_EQ(document.controls[1].level, word::ControlLevel::Block);
  EXPECT_EQ(document.controls[2].level, word::ControlLevel::Row);
  EXPECT_EQ(document.controls[3].level, word::ControlLevel::Cell);
  EXPECT_TRUE(document.controls[0].is_multiline);
  EXPECT_EQ(paragraph_at(document, 1).inlines.front().type, InlineType::ControlStart);
  EXPECT_EQ(paragraph_at(document, 2).inlines.back().type, InlineType::ControlEnd);
  const auto& cell = std::get<word::Table>(document.stories[0].blocks.at(3).content).rows.at(0).cells.at(0);
  const auto& inlines = std::get<word::Paragraph>(cell.blocks.at(0).content).inlines;
  ASSERT_EQ(inlines.size(), 5U);
  EXPECT_EQ(inlines[0].index, 2U);
  EXPECT_EQ(inlines[4].index, 2U);
}

TEST(ReadDocument, FieldsHaveCodesAndResults) {
  const auto character = [](const std::string& type, const std::string& data = {}) {
    return "<w:r><w:fldChar w:fldCharType=\"" + type + "\">" + data + "</w:fldChar></w:r>";
  };
  const word::Document document = read(docx("<w:p>" +
                                            character("begin",
                                                      "<w:ffData><w:name w:val=\"Check1\"/><w:checkBox><w:default "
                                                      "w:val=\"0\"/><w:checked/></w:checkBox></w:ffData>") +
                                            "<w:r><w:instrText> formcheckbox </w:instrText></w:r>" + run("code") +
                                            character("separate") + run("shown") + character("end") +
                                            "<w:fldSimple w:instr=\"PAGE\">" + run("3") + "</w:fldSimple></w:p>"));
  ASSERT_EQ(document.fields.size(), 2U);
  EXPECT_EQ(document.fields[0].name(), "FORMCHECKBOX");
  ASSERT_TRUE(document.fields[0].legacy.has_value());
  EXPECT_EQ(document.fields[0].legacy->name, "Check1");
  EXPECT_EQ(document.fields[0].legacy->checked, true);
  EXPECT_EQ(text_of(paragraph_at(document, 0)), "shown3");
}

TEST(ReadDocument, ChangesAreMarked) {
  const word::Document document =
      read(docx("<w:p><w:ins>" + run("new") +
                "</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>"
                "<w:p><w:pPr><w:rPr><w:del/></w:rPr><w:rPrChange><w:rPr><w:b/></w:rPr></w:rPrChange></w:pPr></w:p>"));
  const word::Paragraph& first = paragraph_at(document, 0);
  ASSERT_EQ(first.inlines.size(), 2U);
  EXPECT_EQ(first.inlines[0].change, word::Change::Inserted);
  EXPECT_EQ(first.inlines[1].change, word::Change::Deleted);
  EXPECT_EQ(paragraph_at(document, 1).mark_change, word::Change::Deleted);
}

TEST(ReadDocument, OnlyOneAlternativeIsRead) {
  const std::string box = "<w:txbxContent>" + paragraph("box") + "</w:txbxContent>";
  const word::Document document =
      read(docx("<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><wps:wsp>" + box +
                "</wps:wsp></mc:Choice><mc:Fallback>"
                "<v:shape><v:textbox>" +
                box + "</v:textbox></v:shape></mc:Fallback></mc:AlternateContent></w:r></w:p>"));
  ASSERT_EQ(document.stories.size(), 2U);
  EXPECT_EQ(document.stories[1].type, word::StoryType::TextBox);
  EXPECT_EQ(document.stories[1].anchor_paragraph, 1U);
  EXPECT_EQ(text_of(paragraph_at(document, 0, 1)), "box");
}

TEST(ReadDocument, HeadersBelongToSections) {
  const std::string header = root("hdr", paragraph("head"));
  const word::Document document = read(docx(
      "<w:p><w:pPr><w:sectPr><w:headerReference w:type=\"first\" r:id=\"h.xml\"/><w:pgSz w:w=\"16838\" w:h=\"11906\" "
      "w:orient=\"landscape\"/><w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr></w:pPr></w:p>" +
          paragraph("x") + "<w:sectPr><w:titlePg/></w:sectPr>",
      {{"h.xml", "header", header}}));
  ASSERT_EQ(document.sections.size(), 2U);
  EXPECT_TRUE(document.sections[0].is_landscape);
  EXPECT_EQ(document.sections[0].grid.line_pitch, 579);
  EXPECT_TRUE(paragraph_at(document, 0).ends_section);
  EXPECT_EQ(paragraph_at(document, 1).section, 1U);
  ASSERT_TRUE(document.sections[1].headers.contains(word::HeaderPage::First));
  const std::size_t story = document.sections[1].headers.at(word::HeaderPage::First);
  EXPECT_EQ(text_of(paragraph_at(document, 0, story)), "head");
}

TEST(ReadDocument, NotesAndCommentsAreStories) {
  const std::string notes =
      root("footnotes", "<w:footnote w:type=\"separator\" w:id=\"-1\">" + paragraph("") +
                            "</w:footnote><w:footnote w:id=\"1\">" + paragraph("note") + "</w:footnote>");
  const std::string comments =
      root("comments", "<w:comment w:id=\"7\" w:author=\"甲\">" + paragraph("remark") + "</w:comment>");
  const word::Document document =
      read(docx("<w:p><w:commentRangeStart w:id=\"7\"/>" + run("x") +
                    "<w:commentRangeEnd w:id=\"7\"/><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>",
                {{"f.xml", "footnotes", notes}, {"c.xml", "comments", comments}}));
  ASSERT_EQ(document.comments.size(), 1U);
  EXPECT_EQ(document.stories.at(document.comments[0].story).author, "甲");
  const word::Inline& mark = paragraph_at(document, 0).inlines.back();
  ASSERT_EQ(mark.type, InlineType::FootnoteMark);
  EXPECT_EQ(text_of(paragraph_at(document, 0, mark.index)), "note");
}

// Requirement 47: other namespaces, prefixes, names and encodings.
TEST(ReadDocument, StrictFilesWithOtherNamesAndUtf16) {
  std::string wide = "\xFF\xFE";
  const std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-16\"?><ns0:document "
      "xmlns:ns0=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><ns0:body>"
      "<ns0:p><ns0:pPr><ns0:spacing "
      "ns0:line=\"12pt\"/></ns0:pPr><ns0:r><ns0:t>A</ns0:t></ns0:r></ns0:p></ns0:body></ns0:document>";
  for (const char c : xml) wide.append({c, '\0'});
  const std::string relationships =
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" "
      "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" "
      "Target=\"/word/document2.xml\"/></Relationships>";
  const word::Document document = read(word_file::zip_of(
      {{"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", relationships}, {"word/document2.xml", wide}}));
  EXPECT_EQ(text_of(paragraph_at(document, 0)), "A");
  EXPECT_EQ(document.paragraph_formats.at(paragraph_at(document, 0).format).line, 240);
}

// Requirement 48: limits.
TEST(ReadDocument, LimitsEndTheReading) {
  std::string nested;
  std::string end;
  for (int i = 0; i < 20; ++i) {
    nested += "<w:tbl><w:tr><w:tc>";
    end += "</w:tc></w:tr></w:tbl>";
  }
  const auto deep = word::read_document(docx(nested + end), {});
  ASSERT_FALSE(deep.has_value());
  EXPECT_EQ(deep.error().error, word::WordError::TooLarge);
  EXPECT_EQ(deep.error().limit, word::WordLimit::TableDepth);
  const std::string loop =
      root("styles",
           "<w:style w:type=\"paragraph\" w:styleId=\"A\"><w:basedOn w:val=\"B\"/></w:style><w:style "
           "w:type=\"paragraph\" w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style>");
  EXPECT_TRUE(
      word::read_document(docx("<w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr></w:p>", {{"s.xml", "styles", loop}}), {})
          .has_value());
  EXPECT_EQ(word::read_document(docx("<w:p>"), {}).error().error, word::WordError::Damaged);
  EXPECT_EQ(word::read_document("PK", {}).error().error, word::WordError::Package);
}

TEST(ReadDocument, DefinitionsInsideOfOneAnotherAreHarmless) {
  const std::string levels =
      "<w:lvl w:ilvl=\"0\"><w:lvl w:ilvl=\"8\"><w:pPr><w:tabs><w:tab w:pos=\"1\"/></w:tabs></w:pPr></w:lvl>"
      "<w:pPr><w:tabs><w:tab w:pos=\"2\"/></w:tabs></w:pPr><w:lvlText w:val=\"x\"/></w:lvl>";
  const std::string numbering = root("numbering", "<w:abstractNum w:abstractNumId=\"1\">" + levels +
                                                      "</w:abstractNum><w:num w:numId=\"1\">" + levels + "</w:num>");
  const std::string style = "<w:style w:styleId=\"A\"><w:rPr><w:b/></w:rPr>";
  const std::string styles =
      root("styles", style + style + style + "</w:style></w:style><w:rPr><w:i/></w:rPr></w:style>");
  const std::string box =
      "<w:txbxContent><w:tbl><w:tblPr><w:txbxContent/><w:jc w:val=\"x\"/></w:tblPr><w:tr><w:trPr><w:tr/><w:jc "
      "w:val=\"x\"/></w:trPr></w:tr></w:tbl></w:txbxContent>";
  const word::Document document =
      read(docx("<w:p><w:pPr>" + box + "<w:jc w:val=\"x\"/><w:rPr>" + box + "<w:b/></w:rPr></w:pPr></w:p>",
                {{"n.xml", "numbering", numbering}, {"s.xml", "styles", styles}}));
  EXPECT_FALSE(document.stories.front().blocks.empty());
}

TEST(ReadDocument, UnknownElementsAreReportedAndTheirTextIsKept) {
  const word::Document document =
      read(docx("<w:p><w:novelty>" + run("x") + "</w:novelty><w:proofErr w:type=\"spellStart\"/></w:p>"));
  EXPECT_EQ(text_of(paragraph_at(document, 0)), "x");
  ASSERT_EQ(document.findings.size(), 1U);
  EXPECT_EQ(document.findings[0].type, word::FindingType::UnknownElement);
  EXPECT_EQ(document.findings[0].name, "novelty");
}

// What stands behind the text of a shape counts for it, too; places in a group are those on the page.
TEST(ReadDocument, ShapesHavePlacesAndLooks) {
  const std::string names =
      " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\""
      " xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\""
      " xmlns:wpg=\"http://schemas.microsoft.com/office/word/2010/wordprocessingGroup\""
      " xmlns:w10=\"urn:schemas-microsoft-com:office:word\"";
  const std::string text = "<w:txbxContent>" + paragraph("框") + "</w:txbxContent>";
  const std::string shape =
      "<wps:wsp><wps:spPr><a:xfrm><a:off x=\"20\" y=\"10\"/><a:ext cx=\"10\" cy=\"5\"/></a:xfrm><a:prstGeom "
      "prst=\"rect\"/><a:solidFill><a:srgbClr val=\"00FF00\"/></a:solidFill><a:ln w=\"12700\"><a:solidFill><a:srgbClr "
      "val=\"FF0000\"/></a:solidFill></a:ln></wps:spPr><wps:txbx>" +
      text + "</wps:txbx><wps:bodyPr lIns=\"7\" anchor=\"ctr\"/></wps:wsp>";
  const std::string line =
      "<wps:wsp><wps:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"10\" cy=\"0\"/></a:xfrm>"
      "<a:prstGeom prst=\"line\"/><a:ln w=\"9525\"/></wps:spPr></wps:wsp>";
  const std::string group =
      "<wpg:wgp><wpg:grpSpPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"2000\" cy=\"2000\"/><a:chOff x=\"10\" "
      "y=\"10\"/><a:chExt cx=\"20\" cy=\"20\"/></a:xfrm></wpg:grpSpPr>" +
      shape + line + "</wpg:wgp>";
  const std::string drawing =
      "<w:r><w:drawing" + names +
      "><wp:anchor behindDoc=\"1\"><wp:positionH relativeFrom=\"page\"><wp:posOffset>5000</wp:posOffset></wp:positionH>"
      "<wp:positionV relativeFrom=\"paragraph\"><wp:align>top</wp:align></wp:positionV><wp:extent cx=\"2000\" "
      "cy=\"2000\"/><wp:wrapSquare/>" +
      group + "</wp:anchor></w:drawing></w:r>";
  const std::string vml =
      "<w:r><w:pict" + names +
      "><v:rect style=\"position:absolute;margin-left:10pt;margin-top:1in;width:2in;height:30pt;z-index:-3;"
      "mso-position-horizontal:center;mso-position-vertical-relative:page\" stroked=\"f\" fillcolor=\"red\"><v:textbox "
      "inset=\"1pt,,2pt\">" +
      text + "</v:textbox><w10:wrap type=\"topAndBottom\"/></v:rect></w:pict></w:r>";
  const word::Document document = read(docx("<w:p>" + drawing + vml + "</w:p>"));
  ASSERT_EQ(document.stories.size(), 4U);
  const word::ShapeBox box = document.stories[1].box.value();
  EXPECT_EQ(std::pair(box.place.x, box.place.y), std::pair(std::int64_t{6000}, std::int64_t{0}));
  EXPECT_EQ(std::pair(box.place.width, box.place.height), std::pair(std::int64_t{1000}, std::int64_t{500}));
  EXPECT_TRUE(box.place.is_behind);
  EXPECT_EQ(box.place.wrap, "wrapSquare");
  EXPECT_EQ(box.place.horizontal_from + " " + box.place.vertical_from, "page paragraph");
  EXPECT_EQ(box.look.fill + " " + box.look.line_color + " " + box.look.anchor, "00FF00 FF0000 ctr");
  EXPECT_EQ(std::pair(box.look.line, box.look.inset_left), std::pair(std::int64_t{12'700}, std::int64_t{7}));
  // A line without text is a box without blocks.
  EXPECT_TRUE(document.stories[2].blocks.empty());
  EXPECT_EQ(document.stories[2].box.value().place.height, 0);
  const word::ShapeBox old = document.stories[3].box.value();
  EXPECT_EQ(std::pair(old.place.width, old.place.y), std::pair(std::int64_t{1'828'800}, std::int64_t{914'400}));
  EXPECT_EQ(old.place.horizontal_align + " " + old.place.vertical_from + " " + old.place.wrap,
            "center page wrapTopAndBottom");
  EXPECT_EQ(old.look.fill, "FF0000");
  EXPECT_EQ(old.look.line, 0);
  EXPECT_EQ(old.look.inset_right, 25'400);
  EXPECT_TRUE(old.place.is_behind);
  EXPECT_TRUE(document.findings.empty());
}

TEST(ReadDocument, StoredEntriesOfContentsAreMarked) {
  const std::string sign = "<w:r><w:fldChar w:fldCharType=\"";
  const word::Document document =
      read(docx("<w:p>" + run("前") + sign + "begin\"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>" + sign +
                "separate\"/></w:r>" + run("目") + "</w:p>" + paragraph("次") + "<w:p>" + sign + "end\"/></w:r>" +
                run("后") + "</w:p>"));
  std::string entries;
  for (std::size_t i = 0; i < 3; ++i) {
    for (const word::Inline& item : paragraph_at(document, i).inlines) entries += item.is_contents ? item.text : "";
  }
  EXPECT_EQ(entries, "目次");
  EXPECT_FALSE(paragraph_at(document, 0).is_in_contents);
  EXPECT_TRUE(paragraph_at(document, 1).is_in_contents);
}

TEST(Symbols, CharactersOfSymbolFontsAreThoseOfOtherFonts) {
  EXPECT_EQ(word::symbol_text("Wingdings", "\uF0FE"), "☑");
  EXPECT_EQ(word::symbol_text("Wingdings 2", "\uF0A3"), "□");
  EXPECT_EQ(word::symbol_text("Wingdings", "\uF001"), "\uF001");  // not known
  EXPECT_EQ(word::without_symbols("Wingdings", "是\uF0A8否\uF0FE A"), "是□否☑ A");
  // Letters of ordinary text stay, whatever their font is.
  EXPECT_EQ(word::without_symbols("Wingdings", "R"), "R");
  EXPECT_EQ(word::bullet_text("Symbol", "\uF0B7"), "•");
  EXPECT_EQ(word::bullet_text("Courier New", "o"), "○");
  EXPECT_EQ(word::bullet_text("Webdings", "\uF034"), "•");
  EXPECT_EQ(word::bullet_text("宋体", "—"), "—");
}

TEST(Symbols, EachFontHasItsOwnAndNamesHaveNoCase) {
  EXPECT_EQ(word::symbol_text("wingdings 2", "\uF052"), "☑");
  EXPECT_EQ(word::symbol_text("Wingdings 2", "\uF051"), "☒");
  EXPECT_EQ(word::symbol_text("Wingdings", "\uF052"), "☼");
  EXPECT_EQ(word::symbol_text("WINGDINGS", "\uF051"), "✈");
  EXPECT_EQ(word::symbol_text("Symbol", "\uF06D"), "μ");
  EXPECT_EQ(word::symbol_text("Symbol", "a"), "α");
  EXPECT_EQ(word::symbol_text("Symbol", "\uF0F2"), "∫");
  EXPECT_EQ(word::symbol_text("Symbol", "\uF0E5"), "∑");
  EXPECT_EQ(word::symbol_text("Symbol", "\uF0BD"), "\uF0BD");  // a piece of an arrow
  EXPECT_EQ(word::symbol_text("Wingdings", "\uF082"), "②");
  const word::ShownSigns shown = word::shown_signs("Wingdings", "þ 是");
  EXPECT_EQ(shown.text, "☑ 是");
  EXPECT_TRUE(shown.are_known);
  EXPECT_FALSE(word::shown_signs("Wingdings", "!").are_known);
  EXPECT_TRUE(word::shown_signs("宋体", "!").are_known);
  EXPECT_FALSE(word::shown_signs("宋体", "\uF0E5").are_known);
}

TEST(ReadDocument, FillsAndColoursOfThemesAreRead) {
  const auto format = [](const std::string& properties) {
    const word::Document document = read(docx("<w:p><w:r><w:rPr>" + properties + "</w:rPr><w:t>x</w:t></w:r></w:p>"));
    return document.run_formats[paragraph_at(document, 0).inlines[0].format];
  };
  EXPECT_EQ(format("<w:color w:val=\"auto\" w:themeColor=\"background1\"/>").color, "FFFFFF");
  EXPECT_EQ(format("<w:color w:val=\"D9D9D9\" w:themeColor=\"background1\" w:themeShade=\"D9\"/>").color, "D9D9D9");
  EXPECT_EQ(format("<w14:textFill><w14:noFill/></w14:textFill>").fill, "none");
  const word::RunFormat both = format(
      "<w14:textOutline><w14:solidFill><w14:srgbClr w14:val=\"FF0000\"/></w14:solidFill></w14:textOutline>"
      "<w14:textFill><w14:solidFill><w14:srgbClr w14:val=\"00FF00\"/></w14:solidFill></w14:textFill>");
  EXPECT_EQ(both.has_contour, true);
  EXPECT_EQ(both.fill, "00FF00");
}

}  // namespace
