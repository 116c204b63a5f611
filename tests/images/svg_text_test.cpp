// Text of drawings: where its letters come to stand. Faces are the project's, with advances of 1/1000 em.
#include "base/stop_check.h"
#include "images/detail/svg_cascade.h"
#include "images/detail/svg_document.h"
#include "images/image_set.h"
#include "support/laid_out.h"
#include "text/font_context.h"

#include <cmath>
#include <stop_token>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::images;

namespace {

struct ReadText {
  explicit ReadText(const std::string& body, bool keeps_text = true) : fonts(tests::test_fonts(), {}) {
    SvgReader reader({"d.svg", {}, &fonts, &sink, keeps_text});
    image = reader.read(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 200\" font-size=\"10\" "
        "font-family=\"monospace\">" +
        body + "</svg>");
  }
  const Drawing& drawing() const { return std::get<Drawing>(image->picture); }
  const std::vector<DrawingText>& texts() const { return drawing().texts; }
  std::string messages() const {
    std::string out;
    for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics())
      out += (out.empty() ? "" : "\n") + diagnostic.arguments.at(1);
    return out;
  }

  text::FontContext fonts;
  diagnostics::DiagnosticSink sink;
  std::optional<Image> image;
};

/// Places and texts of all runs: `20,30 ab|…`, rounded to 0.01.
std::string runs(const ReadText& read) {
  std::string out;
  const auto number = [](double value) {
    std::string text = std::to_string(std::round(value * 100) / 100);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
  };
  for (const DrawingText& text : read.texts()) {
    std::string letters;
    for (const char32_t c : text.text) letters += c < 0x80 ? std::string(1, static_cast<char>(c)) : "#";
    out += (out.empty() ? "" : "|") + number(text.transform.e) + "," + number(text.transform.f) + " " + letters;
  }
  return out;
}

/// The end of the last run.
double end_of(const ReadText& read) {
  const DrawingText& text = read.texts().back();
  double width = 0;
  for (const DrawingGlyph& glyph : text.glyphs) width += glyph.advance / 65536.0;
  return text.transform.apply({width, 0}).x;
}

}  // namespace

TEST(SvgText, ListsPlaceAndTurnSingleLetters) {
  EXPECT_EQ(runs(ReadText("<text x=\"10 40 70\" y=\"20\">abcd</text>")), "10,20 a|40,20 b|70,20 cd");
  EXPECT_EQ(runs(ReadText("<text x=\"10\" y=\"20\" dy=\"0 5 -5\">abc</text>")), "10,20 a|16,25 b|22,20 c");
  EXPECT_EQ(runs(ReadText("<text x=\"10 20 30\" y=\"20\">a<tspan x=\"100\">bc</tspan></text>")),
            "10,20 a|100,20 b|30,20 c");
  const ReadText turned("<text x=\"10\" y=\"20\" rotate=\"0 90\">abc</text>");
  ASSERT_EQ(turned.texts().size(), 3);
  EXPECT_NEAR(turned.texts()[1].transform.b, 1, 1e-9);
  EXPECT_NEAR(turned.texts()[2].transform.b, 1, 1e-9);
  EXPECT_EQ(turned.messages(), "");
}

TEST(SvgText, SpacingIsBetweenLettersAndWords) {
  EXPECT_NEAR(end_of(ReadText("<text x=\"10\">abc d</text>")), 40, 0.01);
  EXPECT_NEAR(end_of(ReadText("<text x=\"10\" letter-spacing=\"2\">abc d</text>")), 50, 0.01);
  EXPECT_NEAR(end_of(ReadText("<text x=\"10\" style=\"word-spacing:.5em\">abc d</text>")), 45, 0.01);
  EXPECT_NEAR(end_of(ReadText("<g letter-spacing=\"2\"><text x=\"10\" letter-spacing=\"normal\">abc d</text></g>")), 40,
              0.01);
}

