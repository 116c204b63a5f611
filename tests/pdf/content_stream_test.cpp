#include "pdf/document/detail/content_stream.h"

#include "support/awkward_pages.h"
#include "support/laid_out.h"

#include <sstream>

using namespace gongwen::pdf;
using gongwen::paint::FontCode;
using gongwen::paint::FontUsage;
using gongwen::paint::UsedFont;
using gongwen::tests::LaidOut;
using gongwen::tests::test_fonts;
namespace paint = gongwen::paint;

namespace {

/// The operators of a page without their operands, strings taken out.
std::vector<std::string> operators(const std::string& content) {
  std::vector<std::string> out;
  std::string token;
  int parentheses = 0;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const char c = content[i];
    if (c == '\\' && parentheses > 0) {
      ++i;
    } else if (c == '(') {
      ++parentheses;
    } else if (c == ')') {
      --parentheses;
    } else if (parentheses == 0 && (std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '/' || !token.empty())) {
      const bool ends =
          c == ' ' || c == '\n' || c == '<' || c == '[' || c == '>' || c == ']' || (c == '/' && !token.empty());
      if (!ends) {
        token.push_back(c);
        continue;
      }
      if (!token.empty() && token[0] != '/') out.push_back(token);
      token.clear();
      if (c == '/') token = "/";
    }
  }
  return out;
}

std::string content_of(const LaidOut& laid_out, std::size_t page = 0) {
  const FontUsage usage(laid_out.painted, test_fonts());
  ContentStream stream(usage, laid_out.painted.structure, laid_out.painted.pages[page].size);
  return stream.write(laid_out.painted.pages[page]);
}

