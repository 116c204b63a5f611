#include "schema/written_values.h"

#include <gtest/gtest.h>

using namespace gongwen::schema;

namespace {

struct WrittenCase {
  Format format;
  std::string_view written;
  std::string_view normal;  // empty: it cannot be said what was meant
};

}  // namespace

TEST(WrittenValues, ADateIsReadAlikeInAFieldForDatesAndInOneForMonths) {
  // Each way to write 4 February 2024, and what is none: a field for a month says the month of the same texts.
  const std::string_view written[] = {"2024-02-04",   "2024年2月4日",       "2024 年 2 月 4 日",
                                      "2024年2月4号", "2024年02月04日",     "2024.2.4",
                                      "2024.02.04",   "2024/02/4",          "2024－2－4",
                                      "2024–2–4",     "2024。2。4",         "2024、2、4",
                                      "2024·2·4",     "２０２４年２月４日", "20240204",
                                      "2024,2,4",     "2024，2，4",         "2024 2 4",
                                      "2024/2/4/",    "2024-2月4日",        "2024-02-04 00:00:00",
                                      "24年2月4日",   "二四年二月四日",     "二〇二四年二月四日",
                                      "“2024-02-04”", "2024-02-04T00:00Z",  "2024-02-04T00:00:00Z"};
  std::size_t read = 0;
  for (const std::string_view text : written) {
    const auto date = read_written(Format::Date, text);
    const auto month = read_written(Format::Month, text);
    EXPECT_EQ(date.has_value(), month.has_value()) << text;
    EXPECT_EQ(date.value_or("2024-02-04"), "2024-02-04") << text;
    EXPECT_EQ(month.value_or("2024-02"), "2024-02") << text;
    read += date.has_value() ? 1 : 0;
  }
  EXPECT_GE(read, 24U);
  for (const std::string_view text : {"2024-02-00",
                                      "20240200",
                                      "2024年2月0日",
                                      "2024.2.0",
                                      "2024/2/00",
                                      "二〇二四年二月〇日",
                                      "2024-02-30",
                                      "20240230",
                                      "2024年2月30日",
                                      "2024-13-04",
                                      "20241304",
                                      "2024年13月4日",
                                      "2024-00-04",
                                      "20240004",
                                      "2024年0月4日",

                                      "2/4/2024",
                                      "24-2-4",
                                      "35年2月4日",
                                      "2024-2-4至2024-2-6",
                                      "2024-02-04 09:30:00",
                                      "2024年2-4",
                                      "2024-2-4月",
                                      "2024.2-4",
                                      "至今",
                                      "2024"}) {
    EXPECT_EQ(read_written(Format::Date, text), std::nullopt) << text;
    EXPECT_EQ(read_written(Format::Month, text), std::nullopt) << text;
  }
}

