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

TEST(Tags, SignsOfChineseInputMethodsMeanWhatTheyLookLike) {
  EXPECT_EQ(texts_of("｛％ if place ％｝{｛ meeting }}｛{ x }｝{％ endif %｝"),
            "{% if place %}|{{ meeting }}|{{ x }}|{% endif %}|");
  EXPECT_EQ(texts_of("{{ date｜cn_date（form＝“chinese”） }}"), "{{ date|cn_date(form=\"chinese\") }}|");
  EXPECT_EQ(texts_of("{{ a，b }}{{ \"（，\" }}｛＃ 备注 ＃｝"), "{{ a,b }}|{{ \"（，\" }}|｛＃ 备注 ＃｝|");
  const auto tags = find_tags("会议：｛｛ meeting ｝｝，地点");
  ASSERT_EQ(tags.size(), 1U);
  EXPECT_EQ(tags[0].begin, std::string_view("会议：").size());
  EXPECT_EQ(tags[0].end, std::string_view("会议：｛｛ meeting ｝｝").size());
}

TEST(Tags, CapitalsOfTheAutomaticCorrectionAreUndone) {
  const auto tags = find_tags("{%P for x in y %}{%Tr endfor %}{% If x %}{{ P }}{%p Endif %}");
  ASSERT_EQ(tags.size(), 5U);
  EXPECT_EQ(tags[0].scope, TagScope::Paragraph);
  EXPECT_EQ(tags[0].text, "{% for x in y %}");
  EXPECT_EQ(tags[1].scope, TagScope::Row);
  EXPECT_EQ(tags[2].text, "{% if x %}");
  EXPECT_EQ(tags[3].text, "{{ P }}");
  EXPECT_EQ(tags[4].text, "{% endif %}");
}

TEST(Tags, FullWidthBracesAreSeen) {
  const std::string_view text = "{{ a }}会议：｛｛ meeting";
  EXPECT_EQ(find_wide_tag(text, find_tags(text)), std::string_view("{{ a }}会议：").size());
  EXPECT_EQ(find_wide_tag("{{ \"｛｛\" }}", find_tags("{{ \"｛｛\" }}")), std::string::npos);
}

TEST(Tags, AddressesOfLinksHaveTheirTagsBack) {
  EXPECT_EQ(address_with_tags("https://%7B%7Bsite%7D%7D/x%20y"), "https://{{site}}/x%20y");
  EXPECT_EQ(address_with_tags("https://a/%7b%25%20if%20x%20%25%7d1"), "https://a/{% if x %}1");
  EXPECT_EQ(address_with_tags("https://a/%7B%7B"), "https://a/%7B%7B");
}

TEST(Tags, WordsOfTheLanguageAreNoNames) {
  EXPECT_EQ(find_tags("{{ in }}").front().reserved_word(), "in");
  EXPECT_EQ(find_tags("{% if is %}").front().reserved_word(), "is");
  EXPECT_EQ(find_tags("{{ inside }}").front().reserved_word(), "");
  EXPECT_EQ(find_tags("{% endif %}").front().reserved_word(), "");
}

}  // namespace
