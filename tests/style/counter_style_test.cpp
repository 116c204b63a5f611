// Counter styles that the author defines (css-counter-styles-3).
#include "style/counter_style.h"

#include "css/stylesheet.h"
#include "diagnostics/diagnostic.h"

#include <doctest/doctest.h>

using namespace gongwen;
using style::CounterStyles;

namespace {

struct Styles {
  explicit Styles(std::string css) : text(std::move(css)) {
    rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(
                  text, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())}, sink)),
              style::CascadeOrigin::Author);
    REQUIRE(sink.diagnostics().empty());
    styles = CounterStyles(rules);
  }
  std::string operator()(std::int32_t value) const { return styles.format(value, "x"); }

  std::string text;
  diagnostics::DiagnosticSink sink;
  style::RuleSet rules;
  CounterStyles styles;
};

}  // namespace

TEST_CASE("each system writes its numbers") {
  const Styles cyclic("@counter-style x{system:cyclic;symbols:a b c}");
  CHECK(cyclic(1) + cyclic(4) + cyclic(0) + cyclic(-1) == "aacb");
  const Styles numeric("@counter-style x{system:numeric;symbols:'0' '1'}");
  CHECK(numeric(5) == "101");
  CHECK(numeric(-2) == "-10");
  const Styles alphabetic("@counter-style x{system:alphabetic;symbols:a b}");
  CHECK(alphabetic(7) == "aaa");
  CHECK(alphabetic(0) == "0");
  const Styles symbolic("@counter-style x{symbols:'*' '†'}");
  CHECK(symbolic(2) == "†");
  CHECK(symbolic(3) == "**");
  const Styles additive("@counter-style x{system:additive;additive-symbols:5 V,4 IV,1 I}");
  CHECK(additive(9) == "VIV");
  CHECK(additive(0) == "0");
  const Styles fixed("@counter-style x{system:fixed 3;symbols:a b}");
  CHECK(fixed(3) + fixed(4) + fixed(5) == "ab5");
}

TEST_CASE("descriptors shape what a style writes") {
  const Styles padded(
      "@counter-style x{system:numeric;symbols:'0' '1' '2' '3' '4' '5' '6' '7' '8' '9';pad:3 '0';negative:'(' ')'}");
  CHECK(padded(7) == "007");
  CHECK(padded(-7) == "(7)");
  const Styles ranged("@counter-style x{system:cyclic;symbols:a;range:1 3,infinite -5;fallback:cjk-decimal}");
  CHECK(ranged(2) + ranged(-9) + ranged(12) == "aa一二");
  const Styles extended("@counter-style x{system:extends simp-chinese-informal;prefix:'第';suffix:'条　'}");
  CHECK(extended.styles.marker(12, "x") == "第十二条　");
  const Styles circle("@counter-style x{system:extends y}@counter-style y{system:extends x}");
  CHECK(circle(3) == "3");
  const Styles fallbacks(
      "@counter-style x{system:fixed;symbols:a;fallback:y}@counter-style y{system:fixed;symbols:b;fallback:x}");
  CHECK(fallbacks(9) == "9");
  const Styles last("@counter-style x{symbols:a}@counter-style x{symbols:b}");
  CHECK(last(1) == "b");
  CHECK(Styles("@counter-style x{symbols:a}")(1'000'000'000) == "1000000000");
}

TEST_CASE("styles without a name stand for themselves") {
  const CounterStyles styles;
  const std::vector<std::string> symbols{"*", "§"};
  const std::string name = style::anonymous_counter_style(css::CounterStyleRule::System::Cyclic, symbols);
  CHECK(styles.format(3, name) == "*");
  CHECK(styles.marker(2, name) == "§ ");
  CHECK(styles.knows(name));
  CHECK_FALSE(styles.knows("circeld"));
  CHECK(styles.nearest("circeld") == "circled");
}

TEST_CASE("a rule in a layer is weaker than one outside, and counts before one of a weaker layer") {
  CHECK(Styles("@counter-style x { symbols: o; suffix: '' } @layer a { @counter-style x { symbols: i } }")(1) == "o");
  CHECK(
      Styles("@layer a, b; @layer b { @counter-style x { symbols: b } } @layer a { @counter-style x { symbols: a } }")(
          1) == "b");
}
