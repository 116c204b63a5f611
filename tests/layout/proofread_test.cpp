// Each rule with texts that pass and texts that fail.
#include "layout/proofing/proofread.h"

#include "support/laid_out.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::tests;

namespace {

/// The profile's page, and paragraphs as its style sheet sets them.
constexpr std::string_view kStyle =
    "<style>@page { size: 210mm 297mm; margin: 37mm 26mm 34.98mm 28mm }"
    " @page :left { margin-left: 26mm; margin-right: 28mm }"
    " body { margin: 0; font: 15.79pt/10.2279mm FandolFang; text-align: justify }"
    " p, h1 { margin: 0; font: inherit } p { text-indent: 2em } .plain { text-indent: 0 } h1 { text-indent: 0 "
    "}</style>";

/// What is reported of the body of a page, which may start with a style: `name first-argument`, one a line.
std::string told(const std::string& page, std::string_view profile = "gbt9704") {
  const std::size_t end = page.find("</style>");
  const std::size_t begin = end == std::string::npos ? 0 : end + std::string_view("</style>").size();
  LaidOut laid_out("<title>t</title>" + std::string(kStyle) + page.substr(0, begin) + "<body>" + page.substr(begin) +
                   "</body>");
  require(laid_out.sink.diagnostics().empty());
  proofing::proofread(laid_out.document, *proofing::find_profile(profile), *laid_out.context);
  std::string out;
  for (const diagnostics::Diagnostic& diagnostic : laid_out.sink.diagnostics()) {
    out += (out.empty() ? "" : "\n") + std::string(diagnostics::catalogue_entry(diagnostic.id).id);
    if (!diagnostic.arguments.empty()) out += " " + diagnostic.arguments.front();
  }
  return out;
}

std::string paragraph(std::string_view text) { return "<p>" + std::string(text) + "</p>"; }

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

struct Row {
  std::string text;
  std::string_view expected;
};

void check_texts(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(told(paragraph(row.text)), row.expected);
  }
}

}  // namespace

TEST(Proofread, HeadersAndFootersOnce) {
  const std::string margins =
      "<style>@page { @top-center { content: '见示网安[2024]2号文件' } @bottom-center { content: '第' counter(page) "
      "'页' } "
      "}</style>";
  const std::string pages = paragraph("甲乙。") + "<p style=\"break-before: page\">丙丁。</p>";
  EXPECT_EQ(told(margins + pages), "proofing/document-number [2024]2号");
  EXPECT_EQ(told("<style>@page { @top-center { content: '示例月报' } }</style>" + pages), "");
}

TEST(Proofread, NumbersOfDocuments) {
  check_texts({
      {"见示网安〔2024〕2号文件。", ""},
      {"共有网络（2024）个。", ""},
      {"见示网安[2024]2号文件。", "proofing/document-number [2024]2号"},
      {"见示网安（2024）2号文件。", "proofing/document-number （2024）2号"},
      {"见示网安【2024】2号文件。", "proofing/document-number 【2024】2号"},
      {"见示网安〔24〕2号文件。", "proofing/document-number 〔24〕2号"},
      {"见示网安〔2024〕02号文件。", "proofing/document-number 〔2024〕02号"},
      {"见示网安〔2024〕第2号文件。", "proofing/document-number 〔2024〕第2号"},
  });
}

TEST(Proofread, Dates) {
  check_texts({
      {"自2024年2月4日起至12月10日。", ""},
      {"为期10年，每年2月。", ""},
      {"自2024年02月04日起。", "proofing/date-form 2024年02月04日"},
      {"自24年2月4日起。", "proofing/date-form 24年2月4日"},
      {"自2月04日起。", "proofing/date-form 2月04日"},
      {"二〇二四年", ""},
      {"二零二四年", "proofing/year-zero 二零二四年"},
  });
}

