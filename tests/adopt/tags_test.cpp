// Tags in the text of a paragraph, as people type them and as word processors change them.
#include "adopt/tags.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen;
using namespace gongwen::adopt;

std::string texts_of(std::string_view text) {
  std::string all;
  for (const Tag& tag : find_tags(text)) all += tag.text + "|";
  return all;
}

TEST(Tags, ValuesStatementsAndCommentsAreFoundInOrder) {
  EXPECT_EQ(texts_of("关于{{ title }}的{% if x %}通知{% endif %}{# 备注 }} #}"),
            "{{ title }}|{% if x %}|{% endif %}|{# 备注 }} #}|");
  EXPECT_EQ(texts_of("没有标签 { { x } } {x} }}"), "");
}

TEST(Tags, QuotationMarksAndBlanksOfWordProcessorsAreMeantAsOrdinaryOnes) {
  EXPECT_EQ(texts_of("{{ d[“k”]\u00a0}}{{ d[‘k’] }}{{\u3000x\t}}"), "{{ d[\"k\"] }}|{{ d['k'] }}|{{ x }}|");
}

TEST(Tags, TextsInsideOfTagsStayAsTheyAre) {
  // The end of a tag, a dash and full-width blanks in a text are its own.
  EXPECT_EQ(texts_of("{{ x or \"}}–\u3000\" }}"), "{{ x or \"}}–\u3000\" }}|");
  EXPECT_EQ(texts_of("{{ x or '“未定”' }}"), "{{ x or '“未定”' }}|");
  EXPECT_EQ(texts_of(R"({{ "a\"}}" }})"), R"({{ "a\"}}" }}|)");
  EXPECT_EQ(find_tags("{{ \"–\" }}").front().dash, std::string::npos);
}

TEST(Tags, ADashInsteadOfAMinusIsSeen) {
  const auto tags = find_tags("共{{ a – b }}项");
  ASSERT_EQ(tags.size(), 1U);
  EXPECT_EQ(tags.front().dash, std::string_view("共{{ a ").size());
}

TEST(Tags, ScopesAreThoseOfDocxtpl) {
  const auto tags =
      find_tags("{%p if x %}{%tr for a in b %}{%tc endfor %}{{r x }}{% print x %}{%-if x%}{{ p }}{%p- endif %}");
  ASSERT_EQ(tags.size(), 8U);
  EXPECT_EQ(tags[0].scope, TagScope::Paragraph);
  EXPECT_EQ(tags[0].text, "{% if x %}");
  EXPECT_EQ(tags[1].scope, TagScope::Row);
  EXPECT_FALSE(tags[1].is_end());
  EXPECT_EQ(tags[2].scope, TagScope::Cell);
  EXPECT_TRUE(tags[2].is_end());
  EXPECT_EQ(tags[3].text, "{{ x }}");
  EXPECT_EQ(tags[4].scope, TagScope::Inline);
  EXPECT_EQ(tags[4].text, "{% print x %}");
  EXPECT_EQ(tags[6].text, "{{ p }}");
  EXPECT_EQ(tags[7].scope, TagScope::Paragraph);
  EXPECT_EQ(tags[7].text, "{%- endif %}");
}

TEST(Tags, ATagThatDoesNotEndIsText) {
  EXPECT_EQ(texts_of("{{ x"), "");
  EXPECT_EQ(texts_of("{{ “x }} {{ y }}"), "{{ y }}|");  // the text in the first one never ends
  EXPECT_EQ(texts_of("{{ x {{ y }}"), "{{ x {{ y }}|");
}

TEST(Tags, StartsWithoutEndsTakeNoLongTime) {
  const std::string starts(2'000'000, '{');
  EXPECT_EQ(texts_of(starts), "");
  EXPECT_EQ(texts_of(starts + "\"" + starts + "'" + starts), "");
  EXPECT_EQ(texts_of("\"" + starts + "x }}").size(), starts.size() + 4 + 1);
  std::string comments;
  for (int i = 0; i < 500'000; ++i) comments += "{#{%";
  EXPECT_EQ(texts_of(comments), "");
  EXPECT_EQ(texts_of("#}" + comments + "{{ a }}"), "{{ a }}|");
}

TEST(Tags, FullWidthBracesAreSeen) {
  EXPECT_EQ(find_wide_tag("至｛｛ name ｝｝"), 3U);
  EXPECT_EQ(find_wide_tag("{{ name }}"), std::string::npos);
}

}  // namespace
