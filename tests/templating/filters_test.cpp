// Jinja2's filters; expected results are those of Jinja2 3.1.
#include "workbench.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

constexpr std::string_view kData =
    R"({"s": "<b>&\"'", "n": 5, "f": 2.5, "l": [3, 1, 2], "m": ["b", "A", "c"], "none": null,
  "d": {"b": 1, "a": 2}, "rows": [{"name": "x", "k": 2, "t": ["p"]}, {"name": "y", "k": 1, "t": []}, {"name": "z", "k": 2}]})";

void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(expand(row.text, kData), row.expected);
  }
}

}  // namespace

TEST(Filters, TextsCaseAndTrimming) {
  check({
      {"{{ 'hello wORLD'|upper }} {{ 'ÄÖ'|lower }} {{ 'hELLO wORLD'|capitalize }}", "HELLO WORLD äö Hello world"},
      {"{{ \"foo-bar (baz) it's 中 x\"|title }}", "Foo-Bar (Baz) It&#39;s 中 X"},
      {"{{ 'straße'|upper }} {{ 'ΟΔΟΣ'|lower }} {{ 'ǆ'|capitalize }}", "STRASSE οδος ǅ"},
      {"[{{ '  a '|trim }}] [{{ 'xxaxx'|trim('x') }}] [{{ '　全　'|trim }}]", "[a] [a] [全]"},
      {"{{ ('<b>'|safe)|upper }} {{ ('<b>'|safe)|title }}", "<B> &lt;B&gt;"},
      {"{{ 'a'|center(5) }}| {{ 'ab'|center(5) }}| {{ 'ab'|center(1) }}", "  a  |   ab | ab"},
      {"{{ 5|string ~ 'x' }} {{ none|string }}", "5x None"},
      {"{{ 'Hello, brave new World 中文'|wordcount }}", "5"},
  });
}

TEST(Filters, TextsReplacingCuttingArranging) {
  check({
      {"{{ 'aaa'|replace('a', 'b', 2) }} {{ 'ab'|replace('', '-') }} {{ 'x'|replace('x', '<') }}", "bba -a-b- &lt;"},
      {"{{ '<x>'|replace('x', '<i>'|safe) }} {{ ('<x>'|safe)|replace('x', '<i>') }}", "&lt;<i>&gt; <&lt;i&gt;>"},
      {"{{ 'foo bar baz qux'|truncate(9) }}|{{ 'foo bar baz qux'|truncate(9, true) }}", "foo...|foo ba..."},
      {"{{ 'foo bar baz qux'|truncate(11) }}|{{ 'foo bar baz qux'|truncate(11, false, '…', 0) }}",
       "foo bar baz qux|foo bar…"},
      {"{{ 'a\nb\n\nc'|indent }}|{{ 'a\nb'|indent(2, true) }}|{{ 'a\n\nb'|indent(1, blank=true) }}",
       "a\n    b\n\n    c|  a\n  b|a\n \n b"},
      {"{{ 'a\nb'|indent('> ') }}", "a\n&gt; b"},
      {"{{ 'aaa bbb ccc ddd'|wordwrap(7) }}|{{ 'abcdefghij'|wordwrap(4) }}", "aaa bbb\nccc ddd|abcd\nefgh\nij"},
      {"{{ 'goof-ball -- use the -b option!'|wordwrap(6) }}", "goof-\nball\n-- use\nthe -b\noption\n!"},
      {"{{ 'a-b-c-defgh'|wordwrap(4, break_on_hyphens=false) }}", "a-b-\nc-de\nfgh"},
      {"{{ 'long word'|wordwrap(3, false, '|') }}", "long|word"},
      {"{{ 'abc'|reverse }} {{ [1, 2]|reverse|list }}", "cba [2, 1]"},
  });
}