TEST(Proofread, LevelMarks) {
  check_texts({
      {"一、总体要求", ""},
      {"（一）指导思想", ""},
      {"1.坚持统筹", ""},
      {"（1）明确责任", ""},
      {"三、四两条", ""},
      {"一.总体要求", "proofing/level-mark 一."},
      {"（一）、指导思想", "proofing/level-mark （一）、"},
      {"1、坚持统筹", "proofing/level-mark 1、"},
      {"（1）、明确责任", "proofing/level-mark （1）、"},
  });
}

TEST(Proofread, TitlesAndQuotationsSideBySide) {
  check_texts({
      {"《甲》《乙》和《丙》", ""},
      {"《甲》（第一版）、《乙》", ""},
      {"《甲》、《乙》", "proofing/mark-between-titles 》、《"},
      {"“甲”、“乙”", "proofing/mark-between-titles ”、“"},
  });
}

TEST(Proofread, Brackets) {
  check_texts({
      {"（甲〔乙〕丙）", ""},
      {"《甲〈乙〉丙》", ""},
      {"1）第一项", ""},
      {"“这一段没有完", ""},
      {"《甲《乙》丙》", "proofing/title-in-title 《"},
      {"（甲", "proofing/bracket-pair （"},
      {"甲）", "proofing/bracket-pair ）"},
      {"（甲〕", "proofing/bracket-pair 〕"},
  });
}

TEST(Proofread, Widths) {
  check_texts({
      {"共3项，见GB/T 1.1，共1,000个。", ""},
      {"See annex A (normative), page 3.", ""},
      {"共３２项", "proofing/full-width ３２"},
      {"见ＧＢ标准", "proofing/full-width ＧＢ"},
      {"甲,乙", "proofing/half-width-mark ,"},
      {"甲;乙", "proofing/half-width-mark ;"},
      {"甲:乙", "proofing/half-width-mark :"},
      {"甲.", "proofing/half-width-mark ."},
      {"甲(乙)", "proofing/half-width-mark (\nproofing/half-width-mark )"},
  });
}

TEST(Proofread, NumbersOverTwoLines) {
  const std::string full = repeated("国", 22);
  EXPECT_EQ(told(paragraph(full + "共1234567890项工作已经完成")), "");
  EXPECT_EQ(told(paragraph(full + "共1234<wbr>567890项工作已经完成")), "proofing/number-broken 1234567890");
  EXPECT_EQ(told(paragraph(full + "国国共1.<wbr>25项工作已经完成")), "proofing/number-broken 1.25");
}

TEST(Proofread, LonelyCharacters) {
  EXPECT_EQ(told(paragraph(repeated("国", 28))), "");
  EXPECT_EQ(told(paragraph(repeated("国", 27))), "proofing/lonely-character 国");
  EXPECT_EQ(told(paragraph(repeated("国", 27) + "。")), "proofing/lonely-character 国。");
  EXPECT_EQ(told("<p class=\"plain\">国</p>"), "");
}

TEST(Proofread, LonelyLines) {
  const std::string page = repeated(paragraph("国家"), 21);
  EXPECT_EQ(told(page + paragraph(repeated("国", 60))), "");
  EXPECT_EQ(told("<style>p { widows: 1; orphans: 1 }</style>" + page + paragraph(repeated("国", 50))),
            "proofing/lonely-line " + repeated("国", 24));
}

TEST(Proofread, TheGrid) {
  const std::string text = paragraph(repeated("国", 120));
  EXPECT_EQ(told(text), "");
  EXPECT_EQ(told("<style>body { line-height: 28pt }</style>" + text), "");
  EXPECT_EQ(told("<style>body { line-height: 25pt }</style>" + text), "proofing/lines-per-page 1");
  EXPECT_EQ(told("<style>body { font-size: 14pt }</style>" + text), "proofing/characters-per-line 1");
  // A short text is recognised by the room that its lines have; one that has not the page's width, or is spread, is
  // not.
  const std::string two_lines = paragraph(repeated("网络安全，", 9));
  EXPECT_EQ(told(two_lines), "");
  EXPECT_EQ(told("<style>body { font-size: 14pt }</style>" + two_lines), "proofing/characters-per-line 1");
  EXPECT_EQ(told("<style>body { font-size: 14pt } p { padding-right: 5em }</style>" + two_lines), "");
  EXPECT_EQ(told("<style>body { font-size: 15.5pt; letter-spacing: .29pt }</style>" + two_lines), "");
  EXPECT_EQ(told("<style>@page { margin: 30mm 31.6mm 28mm } @page :left { margin: 30mm 31.6mm 28mm }"
                 " body { font-size: 16pt; line-height: 31.2pt }</style>" +
                     text,
                 "tc260-plain"),
            "");
}

