#include "schema/detail/pattern.h"

#include "support/require.h"

#include <gtest/gtest.h>

using gongwen::schema::Pattern;

namespace {

Pattern::Result search(std::string_view pattern, std::string_view text) {
  auto compiled = Pattern::compile(pattern);
  gongwen::tests::require(compiled.has_value(), pattern);
  return compiled->search(text);
}

bool found(std::string_view pattern, std::string_view text) { return search(pattern, text) == Pattern::Result::Found; }

}  // namespace

TEST(Pattern, PatternsMeanWhatECMA262Says) {
  struct Case {
    std::string_view pattern;
    std::string_view text;
    bool found;
  };
  const Case cases[] = {
      {"", "", true},
      {"a+", "xaax", true},
      {"^a*$", "aaa", true},
      {"^a*$", "aab", false},
      {"^abc$", "abc\n", false},  // $ is the very end
      {"^\\d$", "٣", false},      // ASCII digits only
      {"^\\D$", "٣", true},
      {"^\\w$", "é", false},
      {"^\\W$", "公", true},
      {"^\\s$", "\xE3\x80\x80", true},  // U+3000
      {"^\\s$", "\xEF\xBB\xBF", true},  // U+FEFF
      {"^\\s$", "\xE2\x80\xA9", true},  // U+2029
      {"^\\S$", "\xC2\xA0", false},
      {"^[\\S]$", "a", true},
      {"^[^\\S]$", " ", true},
      {"^.$", "𠮷", true},  // one code point
      {"^.$", "\r", false},
      {"^.$", "\xE2\x80\xA8", false},  // U+2028
      {"^[𠮷-𠮸]$", "𠮷", true},
      {"^\\u516c\\u{20bb7}\\ud842\\udfb7$", "公𠮷𠮷", true},
      {"^[\\ud842\\udfb7]$", "𠮷", true},
      {"\\ud842", "𠮷", false},  // half a pair matches nothing
      {"^[a\\ud842]$", "a", true},
      {"^\\cA\\ca\\x01\\0$", std::string_view("\x01\x01\x01\0", 4), true},
      {"^\\t\\v\\f\\r\\n$", "\t\v\f\r\n", true},
      {"^[\\b]$", "\b", true},
      {"\\bb", "a b", true},
      {"a\\Bb", "ab", true},
      {"^(a)|b\\1$", "b", true},  // an unset group matches the empty text
      {"^(?<year>\\d{4})-\\k<year>$", "2024-2024", true},
      {"^(?:ab){2,3}?$", "ababab", true},
      {"^(?=a)(?!ab)a", "ac", true},
      {"(?<=a)b", "ab", true},
      {"(?<!a)b", "ab", false},
      {"[]", "a", false},
      {"^[^]$", "\n", true},
      {"^\\p{L}+$", "aé公", true},
      {"^\\p{Letter}+$", "a1", false},
      {"^\\p{digit}+$", "42٣", true},
      {"^\\p{Script=Han}+$", "公文", true},
      {"^\\p{sc=Hiragana}$", "公", false},
      {"^[\\p{Lu}\\d]+$", "AB1", true},
      {"^\\P{L}$", "1", true},
      {"^\\p{ASCII}$", "é", false},
      {"^\\P{Any}$", "a", false},
      {"^\\p{Assigned}$", "a", true},
      {"^\\P{Assigned}$", "a", false},
      {"^\\p{Uppercase}$", "É", true},
      {"^[\\w.-]+$", "a.b-c", true},  // annex B: a hyphen beside a set
      {"^[\\w-.]+$", "a.b-c", true},
      {"^a{,2}$", "a{,2}", true},  // annex B: a lone brace
      {"^\\-\\/\\@$", "-/@", true},
      {"^[[:alpha:]]$", "a:]", false},  // no POSIX classes: a class, then `]`
      {"^[[a]$", "[", true},
      {"^#x$", "#x", true},
      {"^[\\u4e00-\\u9fa5]{2,12}〔\\d{4}〕[1-9]\\d{0,3}号$", "网安字〔2024〕5号", true},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.pattern);
    SCOPED_TRACE(c.text);
    EXPECT_EQ(found(c.pattern, c.text), c.found);
  }
}

TEST(Pattern, WhatIsNoPatternOfECMA262IsRefusedAtItsPlace) {
  struct Case {
    std::string_view pattern;
    std::size_t offset;
    std::string_view reason;
  };
  const Case cases[] = {
      {"a(b", 1, "`(` is not closed"},
      {"ab)", 2, "unexpected `)`"},
      {"a[b", 1, "`[` is not closed"},
      {"*a", 0, "nothing to repeat"},
      {"a**", 2, "nothing to repeat"},
      {"a++", 2, "nothing to repeat"},
      {"(*FAIL)", 1, "nothing to repeat"},
      {"(?=a)*", 5, "nothing to repeat"},
      {"a{3,2}", 1, "the repetition range is invalid"},
      {"a{99999999999}", 1, "the repetition range is invalid"},
      {"\\a", 0, "unknown escape"},
      {"\\Z", 0, "unknown escape"},
      {"\\Qa\\E", 0, "unknown escape"},
      {"a\\", 1, "unknown escape"},
      {"\\x1", 0, "unknown escape"},
      {"\\u{110000}", 0, "unknown escape"},
      {"\\c1", 0, "unknown escape"},
      {"[\\1]", 1, "unknown escape"},
      {"\\p{Han}", 0, "unknown Unicode property"},
      {"\\pL", 0, "unknown escape"},
      {"\\1", 0, "reference to a group that does not exist"},
      {"(?>a)", 0, "unknown group type"},
      {"(?i)a", 0, "unknown group type"},
      {"(?R)", 0, "unknown group type"},
      {"(?<1>a)", 2, "unknown group type"},
      {"[b-a]", 1, "the range is in reverse order"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.pattern);
    const auto compiled = Pattern::compile(c.pattern);
    ASSERT_FALSE(compiled);
    EXPECT_EQ(compiled.error().offset, c.offset);
    EXPECT_EQ(compiled.error().english, c.reason);
  }
}

TEST(Pattern, PatternsThatTheLibraryCannotRunAreRefusedNotCrashedOn) {
  for (const std::string& pattern :
       {std::string(100'000, '('), std::string(300, '(') + std::string(300, ')'), std::string("(?<=a+)b"),
        std::string("((((a{1,1000}){1,1000}){1,1000}){1,1000})")}) {
    EXPECT_FALSE(Pattern::compile(pattern));
  }
}

TEST(Pattern, CatastrophicPatternsEndWithAVerdict) {
  const std::string text = std::string(40, 'a') + "!";
  EXPECT_EQ(search("^(a+)+$", text), Pattern::Result::TooCostly);
  EXPECT_EQ(search("^(a|aa)+$", text), Pattern::Result::TooCostly);
  EXPECT_EQ(search("^(.*,){12}[PQ]", std::string(60, ',')), Pattern::Result::TooCostly);
  EXPECT_EQ(search("^[a-z]*!$", std::string(1'000'000, 'a') + "!"), Pattern::Result::Found);
}