TEST(Filters, TextsFormats) {
  check({
      {"{{ '%s-%d-%05.2f-%x'|format('甲', 5, 3.14159, 255) }}", "甲-5-03.14-ff"},
      {"{{ '%(a)s'|format(a='<') }} {{ '%5s|%-5s|%05d|%+d|%%'|format('a', 'b', 42, 7) }}",
       "&lt;     a|b    |00042|+7|%"},
      {"{{ '%*d|%-*d|%.3d'|format(4, 7, 4, 7, 5) }} {{ '%c%c'|format(65, 'b') }}", "   7|7   |005 Ab"},
      {"{{ '%e %g %G'|format(12345.678, 0.00001, 1e20) }} {{ '%r'|format('a') }}",
       "1.234568e+04 1e-05 1E+20 &#39;a&#39;"},
      {"{{ '%#x %#o % d'|format(255, 8, 3) }}", "0xff 0o10  3"},
      {"{{ ('<b>%s</b>'|safe)|format('<') }} {{ 'a%s' % 1 }}", "<b>&lt;</b> a1"},
      {"{{ '{}-{1}'.format(1, 2) if false }}{{ '{1}{0}'.format('a', 'b') }}", "ba"},
      {"{{ '{:>6}|{:<6}|{:^6}|{:*^7}'.format('ab', 'cd', 'ef', 'gh') }}", "    ab|cd    |  ef  |**gh***"},
      {"{{ '{:05d} {:+} {:,} {:_} {:x} {:#b}'.format(42, 1, 1234567, 1234567, 255, 5) }}",
       "00042 +1 1,234,567 1_234_567 ff 0b101"},
      {"{{ '{:.2f} {:e} {:%} {:.3} {:g}'.format(3.14159, 1234.5, 0.25, 100.0, 1e10) }}",
       "3.14 1.234500e+03 25.000000% 1e+02 1e+10"},
      {"{{ '{0[0]}{a.real}'.format([7], a=1) if false }}{{ '{0[0]} {0!r} {a}'.format(['x'], a=2) "
       "}}",
       "x [&#39;x&#39;] 2"},
      {"{{ '{{}}'.format() }} {{ '{:{}}'.format('a', 3) }}|", "{} a  |"},
      {"{{ ('<i>{}</i>'|safe).format('<') }}", "<i>&lt;</i>"},
  });
}

TEST(Filters, Markup) {
  check({
      {"{{ s|e }} {{ s|escape|e }} {{ s|safe }} {{ s|safe|forceescape }}",
       "&lt;b&gt;&amp;&#34;&#39; &lt;b&gt;&amp;&#34;&#39; <b>&\"' &lt;b&gt;&amp;&#34;&#39;"},
      {"{{ '<p>a  <b>b</b></p>\n<!-- x -->c &amp; d &#x4e2d; &copy;'|striptags }}", "a b c &amp; d 中 ©"},
      {"<a{{ {'class': 'x', 'n': none, 'u': nope|default(none), 'v': '<'}|xmlattr }}>{{ {'a': "
       "1}|xmlattr(false) }}",
       "<a class=\"x\" v=\"&lt;\">a=\"1\""},
      {"{{ 'a b/中?'|urlencode }} {{ {'a b': 1, 'c': '/'}|urlencode }} {{ [['x', 'y z']]|urlencode "
       "}}",
       "a%20b/%E4%B8%AD%3F a+b=1&amp;c=%2F x=y+z"},
      {"{{ {'b': [1, 2.5, none, true], 'a': '<中&\\'\"😀'}|tojson }}",
       "{\"a\": \"\\u003c\\u4e2d\\u0026\\u0027\\\"\\ud83d\\ude00\", \"b\": [1, 2.5, null, true]}"},
      {"{{ [1, {'a': []}]|tojson(2) }}", "[\n  1,\n  {\n    \"a\": []\n  }\n]"},
      {"{{ rows[0]|tojson }}", "{\"k\": 2, \"name\": \"x\", \"t\": [\"p\"]}"},
  });
}

TEST(Filters, Numbers) {
  check({
      {"{{ -5|abs }} {{ -1.5|abs }} {{ true|abs }}", "5 1.5 1"},
      {"{{ '42'|int }} {{ '42.7'|int }} {{ 'x'|int(7) }} {{ '0x1f'|int(0, 16) }} {{ '１２'|int }} "
       "{{ none|int }}",
       "42 42 7 31 12 0"},
      {"{{ 1e300|int|string|length }} {{ '1_000'|int }} {{ ' 5 '|int }} {{ '077'|int(base=8) }}", "301 1000 5 63"},
      {"{{ '1.5'|float }} {{ 'x'|float }} {{ 'x'|float(2.5) }} {{ 'inf'|float }} {{ '1e3'|float }}",
       "1.5 0.0 2.5 inf 1000.0"},
      {"{{ 42.55|round }} {{ 42.55|round(1, 'floor') }} {{ 42.1|round(method='ceil') }} {{ "
       "2.5|round }} {{ 3.5|round }}",
       "43.0 42.5 43.0 2.0 4.0"},
      {"{{ 1250|round(-2) }} {{ 1350|round(-2) }} {{ 2.675|round(2) }} {{ 1234.5|round(-2) }} {{ "
       "7|round }}",
       "1200 1400 2.67 1200.0 7"},
      {"{{ 1|filesizeformat }} {{ 1000|filesizeformat }} {{ 1500000|filesizeformat }} {{ "
       "1024|filesizeformat(true) }}",
       "1 Byte 1.0 kB 1.5 MB 1.0 KiB"},
  });
}