TEST(WrittenValues, ValuesAreReadAsPeopleWriteThem) {
  const WrittenCase cases[] = {
      {Format::Date, "2024年2月4日", "2024-02-04"},
      {Format::Date, "2024 年 2 月 4 日", "2024-02-04"},
      {Format::Date, "2024年2月4号", "2024-02-04"},
      {Format::Date, "2024.2.4", "2024-02-04"},
      {Format::Date, "2024/02/4", "2024-02-04"},
      {Format::Date, "2024－2－4", "2024-02-04"},
      {Format::Date, "２０２４年２月４日", "2024-02-04"},
      {Format::Date, "20240204", "2024-02-04"},
      {Format::Date, "二〇二四年十二月三十一日", "2024-12-31"},
      {Format::Date, "二零二四年二月二十九日", "2024-02-29"},
      {Format::Date, "二〇二四年十月十日", "2024-10-10"},
      {Format::Date, "二〇二四年一〇月三〇日", "2024-10-30"},
      {Format::Date, "二〇二四年十十月二日", ""},
      {Format::Date, "二〇二四年〇十月二日", ""},
      {Format::Date, "二〇二四年一月二十〇日", ""},
      {Format::Date, "二〇二四年一月二一十日", ""},
      {Format::Date, "二〇二四年一月十二三日", ""},
      {Format::Date, "2024-02-04 00:00:00", "2024-02-04"},
      {Format::Date, "2024-02-04T00:00:00Z", "2024-02-04"},
      {Format::Date, "“2024-02-04”", "2024-02-04"},
      {Format::Date, "2024-02-31", ""},
      {Format::Date, "2024年2月", ""},
      {Format::Date, "2/4/2024", ""},
      {Format::Date, "24-2-4", ""},
      {Format::Date, "2024.2-4", ""},
      {Format::Date, "2024-2-4至2024-2-6", ""},
      {Format::Date, "2024-02-04 09:30:00", ""},
      {Format::Date, "2024-02-00", ""},
      {Format::Date, "2024,2,4", "2024-02-04"},
      {Format::Date, "2024，2，4", "2024-02-04"},
      {Format::Date, "2024/2/4/", "2024-02-04"},
      {Format::Date, "2024-2月4日", "2024-02-04"},
      {Format::Date, "24年2月4日", "2024-02-04"},
      {Format::Date, "二四年二月四日", "2024-02-04"},
      {Format::Date, "20240200", ""},
      {Format::Date, "2024年2-4", ""},
      {Format::Date, "35年2月4日", ""},
      {Format::Date, "24,2,4", ""},
      {Format::Date, "2024,2-4", ""},
      {Format::Date, "2024-2-4月", ""},
      {Format::Month, "2024年2月", "2024-02"},
      {Format::Month, "1980。5", "1980-05"},
      {Format::Month, "1980–05", "1980-05"},
      {Format::Month, "1980.10", "1980-10"},
      {Format::Month, "1980.1", "1980-01"},
      {Format::Month, "198005", "1980-05"},
      {Format::Month, "1980/5/1", "1980-05"},
      {Format::Month, "2024年2月4日", "2024-02"},
      {Format::Month, "二〇二四年二月", "2024-02"},
      {Format::Month, "1980年13月", ""},
      {Format::Month, "1980年2月30日", ""},
      {Format::Month, "5.1980", ""},
      {Format::Month, "1980", ""},
      {Format::Month, "1980-5月", "1980-05"},
      {Format::Month, "1980.05月", "1980-05"},
      {Format::Month, "1980年5月份", "1980-05"},
      {Format::Month, "1980,5", "1980-05"},
      {Format::Month, "1980，5", "1980-05"},
      {Format::Month, "1980-5-", "1980-05"},
      {Format::Month, "1980/05/", "1980-05"},
      {Format::Month, "八零年五月", "1980-05"},
      {Format::Month, "80年5月", "1980-05"},
      {Format::Month, "〇五年十二月", "2005-12"},
      {Format::Month, "四五年五月", ""},
      {Format::Month, "二〇二四〇五", "2024-05"},
      {Format::Month, "二〇二四〇十五", ""},
      {Format::Month, "80-5", ""},
      {Format::Month, "1980-5--", ""},
      {Format::Month, "1980-5-6-", "1980-05"},
      {Format::Month, "1980-5-6-7", ""},
      {Format::Month, "-1980-5", ""},
      {Format::Month, "2024-02-00", ""},
      {Format::Month, "20240200", ""},
      {Format::Month, "2024年2月0日", ""},
      {Format::Month, "20240031", ""},
      {Format::Month, "至今", ""},
      {Format::PhoneCn, "138 0000 0000", "13800000000"},
      {Format::PhoneCn, "138-0000-0000", "13800000000"},
      {Format::PhoneCn, "１３８００００００００", "13800000000"},
      {Format::PhoneCn, "0086-13800000000", "13800000000"},
      {Format::PhoneCn, "(+86) 138 0000 0000", "13800000000"},
      {Format::PhoneCn, "(010)64102222", "010-64102222"},
      {Format::PhoneCn, "（010）64102222", "010-64102222"},
      {Format::PhoneCn, "010 64102222", "010-64102222"},
      {Format::PhoneCn, "010—64102222", "010-64102222"},
      {Format::PhoneCn, "010——6410 2222", "010-64102222"},
      {Format::PhoneCn, "010-64102222转8305", "010-64102222-8305"},
      {Format::PhoneCn, "010-64102222 转分机 8305", "010-64102222-8305"},
      {Format::PhoneCn, "010-64102222 ext. 8305", "010-64102222-8305"},
      {Format::PhoneCn, "01064102222-8305", "010-64102222-8305"},
      {Format::PhoneCn, "+86（10）6410-2222", "010-64102222"},
      {Format::PhoneCn, "(0571) 8765 4321", "0571-87654321"},
      {Format::PhoneCn, "0311 641 0222", "0311-6410222"},
      {Format::PhoneCn, "400 810 0000", "400-810-0000"},
      {Format::PhoneCn, "+49（30）1234567", "+49 30 1234567"},
      {Format::PhoneCn, "00852-2345-6789", "+852 2345 6789"},
      {Format::PhoneCn, "+8613800000000", "13800000000"},
      {Format::PhoneCn, "+86-138-0000-0000", "13800000000"},
      {Format::PhoneCn, "8613800000000", "13800000000"},
      {Format::PhoneCn, "86-13800000000", "13800000000"},
      {Format::PhoneCn, "(86)13800000000", "13800000000"},
      {Format::PhoneCn, "（86）138 0000 0000", "13800000000"},
      {Format::PhoneCn, "+86(0)13800000000", "13800000000"},
      {Format::PhoneCn, "013800000000", "13800000000"},
      {Format::PhoneCn, "01064102222", "010-64102222"},
      {Format::PhoneCn, "86-10-64102222", "010-64102222"},
      {Format::PhoneCn, "+86-10-64102222", "010-64102222"},
      {Format::PhoneCn, "+861064102222", "010-64102222"},
      {Format::PhoneCn, "0086 10 64102222", "010-64102222"},
      {Format::PhoneCn, "(86-10)64102222", "010-64102222"},
      {Format::PhoneCn, "(+86-10) 6410 2222", "010-64102222"},
      {Format::PhoneCn, "+86 (0)10 6410 2222-8305", "010-64102222-8305"},
      {Format::PhoneCn, "+86 571 8765 4321", "0571-87654321"},
      {Format::PhoneCn, "057187654321", "0571-87654321"},
      {Format::PhoneCn, "02864102222", "028-64102222"},
      {Format::PhoneCn, "4008100000", "400-810-0000"},
      {Format::PhoneCn, "+49-30-1234567", "+49 30 1234567"},
      {Format::PhoneCn, "0138-00000000", "13800000000"},
      {Format::PhoneCn, "0138-0000000", ""},
      {Format::PhoneCn, "13800000000（微信同号）", ""},
      {Format::PhoneCn, "13800000000、13900000000", ""},
      {Format::PhoneCn, "13800000000 13900000000", ""},
      {Format::PhoneCn, "64102222", ""},
      {Format::PhoneCn, "1380000000", ""},
      {Format::PhoneCn, "138000000000", ""},
      {Format::PhoneCn, "010-64102222 8305", ""},
      {Format::PhoneCn, "+49 (0)30 1234567", ""},
      {Format::PhoneCn, "+", ""},
      {Format::PhoneCn, "()", ""},
      {Format::Email, "a@b。cn", "a@b.cn"},
      {Format::Email, "mailto:a@b.cn", "a@b.cn"},
      {Format::Email, "ａ＠ｂ．ｃｎ", "a@b.cn"},
      {Format::Email, "<a@b.cn>", "a@b.cn"},
      {Format::Email, "a @ b.cn；", "a@b.cn"},
      {Format::Email, "a . b @ c . cn", "a.b@c.cn"},
      {Format::Email, "zhang san@x.cn", ""},
      {Format::Email, "a b@c.cn", ""},
      {Format::Email, "a@b c.cn", ""},
      {Format::Email, "a　b@c.cn", ""},
      {Format::Email, "a@b.cn,c@d.cn", ""},
      {Format::Email, "李 <a@b.cn>", ""},
      {Format::Email, "li@example", ""},
      {Format::PostalCode, "１０００ ０７", "100007"},
      {Format::PlanNumber, "２０２４０１２３－Ｔ－４６９", "20240123-T-469"},
      {Format::PlanNumber, "20240123—t—469", "20240123-T-469"},
      {Format::GbNumber, "ＧＢ／Ｔ 9704－2012", "GB/T 9704-2012"},
      {Format::GbNumber, "GB/T9704-2012", "GB/T 9704-2012"},
      {Format::IsoReference, "ISO/IEC27001：2022", "ISO/IEC 27001:2022"},
      {Format::DocNumber, "网安字[２０２４]5号", "网安字〔2024〕5号"},
      {Format::DocNumber, "网安字（2024） 5号", "网安字〔2024〕5号"},
      {Format::IdCard, "11010519491231002x", "11010519491231002X"},
      {Format::CreditCode, "９１１１００００ ma000000 77", "91110000MA00000077"},
      {Format::CreditCode, "91110000-MA000000-77", ""},
      {Format::Uri, "ｈttps：//www.example.cn/", "https://www.example.cn/"},
      {Format::Uri, "https://例子.cn/", ""},
  };
  for (const WrittenCase& c : cases) {
    SCOPED_TRACE(describe_format(c.format).name);
    SCOPED_TRACE(c.written);
    const auto read = read_written(c.format, c.written);
    EXPECT_EQ(read.value_or(""), c.normal);
    if (read) {
      EXPECT_TRUE(matches_format(c.format, *read));
    }
  }
}

