// Word files as templates: what of a paragraph, a table and a section becomes what of HTML and CSS.
#include "adopt/template_page.h"

#include "../word/word_file.h"
#include "diagnostics/catalogue/adopt.h"
#include "diagnostics/printer.h"
#include "word/read_document.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen;
using namespace gongwen::adopt;

using word_file::docx;
using word_file::paragraph;

class Page : public ::testing::Test {
 protected:
  /// The template of a Word file with this body.
  std::string adopt(const std::string& body, const std::vector<word_file::Part>& parts = {}) {
    auto document = word::read_document(docx(body, parts), {});
    EXPECT_TRUE(document) << "not read";
    if (!document) return {};
    const diagnostics::SourceId source = store_.reserve();
    page_ = adopt_page(*document, {source, "document.docx/", "标题"}, sink_);
    store_.fill(source, "document.docx", page_.html, page_.places);
    return page_.html;
  }

  /// What is between the tags of HTML, paragraphs in brackets.
  static std::string plain(std::string html) {
    html.erase(0, html.find("<body>") + 6);
    std::string text;
    bool in_tag = false;
    for (std::size_t i = 0; i < html.size(); ++i) {
      if (html[i] == '<') {
        in_tag = true;
        if (html.compare(i, 2, "<p") == 0 || html.compare(i, 2, "<h") == 0) text += '[';
        if (html.compare(i, 3, "</p") == 0 || (html.compare(i, 3, "</h") == 0 && html.compare(i, 6, "</html") != 0))
          text += ']';
      } else if (html[i] == '>') {
        in_tag = false;
      } else if (!in_tag && html[i] != '\n') {
        text += html[i];
      }
    }
    return text;
  }

  /// The messages with their places.
  std::string messages() {
    std::string text;
    for (const diagnostics::Diagnostic& one : sink_.diagnostics()) {
      text += std::string(diagnostics::catalogue_entry(one.id).id) + " " +
              std::string(store_.source_cell(one.origin.template_place.source, one.origin.template_place.begin)) + "\n";
    }
    return text;
  }

  resources::SourceStore store_;
  diagnostics::DiagnosticSink sink_;
  AdoptedPage page_;
};

TEST_F(Page, TagsThatAreSplitOverRunsAreOne) {
  EXPECT_EQ(plain(adopt("<w:p><w:r><w:t>关于{{ ti</w:t></w:r><w:proofErr "
                        "w:type=\"spellStart\"/><w:r><w:rPr><w:b/></w:rPr><w:t>tle }}的通知</w:t></w:r></w:p>")),
            "[关于{{ title }}的通知]");
  // The tag has the format of its first character: only the text after it is bold, as most of the paragraph is.
  EXPECT_NE(page_.html.find("{{ title }}</span>的通知</p>"), std::string::npos) << page_.html;
}

TEST_F(Page, TextsAreEscapedAndTagsAreNot) {
  EXPECT_NE(adopt(paragraph("A &amp; B &lt;C&gt; {{ a &lt; b }}")).find(">A &amp; B &lt;C&gt; {{ a < b }}</p>"),
            std::string::npos)
      << page_.html;
}

TEST_F(Page, LatinParagraphsAreNotSetAsChinese) {
  const auto has = [this](std::string_view part) {
    return page_.html.find(part) != std::string::npos;
  };
  const std::string french = "<w:p><w:r><w:rPr><w:lang w:val=\"fr-FR\"/></w:rPr><w:t>Il a dit “oui”.</w:t></w:r></w:p>";
  adopt(paragraph("他说“好”。") + paragraph("He said “yes”.") + french + paragraph("Name: {{ name }}") +
        paragraph("2026"));
  EXPECT_TRUE(has("<html lang=\"zh-CN\">")) << page_.html;
  EXPECT_TRUE(has(" lang=\"en\">He said")) << page_.html;
  EXPECT_TRUE(has(" lang=\"fr-FR\">Il a dit")) << page_.html;
  // A value may be Chinese, and digits are of any language.
  EXPECT_FALSE(has("lang=\"en\">Name") || has("lang=\"en\">2026")) << page_.html;
  adopt(paragraph("He said “yes”.") + paragraph("Name: {{ name }}"));
  EXPECT_TRUE(has("<html lang=\"en\">")) << page_.html;
  // What a file says of its language is no part of the template.
  adopt("<w:p><w:r><w:rPr><w:lang w:val=\"{{ x }}\"/></w:rPr><w:t>He said</w:t></w:r></w:p>");
  EXPECT_TRUE(has("<html lang=\"en\">")) << page_.html;
  adopt("<w:p><w:r><w:rPr><w:lang w:val=\"en_US\"/></w:rPr><w:t>He said</w:t></w:r></w:p>");
  EXPECT_TRUE(has("<html lang=\"en\">")) << page_.html;
}

