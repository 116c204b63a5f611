// What layout, text and pdf report about a document, each message at its place.
#include "pdf/write_pdf.h"
#include "support/diagnostic_lines.h"
#include "support/laid_out.h"
#include "support/require.h"

#include <set>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::tests;

namespace {

std::string lines(const LaidOut& laid_out) {
  return test::DiagnosticLines({&laid_out.sources, nullptr}, {{}, "case.html"})
      .write(diagnostics::sorted_by_place(laid_out.sink.diagnostics()));
}

/// What is reported of a document on its way to a PDF.
std::string faults(const std::string& html) {
  LaidOut laid_out(html);
  if (!laid_out.sink.has_errors()) pdf::write_pdf(laid_out.painted, test_fonts(), {}, laid_out.sink);
  return lines(laid_out);
}

/// One message as a person reads it, in both languages.
std::string messages(const std::string& html) {
  const LaidOut laid_out(html);
  require(laid_out.sink.diagnostics().size() == 1);
  const diagnostics::Diagnostic& diagnostic = laid_out.sink.diagnostics().front();
  return message_text(diagnostic, diagnostics::Language::English) + "\n" +
         message_text(diagnostic, diagnostics::Language::Chinese);
}

struct Row {
  std::string html;
  std::string_view expected;
};

void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.html);
    EXPECT_EQ(faults("<title>t</title>" + row.html), row.expected);
  }
}

/// The reference takes two lines for `viii` and one for `ix`, so that what it refers to is now on page 9, now on
/// page 8.
std::string restless_document() {
  std::string html =
      "<style>@page { size: 40mm 40mm; margin: 5mm } p { margin: 0; line-height: 10mm; font-size: 5mm }"
      " .page { break-after: page } .r { width: 12mm; overflow-wrap: anywhere }"
      " .r::before { content: target-counter('#t', page, lower-roman) '一' }</style>";
  for (int page = 1; page < 8; ++page) html += "<p class=\"page\">x</p>";
  return html + "<p class=\"r\"></p><p>x</p><p id=\"t\">x</p>";
}

}  // namespace

TEST(Faults, FaultsOfLayout) {
  check({
      {"<style>p::before { content: target-counter('#none', page) }</style>\n<p>x</p>",
       "layout/unknown-target 2:1 #none"},
      {"<style>@page { size: 40mm; margin: 20mm }</style>\n<p>x</p>", "layout/no-page-area 1:1"},
      {"<style>p::before { content: string(s) }</style>\n<p>甲</p>", "layout/string-in-text 2:1 string(s)"},
      {"<style>p::before { content: element(s) }</style>\n<p>甲</p>", "layout/string-in-text 2:1 element(s)"},
      {"<style>p::after { content: -gw-sum(1) }</style>\n<p>x</p>", "layout/sum-elsewhere 2:1 1"},
      {"<style>@page { size: 60mm 40mm; margin: 5mm } caption { -gw-table-parts: all; height: 18mm } td { height: 9mm "
       "}</style>\n<table><caption>x</caption><tr><td>1</td></tr><tr><td>2</td></tr><tr><td>3</td></tr></table>",
       "layout/repeats-too-tall 2:1 its caption"},
      {"<style>ol { list-style-type: circeld }</style>\n<ol><li>x</li></ol>", "css/unknown-counter-style 2:5 circeld"},
      {"<table><tr><td>甲</td>\n<td rowspan=\"2\">乙</td></tr>\n<tr><td colspan=\"2\">丙</td></tr></table>",
       "layout/cells-overlap 3:5 2"},
      {"<style>p { white-space: nowrap }</style>\n<p>" + std::string(300, 'x') + "</p>", "layout/too-wide 2:4 467.1"},
      {restless_document(), "layout/pages-not-stable 1:1 5"},
  });
}

TEST(Faults, FaultsOfImages) {
  check({
      {"<p><img alt=\"x\"></p>", "boxes/image-without-source 1:20"},
      {"<p><img src=\"rgb8.png\"></p>", "boxes/image-without-alternative 1:20 rgb8.png"},
      {"<p><img src=\"no.png\" alt=\"x\"></p>", "resources/not-found 1:25 files/no.png"},
      {"<p><img src=\"../a.png\" alt=\"x\"></p>", "resources/outside-bundle 1:25 ../a.png"},
      {"<p><img src=\"/etc/passwd\" alt=\"x\"></p>", "resources/outside-bundle 1:25 /etc/passwd"},
      {"<p><img data-qr=\"" + std::string(3000, 'x') + "\" alt=\"x\"></p>", "images/qr-too-long 1:25 3000"},
      {"<p><img data-code128=\"甲1\" alt=\"x\"></p>", "images/code128-text 1:25 甲1"},
      {"<p><img data-ean13=\"9771000000001\" alt=\"x\"></p>", "images/ean13-digits 1:25 9771000000001"},
      {"<p><img data-datamatrix=\"" + std::string(1305, 'x') + "\" alt=\"x\"></p>",
       "images/data-matrix-too-long 1:25 1305"},
      {"<p><img alt=\"x\" src=\"data:image/svg+xml,%3Csvg%3E%3Ctext%3E%F3%B0%80%80%3C/text%3E%3C/svg%3E\"></p>",
       "images/svg-text 1:33 data:image/svg+xml,…"},
  });
}