TEST(WrittenValues, ATextThatMatchesIsReadAsItIs) {
  for (const std::string_view name : format_names()) {
    const Format format = *find_format(name);
    SCOPED_TRACE(name);
    EXPECT_EQ(read_written(format, describe_format(format).example), describe_format(format).example);
  }
}

TEST(WrittenValues, WhatCannotBeReadIsAnsweredByHowToWriteIt) {
  EXPECT_EQ(advise(Format::Date, "2023-02-31").chinese, "2023年2月没有31日，最后一天写作 `2023-02-28`");
  EXPECT_EQ(advise(Format::Date, "2023-02-31").english, "2023-02 has no day 31; its last one is `2023-02-28`");
  EXPECT_EQ(advise(Format::Date, "2023年2月").chinese, "还要写明是哪一天，例如 `2023-02-01`");
  EXPECT_EQ(advise(Format::Month, "2023-13").chinese, "一年只有12个月，没有13月");
  EXPECT_EQ(advise(Format::Date, "昨天").chinese, "例如 `2024-02-04`");
  EXPECT_EQ(advise(Format::PhoneCn, "13800000000（微信同号）").chinese, "号码以外的文字请删去，只写 `13800000000`");
  EXPECT_EQ(advise(Format::PhoneCn, "138 0000 0000 / 010-64102222").chinese,
            "这里写了几个号码，只能写一个，例如 `13800000000`");
  EXPECT_EQ(advise(Format::PhoneCn, "64102222").chinese, "固定电话请加区号，例如 `010-64102222`");
  EXPECT_EQ(advise(Format::PhoneCn, "１３８００００００").chinese, "手机号码应为11位，这里有9位");
  EXPECT_EQ(advise(Format::Email, "li@example").chinese, "“@”后面的域名不完整，例如 `name@example.cn`");
  EXPECT_EQ(advise(Format::Email, "zhang san@x.cn").chinese,
            "邮箱中间不能有空格，请核对是 `zhang_san@x.cn` 还是 `zhangsan@x.cn`");
  EXPECT_EQ(advise(Format::Email, "李 a@b.cn").chinese, "只写邮箱本身，例如 `name@example.cn`");
  EXPECT_EQ(advise(Format::IdCard, "110105194912310021").chinese, "末位校验码不符，请与证件逐位核对");
  EXPECT_EQ(advise(Format::IdCard, "11010519491331002X").chinese, "例如 `11010519491231002X`");
  EXPECT_EQ(advise(Format::CreditCode, "９１１１００００ MA000000 78").chinese, "末位校验码不符，请与证件逐位核对");
  EXPECT_EQ(advise(Format::CreditCode, "91110000MA0000007").chinese, "例如 `91110000MA00000077`");
  EXPECT_EQ(advise(Format::Email, "李").chinese, "缺少“@”，例如 `name@example.cn`");
}