TEST(Proofread, TheTypeArea) {
  EXPECT_EQ(told("<style>@page { margin-top: 36.5mm; margin-bottom: 35.5mm }</style>" + paragraph("国家")), "");
  EXPECT_EQ(told("<style>@page { margin-top: 30mm }</style>" + paragraph("国家")), "proofing/type-area 1");
}

TEST(Proofread, TheFirstPageShowsText) {
  EXPECT_EQ(told("<h1>标题</h1><p>正文</p>"), "");
  EXPECT_EQ(told("<h1 style=\"margin-top: 215mm\">标题</h1><p>正文</p>"), "proofing/no-text-on-first-page");
  // The title may have gone to the second page, too.
  EXPECT_EQ(told("<p style=\"text-indent: 0; font-size: 12pt\">文号</p><h1 style=\"break-before: "
                 "page\">标题</h1><p>正文的文字</p>"),
            "proofing/no-text-on-first-page");
}

TEST(Proofread, ASealIsNotAloneOnItsPage) {
  const std::string signature = "<div class=\"signature\"><p>示例厅</p></div>";
  EXPECT_EQ(told(paragraph("正文") + signature), "");
  EXPECT_EQ(told(paragraph("正文") + "<div style=\"break-before: page\"></div>" + signature), "proofing/seal-alone 2");
}

TEST(Proofread, ALongListInSmallTypeIsNotTheBody) {
  const std::string list = "<table style=\"break-before: page; font-size: 10.5pt\"><tr><td>" +
                           repeated("清单中的文字多于正文", 20) + "</td></tr></table>";
  const std::string signature = "<div class=\"signature\"><p>示例厅</p></div>";
  EXPECT_EQ(told(paragraph("正文") + signature + list), "");
  EXPECT_EQ(told(paragraph("正文") + "<div style=\"break-before: page\"></div>" + signature + list),
            "proofing/seal-alone 2");
}

TEST(Proofread, TheImprintStandsOnTheLastEvenPage) {
  const std::string imprint = "<div class=\"imprint\"><p>抄送：某厅。</p></div>";
  const std::string next = "<div style=\"break-before: page\">" + paragraph("正文") + "</div>";
  EXPECT_EQ(told(paragraph("正文") + next + imprint), "");
  EXPECT_EQ(told(paragraph("正文") + imprint), "proofing/imprint-page 1");
  EXPECT_EQ(told(paragraph("正文") + next + imprint + next), "proofing/imprint-page 2");
}

TEST(Proofread, MessagesNamePageLineAndClauseInBothLanguages) {
  LaidOut laid_out("<title>t</title>" + std::string(kStyle) + "<p>正文</p><p>见示网安[2024]2号。</p>");
  proofing::proofread(laid_out.document, *proofing::find_profile("gbt9704"), *laid_out.context);
  ASSERT_EQ(laid_out.sink.diagnostics().size(), 1);
  const diagnostics::Diagnostic& told = laid_out.sink.diagnostics().front();
  EXPECT_EQ(message_text(told, diagnostics::Language::English),
            "`[2024]2号` should be `〔2024〕2号` (page 1, line 2; GB/T 9704-2012, 7.2.5)");
  EXPECT_EQ(message_text(told, diagnostics::Language::Chinese),
            "第 1 页第 2 行：“[2024]2号”应写作“〔2024〕2号”（GB/T 9704-2012，7.2.5）");
}

