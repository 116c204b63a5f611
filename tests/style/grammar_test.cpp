#include "style/css/detail/grammar.h"

#include "style/css/declaration.h"
#include "style/css/detail/grammar_compiler.h"
#include "style/css/token.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::css;

namespace {

/// The components of a value as text; `none` when it does not fit the grammar.
std::string matched(const Grammar& grammar, std::string_view value) {
  base::StringArena texts;
  const std::vector<Token> tokens = tokenize(value, 0, texts);
  std::vector<Value> values;
  return grammar.match(TokenStream(tokens), values) ? to_text(values) : "none";
}

/// As the grammars of properties are compiled, but now.
std::string matched(std::string_view definition, std::string_view value) {
  const auto compiled = compile_definitions<1, 256, 512>({definition});
  return matched(compiled.grammar(0), value);
}

}  // namespace

TEST(Grammar, TheInitialValuesOfAllPropertiesFitTheirGrammars) {
  constexpr std::string_view initial_values[] = {
#define GONGWEN_PROPERTY(id, name, field, inherited, initial, grammar) initial,
#include "style/css/properties.def"
#undef GONGWEN_PROPERTY
  };
  for (std::size_t i = 0; i < kPropertyCount; ++i) {
    const auto property = static_cast<PropertyId>(i);
    base::StringArena texts;
    const std::vector<Token> tokens = tokenize(initial_values[i], 0, texts);
    std::vector<Value> values;
    EXPECT_TRUE(property_grammar(property).match(TokenStream(tokens), values)) << property_name(property);
  }
}