TEST(WrittenValues, WordsForNothingForYesAndForNo) {
  for (const std::string_view word : {"无", " 无 ", "—", "——", "/", "／", "N/A", "－"})
    EXPECT_TRUE(means_nothing(word));
  for (const std::string_view word : {"", "无线电", "有", "0"}) EXPECT_FALSE(means_nothing(word));
  for (const std::string_view word : {"是", "☑", "√", "ＹＥＳ", "true"}) EXPECT_EQ(read_yes_or_no(word), true);
  for (const std::string_view word : {"否", "☐", "FALSE", "没有"}) EXPECT_EQ(read_yes_or_no(word), false);
  for (const std::string_view word : {"已注册", " 已经注册 ", "是"}) {
    EXPECT_EQ(read_yes_or_no(word, "是否已注册为工作组专家"), true) << word;
  }
  for (const std::string_view word : {"未注册", "尚未注册", "没有注册", "否"}) {
    EXPECT_EQ(read_yes_or_no(word, "是否已注册为工作组专家"), false) << word;
  }
  for (const std::string_view word : {"未知", "已取消", "不详", "注册", "未注册吧"}) {
    EXPECT_FALSE(read_yes_or_no(word, "是否已注册为工作组专家")) << word;
  }
  EXPECT_FALSE(read_yes_or_no("已注册"));
  EXPECT_FALSE(read_yes_or_no("不详"));
  EXPECT_EQ(read_yes_or_no("☑是　☐否"), true);
  EXPECT_EQ(read_yes_or_no("□是　■否"), false);
  EXPECT_FALSE(read_yes_or_no("☑是　☑否"));
  EXPECT_FALSE(read_yes_or_no("☐是　☐否"));
}

TEST(WrittenValues, WhatStandsAroundAChoiceIsLeftOut) {
  EXPECT_EQ(without_ticks("男√"), "男");
  EXPECT_EQ(without_ticks(" ☑ 男"), "男");
  EXPECT_EQ(without_ticks("男"), "");
  EXPECT_EQ(sole_number("WG5"), "5");
  EXPECT_EQ(sole_number("第５工作组"), "5");
  EXPECT_EQ(sole_number("5、4"), "");
  EXPECT_EQ(sole_number("WG5 WG4"), "");
  EXPECT_EQ(sole_number("甲5"), "");
}
