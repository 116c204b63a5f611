// What a template asks of its data: names, and types that follow from their uses.
#include "templating/used_data.h"

#include "resources/read_file.h"

#include <chrono>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>

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
    case UsedType::Any: return ":any";
    case UsedType::Row:
    case UsedType::List:
    case UsedType::Group:
    case UsedType::Map: break;
  }
  return "";
}

/// `title day:date list[name fee:number] person{name} marks<…> pairs[(a b)]`; `?` behind what the template tests or
/// asks for, `~` behind what it does not always read, `…` in groups with more members.
std::string shown(const UsedValue& value) {
  std::string text = value.name + std::string(mark_of(value.type));
  std::string inner;
  for (const UsedValue& member : value.members) inner += (inner.empty() ? "" : " ") + shown(member);
  if (value.is_open) inner += "…";
  if (value.type == UsedType::Row) text += "(" + inner + ")";
  if (value.type == UsedType::Group) text += (value.name.empty() ? "" : "{") + inner + (value.name.empty() ? "" : "}");
  if (value.type == UsedType::List) text += "[" + shown(value.item.front()) + "]";
  if (value.type == UsedType::Map) text += "<" + shown(value.item.front()) + ">";
  return text + (value.is_tested || value.is_asked_for ? "?" : value.is_always_read ? "" : "~");
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
            "data{first} x:any y:any c a");
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

TEST(UsedData, ASubstituteHasTheTypeOfWhatItTakesThePlaceOf) {
  EXPECT_EQ(data_of("{{ a or 0 }}{{ b | default(0) }}{{ c | default([]) }}{{ d.get(\"e\", 1) }}{{ f or none }}"),
            "a:number? b:number? c[]? d{e:number?} f?");
  EXPECT_EQ(data_of("{% macro m(x, n=0) %}{{ x }}{{ n }}{% endmacro %}{{ m(a, b) }}"), "a b:number");
  // Of two alternatives the second one need not be there.
  EXPECT_EQ(data_of("{{ a or b }}{{ c | default(d) }}{{ e if f else g }}"), "a? b~ c? d~ f:yes-no? e~ g~");
}

TEST(UsedData, WhatIsReadInABranchOnlyMayBeMissing) {
  EXPECT_EQ(data_of("{% if a %}{{ b }}{% endif %}{{ c }}"), "a:yes-no? b~ c");
  EXPECT_EQ(data_of("{% if a %}{{ b }}{% endif %}{{ b }}"), "a:yes-no? b");
  EXPECT_EQ(data_of("{% for p in list %}{{ title }}{{ p.name }}{% if p.old %}{{ p.age }}{% endif %}{% endfor %}"),
            "list[name old:yes-no? age~] title~");
  EXPECT_EQ(data_of("{% for p in list | sort(attribute=\"n\") %}{{ p.name }}{% endfor %}"), "list[n name]");
  EXPECT_EQ(data_of("{% if a %}{{ c.x }}{{ c.y }}{% endif %}"), "a:yes-no? c{x y}~");
  EXPECT_EQ(data_of("{% if a %}{{ c.x }}{% else %}{{ c.y }}{% endif %}"), "a:yes-no? c{x~ y~}~");
  EXPECT_EQ(data_of("{% macro m() %}{{ a }}{% endmacro %}"), "a~");
  EXPECT_EQ(data_of("{% macro m() %}{{ a }}{% endmacro %}{{ m() }}"), "a");
}

TEST(UsedData, ANameHasTheValueThatItWasGivenLast) {
  EXPECT_EQ(data_of("{% set x = a %}{{ x | cn_amount }}{% set x = b %}{{ x | cn_date }}"), "a:number b:date");
  EXPECT_EQ(data_of("{% if q %}{% set x = a %}{% else %}{% set x = b %}{% endif %}{{ x | cn_date }}"),
            "q:yes-no? a:date~ b:date~");
  EXPECT_EQ(data_of("{% set x = a %}{% if q %}{% set x = b %}{% endif %}{{ x | cn_date }}"),
            "a:date q:yes-no? b:date~");
  EXPECT_EQ(data_of("{% set l = [] %}{% for p in people %}{% do l.append(p.fee) %}{% endfor %}{{ l | sum }}"),
            "people[fee:number]");
  // A macro sees the names of its place, not those of its caller.
  EXPECT_EQ(data_of("{% macro m() %}{{ x }}{% endmacro %}{% for x in list %}{{ m() }}{{ x.a }}{% endfor %}"),
            "x~ list[a]");
  EXPECT_EQ(data_of("{% macro rows(l) %}{% for x in l %}{{ caller(x) }}{% endfor %}{% endmacro %}"
                    "{% call(p) rows(people) %}{{ p.fee | cn_amount }}{% endcall %}"),
            "people[fee:number]");
}

TEST(UsedData, RowsAndChartsHaveTheirParts) {
  EXPECT_EQ(data_of("{% for label, number in rows %}{{ label }}{{ number | cn_amount }}{% endfor %}"),
            "rows[(:number)]");
  EXPECT_EQ(data_of("{{ draw_chart(c).svg }}{% if d %}{{ draw_chart(d).svg }}{% endif %}"), "c:chart d:chart?");
  EXPECT_EQ(data_of("{{ draw_chart({\"kind\": \"pie\", \"title\": t, \"labels\": names, \"series\": "
                    "[{\"name\": n, \"values\": counts}]}).svg }}"),
            "t names[] n counts[:number]");
  EXPECT_EQ(data_of("{% import \"shared/macros/charts.html\" as charts %}{{ charts.draw(c) }}{{ charts.bars(r, t) }}"),
            "c:chart r[(:number)] t");
  EXPECT_EQ(data_of("{% import \"own.html\" as own %}{{ own.table(x) }}"), "x:any");
  // Names of what is included are not known.
  EXPECT_EQ(data_of("{{ a }}{% include \"other.html\" %}"), "a…");
}

