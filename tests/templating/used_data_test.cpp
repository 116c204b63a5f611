// What a template asks of its data: names, and types that follow from their uses.
#include "templating/used_data.h"

#include "resources/read_file.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen;
using namespace gongwen::templating;

std::string_view mark_of(UsedType type) {
  switch (type) {
    case UsedType::Text: return "";
    case UsedType::Number: return ":number";
    case UsedType::WholeNumber: return ":whole";
    case UsedType::YesNo: return ":yes-no";
    case UsedType::Date: return ":date";
    case UsedType::Chart: return ":chart";
    case UsedType::List:
    case UsedType::Group:
    case UsedType::Map: break;
  }
  return "";
}

/// `title day:date list[name fee:number] person{name} marks<…>`; `?` behind what may be missing.
std::string shown(const UsedValue& value) {
  std::string text = value.name + std::string(mark_of(value.type));
  std::string inner;
  for (const UsedValue& member : value.members) inner += (inner.empty() ? "" : " ") + shown(member);
  if (value.type == UsedType::Group) text += (value.name.empty() ? "" : "{") + inner + (value.name.empty() ? "" : "}");
  if (value.type == UsedType::List) text += "[" + shown(value.item.front()) + "]";
  if (value.type == UsedType::Map) text += "<" + shown(value.item.front()) + ">";
  return text + (value.is_tested || value.is_asked_for ? "?" : "");
}

std::string data_of(std::string text) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const diagnostics::SourceId source = store.add("page", std::move(text));
  const auto data = used_data({source, store.source_text(source)}, sink);
  return data ? shown(data->root) : "error";
}

TEST(UsedData, EveryFilterAndTestOfTheLanguageHasATypeOfInput) { EXPECT_TRUE(untyped_builtins().empty()); }

TEST(UsedData, AConditionAloneIsAYesOrNo) {
  EXPECT_EQ(data_of("{% if yes %}是{% endif %}"), "yes:yes-no?");
  EXPECT_EQ(data_of("{% if a and not b %}x{% elif c %}y{% endif %}"), "a:yes-no? b:yes-no? c:yes-no?");
  EXPECT_EQ(data_of("{{ \"是\" if yes else \"否\" }}"), "yes:yes-no?");
  EXPECT_EQ(data_of("{% if remark %}{{ remark }}{% endif %}"), "remark?");
  EXPECT_EQ(data_of("{{ remark or \"无\" }}{{ x | default(\"无\") }}{% if y is defined %}{{ y }}{% endif %}"),
            "remark? x? y?");
}

TEST(UsedData, ArgumentsOfSequenceFiltersAreLists) {
  EXPECT_EQ(data_of("{{ names | join(\"、\") }}{{ orgs | enumerate_cn }}{{ rows | length }}"), "names[] orgs[] rows[]");
  EXPECT_EQ(data_of("{{ rows | sum(attribute=\"n\") }}"), "rows[n:number]");
  EXPECT_EQ(data_of("{{ rows | map(attribute=\"day\") | map(\"cn_date\") | join }}"), "rows[day:date]");
  EXPECT_EQ(data_of("{% for r in rows | sort(attribute=\"n\") %}{{ loop.index }}{{ r.name }}{% endfor %}"),
            "rows[n name]");
  EXPECT_EQ(data_of("{% for g in rows | groupby(\"org\") %}{{ g.grouper }}{% for r in g.list %}{{ r.n }}{% endfor %}"
                    "{% endfor %}"),
            "rows[org n]");
  EXPECT_EQ(data_of("{% for p in people %}{% for j in p.jobs %}{{ j.org }}{% endfor %}{% endfor %}"),
            "people[jobs[org]]");
  EXPECT_EQ(data_of("{{ people[0].name }}{{ people[-1].post }}"), "people[name post]");
  EXPECT_EQ(data_of("{% for x in a + b %}{{ x.n }}{% endfor %}"), "a[n] b[n]");
}

TEST(UsedData, ArithmeticComparisonsAndNumeralsNeedNumbers) {
  EXPECT_EQ(data_of("{{ x | cn_amount }}{{ n | cn_ordinal }}{{ a * b }}{{ c | round(2) }}"),
            "x:number n:whole a:number b:number c:number");
  EXPECT_EQ(data_of("{% if x > 3 %}x{% endif %}{{ \"{:.2f}\".format(y) }}{{ \"%.1f\" % z }}"),
            "x:number y:number z:number");
  EXPECT_EQ(data_of("{% if kind == \"年会\" %}x{% endif %}{{ a + 1 }}{{ b + \"元\" }}"), "kind a:number b");
}

TEST(UsedData, DatesAreKnownByTheirFiltersAndByWhatTheyAreComparedWith) {
  EXPECT_EQ(data_of("{{ a | date_range(b) }}{{ c | days_between(d) }}{{ e | cn_year }}"),
            "a:date b:date c:date d:date e:date");
  EXPECT_EQ(data_of("{% if a > \"2026-01-01\" %}x{% endif %}{{ first | cn_date }}{% if first < last %}y{% endif %}"),
            "a:date first:date last:date");
}

TEST(UsedData, NamesOfTheTemplateAreNoData) {
  EXPECT_EQ(data_of("{% with a = data.first, b = f(x, y) %}{{ a }}{{ b }}{{ c }}{% endwith %}{{ a }}"),
            "data{first} x y c a");
  EXPECT_EQ(data_of("{% set t = rows | length %}{{ t }}{% macro m(v) %}{{ v.name }}{% endmacro %}{{ m(person) }}"),
            "rows[] person{name}");
  EXPECT_EQ(data_of("{{ title.strip() }}{{ body.text.upper() }}{{ field(\"/x\") }}"), "title body{text}");
  EXPECT_EQ(data_of("{% for key, value in marks.items() %}{{ key }}{{ value | cn_amount }}{% endfor %}"),
            "marks<:number>");
}

TEST(UsedData, LongChainsEnd) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "{% set x = x.next %}{% set y = y[0] %}";
  EXPECT_NE(data_of(text + "{{ x }}{{ y }}"), "error");
}

TEST(UsedData, NamesThatTheLanguageUsesAreTold) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const auto source =
      store.add("page", "{% for i in chapter.items %}{{ i.x }}{% endfor %}{{ chapter['keys'] }}{{ loop.index }}");
  const auto data = used_data({source, store.source_text(source)}, sink);
  ASSERT_TRUE(data);
  ASSERT_EQ(data->taken.size(), 2U);
  EXPECT_EQ(data->taken[0].name, "items");
  EXPECT_EQ(data->taken[1].name, "loop");
}

}  // namespace
