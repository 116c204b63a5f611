// Notes, page floats and running elements on their pages (css-gcpm-3, css-page-floats-3).
#include "layout/pages_of.h"

#include <gtest/gtest.h>

using namespace gongwen::tests;
namespace layout = gongwen::layout;
using Pages = std::vector<std::string>;

namespace {

/// Pages with what is beside the content: `content # area # area`.
Pages with_areas(const LaidOut& laid_out) {
  Pages out = pages_of(laid_out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (const layout::ChildFragment& area : laid_out.document.pages[i].areas) out[i] += "#" + text_of(*area.fragment);
  }
  return out;
}

/// Five lines a page; notes of one line each, no margin above them.
LaidOut notes(std::string_view style, std::string_view body) {
  return lay_out(
      "@page{@footnote{margin:0}}.n{float:footnote}.n::footnote-marker{content:counter(footnote)}"
      ".n::footnote-call{content:counter(footnote);font-size:1em}" +
          std::string(style),
      body);
}

std::string note(std::string_view text) { return "<span class=\"n\">" + std::string(text) + "</span>"; }

}  // namespace

TEST(PageAreas, ANoteStandsAtTheFootOfThePageOfItsCall) {
  EXPECT_EQ(with_areas(notes("", "<p>甲" + note("注") + "</p><p>乙</p>")), Pages{"甲1/乙#1注"});
  const LaidOut placed = notes("", "<p>甲" + note("注") + "</p>");
  EXPECT_EQ(placed.document.pages[0].areas[0].offset.y.to_px(), 100);
  EXPECT_EQ(placed.document.pages[0].notes.size(), 1);
}

TEST(PageAreas, ALineWhoseNoteDoesNotFitMovesOn) {
  const std::string four = "<p>一</p><p>二</p><p>三</p><p>四</p>";
  EXPECT_EQ(with_areas(notes("", four + "<p>五" + note("注") + "</p>")), (Pages{"一/二/三/四", "五1#1注"}));
  EXPECT_EQ(with_areas(notes("", "<p>一</p><p>二</p><p>三" + note("注") + "</p><p>四</p><p>五</p>")),
            (Pages{"一/二/三1/四#1注", "五"}));
  // With its block, where the note asks for that.
  const std::string block = "<p>一</p><p>二</p><p>三<br>四<br>五" + note("注") + "</p>";
  EXPECT_EQ(with_areas(notes("", block)), (Pages{"一/二/三|四", "五1#1注"}));
  EXPECT_EQ(with_areas(notes(".n{footnote-policy:block}", block)), (Pages{"一/二", "三|四|五1#1注"}));
}

TEST(PageAreas, ARepeatedFootLeavesRoomForNotesAndCopiesHaveNoCalls) {
  std::string rows = "<tr><td>一" + note("注") + "</td></tr>";
  for (const char* row : {"二", "三", "四", "五", "六"}) rows += "<tr><td>" + std::string(row) + "</td></tr>";
  const LaidOut foot = notes("", "<table><tfoot><tr><td>脚</td></tr></tfoot>" + rows + "</table>");
  EXPECT_EQ(with_areas(foot), (Pages{"一1/二/三/脚#1注", "四/五/六/脚"}));
  EXPECT_EQ(foot.document.pages[0].areas[0].offset.y.to_px(), 100);
  // Notes are on the page of the row itself: the first of a head, the last of a foot.
  const LaidOut both =
      notes("", "<table><thead><tr><td>头" + note("子") + "</td></tr></thead><tfoot><tr><td>脚" + note("丑") +
                    "</td></tr></tfoot><tr><td>一</td></tr><tr><td>二</td></tr><tr><td>三</td></tr>"
                    "<tr><td>四</td></tr></table>");
  EXPECT_EQ(with_areas(both), (Pages{"头1/一/二/脚#1子", "头/三/四/脚2#2丑"}));
  const LaidOut label = notes(".l{-gw-table-parts:all}",
                              "<table><tr><td class=\"l\" rowspan=\"6\">名" + note("注") +
                                  "</td><td>一</td></tr><tr><td>二</td></tr><tr><td>三</td></tr><tr><td>四</td></tr>"
                                  "<tr><td>五</td></tr><tr><td>六</td></tr></table>");
  EXPECT_EQ(with_areas(label), (Pages{"名1/一/二/三/四#1注", "名/五/六"}));
}