TEST(UsedData, ValuesOfMacrosAndLoopsThatCallThemselvesAreLikeThoseAbove) {
  EXPECT_EQ(data_of("{% macro tree(n) %}{{ n.name }}{% for c in n.children %}{{ tree(c) }}{% endfor %}{% endmacro %}"
                    "{{ tree(root) }}"),
            "root{name children[…]}");
  EXPECT_EQ(data_of("{% for n in nodes recursive %}{{ n.name }}{{ loop(n.children) }}{% endfor %}"),
            "nodes[name children[…]]");
}

// The walk has a limit of its own; ten seconds are for machines that are busy otherwise.
void expect_end(const std::string& text) {
  const auto start = std::chrono::steady_clock::now();
  data_of(text);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10)) << text.substr(0, 80);
}

std::string repeated(int times, const std::function<std::string(int)>& text) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text(i);
  return all;
}

TEST(UsedData, HostileTemplatesEnd) {
  // Twice as many values in each call, in each name, in each member.
  expect_end("{% macro m(a) %}{{ m([a, a]) }}{{ m({\"x\": a, \"y\": a}) }}{% endmacro %}{{ m(x) }}");
  expect_end("{% macro m(a, b) %}{{ m(a.x, b.y) }}{{ m(b.x, a.y) }}{% endmacro %}{{ m(x, y) }}");
  expect_end(repeated(5'000, [](int) { return "{% set x = [x, x] %}"; }) + "{{ x }}");
  expect_end(repeated(5'000, [](int) { return "{% set x = x | groupby(\"a\") %}"; }) + "{{ [x] }}");
  expect_end("{% set n = namespace() %}" + repeated(5'000, [](int) { return "{% set n.a = n %}{% set n.b = n %}"; }));
  // Each macro calls the one before twice.
  expect_end("{% macro m0(a) %}{{ a }}{% endmacro %}" +
             repeated(3'000,
                      [](int i) {
                        const std::string number = std::to_string(i);
                        return "{% macro m" + std::to_string(i + 1) + "(a) %}{{ m" + number + "([a]) }}{{ m" + number +
                               "([a, 1]) }}{% endmacro %}";
                      }) +
             "{{ m3000(x) }}");
  // Arguments within arguments.
  std::string nested = "x";
  for (int i = 0; i < 90; ++i) nested = "x | select(\"in\", " + nested + ") | list";
  expect_end("{{ " + nested + " }}");
  // Conditions in one another are an error of the syntax; one behind the other, and branches, are not.
  EXPECT_EQ(data_of(repeated(10'000, [](int) { return "{% if a %}"; })), "error");
  expect_end(repeated(10'000, [](int i) { return "{% if a" + std::to_string(i) + " %}x{% endif %}"; }));
  expect_end(
      "{% if a %}x" +
      repeated(10'000,
               [](int i) { return "{% elif b" + std::to_string(i) + " %}{% set x = c" + std::to_string(i) + " %}"; }) +
      "{% endif %}{{ x.y.z }}");
}

/// The most memory that this process has had, in megabytes.
long peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

TEST(UsedData, HostileTemplatesTakeLimitedMemory) {
  constexpr long kMost = 400;
  const long before = peak_memory();
  // As many alternatives as are kept apart, each with other members, handed from macro to macro in new lists.
  const std::string any = "{% set x = " + repeated(63, [](int i) { return "a" + std::to_string(i) + " or "; }) + "b %}";
  data_of(any + repeated(20'000, [](int i) { return "{{ x.m" + std::to_string(i) + " }}"; }));
  data_of(any + "{% macro m0(a) %}{{ a }}{% endmacro %}" +
          repeated(30,
                   [](int i) {
                     const std::string call = "{{ m" + std::to_string(i) + "([x, a, x]) }}";
                     return "{% macro m" + std::to_string(i + 1) + "(a) %}" + call + call + "{% endmacro %}";
                   }) +
          "{{ m30(x) }}");
  data_of(repeated(150'000, [](int i) { return "{{ n" + std::to_string(i) + " }}"; }));
  EXPECT_LT(peak_memory() - before, kMost);
}

TEST(UsedData, LongChainsOfEqualValuesHaveOneType) {
  constexpr int kNames = 5'000;
  const auto name = [](int i) {
    return "a" + std::to_string(i);
  };
  const std::string equal = repeated(
      kNames, [&](int i) { return "{% if " + name(kNames - i) + " == " + name(kNames - i - 1) + " %}x{% endif %}"; });
  expect_end(equal);
  const std::string types = data_of(equal + "{{ a0 | cn_amount }}");
  EXPECT_NE(types.find("a5000:number"), std::string::npos);
  EXPECT_NE(types.find("a1:number"), std::string::npos);
  const std::string names = repeated(kNames, [&](int i) { return "{% set " + name(i + 1) + " = " + name(i) + " %}"; });
  EXPECT_EQ(data_of(names + "{{ a5000 | cn_date }}"), "a0:date");
}

TEST(UsedData, ACallThatIsNotFollowedAnyMoreIsTold) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  std::string text = "{% macro m0(a) %}{{ a }}{% endmacro %}";
  for (int i = 0; i < 30; ++i) {
    const std::string call = "{{ m" + std::to_string(i) + "([a]) }}";
    text += "{% macro m" + std::to_string(i + 1) + "(a) %}" + call + call + "{% endmacro %}";
  }
  const auto source = store.add("page", text + "{{ m30(x) }}");
  const auto data = used_data({source, store.source_text(source)}, sink);
  ASSERT_TRUE(data);
  EXPECT_TRUE(data->unfollowed);
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