TEST(Faults, TextThatDoesNotFitIsTold) {
  check({
      {"<style>p { width: 10mm; height: 5mm; font-size: 10pt; -gw-fit: shrink(50%) "
       "}</style>\n<p>一二三四五六七八九十一二三四五</p>",
       "layout/text-too-large 2:4 一二三四五六七八九十一二三四五"},
      {"<p style=\"display: flex; -gw-fit: shrink(50%)\">一</p>", "boxes/no-text-to-fit 1:17"},
  });
}

TEST(Faults, TextThatABoxHidesIsTold) {
  check({
      {"<style>p { overflow: hidden; width: 10mm; white-space: nowrap }</style>\n<p>一二三四五六七八九十</p>",
       "layout/text-clipped 2:4 一二三四五六七八九十"},
      {"<style>div { overflow: clip; height: 5mm }</style>\n<div><p>一</p>\n<p>二</p></div>",
       "layout/text-clipped 3:4 二"},
      {"<style>p { overflow: hidden }</style>\n<p>一二三</p>", ""},
      {"<style>div { contain: paint; height: 9mm }</style>\n<div><p>一</p>\n<p>二</p></div>",
       "layout/text-clipped 3:4 二"},
      // What is hidden takes no room from notes.
      {"<style>@page { size: 60mm 60mm; margin: 5mm } div { contain: paint; height: 5mm; margin-top: -2mm }"
       "i { display: block; height: 200mm } span { float: footnote "
       "}</style>\n<p>一<span>注</span></p><div><i></i></div>",
       ""},
      // In the other direction nothing is hidden.
      {"<style>div { overflow-y: clip; height: 9mm } p { text-indent: -90mm }</style>\n<div><p>一</p></div>",
       "layout/off-sheet 2:9 67.9"},
  });
}

TEST(Faults, PagesHaveAnEnd) {
  LaidOut laid_out("<style>p { break-after: page }</style>\n<p>a</p>\n<p>b</p>\n<p>c</p>");
  layout::PageLimits limits;
  limits.max_pages = 2;
  layout_document(*laid_out.page_styles, *laid_out.context, limits);
  EXPECT_EQ(lines(laid_out), "layout/too-many-pages 4:1 2");
}

TEST(Faults, WhatSticksOutOfThePageIsToldInBothLanguages) {
  EXPECT_EQ(messages("<style>p { white-space: nowrap; width: 10mm } @page { size: A4 }</style><p>" +
                     std::string(300, 'x') + "</p>"),
            "the content is 467.1 mm wider than the page area of page 1\n第 1 页的内容比版心宽 467.1 毫米");
  EXPECT_EQ(messages("<style>p { font-size: 400mm } @page { size: 500mm 300mm }</style><p>x</p>"),
            "the content is 591.4 mm taller than the page area of page 1\n第 1 页的内容比版心高 591.4 毫米");
}

TEST(Faults, CharactersThatTheAskedFamilyLacks) {
  check({
      {"<style>p { font-family: 'Times New Roman', 仿宋_GB2312 }</style>\n<p>𠮷</p>",
       "text/fallback-face 2:4 𠮷 (U+20BB7)"},
      {"<p style=\"font-family: 'Times New Roman'\">字</p>", "text/fallback-face 1:59 字 (U+5B57)"},
      {"<p>\U0002A6A5</p>", "text/missing-glyph 1:20 𪚥"},
      {"<p>a\u0085b</p>", "text/control-character 1:20 U+0085"},
      {"<p style=\"font-family: None\">x</p>", "text/unknown-family 1:20 None"},
  });
  EXPECT_EQ(messages("<p style=\"font-family: 'Times New Roman', 仿宋_GB2312\">𠮷</p>"),
            "仿宋_GB2312 lacks 𠮷 (U+20BB7), set in Gw Kai Light Ext instead\n仿宋_GB2312 中没有𠮷 (U+20BB7)，改用 "
            "Gw Kai Light Ext 排印");
  EXPECT_EQ(messages("<p style=\"font-family: 'Times New Roman', Arial\">字</p>"),
            "Times New Roman, Arial lacks 字 (U+5B57), set in 宋体 instead\nTimes New Roman, Arial 中没有字 "
            "(U+5B57)，改用宋体排印");
}

TEST(Faults, FaultsOfPDFFiles) {
  check({
      {"<meta name=\"date\" content=\"19 February\">\n<p>x</p>", "pdf/bad-date 1:35 19 February"},
      {"<style>@page { size: 6000mm 100mm }</style><p>x</p>", "pdf/page-size 1"},
  });
  EXPECT_EQ(faults("<p>x</p>"), "pdf/no-title 1:1");
  EXPECT_EQ(faults("\n<title> </title><p>x</p>"), "pdf/no-title 2:1");
}