TEST(SvgText, TextsFillTheirLength) {
  EXPECT_NEAR(end_of(ReadText("<text x=\"10\" textLength=\"100\">abcde</text>")), 110, 0.01);
  const ReadText scaled("<text x=\"10\" textLength=\"60\" lengthAdjust=\"spacingAndGlyphs\">abcde</text>");
  EXPECT_NEAR(end_of(scaled), 70, 0.01);
  EXPECT_NEAR(scaled.texts()[0].transform.a, 2, 0.01);
  // A span keeps its own length.
  const ReadText nested("<text x=\"0\" textLength=\"100\">ab<tspan textLength=\"30\">cde</tspan>f</text>");
  ASSERT_EQ(nested.texts().size(), 3);
  EXPECT_NEAR(nested.texts()[2].transform.e + 6, 100, 0.01);
  double span = 0;
  for (std::size_t i = 0; i + 1 < nested.texts()[1].glyphs.size(); ++i)
    span += nested.texts()[1].glyphs[i].advance / 65536.0;
  EXPECT_NEAR(span + 6, 30, 0.01);
}

TEST(SvgText, SpansKeepTheirLengthsInsideOthers) {
  // Stretched letters are those outside of the span, which is 20 px long as it is.
  const ReadText scaled(
      "<text x=\"0\" textLength=\"100\" lengthAdjust=\"spacingAndGlyphs\">ab<tspan textLength=\"20\">cd</tspan>"
      "ef</text>");
  ASSERT_EQ(scaled.texts().size(), 3);
  EXPECT_NEAR(scaled.texts()[1].transform.e, 40, 0.001);
  EXPECT_NEAR(scaled.texts()[2].transform.e, 60, 0.001);
  EXPECT_NEAR(end_of(scaled), 100, 0.001);
  // Distances count as they are.
  const ReadText moved("<text x=\"0\" dx=\"0 10\" textLength=\"40\" lengthAdjust=\"spacingAndGlyphs\">ab</text>");
  EXPECT_NEAR(end_of(moved), 40, 0.001);
  // Spans in spans: only the outermost of those inside counts.
  const ReadText deep(
      "<text x=\"0\" textLength=\"100\">a<tspan textLength=\"50\">b<tspan "
      "textLength=\"20\">cd</tspan></tspan>e</text>");
  ASSERT_EQ(deep.texts().size(), 4);
  EXPECT_NEAR(deep.texts()[3].transform.e + 6, 100, 0.001);
  EXPECT_NEAR(deep.texts()[2].transform.e - deep.texts()[1].transform.e, 30, 0.001);
}

