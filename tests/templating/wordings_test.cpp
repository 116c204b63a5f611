// Texts by id: their places, and what `wording` makes of them.
#include "workbench.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

std::string shown(std::string_view text) {
  const std::optional<Wording> wording = Wording::parse(text);
  if (!wording) return "wrong";
  std::string all;
  for (const Wording::Piece& piece : wording->pieces) all += piece.is_place ? "<" + piece.text + ">" : piece.text;
  return all + " " + list_places(wording->places);
}

std::shared_ptr<const Wordings> some_wordings() {
  auto wordings = std::make_shared<Wordings>();
  wordings->set("title", *Wording::parse("标题 & <b>"));
  wordings->set("deadline", *Wording::parse("于{date}前报{to}"));
  wordings->set("type.a", *Wording::parse("甲"));
  return wordings;
}

std::string expansion(std::string_view text) {
  Workbench bench;
  bench.wordings = some_wordings();
  return bench.with_data(R"({"day": "5月31日", "code": "a", "less": "<"})").expand(text);
}

}  // namespace

TEST(Wordings, Parse) {
  EXPECT_EQ(shown(""), " –");
  EXPECT_EQ(shown("于{date}前报{to}，{date}"), "于<date>前报<to>，<date> {date}、{to}");
  EXPECT_EQ(shown("{{a}} }}{{"), "{a} }{ –");
  for (const std::string_view wrong : {"{", "}", "a{b", "{}", "{A}", "{1}", "{a b}", "{a{b}}", "{a}}"}) {
    EXPECT_EQ(shown(wrong), "wrong") << wrong;
  }
}

TEST(Wordings, Expand) {
  EXPECT_EQ(expansion("{{ wording('title') }}"), "标题 &amp; &lt;b&gt;");
  EXPECT_EQ(expansion("{{ wording('deadline', date=day, to=less) }}"), "于5月31日前报&lt;");
  EXPECT_EQ(expansion("{{ wording('deadline', date=day, to='<i>' | safe) ~ less }}"), "于5月31日前报<i>&lt;");
  EXPECT_EQ(expansion("{% set t = wording('deadline', date=day, to=less) %}{{ t }}{{ t | length }}"),
            "于5月31日前报&lt;9");
  EXPECT_EQ(expansion("{{ wording('type.' ~ code) }}"), "甲");
  EXPECT_EQ(expansion("{{ wording('title' if less == 1 else 'type.a') }}"), "甲");
}

TEST(Wordings, Faults) {
  EXPECT_EQ(expansion("{{ wording('titel') }}"), "unknown-wording 1:12 titel");
  EXPECT_EQ(expansion("{{ wording('deadline', date=day) }}"), "wording-values 1:12 deadline");
  EXPECT_EQ(expansion("{{ wording('title', date=day) }}"), "wording-values 1:12 title");
  EXPECT_EQ(expansion("{{ wording('type.b' if code else 'title') }}"), "unknown-wording 1:12 type.b");
  EXPECT_EQ(expansion("{{ wording('type.' ~ less) }}"), "unknown-wording 1:4 type.<");
  EXPECT_EQ(expansion("{% set id = 'deadline' %}{{ wording(id, date=day) ~ '' }}"), "wording-values 1:29 deadline");
  EXPECT_EQ(expansion("{{ wording() }}"), "missing-argument 1:4 wording");
  EXPECT_EQ(expansion("{{ wording(3) }}"), "wrong-argument 1:4 wording");
}

TEST(Wordings, WhichAreWritten) {
  Workbench bench;
  bench.wordings = some_wordings();
  const auto set = bench.compile("{% macro m() %}{{ wording('title') }}{% endmacro %}{{ wording('type.' ~ code) }}");
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->may_write("title"));
  EXPECT_TRUE(set->may_write("type.other"));
  EXPECT_FALSE(set->may_write("deadline"));
}

TEST(Wordings, OfTemplatesThatMayNotBeUsed) {
  Workbench bench;
  bench.wordings = some_wordings();
  bench.with_data(R"({"code": "part"})")
      .with_file("part", "{{ wording('title') }}")
      .with_file("other", "{{ wording('none') }}");
  EXPECT_EQ(bench.expand("{% include code %}"), "标题 &amp; &lt;b&gt;");
}