TEST(Filters, Sequences) {
  check({
      {"{{ l|length }} {{ '中文'|length }} {{ d|count }} {{ l|first }}{{ l|last }} {{ '中文'|last "
       "}}",
       "3 2 2 32 文"},
      {"{{ l|join('-') }} {{ ['<', 'b']|join('<br>') }} {{ ['<']|join('<br>'|safe) }} {{ ['<', "
       "'<'|safe]|join('&') }}",
       "3-1-2 &lt;&lt;br&gt;b &lt; &lt;&amp;<"},
      {"{{ rows|join(', ', attribute='name') }}", "x, y, z"},
      {"{{ l|sum }} {{ l|sum(start=10) }} {{ rows|sum(attribute='k') }} {{ [0.1, 0.2]|sum }} {{ "
       "[]|sum }}",
       "6 16 5 0.30000000000000004 0"},
      {"{{ [1,2,3,4,5]|batch(2)|list }} {{ [1,2,3]|batch(2, 'x')|list }}",
       "[[1, 2], [3, 4], [5]] [[1, 2], [3, &#39;x&#39;]]"},
      {"{{ [1,2,3,4,5,6,7]|slice(3)|list }} {{ [1,2,3,4]|slice(3, 0)|list }}",
       "[[1, 2, 3], [4, 5], [6, 7]] [[1, 2], [3, 0], [4, 0]]"},
      {"{{ ['a', 'A', 'b']|unique|list }} {{ ['a', 'A']|unique(true)|list }} {{ "
       "rows|unique(attribute='k')|list|length }}",
       "[&#39;a&#39;, &#39;b&#39;] [&#39;a&#39;, &#39;A&#39;] 2"},
      {"{{ 'abc'|list }} {{ d|list }} {{ range(3)|list }}",
       "[&#39;a&#39;, &#39;b&#39;, &#39;c&#39;] [&#39;b&#39;, &#39;a&#39;] [0, 1, 2]"},
  });
}

TEST(Filters, Ordering) {
  check({
      {"{{ l|sort }} {{ m|sort }} {{ m|sort(case_sensitive=true) }} {{ l|sort(reverse=true) }}",
       "[1, 2, 3] [&#39;A&#39;, &#39;b&#39;, &#39;c&#39;] [&#39;A&#39;, &#39;b&#39;, &#39;c&#39;] "
       "[3, 2, 1]"},
      {"{{ rows|sort(attribute='k')|join(attribute='name') }} {{ rows|sort(attribute='k,name', "
       "reverse=true)|join(attribute='name') }}",
       "yxz zxy"},
      {"{{ d|dictsort }} {{ d|dictsort(by='value') }} {{ d|dictsort(reverse=true) }}",
       "[(&#39;a&#39;, 2), (&#39;b&#39;, 1)] [(&#39;b&#39;, 1), (&#39;a&#39;, 2)] [(&#39;b&#39;, "
       "1), (&#39;a&#39;, 2)]"},
      {"{% for g in rows|groupby('k') %}{{ g.grouper }}:{{ g.list|join(attribute='name') }};{% "
       "endfor %}",
       "1:y;2:xz;"},
      {"{% for k, v in ['b', 'A', 'a']|groupby(0) %}{{ k }}{{ v|length }} {% endfor %}", "A2 b1 "},
      {"{{ rows|groupby('nope', default='-')|length }}", "1"},
      {"{{ l|min }}{{ l|max }} {{ m|min }}{{ m|max }} {{ (rows|max(attribute='k')).name }}", "13 Ac x"},
  });
}

TEST(Filters, SelectionWorksElementByElement) {
  check({
      {"{{ rows|map(attribute='name')|join }} {{ rows|map(attribute='t.0', default='-')|join }}", "xyz p--"},
      {"{{ m|map('upper')|join }} {{ l|map('default', 9)|list }}", "BAC [3, 1, 2]"},
      {"{{ l|select('odd')|list }} {{ l|reject('gt', 1)|list }} {{ [0, 1, '', 'a']|select|list }}",
       "[3, 1] [1] [1, &#39;a&#39;]"},
      {"{{ rows|selectattr('k', 'eq', 2)|map(attribute='name')|join }}", "xz"},
      {"{{ rows|selectattr('t', 'defined')|list|length }}", "2"},
      {"{% set g = l|map('string') %}{{ g|join }}{{ g|join }}", "312"},
      {"{% set g = l|map('nofilter') %}ok", "ok"},
  });
}