TEST_F(Page, HeadingsKeepWithTheNextOnlyWhereTheFileSaysSo) {
  adopt(
      "<w:p><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr><w:r><w:t>一</w:t></w:r></w:p>"
      "<w:p><w:pPr><w:keepNext/><w:outlineLvl w:val=\"1\"/></w:pPr><w:r><w:t>二</w:t></w:r></w:p>");
  EXPECT_NE(page_.html.find("<h2"), std::string::npos) << page_.html;
  EXPECT_NE(page_.css.find("h6{margin:0;break-after:auto"), std::string::npos) << page_.css;
  const std::size_t first = page_.css.find("break-after:avoid");
  ASSERT_NE(first, std::string::npos) << page_.css;
  EXPECT_EQ(page_.css.find("break-after:avoid", first + 1), std::string::npos) << page_.css;
}

TEST_F(Page, StatementsStandBetweenSpans) {
  adopt("<w:p><w:r><w:t>一</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{% if x %}二二二{% endif %}</w:t></w:r></w:p>");
  EXPECT_NE(page_.html.find(">一</span>{% if x %}二二二{% endif %}</p>"), std::string::npos) << page_.html;
}

TEST_F(Page, ParagraphTagsReplaceTheirParagraph) {
  EXPECT_EQ(plain(adopt(paragraph("{%p for x in xs %}") + paragraph("{{ x }}") + paragraph(" {%p endfor %} "))),
            "{% for x in xs %}[{{ x }}]{% endfor %}");
  EXPECT_TRUE(sink_.diagnostics().empty()) << messages();
}

TEST_F(Page, OtherTextInAParagraphOfATagIsAnError) {
  adopt(paragraph("一") + paragraph("前面{%p if x %}"));
  EXPECT_EQ(messages(), "adopt/tag-not-alone ¶2:3 “前面{%p if x %…”\n");
  EXPECT_FALSE(page_.is_usable);
}

std::string row(const std::vector<std::string>& cells) {
  std::string xml = "<w:tr>";
  for (const std::string& cell : cells) xml += "<w:tc><w:tcPr/>" + paragraph(cell) + "</w:tc>";
  return xml + "</w:tr>";
}

std::string table(const std::string& rows) {
  return "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"3000\"/></w:tblGrid>" + rows +
         "</w:tbl>";
}

TEST_F(Page, RowsAreRepeatedByTagsInRowsOfTheirOwn) {
  adopt(table(row({"甲", "乙"}) + row({"{%tr for x in xs %}", ""}) + row({"{{ x.a }}", "{{ x.b }}"}) +
              row({"{%tr endfor %}", ""})));
  EXPECT_EQ(plain(page_.html), "[甲][乙]{% for x in xs %}[{{ x.a }}][{{ x.b }}]{% endfor %}");
  EXPECT_NE(page_.html.find("{% for x in xs %}\n<tr>"), std::string::npos) << page_.html;
  EXPECT_NE(page_.html.find("<col style=\"width:100pt\"><col style=\"width:150pt\">"), std::string::npos) << page_.html;
}

TEST_F(Page, ARowWithBothTagsIsRepeatedItself) {
  adopt(table(row({"{%tr for x in xs %}{{ x.a }}", "{{ x.b }}{%tr endfor %}"})));
  EXPECT_EQ(plain(page_.html), "{% for x in xs %}[{{ x.a }}][{{ x.b }}]{% endfor %}");
  EXPECT_NE(page_.html.find("{% for x in xs %}<tr>"), std::string::npos) << page_.html;
}

TEST_F(Page, CellsAreRepeatedByTheirTags) {
  EXPECT_EQ(plain(adopt(table(row({"{%tc for x in xs %}", "{{ x }}", "{%tc endfor %}"})))),
            "{% for x in xs %}[{{ x }}]{% endfor %}");
}