TEST(Proofread, YearsOfTwoDigitsMayBeOfTheLastCentury) {
  const auto correction = [](std::string_view text) {
    LaidOut laid_out("<title>t</title>" + std::string(kStyle) + "<p>" + std::string(text) + "</p>");
    proofing::proofread(laid_out.document, *proofing::find_profile("gbt9704"), *laid_out.context);
    if (laid_out.sink.diagnostics().size() != 1) return std::string("?");
    return message_text(laid_out.sink.diagnostics().front(), diagnostics::Language::English);
  };
  EXPECT_NE(correction("见示网安〔98〕2号文件。").find("`〔1998〕2号`"), std::string::npos);
  EXPECT_NE(correction("见示网安〔24〕2号文件。").find("`〔2024〕2号`"), std::string::npos);
}

TEST(Proofread, LinesAreLookedAtWhereverTheyAre) {
  const auto reports = [](std::string_view before) {
    LaidOut laid_out("<title>t</title>" + std::string(kStyle) + "<body>" + std::string(before) +
                     "示例文字internationalisations示例</body>");
    for (std::size_t i = 0; i < laid_out.document.pages.size(); ++i) {
      proofing::proofread_lines(laid_out.document.pages[i], i, *laid_out.context, laid_out.sink);
    }
    std::size_t count = 0;
    for (const diagnostics::Diagnostic& diagnostic : laid_out.sink.diagnostics()) {
      count += diagnostics::catalogue_entry(diagnostic.id).id == "proofing/line-stretched";
    }
    return count;
  };
  const std::string style = "width: 12em; text-align: justify";
  for (const std::string& box :
       {"<div style='" + style + "'>", "<div style='float: left; " + style + "'>",
        "<div style='position: absolute; " + style + "'>", "<table style='table-layout: fixed; " + style + "'><tr><td>",
        "<ul><li style='" + style + "'>", "<div style='display: flex'><div style='" + style + "'>",
        "<p>甲<span style='float: footnote; display: block; " + style + "'>"}) {
    SCOPED_TRACE(box);
    EXPECT_EQ(reports(box), 1);
  }
}

TEST(Proofread, LinesThatAreStretchedBeyondTheLimitOrLeftShort) {
  const auto told_of_lines = [](std::string_view style, std::string_view text) {
    LaidOut laid_out("<title>t</title>" + std::string(kStyle) + "<body><p class=\"plain\" style=\"width: 12em;" +
                     std::string(style) + "\">" + std::string(text) + "</p></body>");
    require(laid_out.sink.diagnostics().empty());
    for (std::size_t i = 0; i < laid_out.document.pages.size(); ++i) {
      proofing::proofread_lines(laid_out.document.pages[i], i, *laid_out.context, laid_out.sink);
    }
    std::string out;
    for (const diagnostics::Diagnostic& diagnostic : laid_out.sink.diagnostics()) {
      out += std::string(diagnostics::catalogue_entry(diagnostic.id).id);
      for (const std::string& argument : diagnostic.arguments) out += " " + argument;
    }
    return out;
  };
  constexpr std::string_view kWord = "示例文字internationalisations示例";
  EXPECT_EQ(told_of_lines("-gw-squeeze: normal", kWord), "proofing/line-short 示例文字 1 1 7.3");
  EXPECT_EQ(told_of_lines("-gw-squeeze: normal; text-align: left", kWord), "");
  EXPECT_EQ(told_of_lines("-gw-squeeze: normal; text-wrap: balance", kWord), "");
  EXPECT_EQ(told_of_lines("", kWord), "proofing/line-stretched 示例文字 1 1");
  EXPECT_EQ(told_of_lines("-gw-squeeze: normal; text-justify: inter-character", kWord),
            "proofing/line-stretched 示例文字 1 1");
  // 1.9 em short: not filled, and hardly seen.
  EXPECT_EQ(told_of_lines("-gw-squeeze: normal; width: 5.9em", "示例文字internati示例"), "");
  EXPECT_EQ(told_of_lines("-gw-squeeze: normal", "示例文字一二三四五六七八九十甲乙"), "");
}