TEST(Filters, CountsAndWidthsThatMeanNothingGiveWhatJinjaMakesOfThem) {
  check({
      {"{{ [1, 2]|batch(0)|list }} {{ []|batch(0)|list }} {{ [1, 2]|batch(-1)|list }}", "[[], [1, 2]] [] [[1, 2]]"},
      {"{{ ''|wordwrap(0) }}", ""},
  });
}

TEST(Filters, SingleValuesAndObjects) {
  check({
      {"{{ nope|default('x') }} {{ none|default('x') }} {{ none|default('x', true) }} {{ ''|d('y', "
       "true) }}",
       "x None x y"},
      {"{{ d.c|default('-') }} {{ (d.c|default({})).e|default('-') }}", "- -"},
      {"{{ 'x'|attr('upper')() }} {{ {'a': 1}|attr('a') is defined }}", "X False"},
      {"{% for k, v in d|items %}{{ k }}{{ v }}{% endfor %}{{ nope|items|list }}", "b1a2[]"},
  });
}

TEST(Filters, DatesWorkingDays) {
  constexpr std::string_view kCalendars =
      R"({"own": {"years": {"2027": {"off": [["2027-01-01", "2027-01-03"]], "on": []}}},
    "cn": {"years": {"2024": {"off": [["2024-10-01", "2024-10-07"]], "on": ["2024-05-11", "2024-10-12"]},
                     "2027": {"off": [], "on": ["2027-01-02"]}}}})";
  const auto check_all = [&](std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
      SCOPED_TRACE(row.text);
      EXPECT_EQ(expand(row.text, kCalendars), row.expected);
    }
  };
  check_all({
      {"{{ '2024-05-11' is working_day(cn) }} {{ '2024-05-11' is working_day }} {{ '2024-05-12' is working_day(cn) }}",
       "True False False"},
      {"{{ '2024-10-02' is working_day(cn) }} {{ '2024-10-08' is working_day(cn) }}", "False True"},
      {"{{ '2024-10-01' | next_working_day(cn) }} {{ '2024-10-08' | next_working_day([own, cn]) }}",
       "2024-10-08 2024-10-08"},
      {"{{ '2024-12-28' | next_working_day }} {{ '2024-02-29' | next_working_day }}", "2024-12-30 2024-02-29"},
      // the first that has the year
      {"{{ '2027-01-02' is working_day([own, cn]) }} {{ '2027-01-02' is working_day([cn, own]) }}", "False True"},
      {"{{ '2027-01-02' is in_calendar([own]) }} {{ '2026-01-02' is in_calendar([own, cn]) }} {{ '2026-01-02' is "
       "in_calendar([]) }}",
       "True False False"},
      {"{{ '2024-02' is working_day(cn) }}", "bad-date 1:4 2024-02"},
  });
}

TEST(Filters, WhatIsListedTwice) {
  check({
      {"{{ ' 网络—安全（A） b' | comparable }}", "网络-安全(a)b"},
      {"{{ '甲（乙）' is alike('甲(乙)') }} {{ '第1部分' is alike('第2部分') }} {{ none is alike('甲') }} {{ 1 is "
       "alike(1.0) }}",
       "True False False True"},
      {"{{ ['甲', '乙 丙', '乙丙'] | first_like('乙　丙') }} {{ ['甲'] | first_like('丁') }} {{ [] | first_like('丁') "
       "}}",
       "2 0 0"},
      {"{% set all = [{'n': '张示例', 'o': '甲'}, {'n': '张 示例', 'o': '乙'}, {'n': '张示例'}] %}"
       "{{ all | first_like(all[1], 'n') }} {{ all | first_like(all[1], 'n', 'o') }} {{ all | first_like(all[2], 'n', "
       "'o') }}",
       "1 2 0"},
      {"{% set all = [{'t': {'zh': 'A'}}, {'t': {'zh': 'Ｂ'}}] %}{{ all | first_like({'t': {'zh': 'b'}}, 't.zh') }}",
       "2"},
  });
}

