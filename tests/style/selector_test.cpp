#include "style/css/selector.h"

#include "style/css/token.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::css;

namespace {

base::Expected<SelectorList> parsed(std::string_view text) {
  base::StringArena texts;
  diagnostics::DiagnosticSink sink;
  const std::vector<Token> tokens = tokenize(text, 0, texts);
  return parse_selector_list(TokenStream(tokens), diagnostics::SourceId(0), sink);
}

std::string specificity(std::string_view text) {
  const auto list = parsed(text);
  if (!list) return "none";
  const Specificity& s = list->front().specificity;
  return std::to_string(s.ids) + "," + std::to_string(s.classes) + "," + std::to_string(s.types);
}

}  // namespace

TEST(Selector, SpecificityCountsIdsClassesAndTypes) {
  EXPECT_EQ(specificity("*"), "0,0,0");
  EXPECT_EQ(specificity("ul ol + li"), "0,0,3");
  EXPECT_EQ(specificity("li.red:first-child"), "0,2,1");
  EXPECT_EQ(specificity("#a .b > c::before"), "1,1,2");
  EXPECT_EQ(specificity("a[href^=\"#\"]"), "0,1,1");
  EXPECT_EQ(specificity(":is(.a, #b) p"), "1,0,1");
  EXPECT_EQ(specificity(":where(#b) p"), "0,0,1");
  EXPECT_EQ(specificity("p:not(.x)"), "0,1,1");
}

TEST(Selector, NestedOnesAreRelativeToThoseAroundThem) {
  const auto nested = [](std::string_view outer, std::string_view inner) -> std::string {
    base::StringArena texts;
    diagnostics::DiagnosticSink sink;
    const auto parents = parsed(outer);
    const std::vector<Token> tokens = tokenize(inner, 0, texts);
    const auto list = parse_nested_selector_list(TokenStream(tokens), *parents, diagnostics::SourceId(0), sink);
    if (!list) return "none";
    const Specificity& s = list->front().specificity;
    return std::to_string(list->front().compounds.size()) + ": " + std::to_string(s.ids) + "," +
           std::to_string(s.classes) + "," + std::to_string(s.types);
  };
  EXPECT_EQ(nested(".a", "b"), "2: 0,1,1");
  EXPECT_EQ(nested(".a .b", "> c"), "3: 0,2,1");
  EXPECT_EQ(nested(".a", "&.b"), "1: 0,2,0");
  EXPECT_EQ(nested(".a .b", "&:first-child"), "2: 0,3,0");
  EXPECT_EQ(nested("#a, .b", "& c"), "2: 1,0,1");  // as :is(), the strongest counts
  EXPECT_EQ(nested(".a", ".x &"), "2: 0,2,0");
  EXPECT_EQ(nested(".a", "& + &"), "2: 0,2,0");
  EXPECT_EQ(nested(".a", "&div"), "1: 0,1,1");
  EXPECT_EQ(nested("p::before", "&.a"), "1: 0,2,0");  // matches nothing
  EXPECT_EQ(nested(".a", "&..b"), "none");
  EXPECT_EQ(nested(".a", ""), "none");
}

TEST(Selector, IllFormedAndUnknownSelectorsAreRefused) {
  for (const char* text : {"", "p,", "p >", "> p", ".", "p::before em", "p:nosuch", "[a=]", "p:not()", "a b,,c"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parsed(text));
  }
  EXPECT_FALSE(parsed(std::string(10'000, '*')));
}

TEST(Selector, AnPlusBInItsSpellings) {
  struct Case {
    std::string_view text;
    std::int32_t step;
    std::int32_t offset;
  };
  const Case cases[] = {{"even", 2, 0},  {"odd", 2, 1},  {"3", 0, 3},       {"n", 1, 0},
                        {"-n+3", -1, 3}, {"2n+1", 2, 1}, {"2n - 1", 2, -1}, {"2n-1", 2, -1},
                        {"+n", 1, 0},    {"-2n", -2, 0}, {"2N + 3", 2, 3},  {"n- 2", 1, -2}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    base::StringArena texts;
    const std::vector<Token> tokens = tokenize(c.text, 0, texts);
    const auto pattern = parse_nth(TokenStream(tokens));
    ASSERT_TRUE(pattern);
    EXPECT_EQ(pattern->step, c.step);
    EXPECT_EQ(pattern->offset, c.offset);
  }
  base::StringArena texts;
  for (const char* text : {"", "2.5", "n+", "x", "2n 1"}) {
    const std::vector<Token> tokens = tokenize(text, 0, texts);
    EXPECT_FALSE(parse_nth(TokenStream(tokens)));
  }
}

TEST(Selector, PatternsMatchThePositionsThatTheyName) {
  EXPECT_TRUE((NthPattern{2, 1}.matches(3)));
  EXPECT_FALSE((NthPattern{2, 1}.matches(4)));
  EXPECT_TRUE((NthPattern{-1, 3}.matches(1)));
  EXPECT_FALSE((NthPattern{-1, 3}.matches(4)));
  EXPECT_TRUE((NthPattern{0, 5}.matches(5)));
}