// Each turn of a loop around the end of a section has a division of its own, and so have what is before and behind.
TEST_F(Page, SectionsInLoopsAreWholeInEachTurn) {
  const std::string end = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>";
  const std::string html = adopt(paragraph("前") + paragraph("{%p for x in xs %}") + paragraph("{{ x }}") + end +
                                 paragraph("{%p endfor %}") + paragraph("后") + "<w:sectPr/>");
  std::size_t depth = 0;
  const std::size_t start = html.find("{% for x");
  const std::size_t finish = html.find("{% endfor %}");
  ASSERT_NE(start, std::string::npos);
  for (std::size_t i = start; i < finish; ++i) {
    if (html.compare(i, 4, "<div") == 0) ++depth;
    if (html.compare(i, 6, "</div>") == 0) {
      ASSERT_GT(depth, 0U) << html;
      --depth;
    }
  }
  EXPECT_EQ(depth, 0U) << html;
  EXPECT_NE(html.substr(start, finish - start).find("section1"), std::string::npos);
  EXPECT_NE(html.substr(finish).find("section2"), std::string::npos);
}

// The statements around headings are written for the entries, too; stored entries are not.
TEST_F(Page, ContentsAreEntriesForHeadings) {
  const std::string styles = word_file::root(
      "styles", "<w:style w:type=\"paragraph\" w:styleId=\"h\"><w:name w:val=\"heading 1\"/></w:style>");
  const std::string heading = "<w:p><w:pPr><w:pStyle w:val=\"h\"/></w:pPr><w:r><w:t>{{ x }}</w:t></w:r></w:p>";
  const std::string html =
      adopt("<w:p><w:fldSimple w:instr=\"TOC \\o\"><w:r><w:t>{{ old }}</w:t></w:r></w:fldSimple></w:p>" +
                paragraph("{%p for x in xs %}") + heading + paragraph("文") + paragraph("{%p endfor %}"),
            {{"styles.xml", "styles", styles}});
  const std::string text = plain(html);
  EXPECT_EQ(text.find("old"), std::string::npos);
  const std::size_t entry = text.find("[{{ x }}]");
  ASSERT_NE(entry, std::string::npos) << text;
  EXPECT_NE(text.find("[{{ x }}]", entry + 1), std::string::npos);
  EXPECT_EQ(messages(), "");
}

TEST_F(Page, TagsOfRowsOutsideOfTablesAreErrors) {
  adopt(paragraph("{%tr for x in xs %}"));
  EXPECT_EQ(messages(), "adopt/tag-place ¶1:1 “{%tr for x i…”\n");
}

/// A row whose first cell begins a merged one (`restart`) or continues it (`continue`).
std::string merged_row(const std::string& merge, const std::string& first, const std::string& second) {
  return "<w:tr><w:tc><w:tcPr><w:vMerge w:val=\"" + merge + "\"/></w:tcPr>" + paragraph(first) +
         "</w:tc><w:tc><w:tcPr/>" + paragraph(second) + "</w:tc></w:tr>";
}

TEST_F(Page, AMergedCellGrowsWithTheRowsThatAreRepeatedBesideIt) {
  const std::string counted =
      "{%- set gw_rows = namespace(count=1) -%}{% for x in xs %}{%- set gw_rows.count = gw_rows.count + 1 -%}"
      "{% endfor %}";
  for (const std::string& rows :
       {merged_row("continue", "", "{%tr for x in xs %}") + merged_row("continue", "", "{{ x }}") +
            merged_row("continue", "", "{%tr endfor %}"),
        // The rows of the tags need not be merged: they vanish.
        row({"{%tr for x in xs %}", ""}) + merged_row("continue", "", "{{ x }}") + row({"{%tr endfor %}", ""}),
        merged_row("continue", "", "{%tr for x in xs %}{{ x }}{%tr endfor %}")}) {
    adopt(table(merged_row("restart", "甲", "乙") + rows + row({"丙", "丁"})));
    EXPECT_EQ(messages(), "");
    EXPECT_EQ(plain(page_.html), counted + "[甲][乙]{% for x in xs %}[{{ x }}]{% endfor %}[丙][丁]");
    EXPECT_NE(page_.html.find(" rowspan=\"{{ gw_rows.count }}\""), std::string::npos) << page_.html;
  }
}