TEST(PageAreas, ALongNoteGoesOnBeforeNewerOnesUnlessItsPolicyKeepsTheLineWithAllOfIt) {
  const std::string body = "<p>一</p><p>二" + note("子<br>丑<br>寅<br>卯") + "</p><p>三</p><p>四" + note("辰") + "</p>";
  EXPECT_EQ(with_areas(notes("", body)), (Pages{"一/二1#1子|丑|寅", "三/四2#卯/2辰"}));
  EXPECT_EQ(with_areas(notes(".n{footnote-policy:line}", body)), (Pages{"一", "二1#1子|丑|寅|卯", "三/四2#2辰"}));
  // On separate pages after the end of the text.
  const LaidOut very_long = notes("", "<p>一" + note("1<br>2<br>3<br>4<br>5<br>6<br>7<br>8<br>9<br>10") + "</p>");
  EXPECT_EQ(with_areas(very_long), (Pages{"一1#11|2|3|4", "#5|6|7|8|9", "#10"}));
  EXPECT_EQ(very_long.messages(), "");
}

TEST(PageAreas, ANoteBeginsWhereItsOrphansAndWidowsHaveRoom) {
  const std::string body = "<p>一</p><p>二</p><p>三</p><p>四" + note("子<br>丑") + "</p>";
  EXPECT_EQ(with_areas(notes(".n{orphans:1;widows:1}", body)), (Pages{"一/二/三/四1#1子", "#丑"}));
  EXPECT_EQ(with_areas(notes(".n{orphans:2;widows:2}", body)), (Pages{"一/二/三", "四1#1子|丑"}));
  const std::string two = "<p>一</p><p>二</p><p>三" + note("子<br>丑<br>寅") + "</p>";
  EXPECT_EQ(with_areas(notes(".n{orphans:2;widows:2}", two)), (Pages{"一/二", "三1#1子|丑|寅"}));
  EXPECT_EQ(with_areas(notes(".n{orphans:2;widows:2;footnote-display:inline}", body)),
            (Pages{"一/二/三", "四1#1子|丑"}));
}

TEST(PageAreas, WhatMaxHeightKeepsOutComesOnTheNextPageAndTheTextGoesOn) {
  const std::string body = "<p>一" + note("子") + "</p><p>二" + note("丑") + "</p><p>三</p><p>四</p><p>五</p>";
  EXPECT_EQ(with_areas(notes("@page{@footnote{max-height:20px}}", body)), (Pages{"一1/二2/三/四#1子", "五#2丑"}));
  EXPECT_EQ(with_areas(notes("@page{@footnote{max-height:20px}}.n{footnote-policy:line}", body)),
            (Pages{"一1#1子", "二2/三/四/五#2丑"}));
}

TEST(PageAreas, NotesInTablesAndTheirNumbers) {
  const std::string table = "<table><tr><td>甲" + note("子") + "</td><td>乙" + note("丑") + "</td></tr></table>";
  EXPECT_EQ(with_areas(notes("", table)), Pages{"甲1/乙2#1子/2丑"});
  const std::string two = "<p>一" + note("子") + "</p><p style=\"break-before:page\">二" + note("丑") + "</p>";
  EXPECT_EQ(with_areas(notes("", two)), (Pages{"一1#1子", "二2#2丑"}));
  EXPECT_EQ(with_areas(notes("@page{counter-reset:footnote}", two)), (Pages{"一1#1子", "二1#1丑"}));
  EXPECT_EQ(with_areas(notes("body{counter-reset:footnote 4}", two)), (Pages{"一5#5子", "二6#6丑"}));
}

