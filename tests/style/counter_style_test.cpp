// Counter styles that the author defines (css-counter-styles-3).
#include "style/counter_style.h"

#include "diagnostics/diagnostic.h"
#include "style/css/stylesheet.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using style::CounterStyles;

namespace {

struct Styles {
  explicit Styles(std::string css) : text(std::move(css)) {
    rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(
                  text, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())}, sink)),
              style::CascadeOrigin::Author);
    tests::require(sink.diagnostics().empty());
    styles = CounterStyles(rules);
  }
  std::string operator()(std::int32_t value) const { return styles.format(value, "x"); }

  std::string text;
  diagnostics::DiagnosticSink sink;
  style::RuleSet rules;
  CounterStyles styles;
};

}  // namespace

TEST(CounterStyle, EachSystemWritesItsNumbers) {
  const Styles cyclic("@counter-style x{system:cyclic;symbols:a b c}");
  EXPECT_EQ(cyclic(1) + cyclic(4) + cyclic(0) + cyclic(-1), "aacb");
  const Styles numeric("@counter-style x{system:numeric;symbols:'0' '1'}");
  EXPECT_EQ(numeric(5), "101");
  EXPECT_EQ(numeric(-2), "-10");
  const Styles alphabetic("@counter-style x{system:alphabetic;symbols:a b}");
  EXPECT_EQ(alphabetic(7), "aaa");
  EXPECT_EQ(alphabetic(0), "0");
  const Styles symbolic("@counter-style x{symbols:'*' '†'}");
  EXPECT_EQ(symbolic(2), "†");
  EXPECT_EQ(symbolic(3), "**");
  const Styles additive("@counter-style x{system:additive;additive-symbols:5 V,4 IV,1 I}");
  EXPECT_EQ(additive(9), "VIV");
  EXPECT_EQ(additive(0), "0");
  const Styles fixed("@counter-style x{system:fixed 3;symbols:a b}");
  EXPECT_EQ(fixed(3) + fixed(4) + fixed(5), "ab5");
}

TEST(CounterStyle, DescriptorsShapeWhatAStyleWrites) {
  const Styles padded(
      "@counter-style x{system:numeric;symbols:'0' '1' '2' '3' '4' '5' '6' '7' '8' '9';pad:3 '0';negative:'(' ')'}");
  EXPECT_EQ(padded(7), "007");
  EXPECT_EQ(padded(-7), "(7)");
  const Styles ranged("@counter-style x{system:cyclic;symbols:a;range:1 3,infinite -5;fallback:cjk-decimal}");
  EXPECT_EQ(ranged(2) + ranged(-9) + ranged(12), "aa一二");
  const Styles extended("@counter-style x{system:extends simp-chinese-informal;prefix:'第';suffix:'条　'}");
  EXPECT_EQ(extended.styles.marker(12, "x"), "第十二条　");
  const Styles circle("@counter-style x{system:extends y}@counter-style y{system:extends x}");
  EXPECT_EQ(circle(3), "3");
  const Styles fallbacks(
      "@counter-style x{system:fixed;symbols:a;fallback:y}@counter-style y{system:fixed;symbols:b;fallback:x}");
  EXPECT_EQ(fallbacks(9), "9");
  const Styles last("@counter-style x{symbols:a}@counter-style x{symbols:b}");
  EXPECT_EQ(last(1), "b");
  EXPECT_EQ(Styles("@counter-style x{symbols:a}")(1'000'000'000), "1000000000");
}

TEST(CounterStyle, StylesWithoutANameStandForThemselves) {
  const CounterStyles styles;
  const std::vector<std::string> symbols{"*", "§"};
  const std::string name = style::anonymous_counter_style(css::CounterStyleRule::System::Cyclic, symbols);
  EXPECT_EQ(styles.format(3, name), "*");
  EXPECT_EQ(styles.marker(2, name), "§ ");
  EXPECT_TRUE(styles.knows(name));
  EXPECT_FALSE(styles.knows("circeld"));
  EXPECT_EQ(styles.nearest("circeld"), "circled");
}

TEST(CounterStyle, ARuleInALayerIsWeakerThanOneOutsideAndCountsBeforeOneOfAWeakerLayer) {
  EXPECT_EQ(Styles("@counter-style x { symbols: o; suffix: '' } @layer a { @counter-style x { symbols: i } }")(1), "o");
  EXPECT_EQ(
      Styles("@layer a, b; @layer b { @counter-style x { symbols: b } } @layer a { @counter-style x { symbols: a } }")(
          1),
      "b");
}

TEST(CounterStyle, PredefinedStylesFollowTheSpecification) {
  const CounterStyles styles;
  const struct {
    const char* name;
    std::int32_t value;
    const char* text;
  } expected[] = {
      {"decimal-leading-zero", 7, "07"},
      {"decimal-leading-zero", -7, "-7"},
      {"ARABIC-indic", 120, "١٢٠"},
      {"khmer", -19, "-១៩"},
      {"tamil", 305, "௩௦௫"},
      {"armenian", 1999, "ՌՋՂԹ"},
      {"lower-armenian", 9999, "քջղթ"},
      {"armenian", 10000, "10000"},
      {"georgian", 19999, "ჵჰშჟთ"},
      {"georgian", 20000, "20000"},
      {"hebrew", 15, "טו"},
      {"hebrew", 916, "תתקטז"},
      {"hebrew", 10999, "י׳תתקצט"},
      {"hebrew", 0, "0"},
      {"hiragana", 49, "ああ"},
      {"katakana-iroha", 47, "ス"},
      {"katakana-iroha", 48, "イイ"},
      {"upper-roman", 3999, "MMMCMXCIX"},
      {"japanese-informal", 1111, "千百十一"},
      {"japanese-formal", 1111, "壱阡壱百壱拾壱"},
      {"japanese-informal", 0, "〇"},
      {"japanese-informal", -20, "マイナス二十"},
      {"korean-hangul-formal", 6001, "육천일"},
      {"korean-hanja-formal", -301, "마이너스 參百壹"},
      {"korean-hanja-informal", 10000, "10000"},
      {"simp-chinese-informal", 6001, "六千零一"},
      {"simp-chinese-formal", -110, "负壹佰壹拾"},
      {"trad-chinese-informal", 13, "十三"},
      {"ethiopic-numeric", 1, "፩"},
      {"ethiopic-numeric", 100, "፻"},
      {"ethiopic-numeric", 78010092, "፸፰፻፩፼፺፪"},
      {"ethiopic-numeric", 10000, "፼"},
      {"ethiopic-numeric", 0, "0"},
      {"disclosure-closed", 4, "▸"},
      {"cjk-earthly-branch", 13, "子子"},
  };
  for (const auto& each : expected) {
    EXPECT_EQ(styles.format(each.value, each.name), each.text) << each.name << " " << each.value;
  }
  EXPECT_EQ(styles.marker(3, "ethiopic-numeric"), "፫/ ");
  EXPECT_EQ(styles.marker(3, "korean-hanja-informal"), "三, ");
  const Styles extended("@counter-style x{system:extends simp-chinese-informal;negative:'减'}");
  EXPECT_EQ(extended(-5), "减五");
}

TEST(CounterStyle, KeywordsOfAllPropertiesAreNoSymbols) {
  std::string text = "@counter-style x{system:alphabetic;symbols:a inherit}";
  diagnostics::DiagnosticSink sink;
  const css::StyleSheet sheet =
      css::parse_stylesheet(text, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())}, sink);
  EXPECT_TRUE(sheet.counter_styles.empty());
}