TEST_F(Page, ALoopThatCutsAMergedCellIsAnError) {
  const std::string begin = row({"{%tr for x in xs %}", ""});
  const std::string end = row({"{%tr endfor %}", ""});
  // It ends within the cell, or each pass would begin the cell anew.
  adopt(table(begin + merged_row("restart", "甲", "{{ x }}") + end + merged_row("continue", "", "乙")));
  EXPECT_EQ(messages(), "adopt/merged-loop ¶5:1 “{%tr endfor …”\n");
  adopt(table(merged_row("restart", "甲", "{%tr for x in xs %}{{ x }}{%tr endfor %}") +
              merged_row("continue", "", "乙")));
  EXPECT_EQ(messages(), "adopt/merged-loop ¶5:1 “{%tr endfor …”\nadopt/merged-loop ¶2:1 “{%tr for x i…”\n");
}

TEST_F(Page, MergedCellsCoverTheirRowsAndColumns) {
  adopt(table("<w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" + paragraph("甲") +
              "</w:tc><w:tc><w:tcPr/>" + paragraph("乙") + "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" +
              paragraph("") + "</w:tc><w:tc><w:tcPr/>" + paragraph("丙") +
              "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>" + paragraph("丁") +
              "</w:tc></w:tr>"));
  EXPECT_EQ(plain(page_.html), "[甲][乙][丙][丁]");
  EXPECT_NE(page_.html.find(" rowspan=\"2\""), std::string::npos) << page_.html;
  EXPECT_NE(page_.html.find(" colspan=\"2\""), std::string::npos) << page_.html;
}

TEST_F(Page, ADashAndWideBracesAreTold) {
  adopt(paragraph("{{ a – b }}") + paragraph("｛｛ name"));
  EXPECT_EQ(messages(),
            "adopt/dash ¶1:1 “{{ a – b }}”\n"
            "adopt/wide-tag ¶2:1 “｛｛ name”\n");
}

TEST_F(Page, DeletedTextIsNoTextAndChangesAreTold) {
  EXPECT_EQ(plain(adopt("<w:p><w:del w:id=\"1\"><w:r><w:delText>{{ old }}</w:delText></w:r></w:del><w:ins "
                        "w:id=\"2\"><w:r><w:t>{{ new }}</w:t></w:r></w:ins></w:p>")),
            "[{{ new }}]");
  EXPECT_EQ(messages(), "adopt/changes ¶1:1 “{{ new }}”\n");
}

TEST_F(Page, HiddenTextIsNotShown) {
  EXPECT_EQ(
      plain(adopt("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{{ secret }}</w:t></w:r><w:r><w:t>公开</w:t></w:r></w:p>")),
      "[公开]");
}

TEST_F(Page, FieldsOfPagesAreCountersAndMergeFieldsAreValues) {
  const auto field = [](const std::string& code, const std::string& result) {
    return "<w:p><w:fldSimple w:instr=\"" + code + "\"><w:r><w:t>" + result + "</w:t></w:r></w:fldSimple></w:p>";
  };
  EXPECT_EQ(plain(adopt(field("PAGE", "7") + field("NUMPAGES", "9") +
                        field("MERGEFIELD  name \\* MERGEFORMAT", "«name»") + field("DATE", "2026年1月1日"))),
            "[][][{{ name }}][2026年1月1日]");
  EXPECT_NE(page_.css.find("counter(page,decimal)"), std::string::npos) << page_.css;
}