TEST(PageAreas, NotesMayStandInLinesTogether) {
  const std::string body = "<p>一" + note("子") + note("丑") + "</p>";
  EXPECT_EQ(with_areas(notes(".n{footnote-display:inline}", body)), Pages{"一12#1子 2丑"});
  EXPECT_EQ(with_areas(notes(".n{footnote-display:compact}", body)), Pages{"一12#1子 2丑"});
  EXPECT_EQ(with_areas(notes(".n{footnote-display:compact;padding-left:100px}", body)), Pages{"一12#1子/2丑"});
}

TEST(PageAreas, ANoteThatHasNoRoomAtAllIsTold) {
  const LaidOut laid_out = notes(".n{line-height:20px}.n::footnote-call{line-height:0}",
                                 "<p style=\"line-height:100px\">甲" + note("注") + "</p>");
  EXPECT_EQ(with_areas(laid_out), (Pages{"甲1", "#1注"}));
  EXPECT_NE(laid_out.messages().find("layout/footnote-apart"), std::string::npos);
}

TEST(PageAreas, PageFloatsTakeRoomFromThePageOfTheirAnchorElseFromTheNext) {
  const std::string style = ".t{float:top}.b{float:bottom}";
  EXPECT_EQ(with_areas(lay_out(style, "<p>一</p><div class=\"b\">下</div><div class=\"t\">上</div><p>二</p>")),
            Pages{"一/二#上#下"});
  EXPECT_EQ(
      with_areas(lay_out(style, "<p>一</p><p>二</p><p>三</p><p>四</p><p>五</p><div class=\"t\">上</div><p>六</p>")),
      (Pages{"一/二/三/四/五", "六#上"}));
  // Their order is kept: the second waits for the first.
  const std::string tall = "<div class=\"t\" style=\"height:80px\">子</div>";
  EXPECT_EQ(with_areas(lay_out(style, "<p>一</p><p>二</p>" + tall + "<div class=\"t\">丑</div><p>三</p>")),
            (Pages{"一/二/三", "#子#丑"}));
  EXPECT_EQ(with_areas(lay_out(style, "<p>一</p><p>二<span class=\"b\">下</span></p>")), Pages{"一/二#下"});
}

TEST(PageAreas, AFloatThatIsTallerThanAPageIsBroken) {
  const std::string lines = "1<br>2<br>3<br>4<br>5<br>6<br>7";
  EXPECT_EQ(with_areas(lay_out(".t{float:top}", "<p>一</p><div class=\"t\">" + lines + "</div><p>二</p>")),
            (Pages{"一/二", "#1|2|3|4|5", "#6|7"}));
}

TEST(PageAreas, AFloatThatIsPutOffToTheLastPageStandsAtItsFootOrHasAPageOfItsOwn) {
  const std::string style = ".l{float:bottom;float-defer:last}";
  const std::string last = "<div class=\"l\">版记</div>";
  const LaidOut laid_out = lay_out(style, "<p>一</p>" + last + "<p style=\"break-before:page\">二</p>");
  EXPECT_EQ(with_areas(laid_out), (Pages{"一", "二#版记"}));
  EXPECT_EQ(laid_out.document.pages[1].areas[0].offset.y.to_px(), 100);
  const std::string five = "<p>一</p><p>二</p><p>三</p><p>四</p><p>五</p>";
  EXPECT_EQ(with_areas(lay_out(style, five + last)), (Pages{"一/二/三/四/五", "#版记"}));
}

TEST(PageAreas, TheMarkerOfANoteBeginsItsFirstBlock) {
  EXPECT_EQ(with_areas(notes("p{display:block}", "<p>一</p><div class=\"n\"><p>子</p><p>丑</p></div><p>二</p>")),
            Pages{"一/1/二#1子/丑"});
}

