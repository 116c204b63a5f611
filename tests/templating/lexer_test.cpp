#include "templating/render.h"
#include "workbench.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

/// The dump on one line.
std::string tokens(std::string_view text, const SyntaxOptions& options = {}) {
  Workbench bench;
  const auto source = bench.store.add("main", std::string(text));
  std::string dump = dump_tokens({source, bench.store.source_text(source)}, options, bench.sink);
  for (char& c : dump) {
    if (c == '\n') c = ';';
  }
  return dump + bench.faults();
}

}  // namespace

TEST(Lexer, TextAndTagsBecomeTokensWithTheirPlaces) {
  EXPECT_EQ(tokens("a{{ x }}"), "1:1 data a;1:2 variable-begin {{;1:5 name x;1:7 variable-end }};1:9 end;");
  EXPECT_EQ(tokens("{% if a %}\n中{% endif %}"),
            "1:1 block-begin {%;1:4 name if;1:7 name a;1:9 block-end %};1:11 data \\n中;2:2 "
            "block-begin {%;"
            "2:5 name endif;2:11 block-end %};2:13 end;");
  EXPECT_EQ(tokens(""), "1:1 end;");
  EXPECT_EQ(tokens("{ x } }} %}"), "1:1 data { x } }} %};1:12 end;");
}

TEST(Lexer, NumbersNamesStringsAndOperators) {
  EXPECT_EQ(tokens("{{ 1_000 0x1F 1.5e-3 1.a 'it\\'s' \"b\" 姓名 // ** }}"),
            "1:1 variable-begin {{;1:4 integer 1_000;1:10 integer 0x1F;1:15 float 1.5e-3;1:22 integer "
            "1;1:23 operator .;"
            "1:24 name a;1:26 string 'it\\'s';1:34 string \"b\";1:38 name 姓名;1:41 operator //;1:44 "
            "operator **;"
            "1:47 variable-end }};1:49 end;");
}

TEST(Lexer, BracesBelongToTheExpressionAsLongAsOneIsOpen) {
  EXPECT_EQ(tokens("{{ {'a': {}}}}"),
            "1:1 variable-begin {{;1:4 operator {;1:5 string 'a';1:8 operator :;1:10 operator {;1:11 "
            "operator };"
            "1:12 operator };1:13 variable-end }};1:15 end;");
}

TEST(Lexer, SignsBesideTheMarksStripOrKeepWhiteSpace) {
  EXPECT_EQ(tokens("a \n {{- x -}} \n b"),
            "1:1 data a;2:2 variable-begin {{-;2:6 name x;2:8 variable-end -}};3:2 data b;3:3 end;");
  EXPECT_EQ(tokens("a  {#- c -#}  b"), "1:1 data a;1:15 data b;1:16 end;");
  EXPECT_EQ(tokens("\u3000{%- x -%}\u3000y"), "1:2 block-begin {%-;1:6 name x;1:8 block-end -%};1:12 data y;1:13 end;");
}

TEST(Lexer, TrimBlocksTakesTheLineEndAfterATagLstripBlocksTheWhiteSpaceBeforeIt) {
  SyntaxOptions options;
  options.trim_blocks = true;
  EXPECT_EQ(tokens("{% x %}\na", options), "1:1 block-begin {%;1:4 name x;1:6 block-end %};2:1 data a;2:2 end;");
  EXPECT_EQ(tokens("{% x +%}\na", options), "1:1 block-begin {%;1:4 name x;1:6 block-end +%};1:9 data \\na;2:2 end;");
  EXPECT_EQ(tokens("{# x #}\na", options), "2:1 data a;2:2 end;");
  EXPECT_NE(tokens("{{ x }}\na", options).find("data \\na"), std::string::npos);
  options.trim_blocks = false;
  options.lstrip_blocks = true;
  EXPECT_EQ(tokens("a\n  {% x %}", options), "1:1 data a\\n;2:3 block-begin {%;2:6 name x;2:8 block-end %};2:10 end;");
  EXPECT_TRUE(tokens("a  {% x %}", options).starts_with("1:1 data a  ;"));
  EXPECT_TRUE(tokens("  {%+ x %}", options).starts_with("1:1 data   ;"));
  EXPECT_TRUE(tokens("  {{ x }}", options).starts_with("1:1 data   ;"));
}

TEST(Lexer, TheLastLineEndOfATemplateGoesUnlessItIsKept) {
  EXPECT_EQ(tokens("a\n\n"), "1:1 data a\\n;2:1 end;");
  SyntaxOptions options;
  options.keep_trailing_newline = true;
  EXPECT_EQ(tokens("a\n", options), "1:1 data a\\n;2:1 end;");
}

TEST(Lexer, RawBlocksAreText) {
  EXPECT_EQ(tokens("{% raw %}{{ x }}{% endraw %}!"), "1:10 data {{ x }};1:29 data !;1:30 end;");
  EXPECT_EQ(tokens("a {%- raw -%} x {%- endraw -%} b"), "1:1 data a;1:15 data x;1:32 data b;1:33 end;");
}

TEST(Lexer, WhatCannotBeReadIsReportedAndReadingGoesOnAfterTheTag) {
  const Row rows[] = {
      {"{{ a ? b }}{{ 'x }}", "unexpected-character 1:6 ?\nunclosed-string 1:15"},
      {"{{ '\\u12' }}", "bad-escape 1:5 \\u"},
      {"{{ ) }}{{ [1, 2) }}", "unopened-bracket 1:4 )\nwrong-bracket 1:16 )\n  opened-here 1:11 ["},
      {"{# a", "unclosed-comment 1:1"},
      {"{% raw %}a", "unclosed-raw 1:1"},
      {"{{ a² }}", "bad-name 1:4 a²"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    Workbench bench;
    const auto source = bench.store.add("main", std::string(row.text));
    dump_tokens({source, bench.store.source_text(source)}, {}, bench.sink);
    EXPECT_EQ(bench.faults(), row.expected);
  }
}

TEST(Lexer, StringEscapesAreThoseOfPython) {
  const Row rows[] = {
      {"{{ 'a\\nb\\tc\\\\' }}", "a\nb\tc\\"},
      {"{{ '\\x41\\u4e2d\\U0001f600' }}", "A中😀"},
      {"{{ '\\101\\0' == 'A\\x00' }}", "True"},
      {"{{ '\\q\\中' }}", "\\q\\u4e2d"},
      {"{{ 'a\\\nb' }}", "ab"},
      {"{{ 'x' \"y\" 'z' }}", "xyz"},
      {"{{ '\\'' ~ \"\\\"\" }}", "&#39;&#34;"},
  };
  for (const Row& row : rows) EXPECT_EQ(expand(row.text), row.expected);
}