TEST(SvgText, LongRunsEndWhereTheirLengthDoes) {
  EXPECT_NEAR(end_of(ReadText("<text x=\"0\" textLength=\"35000.3\">" + std::string(10'001, 'a') + "</text>")),
              35'000.3, 0.001);
}

TEST(SvgText, BaselinesAndShiftsMoveSpans) {
  const auto y = [](const std::string& attributes) {
    return ReadText("<text y=\"50\"><tspan " + attributes + ">x</tspan></text>").texts().at(0).transform.f;
  };
  EXPECT_EQ(y(""), 50);
  EXPECT_EQ(y("baseline-shift=\"super\""), 46);
  EXPECT_EQ(y("baseline-shift=\"sub\""), 52);
  EXPECT_EQ(y("style=\"baseline-shift:30%\""), 47);
  EXPECT_GT(y("dominant-baseline=\"hanging\""), 56);
  EXPECT_GT(y("dominant-baseline=\"middle\""), 51);
  EXPECT_GT(y("alignment-baseline=\"central\""), y("dominant-baseline=\"middle\""));
  EXPECT_LT(y("style=\"dominant-baseline:text-after-edge\""), 49);
  EXPECT_EQ(ReadText("<text dominant-baseline=\"odd\">x</text>").messages(), "baseline: odd");
  // Shifts add up.
  EXPECT_EQ(runs(ReadText(
                "<text y=\"50\"><tspan baseline-shift=\"5\">a<tspan baseline-shift=\"5\">b</tspan></tspan></text>")),
            "0,45 a|6,40 b");
}

TEST(SvgText, BlanksCollapseAndEndsVanish) {
  EXPECT_EQ(runs(ReadText("<text x=\"100\" text-anchor=\"end\">\n  ab  c\n </text>")), "76,0 ab c");
  EXPECT_EQ(runs(ReadText("<text xml:space=\"preserve\">a  b </text>")), "0,0 a  b ");
  EXPECT_EQ(runs(ReadText("<text style=\"white-space:pre\">a  b</text>")), "0,0 a  b");
  EXPECT_EQ(runs(ReadText("<text>a\nb</text>")), "0,0 a b");
  EXPECT_EQ(ReadText("<text>汉\n字</text>").texts().at(0).text, U"汉字");
}

TEST(SvgText, LinesAreDrawnInThePaintOfTheirElement) {
  const ReadText read(
      "<text x=\"10\" y=\"20\" fill=\"red\" text-decoration=\"underline\">ab<tspan fill=\"blue\" "
      "style=\"text-decoration:line-through\">c</tspan></text>");
  std::vector<css::Color> colors;
  for (const DrawingItem& item : read.drawing().items) colors.push_back(std::get<FillShape>(item).paint.color);
  const css::Color red{255, 0, 0, 255}, blue{0, 0, 255, 255};
  EXPECT_EQ(colors, (std::vector{red, red, blue}));
  const auto& under = std::get<FillShape>(read.drawing().items[0]).path.points;
  EXPECT_NEAR(under[0].x, 10, 0.01);
  EXPECT_NEAR(under[2].x, 22, 0.01);
  EXPECT_GT(under[0].y, 20);
  EXPECT_EQ(ReadText("<text text-decoration=\"underline wavy\">a</text>").messages(), "text-decoration: wavy");
}

TEST(SvgText, VerticalTextStandsIdeographsUpright) {
  const ReadText read("<text x=\"50\" y=\"20\" writing-mode=\"tb\">汉字ab</text>");
  ASSERT_EQ(read.texts().size(), 3);
  EXPECT_EQ(read.texts()[0].transform.f, 20);
  EXPECT_EQ(read.texts()[1].transform.f, 30);
  EXPECT_EQ(read.texts()[1].transform.b, 0);
  EXPECT_NEAR(read.texts()[2].transform.b, 1, 1e-9);
  EXPECT_NEAR(read.texts()[2].transform.f, 40, 1e-9);
}

TEST(SvgText, LinesBesideUprightLettersAreReported) {
  const ReadText read(
      "<text writing-mode=\"tb\" text-decoration=\"underline\">汉字ab</text>"
      "<text writing-mode=\"tb\" text-decoration=\"line-through\">ab</text>");
  EXPECT_EQ(read.messages(), "writing-mode + text-decoration: underline");
  EXPECT_EQ(read.drawing().items.size(), 2);  // at the letters that lie on the line
}

TEST(SvgText, LettersWithoutFontAreToldInOneMessage) {
  const ReadText read("<text>a\U000E1234b\U000E1235\U000E1234</text><text>\U000E1235c</text>");
  EXPECT_EQ(read.messages(), "\U000E1234\U000E1235");
  EXPECT_EQ(read.texts().size(), 2);
}

TEST(SvgText, MalformedFontsAreReported) {
  EXPECT_EQ(ReadText("<text style=\"font:bold 20px monospace\">a</text>").messages(), "");
  EXPECT_EQ(ReadText("<text style=\"font:bold monospace\">a</text>").messages(), "font: bold monospace");
  const ReadText reset("<text font-size=\"30\" style=\"font:inherit\">ab</text>");
  EXPECT_NEAR(end_of(reset), 12, 0.01);
}

TEST(SvgText, TextOnAPathIsDrawnOnceWhereverItStands) {
  const ReadText read(
      "<path id=\"p\" d=\"M0 50H300\" fill=\"none\"/><clipPath id=\"c\" clipPathUnits=\"objectBoundingBox\">"
      "<rect width=\"1\" height=\"1\"/></clipPath>"
      "<text clip-path=\"url(#c)\"><tspan><tspan><textPath href=\"#p\">abc</textPath></tspan></tspan></text>");
  // The box of such a text is not known, so that it is not clipped.
  EXPECT_EQ(read.messages(), "clipPathUnits");
  EXPECT_EQ(runs(read), "0,50 abc");
}

TEST(SvgText, TextOnAPathTakesTheLengthThatItIsGiven) {
  const auto end = [](const std::string& attributes) {
    const ReadText read("<path id=\"p\" d=\"M0 50H300\" fill=\"none\"/><text><textPath href=\"#p\" " + attributes +
                        ">abc</textPath></text>");
    EXPECT_EQ(read.messages(), "");
    return end_of(read);
  };
  const double own = end("");
  EXPECT_NEAR(own, 18, 0.2);
  EXPECT_NEAR(end("textLength=\"60\""), 60, 0.1);
  EXPECT_NEAR(end("textLength=\"60\" lengthAdjust=\"spacingAndGlyphs\""), 60, 0.1);
}

TEST(SvgText, HtmlGivesItsTextWithAMessage) {
  const ReadText read(
      "<style>.n p{color:red}</style><foreignObject class=\"n\" x=\"10\" y=\"20\" width=\"100\" "
      "height=\"40\"><div style=\"text-align:center\"><p>ab</p><p>c<b>d</b></p></div></foreignObject>");
  ASSERT_EQ(read.texts().size(), 3);
  EXPECT_NEAR(read.texts()[0].transform.e, 54, 0.01);
  EXPECT_EQ(read.texts()[0].color, (css::Color{255, 0, 0, 255}));
  EXPECT_EQ(read.texts()[2].text, U"d");
  EXPECT_EQ(read.messages(), "<foreignObject>");
  // Lines end where the box does.
  EXPECT_EQ(ReadText("<foreignObject width=\"40\" height=\"40\"><p>abcd efg hij</p></foreignObject>").texts().size(),
            3);
}

TEST(SvgText, RowsOfHtmlEndAsLinesOfPagesDo) {
  const auto rows = [](const std::string& text, const std::string& width, const std::string& style = "") {
    const ReadText read("<foreignObject width=\"" + width + "\" height=\"40\" style=\"" + style + "\"><p>" + text +
                        "</p></foreignObject>");
    std::vector<std::u32string> out;
    for (const DrawingText& each : read.texts()) out.push_back(each.text);
    return out;
  };
  using Rows = std::vector<std::u32string>;
  EXPECT_EQ(rows("汉字（汉字）", "31"), (Rows{U"汉字", U"（汉", U"字）"}));
  EXPECT_EQ(rows("汉字，「汉字", "41"), (Rows{U"汉字，", U"「汉字"}));
  // A word that no row has room for sticks out, unless it may be torn.
  EXPECT_EQ(rows("ab abcdefgh cd", "30"), (Rows{U"ab ", U"abcdefgh ", U"cd"}));
  EXPECT_EQ(rows("ab abcdefgh cd", "30", "overflow-wrap:anywhere"), (Rows{U"ab ", U"abcde", U"fgh ", U"cd"}));
  EXPECT_EQ(rows("ab cd", "13", "white-space:nowrap"), (Rows{U"ab cd"}));
}

TEST(SvgText, BlanksAtTheEndsOfRowsDoNotMoveThem) {
  const ReadText read(
      "<foreignObject width=\"40\" height=\"40\"><p style=\"text-align:right\">abcde fg</p></foreignObject>");
  EXPECT_EQ(runs(read), "10,17.5 abcde |28,29.5 fg");
}

TEST(SvgText, HtmlTakesTimeByItsLength) {
  std::string words;
  for (int i = 0; i < 30'000; ++i) words += "<b>ab</b> cd ";
  const ReadText read("<foreignObject width=\"30\" height=\"40\"><p>" + words + "</p></foreignObject>");
  ASSERT_TRUE(read.image);
  EXPECT_EQ(read.texts().size(), 60'000);
}

TEST(SvgText, OutlinesStandWhereLettersDo) {
  const ReadText read("<text x=\"10\" y=\"20\" textLength=\"100\">oo</text>", false);
  ASSERT_EQ(read.drawing().items.size(), 1);
  double left = 1000, right = 0;
  for (const base::PathPoint& point : std::get<FillShape>(read.drawing().items[0]).path.points) {
    left = std::min(left, point.x);
    right = std::max(right, point.x);
  }
  EXPECT_NEAR(left, 10.5, 0.4);
  EXPECT_NEAR(right, 109.5, 0.4);
}

TEST(SvgText, BoxesOfTextsAreKnown) {
  const ReadText read(
      "<mask id=\"m\" maskContentUnits=\"objectBoundingBox\"><rect width=\".5\" height=\"1\" fill=\"white\"/>"
      "</mask><text mask=\"url(#m)\">abc</text>");
  EXPECT_EQ(read.messages(), "");
}

TEST(SvgText, ManySpansWithLengthsTakeNoLongerThanTheirLetters) {
  std::string spans;
  for (int i = 0; i < 20'000; ++i) spans += "<tspan textLength=\"9\">ab</tspan>";
  const ReadText read("<text textLength=\"200000\">" + spans + "</text>");
  ASSERT_EQ(read.texts().size(), 20'000);
  EXPECT_NEAR(read.texts()[1].transform.e, 9 + 20'000.0 / 19'999, 0.001);
  EXPECT_NEAR(end_of(read), 200'000, 0.001);
}

TEST(SvgText, StylesBeyondTheirLimitAreToldOnceAndTheRestIsDrawn) {
  std::string shapes;
  for (int i = 0; i < 300; ++i) shapes += "<rect width=\"1\" height=\"1\"/>";
  const ReadText read("<style>rect{fill:red;font-family:'" + std::string(1'000'000, 'x') + "'}</style>" + shapes);
  EXPECT_EQ(read.messages(), "<style> > 256 MB");
  std::size_t red = 0;
  for (const DrawingItem& item : read.drawing().items)
    red += std::get<FillShape>(item).paint.color.red == 255 ? 1U : 0U;
  EXPECT_EQ(read.drawing().items.size(), 300);
  EXPECT_GT(red, 200);
  EXPECT_LT(red, 300);
}

TEST(SvgText, FaultsInLongStyleSheetsHaveTheirLines) {
  std::string sheet;
  for (int i = 0; i < 20'000; ++i) sheet += "\n@font-face{font-family:x}";
  const ReadText read("<style>" + sheet + "</style><text>a</text>");
  ASSERT_EQ(read.sink.diagnostics().size(), 1);
  EXPECT_EQ(read.sink.diagnostics()[0].arguments[0], "d.svg:2");
}

TEST(SvgText, StyleSheetsStopWithTheRun) {
  std::string shapes = "<svg><style>rect{fill:red}</style>";
  for (int i = 0; i < 1'000; ++i) shapes += "<rect/>";
  const auto document = parse_svg_document(shapes + "</svg>");
  ASSERT_TRUE(document);
  std::stop_source source;
  source.request_stop();
  const base::StopCheck check(source.get_token(), std::nullopt);
  diagnostics::DiagnosticSink sink;
  sink.set_stop_check(&check);
  EXPECT_THROW(SvgCascade(*document, sink, [](const std::string&, std::uint32_t) {}), base::WorkStopped);
}