LaidOut page(std::string_view style, std::string_view body) {
  return LaidOut(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>字</title><style>@page{size:300px "
      "200px;margin:20px}body{margin:0;"
      "font:10px/20px \"Noto Serif CJK SC\"}p{margin:0}" +
      std::string(style) + "</style></head><body>" + std::string(body) + "</body></html>");
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

// ISO 32000-1 §14.6.1: marked content and text objects lie within each other, never across; and one stretch never holds
// another, since readers lose the text after the inner one.
TEST(ContentStream, MarkedContentAndTextObjectsAreNestedAndNoStretchHoldsAnother) {
  std::vector<gongwen::tests::AwkwardPage> pages = gongwen::tests::awkward_pages();
  for (std::uint32_t number = 1; number <= 20; ++number) pages.push_back(gongwen::tests::random_page(number));
  for (const auto& awkward : pages) {
    SCOPED_TRACE(awkward.name);
    const LaidOut laid_out(awkward.html);
    for (std::size_t i = 0; i < laid_out.painted.pages.size(); ++i) {
      std::vector<std::string> open;
      bool sound = true;
      for (const std::string& name : operators(content_of(laid_out, i))) {
        const std::size_t marked = static_cast<std::size_t>(std::count(open.begin(), open.end(), "BDC"));
        if (name == "BDC") sound = sound && marked == 0;
        if (name == "BT" || name == "BDC") open.push_back(name);
        if (name == "ET" || name == "EMC") {
          sound = sound && !open.empty() && open.back() == (name == "ET" ? "BT" : "BDC");
          if (!open.empty()) open.pop_back();
        }
        if (name == "Tj" || name == "TJ" || name == "f" || name == "S") sound = sound && marked == 1;
        if (name == "f" || name == "S") sound = sound && std::count(open.begin(), open.end(), "BT") == 0;
      }
      EXPECT_TRUE(sound && open.empty()) << "page " << i + 1;
    }
  }
}

TEST(ContentStream, BlackAndGrayAreGrayRedIsRed) {
  const std::string content = content_of(page("b{color:#000}i{color:#808080}u{color:#d8000f;text-decoration:none}",
                                              "<p>甲<b>乙</b><i>丙</i><u>丁</u></p>"));
  EXPECT_TRUE(has(content, ".502 g\n"));
  EXPECT_TRUE(has(content, ".847 0 .059 rg\n"));
  EXPECT_FALSE(has(content, "0 0 0 rg"));
  EXPECT_FALSE(has(content, " k\n"));
}

TEST(ContentStream, ALineOfChineseIsOneStringWithEvenSpacingAsCharacterSpacing) {
  const std::string even = content_of(page("", "<p>网络安全标准</p>"));
  EXPECT_TRUE(has(even, "Tj\n"));
  EXPECT_FALSE(has(even, "TJ"));
  EXPECT_FALSE(has(even, "Tc"));
  const std::string spaced = content_of(page("p{letter-spacing:1px}", "<p>网络安全标准</p>"));
  EXPECT_TRUE(has(spaced, "64 Tc\n"));
  EXPECT_FALSE(has(spaced, "TJ"));
}

// Showing moves the pen (ISO 32000-1 §9.4.3): a seal over a line that starts at the same place.
TEST(ContentStream, TextsThatBeginAtOnePlaceLieOnEachOther) {
  const std::string content =
      content_of(page("div{position:relative}i{position:absolute;top:0;left:0;font-style:normal}",
                      "<div><p>正文被印章压住</p><i>印章</i></div>"));
  EXPECT_TRUE(has(content, "\n0 0 Td\n"));
}

TEST(ContentStream, TheSpaceBetweenHanAndLatinIsAMovementNotACharacter) {
  const std::string content = content_of(page("", "<p>中文PDF混排</p>"));
  EXPECT_TRUE(has(content, "]TJ\n"));
  const FontUsage usage(page("", "<p>中文PDF混排</p>").painted, test_fonts());
  for (const UsedFont& font : usage.fonts()) {
    for (const FontCode& code : font.codes()) EXPECT_NE(code.text, U" ");
  }
}

TEST(ContentStream, FurnitureIsMarkedByWhatItIs) {
  const std::string content = content_of(
      page("@page{@top-left{content:\"眉\"}@bottom-right{content:counter(page)}}p{border:1px solid}", "<p>甲</p>"));
  EXPECT_TRUE(has(content, "/Artifact<</Type/Layout>>BDC"));
  EXPECT_TRUE(has(content, "/Artifact<</Type/Pagination/Subtype/Header/Attached[/Top]>>BDC"));
  EXPECT_TRUE(has(content, "/Artifact<</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>BDC"));
  EXPECT_TRUE(has(content, "/P<</MCID 0>>BDC"));
}

TEST(ContentStream, OpacityIsSetByAGraphicsStateAndSetBack) {
  const LaidOut laid_out = page("p{color:rgba(0,0,0,.5)}", "<p>甲</p><div>乙</div>");
  const FontUsage usage(laid_out.painted, test_fonts());
  ContentStream stream(usage, laid_out.painted.structure, laid_out.painted.pages[0].size);
  const std::string content = stream.write(laid_out.painted.pages[0]);
  EXPECT_LT(content.find("/A502 gs"), content.find("/A1000 gs"));
  EXPECT_TRUE(has(content, "/A1000 gs"));
  EXPECT_EQ(stream.names().opacities.size(), 2);
}

TEST(ContentStream, BoldnessAndSlantThatAFaceLacksAreDrawn) {
  const std::string content =
      content_of(page("p{font-family:\"FangSong\"}b{font-weight:700}i{font-style:italic}", "<p>甲<i>乙</i>丙</p>"));
  EXPECT_TRUE(has(content, "1 0 .2126 1 "));
  EXPECT_TRUE(has(content, "1 0 0 1 "));  // and upright again
}

// ISO 19005-2 §6.1.13: 28 levels of q and Q.
TEST(ContentStream, WhatIsCutOffManyTimesSharesLevels) {
  std::string body = "<p>前</p>";
  for (int i = 0; i < 60; ++i) body += "<div class=\"c\">";
  body += "<p>内</p>";
  for (int i = 0; i < 30; ++i) body += "</div>";
  body += "<p>外</p>";
  for (int i = 0; i < 30; ++i) body += "</div>";
  const LaidOut laid_out = page(".c{overflow:hidden;max-height:150px}", body + "<p>后</p>");
  int level = 0;
  int deepest = 0;
  for (const std::string& name : operators(content_of(laid_out))) {
    level += name == "q" ? 1 : name == "Q" ? -1 : 0;
    deepest = std::max(deepest, level);
    EXPECT_GE(level, 0);
  }
  EXPECT_EQ(level, 0);
  EXPECT_LE(deepest, 28);
  EXPECT_GE(deepest, 20);
}

TEST(ContentStream, AForcedBreakIsABlankInTheTextAndACharacterOfPrivateUseAnotherText) {
  const auto shown = [](std::string_view body) {
    const LaidOut laid_out = page("", body);
    const FontUsage usage(laid_out.painted, test_fonts());
    std::u32string texts;
    for (const FontCode& code : usage.fonts().front().codes()) texts += code.text;
    return texts;
  };
  EXPECT_EQ(shown("<p>甲<br>乙</p>").find(U' ') != std::u32string::npos, true);
  EXPECT_EQ(shown("<p>甲乙</p>").find(U' ') != std::u32string::npos, false);
  const std::string content = content_of(page("", "<p>甲&#xF001;乙</p>"));
  EXPECT_TRUE(has(content, "/Span<</ActualText<FEFF3013>>>BDC")) << content;
}
