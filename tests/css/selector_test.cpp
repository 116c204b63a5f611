#include "css/selector.h"

#include "css/tokenizer.h"

#include <doctest/doctest.h>

using namespace gongwen;
using namespace gongwen::css;

namespace {

std::optional<SelectorList> parsed(std::string_view text) {
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

TEST_CASE("specificity counts ids, classes and types") {
  CHECK(specificity("*") == "0,0,0");
  CHECK(specificity("ul ol + li") == "0,0,3");
  CHECK(specificity("li.red:first-child") == "0,2,1");
  CHECK(specificity("#a .b > c::before") == "1,1,2");
  CHECK(specificity("a[href^=\"#\"]") == "0,1,1");
  CHECK(specificity(":is(.a, #b) p") == "1,0,1");
  CHECK(specificity(":where(#b) p") == "0,0,1");
  CHECK(specificity("p:not(.x)") == "0,1,1");
}

TEST_CASE("ill-formed and unknown selectors are refused") {
  for (const char* text : {"", "p,", "p >", "> p", ".", "p::before em", "p:nosuch", "[a=]", "p:not()", "a b,,c"}) {
    CAPTURE(text);
    CHECK_FALSE(parsed(text));
  }
  CHECK_FALSE(parsed(std::string(10'000, '*')));
}

TEST_CASE("An+B in its spellings") {
  struct Case {
    std::string_view text;
    std::int32_t step;
    std::int32_t offset;
  };
  const Case cases[] = {{"even", 2, 0},  {"odd", 2, 1},  {"3", 0, 3},       {"n", 1, 0},
                        {"-n+3", -1, 3}, {"2n+1", 2, 1}, {"2n - 1", 2, -1}, {"2n-1", 2, -1},
                        {"+n", 1, 0},    {"-2n", -2, 0}, {"2N + 3", 2, 3},  {"n- 2", 1, -2}};
  for (const Case& c : cases) {
    CAPTURE(c.text);
    base::StringArena texts;
    const std::vector<Token> tokens = tokenize(c.text, 0, texts);
    const auto pattern = parse_nth(TokenStream(tokens));
    REQUIRE(pattern);
    CHECK(pattern->step == c.step);
    CHECK(pattern->offset == c.offset);
  }
  base::StringArena texts;
  for (const char* text : {"", "2.5", "n+", "x", "2n 1"}) {
    const std::vector<Token> tokens = tokenize(text, 0, texts);
    CHECK_FALSE(parse_nth(TokenStream(tokens)));
  }
}

TEST_CASE("patterns match the positions that they name") {
  CHECK(NthPattern{2, 1}.matches(3));
  CHECK_FALSE(NthPattern{2, 1}.matches(4));
  CHECK(NthPattern{-1, 3}.matches(1));
  CHECK_FALSE(NthPattern{-1, 3}.matches(4));
  CHECK(NthPattern{0, 5}.matches(5));
}