TEST_F(Page, TextBeforeALeftStopReachesIt) {
  const std::string stops =
      "<w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"2000\"/><w:tab w:val=\"left\" w:pos=\"5000\"/></w:tabs></w:pPr>";
  const auto text = [](const std::string& words) {
    return "<w:r><w:t>" + words + "</w:t></w:r>";
  };
  adopt("<w:p>" + stops + text("甲") + "<w:r><w:tab/></w:r>" + text("{{ a }}") + "<w:r><w:tab/></w:r>" + text("乙") +
        "</w:p>");
  EXPECT_EQ(plain(page_.html), "[甲{{ a }}乙]");
  EXPECT_NE(page_.css.find("min-width:100pt"), std::string::npos) << page_.css;
  EXPECT_NE(page_.css.find("min-width:150pt"), std::string::npos) << page_.css;
  // What a box cannot contain keeps plain tabs, and so do paragraphs with more tabs than stops.
  adopt("<w:p>" + stops + text("{% if x %}甲") + "<w:r><w:tab/></w:r>" + text("{% endif %}乙") + "</w:p>");
  EXPECT_NE(page_.html.find("\t"), std::string::npos) << page_.html;
  const std::string tab = "<w:r><w:tab/></w:r>";
  adopt("<w:p>" + stops + text("甲") + tab + tab + tab + text("乙") + "</w:p>");
  const auto count = [&](std::string_view what) {
    std::size_t found = 0;
    for (std::size_t at = page_.html.find(what); at != std::string::npos; at = page_.html.find(what, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("<span"), count("</span>"));
  EXPECT_EQ(count("\t"), 1U) << page_.html;
}

TEST_F(Page, AParagraphWithoutTextIsALine) {
  adopt("<w:p/>" + paragraph("一"));
  EXPECT_NE(page_.html.find("<br></p>"), std::string::npos) << page_.html;
}

TEST_F(Page, ABreakEndsThePageAndLeavesNoEmptyLine) {
  adopt(paragraph("一") + "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>" + paragraph("二"));
  EXPECT_EQ(plain(page_.html), "[一][二]");
  EXPECT_NE(page_.html.find("<div class=\"gw-break\"></div>\n<p"), std::string::npos) << page_.html;
}

TEST_F(Page, PicturesThatCannotBeDrawnAndObjectsAreTold) {
  adopt(
      "<w:p><w:r><w:object><o:OLEObject xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
      "ProgID=\"Equation.3\"/></w:object></w:r></w:p>");
  EXPECT_NE(messages().find("adopt/left-out"), std::string::npos) << messages();
}

TEST_F(Page, WhatCannotBeDrawnKeepsItsRoom) {
  const std::string chart =
      "<w:drawing><wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\">"
      "<wp:extent cx=\"1270000\" cy=\"635000\"/><wp:docPr id=\"1\" name=\"1\" descr=\"图\"/><a:graphic "
      "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData "
      "uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"/></a:graphic></wp:inline></w:drawing>";
  adopt("<w:p><w:r>" + chart + "</w:r></w:p>");
  EXPECT_NE(page_.css.find("{width:100pt;height:50pt;display:inline-block;}"), std::string::npos) << page_.css;
  EXPECT_NE(messages().find("adopt/left-out"), std::string::npos) << messages();
}

TEST_F(Page, MarksAreSqueezedIfTheFileSaysSo) {
  const auto settings = [](const std::string& value) -> std::vector<word_file::Part> {
    return {{"settings.xml", "settings",
             word_file::root("settings", "<w:characterSpacingControl w:val=\"" + value + "\"/>")}};
  };
  const auto keeps_marks = [this] {
    return page_.css.find("text-spacing-trim:space-all") != std::string::npos;
  };
  adopt(paragraph("一"));
  EXPECT_TRUE(keeps_marks()) << page_.css;
  adopt(paragraph("一"), settings("doNotCompress"));
  EXPECT_TRUE(keeps_marks()) << page_.css;
  adopt(paragraph("一"), settings("compressPunctuation"));
  EXPECT_FALSE(keeps_marks()) << page_.css;
  EXPECT_NE(page_.css.find("-gw-line-ends:office"), std::string::npos) << page_.css;
}

TEST_F(Page, MarksDoNotHangInCells) {
  adopt(paragraph("一"));
  EXPECT_NE(page_.css.find("hanging-punctuation:allow-end"), std::string::npos) << page_.css;
  adopt(table(row({"甲"})));
  EXPECT_EQ(page_.css.find("hanging-punctuation"), std::string::npos) << page_.css;
}

TEST_F(Page, NumbersOfListsAreCounters) {
  const std::string numbering =
      word_file::root("numbering",
                      "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt "
                      "w:val=\"chineseCounting\"/><w:suff w:val=\"nothing\"/>"
                      "<w:lvlText w:val=\"第%1条　\"/></w:lvl></w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId "
                      "w:val=\"0\"/></w:num>");
  adopt(
      "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t>{{ x "
      "}}</w:t></w:r></w:p>",
      {{"numbering.xml", "numbering", numbering}});
  EXPECT_NE(page_.css.find("content:\"第\" counter(l0-0,simp-chinese-informal) \"条　\""), std::string::npos)
      << page_.css;
  EXPECT_NE(page_.css.find("counter-increment:l0-0"), std::string::npos) << page_.css;
  EXPECT_NE(page_.css.find("counter-reset:l0-0 0"), std::string::npos) << page_.css;
}

TEST_F(Page, SectionsHaveTheirPages) {
  adopt(
      "<w:p><w:pPr><w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" "
      "w:bottom=\"1984\" w:left=\"1588\"/></w:sectPr></w:pPr>"
      "<w:r><w:t>纵向</w:t></w:r></w:p>" +
      paragraph("横向") + "<w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/></w:sectPr>");
  EXPECT_NE(page_.css.find("@page s1{size:595.3pt 841.9pt;margin:104.9pt 73.7pt 99.2pt 79.4pt"), std::string::npos)
      << page_.css;
  EXPECT_NE(page_.css.find("@page s2{size:841.9pt 595.3pt"), std::string::npos) << page_.css;
}

TEST_F(Page, LinesFollowTheGrid) {
  adopt(
      "<w:p><w:r><w:rPr><w:sz w:val=\"32\"/></w:rPr><w:t>三号字</w:t></w:r></w:p><w:sectPr><w:docGrid w:type=\"lines\" "
      "w:linePitch=\"579\"/></w:sectPr>");
  EXPECT_NE(page_.css.find("line-height:28.95pt"), std::string::npos) << page_.css;
}

const std::string kPicture =
    "<w:p><w:r><w:drawing><wp:inline "
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\">"
    "<wp:extent cx=\"635000\" cy=\"317500\"/><wp:docPr id=\"1\" name=\"x\" descr=\"图\"/>"
    "<a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData uri=\"x\">"
    "<pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:blipFill>"
    "<a:blip "
    "r:embed=\"media/a.png\"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></"
    "w:p>";

TEST_F(Page, ARowWithAPictureOrATableBesideItsTagIsNoRowOfTags) {
  const auto row_with = [](const std::string& content) {
    return table("<w:tr><w:tc><w:tcPr/>" + paragraph("{%tr if x %}") + "</w:tc><w:tc><w:tcPr/>" + content +
                 "</w:tc></w:tr>" + row({"{%tr endif %}", ""}));
  };
  adopt(row_with(kPicture), {{"media/a.png", "image", "x"}});
  EXPECT_NE(page_.html.find("<img "), std::string::npos) << page_.html;
  EXPECT_NE(page_.html.find("src=\"document.docx/word/media/a.png\" alt=\"图\""), std::string::npos) << page_.html;
  EXPECT_NE(page_.css.find("width:50pt;height:25pt"), std::string::npos) << page_.css;
  adopt(row_with(table(row({"内", "表"})) + paragraph("")));
  EXPECT_NE(plain(page_.html).find("[内][表]"), std::string::npos) << page_.html;
}

TEST_F(Page, BulletsAndBoxesOfSymbolFontsAreReadable) {
  const std::string numbering =
      word_file::root("numbering",
                      "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText "
                      "w:val=\"\uF0B7\"/>"
                      "<w:pPr><w:ind w:left=\"420\" w:hanging=\"420\"/></w:pPr><w:rPr><w:rFonts w:ascii=\"Symbol\" "
                      "w:hAnsi=\"Symbol\"/></w:rPr></w:lvl></w:abstractNum>"
                      "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>");
  adopt(
      "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>一</w:t></w:r></w:p>"
      "<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/><w:t>男</w:t></w:r></w:p>",
      {{"numbering.xml", "numbering", numbering}});
  EXPECT_NE(page_.css.find("content:\"•\" ;display:inline-block;text-indent:0;min-width:21pt"), std::string::npos)
      << page_.css;
  EXPECT_EQ(plain(page_.html), "[一][□男]") << page_.html;
}

TEST_F(Page, LevelsThatNeverStartAgainCountOn) {
  const std::string numbering =
      word_file::root("numbering",
                      "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt "
                      "w:val=\"decimal\"/><w:lvlText w:val=\"%1章\"/></w:lvl>"
                      "<w:lvl w:ilvl=\"1\"><w:lvlRestart w:val=\"0\"/><w:numFmt w:val=\"decimal\"/><w:lvlText "
                      "w:val=\"第%2条\"/></w:lvl></w:abstractNum>"
                      "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>");
  adopt(
      "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId "
      "w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>一</w:t></w:r></w:p>",
      {{"numbering.xml", "numbering", numbering}});
  EXPECT_EQ(page_.css.find("counter-set:l0-1"), std::string::npos) << page_.css;
}

TEST_F(Page, TablesInNotesAreTold) {
  const std::string notes =
      word_file::root("footnotes", "<w:footnote w:id=\"1\">" + paragraph("注") + table(row({"甲", "乙"})) +
                                       paragraph("") + "</w:footnote>");
  adopt("<w:p><w:r><w:t>文</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>",
        {{"footnotes.xml", "footnotes", notes}});
  EXPECT_NE(page_.html.find("class=\"gw-note\">"), std::string::npos) << page_.html;
  EXPECT_NE(messages().find("adopt/left-out footnote 1 ¶2:1"), std::string::npos) << messages();
}

TEST_F(Page, ALinkEndsWithThePageAndWithItsParagraph) {
  const std::string link =
      "<w:hyperlink w:anchor=\"a\"><w:r><w:t>甲</w:t></w:r><w:r><w:br "
      "w:type=\"page\"/></w:r><w:r><w:t>乙</w:t></w:r></w:hyperlink>";
  adopt("<w:p>" + link + "<w:r><w:t>丙</w:t></w:r></w:p>");
  EXPECT_NE(page_.html.find("甲</a></p><div class=\"gw-break\"></div><p"), std::string::npos) << page_.html;
  EXPECT_EQ(plain(page_.html), "[甲][乙丙]");
  // A page reference that does not end hides what follows, but not the end of the link.
  adopt(
      "<w:p><w:hyperlink w:anchor=\"a\"><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGEREF "
      "a</w:instrText></w:r>"
      "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>7</w:t></w:r></w:hyperlink></w:p>");
  std::size_t opened = 0;
  std::size_t closed = 0;
  for (std::size_t at = 0; (at = page_.html.find("<a ", at)) != std::string::npos; ++at) ++opened;
  for (std::size_t at = 0; (at = page_.html.find("</a>", at)) != std::string::npos; ++at) ++closed;
  EXPECT_EQ(opened, closed) << page_.html;
}

TEST_F(Page, NeighboursWithTheSameBordersHaveOneBoxOutsideOfTheirIndents) {
  const auto boxed = [](const std::string& text, const std::string& more, const std::string& size = "8") {
    const std::string line = " w:val=\"single\" w:sz=\"" + size + "\" w:space=\"4\"/>";
    return "<w:p><w:pPr><w:pBdr><w:top" + line + "<w:left" + line + "<w:bottom" + line +
           "</w:pBdr><w:ind w:left=\"400\"/>" + more + "</w:pPr><w:r><w:t>" + text + "</w:t></w:r></w:p>";
  };
  adopt(paragraph("题") + boxed("甲", "<w:jc w:val=\"center\"/>") + boxed("乙", "<w:jc w:val=\"right\"/>") +
        boxed("丙", "", "16"));
  // The class of the borders is the second one of each paragraph.
  const auto borders_of = [this](const std::string& text) {
    const std::size_t end = page_.html.find("\">" + text);
    return page_.html.substr(page_.html.rfind(' ', end), end - page_.html.rfind(' ', end));
  };
  EXPECT_EQ(borders_of("甲"), borders_of("乙")) << page_.html;
  EXPECT_NE(borders_of("甲"), borders_of("丙")) << page_.html;
  EXPECT_NE(page_.css.find("margin:0 0 0 calc(20pt - 5pt);"), std::string::npos) << page_.css;
  EXPECT_NE(page_.css.find("&+&{border-top:none;"), std::string::npos) << page_.css;
  EXPECT_NE(page_.css.find("&:has(+&){border-bottom:none;"), std::string::npos) << page_.css;
}

TEST_F(Page, CellsHaveTheirDiagonals) {
  const std::string line = " w:val=\"single\" w:sz=\"8\" w:color=\"FF0000\"/>";
  adopt("<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"2000\"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcBorders><w:tl2br" +
        line + "<w:tr2bl" + line + "</w:tcBorders></w:tcPr>" + paragraph("甲") + "</w:tc></w:tr></w:tbl>" +
        paragraph(""));
  for (const char* const corner : {"top", "bottom"}) {
    const std::string wanted = "linear-gradient(to " + std::string(corner) + " right,transparent calc(50% - 0.5pt),";
    EXPECT_NE(page_.css.find(wanted), std::string::npos) << page_.css;
  }
}

}  // namespace