TEST(PageAreas, RunningElementsAreLaidOutInMarginBoxesWithTheValuesOfTheirPages) {
  const LaidOut laid_out = lay_out(
      "@page{@top-left{content:element(h)}@top-right{content:element(h,first-except)}}"
      ".h{position:running(h)}.h::after{content:counter(page)}.n{break-before:page}",
      "<div class=\"h\">甲</div><p>一</p><p class=\"n\">二</p><div class=\"h\">乙</div><p class=\"n\">三</p>");
  EXPECT_EQ(pages_of(laid_out), (Pages{"一", "二", "三"}));
  Pages heads;
  for (const layout::PageLayout& page : laid_out.document.pages) {
    heads.emplace_back();
    for (const layout::MarginBoxFragment& box : page.margin_boxes) heads.back() += text_of(*box.fragment) + ";";
  }
  EXPECT_EQ(heads, (Pages{"甲1;;", "甲2;甲2;", "乙3;;"}));
}

TEST(PageAreas, ElementsMaySetTheNumberOfTheirPage) {
  const LaidOut laid_out = lay_out(
      "@page{@top-left{content:counter(page) counter(x)}}@page:first{counter-reset:x 7}"
      "@page{counter-increment:x}.n{break-before:page}.r{counter-reset:page 1}",
      "<p>一</p><p class=\"n\">二</p><p class=\"n r\">三</p><p class=\"n\">四</p>");
  Pages numbers;
  for (const layout::PageLayout& page : laid_out.document.pages) {
    numbers.push_back(text_of(*page.margin_boxes.front().fragment));
  }
  EXPECT_EQ(numbers, (Pages{"18", "29", "110", "211"}));
}

TEST(PageAreas, NotesThatAreSetTogetherGoOnInLinesOfAnotherWidth) {
  std::string digits;
  for (int i = 0; i < 8; ++i) digits += "一二三四五六七八九十";
  const LaidOut placed =
      notes("@page:left{margin-left:60px}.n{footnote-display:inline}", "<p>甲" + note(digits) + "</p>");
  EXPECT_EQ(
      with_areas(placed),
      (Pages{"甲1#1一二三四五六七八九十一二三四五|六七八九十一二三四五六七八九十一|二三四五六七八九十一二三四五六七",
             "#八九十一二三四五六七八九|十一二三四五六七八九十一|二三四五六七八九十"}));
}

// A page on which a float waits with its note is not progress, though the box around the float becomes higher.
TEST(PageAreas, AFloatThatGoesOnFindsRoomBesideItsOwnNote) {
  const LaidOut placed = lay_out(
      ".n{float:footnote;footnote-policy:line}",
      "<div style=\"float:left\"><div style=\"display:flex;flex-flow:column wrap;height:70px\"><div>"
      "<div style=\"page:other\"></div><div style=\"display:table\">甲乙<br>丙<span class=\"n\">一<br>二<br>三<br>四"
      "</span><br>丁</div></div>…</div></div>");
  EXPECT_EQ(placed.messages(), "");
  EXPECT_EQ(pages_of(placed), (Pages{"…", "甲乙", "丙1", "丁"}));
}

TEST(PageAreas, FromRightToLeftTheAreaOfNotesIsAtTheRight) {
  const std::string body = "<p>甲" + note("注") + "</p>";
  const LaidOut left = notes("@page{@footnote{width:80px}}", body);
  const LaidOut right = notes("@page{@footnote{width:80px}}html{direction:rtl}", body);
  EXPECT_EQ((right.document.pages[0].areas[0].offset.x - left.document.pages[0].areas[0].offset.x).to_px(), 80);
}

TEST(PageAreas, MarginsGiveWayByTheDirectionOfThePageNotOfTheSource) {
  const LaidOut laid_out =
      lay_out(".f{float:top;width:50px}", "<section dir=\"rtl\"><p>a</p><div class=\"f\">f</div></section>");
  const layout::PageLayout& page = laid_out.document.pages.front();
  ASSERT_EQ(page.areas.size(), 1);
  EXPECT_EQ(page.areas.front().offset.x.floor_px(), 20);
}
