// The filters and tests for Chinese documents: a right answer for each of them, and both sides of their limits.
#include "templating/detail/builtins/chinese_filters.h"

#include "templating/detail/builtins/chinese_text_filters.h"
#include "templating/detail/builtins/registry.h"
#include "workbench.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::templating;

namespace {

/// Sources: GB/T 15835-2011 for 零 and 〇.
constexpr Row kNumbers[] = {
    {"{{ 0 | cn_number }} {{ 5 | cn_number }} {{ 10 | cn_number }} {{ 11 | cn_number }} {{ 20 | cn_number }}",
     "零 五 十 十一 二十"},
    {"{{ 99 | cn_number }} {{ 100 | cn_number }} {{ 101 | cn_number }} {{ 110 | cn_number }} {{ 115 | cn_number }}",
     "九十九 一百 一百零一 一百一十 一百一十五"},
    {"{{ 1000 | cn_number }} {{ 1001 | cn_number }} {{ 1010 | cn_number }} {{ 1100 | cn_number }}",
     "一千 一千零一 一千零一十 一千一百"},
    {"{{ 9999 | cn_number }} {{ 10000 | cn_number }} {{ 10001 | cn_number }} {{ 10010 | cn_number }}",
     "九千九百九十九 一万 一万零一 一万零一十"},
    {"{{ 100000 | cn_number }} {{ 120000 | cn_number }} {{ 1234567 | cn_number }}",
     "十万 十二万 一百二十三万四千五百六十七"},
    {"{{ 99999999 | cn_number }} {{ 100000000 | cn_number }} {{ 100000001 | cn_number }} {{ 105000000 | cn_number }}",
     "九千九百九十九万九千九百九十九 一亿 一亿零一 一亿零五百万"},
    {"{{ 1000000010000 | cn_number }} {{ (10 ** 16) | cn_number }}", "一万亿零一万 一亿亿"},
    {"{{ -2 | cn_number }} {{ -0.5 | cn_number }} {{ 1.5 | cn_number }} {{ '3.05' | cn_number }}",
     "负二 负零点五 一点五 三点零五"},
    {"{{ '1,234' | cn_number }} {{ '１２' | cn_number }} {{ '+7' | cn_number }} {{ 3.0 | cn_number }}",
     "一千二百三十四 十二 七 三"},
    {"{{ 2024 | cn_number(true) }} {{ 21 | cn_number(digits=true) }} {{ -10.5 | cn_number(true) }}",
     "二〇二四 二一 负一〇点五"},
    // 40 digits are the most.
    {"{{ (10 ** 39) | cn_number }}", "一千万亿亿亿亿"},
    {"{{ (10 ** 40) | cn_number }}", "number-unnamed 1:4 40"},
    {"{{ '1,23' | cn_number }}", "bad-number 1:4 1,23"},
    {"{{ 0 | cn_ordinal }} {{ 3 | cn_ordinal }} {{ 10 | cn_ordinal('条') }} {{ 21 | cn_ordinal(unit='章') }}",
     "第零 第三 第十条 第二十一章"},
    {"{{ '105' | cn_ordinal('款') }} {{ 3.0 | cn_ordinal }}", "第一百零五款 第三"},
    {"{{ -1 | cn_ordinal }}", "bad-ordinal 1:4"},
    {"{{ 2024 | cn_year }} {{ '1999' | cn_year }} {{ '2010-02' | cn_year }} {{ '2024-02-04' | cn_year }}",
     "二〇二四年 一九九九年 二〇一〇年 二〇二四年"},
    {"{{ 1000 | cn_year }} {{ 9999 | cn_year }}", "一〇〇〇年 九九九九年"},
    {"{{ 999 | cn_year }}", "bad-date 1:4 999"},
    {"{{ 10000 | cn_year }}", "bad-date 1:4 10000"},
    {"{{ 0 | circled }}{{ 1 | circled }}{{ 20 | circled }}{{ 21 | circled }}{{ 35 | circled }}{{ 36 | circled }}"
     "{{ 50 | circled }}{{ '7' | circled }}",
     "⓪①⑳㉑㉟㊱㊿⑦"},
    {"{{ -1 | circled }}", "not-circled 1:4"},
    {"{{ 1.5 | circled }}", "not-circled 1:4"},
    {"{{ 100 | circled }}", "not-circled 1:4"},
};

/// Source: 《支付结算办法》 annex 1.
constexpr Row kAmounts[] = {
    {"{{ 0 | cn_amount }} {{ '0.00' | cn_amount }} {{ '-0.00' | cn_amount }}", "零元整 零元整 零元整"},
    {"{{ 0.01 | cn_amount }} {{ 0.05 | cn_amount }} {{ 0.5 | cn_amount }} {{ 0.55 | cn_amount }}",
     "壹分 伍分 伍角 伍角伍分"},
    {"{{ 1 | cn_amount }} {{ 1.05 | cn_amount }} {{ 1.5 | cn_amount }} {{ '10.50' | cn_amount }}",
     "壹元整 壹元零伍分 壹元伍角 壹拾元伍角"},
    {"{{ -0.5 | cn_amount }} {{ -0.05 | cn_amount }} {{ -0.55 | cn_amount }}", "负伍角 负伍分 负伍角伍分"},
    {"{{ -1 | cn_amount }} {{ -12.05 | cn_amount }} {{ '-1,234.50' | cn_amount }}",
     "负壹元整 负壹拾贰元零伍分 负壹仟贰佰叁拾肆元伍角"},
    {"{{ 1409.5 | cn_amount }} {{ 6007.14 | cn_amount }} {{ 1680.32 | cn_amount }} {{ 325.04 | cn_amount }}",
     "壹仟肆佰零玖元伍角 陆仟零柒元壹角肆分 壹仟陆佰捌拾元叁角贰分 叁佰贰拾伍元零肆分"},
    {"{{ 10000 | cn_amount }} {{ 100000 | cn_amount }} {{ 100000000 | cn_amount }} {{ 100000001 | cn_amount }}",
     "壹万元整 壹拾万元整 壹亿元整 壹亿零壹元整"},
    {"{{ 123456789.01 | cn_amount }}", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"},
    {"{{ 1200 | cn_amount('人民币') }} {{ -0.5 | cn_amount(prefix='人民币') }}", "人民币壹仟贰佰元整 人民币负伍角"},
    // What is below the fen must be nothing.
    {"{{ '1.230' | cn_amount }} {{ '1.2300' | cn_amount }}", "壹元贰角叁分 壹元贰角叁分"},
    {"{{ '12,345' | cn_amount }} {{ '1,234,567' | cn_number }}", "壹万贰仟叁佰肆拾伍元整 一百二十三万四千五百六十七"},
    {"{{ '1234,567' | cn_amount }}", "bad-number 1:4 1234,567"},
    {"{{ '1,234567' | cn_amount }}", "bad-number 1:4 1,234567"},
    {"{{ ',123' | cn_amount }}", "bad-number 1:4 ,123"},
    {"{{ '1.231' | cn_amount }}", "amount-too-fine 1:4"},
    {"{{ '0.001' | cn_amount }}", "amount-too-fine 1:4"},
    // Decimals as they are written, unlike round(2).
    {"{{ 2.675 | cn_amount(rounded=true) }} {{ 1.005 | cn_amount(rounded=true) }} {{ '2.6749' | "
     "cn_amount(rounded=true) }}",
     "贰元陆角捌分 壹元零壹分 贰元陆角柒分"},
    {"{{ '9.995' | cn_amount(rounded=true) }} {{ '-0.005' | cn_amount('人民币', rounded=true) }} "
     "{{ '-0.004' | cn_amount(rounded=true) }}",
     "壹拾元整 人民币负壹分 零元整"},
    {"{{ (10 ** 40) | cn_amount }}", "number-unnamed 1:4 40"},
};

constexpr Row kDates[] = {
    {"{{ '2024-02-04' | cn_date }} {{ '2024-12-31' | cn_date('arabic') }} {{ '2024-10-20T09:30' | cn_date }}",
     "2024年2月4日 2024年12月31日 2024年10月20日"},
    {"{{ '2024-02-04' | cn_date('chinese') }} {{ '2010-12-31' | cn_date('chinese') }} {{ '2024-10-20' | "
     "cn_date(form='chinese') }}",
     "二〇二四年二月四日 二〇一〇年十二月三十一日 二〇二四年十月二十日"},
    {"{{ '2024-02-29' | cn_date }}", "2024年2月29日"},
    {"{{ '2024-02' | cn_date }}", "bad-date 1:4 2024-02"},
    // A time without a zone is that of the document; others become that of Beijing.
    {"{{ '2026-12-31T17:00:00Z' | cn_date }} {{ '2026-12-31T15:59:59.9Z' | cn_date }} "
     "{{ '2026-12-31T23:30+08:00' | cn_date }} {{ '2026-01-01T00:30+09:00' | cn_date }} {{ '2026-12-31 23:59' | "
     "cn_date }}",
     "2027年1月1日 2026年12月31日 2026年12月31日 2025年12月31日 2026年12月31日"},
    {"{{ '2026-12-31T1x' | cn_date }}", "bad-date 1:4 2026-12-31T1x"},
    {"{{ '2026-12-31T25:00' | cn_date }}", "bad-date 1:4 2026-12-31T25:00"},
    {"{{ '2026-12-31T10:00Z以前' | cn_date }}", "bad-date 1:4 2026-12-31T10:00Z以前"},
    {"{{ '9999-12-31T20:00Z' | cn_date }}", "bad-date 1:4 9999-12-31T20:00Z"},
    {"{{ '0001-01-01T00:00+14:00' | cn_date }}", "bad-date 1:4 0001-01-01T00:00+14:00"},
    {"{{ '2024-02' | cn_month }} {{ '2024-12-31' | cn_month }} {{ '2024-10' | cn_month('chinese') }}",
     "2024年2月 2024年12月 二〇二四年十月"},
    {"{{ '2024' | cn_month }}", "bad-date 1:4 2024"},
    {"{{ '2024-13' | cn_month }}", "bad-date 1:4 2024-13"},
    {"{{ '2024-02-04' | days_between('2024-02-04') }} {{ '2024-02-04' | days_between('2024-02-05') }} "
     "{{ '2024-02-04' | days_between('2024-02-03') }}",
     "0 1 -1"},
    {"{{ '2024-02-28' | days_between('2024-03-01') }} {{ '2023-02-28' | days_between('2023-03-01') }} "
     "{{ '2024-01-01' | days_between('2025-01-01') }}",
     "2 1 366"},
    {"{{ '2024-12-28' | next_working_day }} {{ '2024-12-30' | next_working_day }}", "2024-12-30 2024-12-30"},
    {"{{ '2024-12-27' is working_day }} {{ '2024-12-28' is working_day }}", "True False"},
    {"{% set c = {'years': {'2024': {}}} %}{{ '2024-12-31' is in_calendar(c) }} {{ '2025-01-01' is in_calendar(c) }}",
     "True False"},
};

/// Each of the years, months and days is the same or another, under each rule for the year.
constexpr Row kRanges[] = {
    {"{{ '2024-02-04' | date_range('2024-02-04') }}", "2月4日"},
    {"{{ '2024-02-04' | date_range('2024-02-08') }}", "2月4日至8日"},
    {"{{ '2024-02-04' | date_range('2024-03-04') }}", "2月4日至3月4日"},
    {"{{ '2024-02-04' | date_range('2024-04-08') }}", "2月4日至4月8日"},
    {"{{ '2023-12-30' | date_range('2024-01-02') }}", "2023年12月30日至2024年1月2日"},
    {"{{ '2024-03-01' | date_range('2025-03-05') }}", "2024年3月1日至2025年3月5日"},
    {"{{ '2024-03-01' | date_range('2025-03-01') }}", "2024年3月1日至2025年3月1日"},
    {"{{ '2024-02-04' | date_range('2024-02-04', 'once') }}", "2024年2月4日"},
    {"{{ '2024-02-04' | date_range('2024-02-08', 'once') }}", "2024年2月4日至8日"},
    {"{{ '2024-02-04' | date_range('2024-03-04', 'once') }}", "2024年2月4日至3月4日"},
    {"{{ '2024-03-01' | date_range('2025-03-05', 'once') }}", "2024年3月1日至2025年3月5日"},
    {"{{ '2024-02-04' | date_range('2024-02-04', 'always') }}", "2024年2月4日"},
    {"{{ '2024-02-04' | date_range('2024-02-08', 'always') }}", "2024年2月4日至2024年2月8日"},
    {"{{ '2024-02-04' | date_range('2024-03-04', 'always') }}", "2024年2月4日至2024年3月4日"},
    {"{{ '2024-03-01' | date_range('2025-03-05', 'always') }}", "2024年3月1日至2025年3月5日"},
    {"{{ '2024-02-04' | date_range('2024-02-18', 'if_different', 'chinese') }}", "二月四日至十八日"},
    {"{{ '2024-02-04' | date_range('2025-02-18', form='chinese') }}", "二〇二四年二月四日至二〇二五年二月十八日"},
    {"{{ '2024-02-04' | date_range('2024-02-03') }}", "dates-reversed 1:4 2024-02-04"},
    {"{{ '2024-02-04' | date_range('2024-02-05', 'twice') }}", "bad-option 1:4 twice"},
};

constexpr Row kTexts[] = {
    {"[{{ [] | enumerate_cn }}] {{ ['甲'] | enumerate_cn }} {{ ['甲', '乙'] | enumerate_cn }} {{ ['甲', '乙', 3] | "
     "enumerate_cn }}",
     "[] 甲 甲、乙 甲、乙、3"},
    {"{{ ['甲'] | enumerate_cn('和') }} {{ ['甲', '乙'] | enumerate_cn('和') }} {{ ['甲', '乙', '丙'] | "
     "enumerate_cn(last='以及') }}",
     "甲 甲和乙 甲、乙以及丙"},
    {"{{ ['《甲》', '《乙》', '丙', '《丁》'] | enumerate_cn }} {{ ['“甲”', '“乙”', '《丙》'] | enumerate_cn }}",
     "《甲》《乙》、丙、《丁》 “甲”“乙”、《丙》"},
    {"{{ ['《甲》', '《乙》'] | enumerate_cn('和') }}", "《甲》和《乙》"},
    {"{{ ['<i>甲</i>' | safe, '<乙>'] | enumerate_cn }} {{ ['<b>《甲》</b>' | safe, '《乙》'] | enumerate_cn }}",
     "<i>甲</i>、&lt;乙&gt; <b>《甲》</b>《乙》"},
    {"{{ 'GB/T 22239-2019' | std_no }} {{ 'GB17859-1999' | std_no }} {{ 'GB/T 20984.1-2022' | std_no }}",
     "GB/T 22239—2019 GB17859—1999 GB/T 20984.1—2022"},
    {"{{ '按照GB/T 22239-2019和GB/T 25069-2022，' | std_no }}", "按照GB/T 22239—2019和GB/T 25069—2022，"},
    {"{{ '2024-02-04 ISO/IEC 27001:2022 400-2019' | std_no }}", "2024-02-04 ISO/IEC 27001:2022 400-2019"},
    {"{{ 'GB/T 1-1899 GB/T 1-1900 GB/T 1-2099 GB/T 1-2100 GB/T 1-20190 GB/T 1-2019-1 GB/T 1-201' | std_no }}",
     "GB/T 1-1899 GB/T 1—1900 GB/T 1—2099 GB/T 1-2100 GB/T 1-20190 GB/T 1-2019-1 GB/T 1-201"},
    {"{{ '13800138000' | mask }} {{ 13800138000 | mask('×') }}", "138****8000 138××××8000"},
    {"{{ '110101199001011234' | mask }} {{ '11010119900101123X' | mask }} {{ '11010119900101123x' | mask }} "
     "{{ '110101900101123' | mask }}",
     "110101********1234 110101********123X 110101********123x 110101******123"},
    {"{{ '1380013800' | mask }} {{ '138001380001' | mask }} {{ '甲乙丙丁' | mask }} {{ '甲乙丙' | mask }} [{{ '' | "
     "mask }}]",
     "13******00 138******001 甲**丁 *** []"},
    {"{{ '1' | mask('') }}", "one-character 1:4"},
    {"{{ '1' | mask('**') }}", "one-character 1:4"},
    {"{{ '甲' | choice(['甲', '乙']) }} {{ '乙' | choice(['甲', '乙'], ' ') }}", "☑甲　☐乙 ☐甲 ☑乙"},
    {"{{ ['甲', '丙'] | choice(['甲', '乙', '丙']) }} {{ [] | choice(['甲']) }} {{ none | choice(['甲']) }}",
     "☑甲　☐乙　☑丙 ☐甲 ☐甲"},
    {"{{ 'b' | choice({'a': '甲', 'b': '乙'}) }} {{ 'b' | choice([['a', '甲'], ['b', '乙']]) }} {{ 2 | choice([1, 2]) "
     "}}",
     "☐甲　☑乙 ☐甲　☑乙 ☐1　☑2"},
    {"{{ 'https://example.cn/?a=1&b=\"2\"' | qr }}",
     "<img data-qr=\"https://example.cn/?a=1&amp;b=&#34;2&#34;\" alt=\"https://example.cn/?a=1&amp;b=&#34;2&#34;\">"},
    {"{{ 'x' | qr('<码>') }}", "<img data-qr=\"x\" alt=\"&lt;码&gt;\">"},
    {"{{ 'ZJ-1' | code128 }} {{ '9771000000003' | ean13('书号') }}",
     "<img data-code128=\"ZJ-1\" alt=\"ZJ-1\"> <img data-ean13=\"9771000000003\" alt=\"书号\">"},
    {"{{ 'A<1' | datamatrix }}", "<img data-datamatrix=\"A&lt;1\" alt=\"A&lt;1\">"},
    {"{{ 'late' | choice_title }}", "no-choice-title 1:4 late"},
    {"{{ 'present' | choice_title }} {{ 'absent' | choice_title }}", "出席 缺席"},
};

/// One of each of those whose tables are in filters_test and references_test.
constexpr Row kOthers[] = {
    {"{{ '甲（乙）—Ａ' | comparable }} {{ '甲 乙' is alike('甲乙') }} {{ ['甲', '乙'] | first_like('乙') }}",
     "甲(乙)-a True 2"},
    {"{{ '共18项' | cn_counts('项') }} {{ 'a B' | without_blanks }} {{ '张示例' | surname }}", "[18] ab ZHANG"},
    {"{{ '网络' is chinese }} {{ 'a' is containing_han }} {{ 'ZHANG' is surname_of('张示例') }}", "True False True"},
    {"{{ 'CD' is of_stage('委员会草案') }} {{ 'CD' is later_stage_than('WD') }}", "True True"},
    {"{{ ('甲**乙**' | marks)[1].text }} {{ {'a': '甲', 'b': '乙'} | unsaid('甲') | join }}", "乙 乙"},
    {"{{ ('按照第十条' | cn_references({}))[1].number }} {{ ('ISO/IEC 27001:2022' | iso_reference).year }}", "10 2022"},
};

constexpr std::span<const Row> kTables[] = {kNumbers, kAmounts, kDates, kRanges, kTexts, kOthers};

std::string expand_with_titles(std::string_view text) {
  Workbench bench;
  bench.choice_title = [](diagnostics::DataPlace, std::string_view code) -> std::optional<std::string> {
    if (code == "present") return "出席";
    return code == "absent" ? std::optional<std::string>("缺席") : std::nullopt;
  };
  return bench.with_data("{}").expand(text);
}

bool uses(std::string_view text, std::string_view before, std::string_view name) {
  const std::string wanted = std::string(before) + std::string(name);
  for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
    const char next = at + wanted.size() < text.size() ? text[at + wanted.size()] : ' ';
    if (next != '_' && (next < 'a' || next > 'z')) return true;
  }
  return false;
}

/// Whether a row has an answer, and no refusal, of it.
bool has_answer(std::string_view before, std::string_view name) {
  for (const std::span<const Row> table : kTables) {
    for (const Row& row : table) {
      if (row.expected.find(" 1:4") == std::string_view::npos && uses(row.text, before, name)) return true;
    }
  }
  return false;
}

}  // namespace

TEST(ChineseFilters, RightAnswers) {
  for (const std::span<const Row> table : kTables) {
    for (const Row& row : table) {
      SCOPED_TRACE(row.text);
      EXPECT_EQ(expand_with_titles(row.text), row.expected);
    }
  }
}

TEST(ChineseFilters, EachHasARightAnswerAbove) {
  std::size_t filters = 0;
  for (const std::span<const Builtin> group :
       {chinese_date_filters(), chinese_likeness_filters(), chinese_number_filters(), chinese_reading_filters(),
        chinese_reference_filters(), chinese_text_filters(), chinese_words_filters()}) {
    for (const Builtin& filter : group) {
      EXPECT_TRUE(has_answer("| ", filter.name)) << filter.name;
      ++filters;
    }
  }
  EXPECT_GE(filters, 25U);
  std::size_t tests = 0;
  for (const std::span<const Builtin> group :
       {chinese_date_tests(), chinese_likeness_tests(), chinese_reading_tests()}) {
    for (const Builtin& test : group) {
      EXPECT_TRUE(has_answer("is ", test.name)) << test.name;
      ++tests;
    }
  }
  EXPECT_GE(tests, 8U);
}