TEST(Grammar, CombinatorsOfValueDefinitions) {
  struct Case {
    std::string_view grammar;
    std::string_view value;
    std::string_view result;
  };
  const Case cases[] = {
      {"auto | <length>", "auto", "auto"},
      {"auto | <length>", "AUTO", "auto"},
      {"auto | <length>", "3mm", "3mm"},
      {"auto | <length>", "0", "0px"},
      {"auto | <length>", "3", "none"},
      {"auto | <length>", "3mm 4mm", "none"},
      {"<length>{1,2}", "1px 2px", "1px 2px"},
      {"<length>{1,2}", "1px 2px 3px", "none"},
      {"<length [0,∞]>", "-1px", "none"},
      {"<integer [1,∞]>", "0", "none"},
      {"<integer [1,∞]>", "2", "2"},
      {"<integer [1,∞]>", "2.0", "none"},
      {"<string>#", "'a', 'b'", "\"a\", \"b\""},
      {"<string>#", "'a' 'b'", "none"},
      {"<length> && hanging?", "hanging 2em", "hanging 2em"},
      {"<length> && hanging?", "2em", "2em"},
      {"<length> && hanging?", "hanging", "none"},
      {"underline || overline", "overline underline", "overline underline"},
      {"underline || overline", "", "none"},
      {"none | [ <custom-ident> <integer>? ]+", "a 1 b c -2", "a 1 b c -2"},
      {"counter( <custom-ident> [ , <counter-style> ]? )", "counter(page, decimal)", "counter(page, decimal)"},
      {"counter( <custom-ident> [ , <counter-style> ]? )", "counter(page)", "counter(page)"},
      {"counter( <custom-ident> [ , <counter-style> ]? )", "counter()", "none"},
      {"<family-name>#", "Noto Serif CJK SC, \"仿宋\" , serif", "Noto Serif CJK SC, \"仿宋\", serif"},
      {"<color>", "#d8000f", "#d8000f"},
      {"<color>", "rgb(255 0 0 / 50%)", "#ff000080"},
      {"<color>", "rgb(100%, 0%, 0%, 0.5)", "#ff000080"},
      {"<color>", "rgb(none 0 255 / none)", "#0000ff00"},
      {"<color>", "rgb(1 2, 3)", "none"},
      {"<color>", "rgb(1, 2 3)", "none"},
      {"<color>", "rgb(1 / 2 3)", "none"},
      {"<color>", "rgb(1, 2, 3 / 50%)", "none"},
      {"<color>", "rgb(1 2 3 50%)", "none"},
      {"<color>", "rgb(1 2 3 /)", "none"},
      {"<color>", "rgb(1, 2, 3,)", "none"},
      {"<color>", "rgb(none, 0, 0)", "none"},
      {"<color>", "rgb(1, 2%, 3)", "none"},
      {"<color>", "rgb(1deg 2 3)", "none"},
      {"<color>", "rgb(0 0 0 / 45deg)", "none"},
      {"<color>", "hsl(120 100% 50% / 1rad)", "none"},
      {"<color>", "hsl(20% 100% 50%)", "none"},
      {"<color>", "lch(50% 30 20%)", "none"},
      {"<color>", "lch(50% 0 20deg)", "#777777"},
      {"<color>", "oklch(50% 30deg 20)", "none"},
      {"<color>", "oklab(50% 0 20deg)", "none"},
      {"<color>", "color(srgb 1 0 0deg)", "none"},
      {"<color>", "device-cmyk(0 0 0 90deg)", "none"},
      {"<position>", "left center", "left center"},
      {"<position>", "center left", "center left"},
      {"<position>", "bottom right", "bottom right"},
      {"<position>", "left 10px", "left 10px"},
      {"<position>", "10px top", "10px top"},
      {"<position>", "right 1px bottom 2px", "right 1px bottom 2px"},
      {"<position>", "left right", "none"},
      {"<position>", "left left", "none"},
      {"<position>", "top bottom", "none"},
      {"<position>", "top 10px", "none"},
      {"<position>", "10px left", "none"},
      {"<color>", "hsl(120, 100%, 50%)", "#00ff00"},
      {"<color>", "hsl(120 100% 50% / 0)", "#00ff0000"},
      {"<color>", "hsl(120 100%, 50%)", "none"},
      {"<color>", "hwb(120 0% 0%)", "#00ff00"},
      {"<color>", "hwb(120, 0%, 0%)", "none"},
      {"<color>", "lab(50, 0, 0)", "none"},
      {"<color>", "color(srgb 1 0 0 / 0)", "#ff000000"},
      {"<color>", "rebeccapurple", "#663399"},
      {"<color>", "currentColor", "currentcolor"},
      {"<color>", "#12345", "none"},
      {"<length-percentage>", "calc(100% - 2 * 1pt)", "(+ 100% (- (* 2 1pt)))"},
      {"<length-percentage>", "calc(1px+2px)", "none"},
      {"<length-percentage>", "calc(1px * 2px)", "none"},
      {"<length>", "calc(1px + 2%)", "none"},
      {"<number>", "calc(1 / 2)", "(* 1 (/ 2))"},
      {"<length>", "max(1mm, 2em)", "(max 1mm 2em)"},
      {"<length>", "clamp(1px, 2px)", "none"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.grammar);
    SCOPED_TRACE(c.value);
    EXPECT_EQ(matched(c.grammar, c.value), c.result);
  }
}

TEST(Grammar, BracketsAndFunctionsNestedVeryDeepAreRefusedNotFollowed) {
  std::string value = "calc(";
  for (int i = 0; i < 100'000; ++i) value += "(";
  EXPECT_EQ(matched("<length>", value), "none");
}

TEST(Grammar, CountsMayHaveSeveralDigitsAndBeOfListsWithCommas) {
  constexpr std::string_view pair = "<number>#{2}";
  EXPECT_EQ(matched(pair, "1, 2"), "1, 2");
  EXPECT_EQ(matched(pair, "1"), "none");
  EXPECT_EQ(matched(pair, "1, 2, 3"), "none");
  EXPECT_EQ(matched(pair, "1 2"), "none");
  constexpr std::string_view many = "<number>{10,12}";
  EXPECT_EQ(matched(many, "1 2 3 4 5 6 7 8 9 10 11"), "1 2 3 4 5 6 7 8 9 10 11");
  EXPECT_EQ(matched(many, "1 2 3 4 5 6 7 8 9"), "none");
}