TEST(Filters, MarksOfOwnWords) {
  const auto shown = [](std::string_view text) {
    return expand(
        "{% for p in text | marks %}{{ p.kind }}{{ '!' if p.strong }} {{ p.text }}"
        "{{ ' ' ~ p.target if p.target is defined }};{% endfor %}",
        R"({"text": ")" + std::string(text) + R"("})");
  };
  EXPECT_EQ(shown("于**{deadline}前**登录[平台](https://www.example.cn/a_b?c=1)，见{list-2}。"),
            "text 于;reference! deadline;text! 前;text 登录;link 平台 https://www.example.cn/a_b?c=1;text ，见;"
            "reference list-2;text 。;");
  EXPECT_EQ(shown("[图1] [甲](乙) {甲} a*b {a b} {"), "text [图1] [甲](乙) {甲} a*b {a b} {;");
  EXPECT_EQ(shown(R"(\\**甲\\*\\{x}\\[a](https://b))"), "text **甲*{x}[a](https://b);");
  EXPECT_EQ(shown("甲**乙"), "text 甲;unclosed **;text 乙;");
  EXPECT_EQ(shown("[a](https://b c)[甲](mailto:a@b.cn)"), "text [a](https://b c);link 甲 mailto:a@b.cn;");
  EXPECT_EQ(shown(""), "");
}

TEST(Filters, DataThatWordsDoNotMention) {
  const auto unsaid = [](std::string_view words) {
    return expand("{{ event | unsaid(words, ['id']) | join(';') }}",
                  R"({"words": [")" + std::string(words) + R"("], "event": {
      "id": "x", "place": "示例市", "dates": ["2026-08-03", "2026-08-14"], "created": 13, "revised": 0, "open": true,
      "standards": [{"number": "GB/T 22239-2019", "title": "甲《乙》"}, {"number": "GB/T 22239-2019"}]}})");
  };
  EXPECT_EQ(unsaid("8月3日、14日，在示例 市制定十三项：GB/T 22239—2019《甲〈乙〉》"), "");
  EXPECT_EQ(unsaid("2026年8月14日，新制定113项"), "示例市;2026-08-03;13;GB/T 22239-2019;甲《乙》");
  EXPECT_EQ(unsaid("{dates}在{place}制定{created}项{standards}"), "");
}

TEST(Filters, ReadingChineseTexts) {
  check({
      {"{{ '18项标准，其中制定十三项、修订4项，第5项另议，1.7项' | cn_counts('项') }}", "[18, 13, 4]"},
      {"{{ '本批共18项，其中13项' | cn_counts('项', '共') }} {{ '' | cn_counts('项') }}", "[18] []"},
      {"{{ ' 网络　安全 A b\n' | without_blanks }}", "网络安全ab"},
      {"{{ 'Lin' is containing_han }} {{ 'Lin林' is containing_han }} {{ 5 is containing_han }}", "False True False"},
      {"{{ '网络安全' is chinese }} {{ 'Mr 张示例 (Shili ZHANG), head of a department' is chinese }} {{ 'SM2算法' is "
       "chinese }}",
       "True False True"},
      {"{{ 'WANG' is surname_of('林若溪') }} {{ 'Lin' is surname_of('林若溪') }} {{ 'X' is surname_of('龘龘') }}",
       "False True True"},
      {"{{ '张示例' | surname }} {{ 'Ms Shili ZHANG' | surname }} [{{ 'Shili Zhang' | surname }}] [{{ 'SAC ZHANG' | "
       "surname }}]",
       "ZHANG ZHANG [] []"},
      {"[{{ '吕示例' | surname }}] [{{ 'Ms LU' | surname }}] [{{ '佟示例' | surname }}] [{{ '' | surname }}]",
       "[] [] [] []"},
      {"{{ '委员会草案（CD）' is later_stage_than('工作组草案（WD）') }} {{ 'WD' is later_stage_than('CD') }} "
       "{{ 'CD' is later_stage_than('CD') }} {{ '第10阶段：最终草案' is later_stage_than('国际标准草案') }}",
       "True False False True"},
      // stages that are not known, two in one, parts of words
      {"{{ '征求意见' is later_stage_than('WD') }} {{ 'CD转DIS' is later_stage_than('WD') }} "
       "{{ 'CDV' is later_stage_than('WD') }} {{ '发布CD' is later_stage_than('DIS') }}",
       "False False False False"},
      {"{{ '最终国际标准草案（FDIS）' is of_stage('FDIS') }} {{ '发布' is of_stage('出版') }} "
       "{{ '首次会议' is of_stage('第一次会议') }} {{ '出版' is of_stage('DIS') }}",
       "True True True False"},
      {"{{ 'OU-YANG' is surname_of('欧阳示例') }} {{ 'LYU' is surname_of('吕示例') }} {{ 'OU' is "
       "surname_of('欧阳示例') }}",
       "True True False"},
  });
}
