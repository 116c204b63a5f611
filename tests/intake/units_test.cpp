// Units: what people write and forms print, in one table for each question.
#include "intake/units.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen::intake;

TEST(Units, LabelsStateThem) {
  struct Case {
    const char* label;
    const char* unit;
  };
  constexpr Case kCases[] = {
      {"申请经费（万元）", "万元"},
      {"申请经费(万元)：", "万元"},
      {"申请经费（单位：万元）", "万元"},
      {"金额（人民币万元）", "万元"},
      {"金额（元，保留两位小数）", "元"},
      {"金额（人民币元）", "人民币元"},
      {"面积（平方米）", "平方米"},
      {"比例（％）", "%"},
      {"文件份数", "份"},
      {"乘车人数：", "人"},
      {"参会人次数", "人次"},
      {"请假时间（天）", "天"},
      {"年龄", "岁"},
      {"使用年限", "年"},
      // Words that are no units.
      {"姓名（中文）", ""},
      {"所在地（市）", ""},
      {"金额（大写）", ""},
      {"系数", ""},
      {"月份", ""},
      {"", ""},
  };
  for (const Case& one : kCases) EXPECT_EQ(unit_of_label(one.label), one.unit) << one.label;
}

TEST(Units, QuantitiesAreOneFigureWithOneWord) {
  struct Case {
    const char* text;
    const char* read;  // figure|unit
  };
  constexpr Case kCases[] = {
      {"12.5万元", "12.5|万元"},
      {" 12.5 万元 ", "12.5|万元"},
      {"１２．５（万元）", "12.5|万元"},
      {"3", "3|"},
      {"-3.5℃", "-3.5|℃"},
      {"1,234.50元", "1,234.50|元"},
      {"¥30", "30|元"},
      {"￥30元", "30|元"},
      {"人民币12万元整", "12|万元整"},
      {"人民币12万元", "12|万元"},
      {"¥5万", "5|万元"},
      {"$30", "30|美元"},
      {"¥30美元", "none"},
      {"120m2", "120|m2"},
      {"3个月", "3|个月"},
      {"5万", "5|万"},
      // More than one figure, or other words.
      {"约5万元", "none"},
      {"5-8人", "none"},
      {"5至8人", "none"},
      {"3年2个月", "none"},
      {"1,23元", "none"},
      {"1.234.5", "none"},
      {"12 500元", "none"},
      {"2月30日", "none"},
      {"十二万元", "none"},
      {"万元", "none"},
      {"", "none"},
      {"3台（含备机）", "none"},
  };
  for (const Case& one : kCases) {
    const auto read = read_quantity(one.text);
    EXPECT_EQ(read ? read->figure + "|" + read->unit : "none", one.read) << one.text;
  }
}

TEST(Units, OnlyPowersOfTenAreConverted) {
  struct Case {
    const char* figure;
    const char* from;
    const char* to;
    const char* result;
  };
  constexpr Case kCases[] = {
      {"12", "万元", "元", "120000"},
      {"12.5", "万元", "元", "125000"},
      {"125000", "元", "万元", "12.5"},
      {"1,250", "元", "万元", "0.125"},
      {"-0.5", "亿元", "万元", "-5000"},
      {"0", "万元", "元", "0"},
      {"5", "万", "元", "50000"},
      {"1.2", "万", "人", "12000"},
      {"3", "公里", "米", "3000"},
      {"250", "克", "kg", "0.25"},
      {"5", "‰", "%", "0.5"},
      {"3", "日", "天", "3"},
      {"3", "名", "人", "3"},
      {"1,234", "元整", "元", "1,234"},
      {"3", "mg/L", "mg/L", "3"},
      // In doubt, or not exact.
      {"5", "万", "万元", "none"},
      {"3", "个月", "年", "none"},
      {"3", "月", "个月", "none"},
      {"2", "周", "天", "none"},
      {"8", "小时", "天", "none"},
      {"30", "美元", "元", "none"},
      {"5", "亩", "平方米", "none"},
      {"3", "份", "页", "none"},
      {"3", "箱", "件", "none"},
      {"1", "GB", "MB", "none"},
  };
  for (const Case& one : kCases)
    EXPECT_EQ(figure_in_unit(one.figure, one.from, one.to).value_or("none"), one.result) << one.figure << one.from;
}

TEST(Units, NoOtherUnitIsTakenOff) {
  struct Case {
    const char* text;
    const char* printed;
    const char* beside;
    const char* result;  // text|outcome
    const char* note = "";
  };
  constexpr Case kCases[] = {
      {"12.5", "万元", "", "12.5|same"},
      {"12.5万元", "万元", "", "12.5|same"},
      {"12.5 （万元）", "万元", "", "12.5|same"},
      {"12万元", "元", "", "120000|converted"},
      {"125000元", "万元", "", "12.5|converted"},
      {"125000", "万元", "元", "12.5|converted"},
      {"12.5万元", "万元", "元", "12.5|same"},
      {"3mg/L", "", "", "3|same", "mg/L"},
      {"3μg/L", "", "", "3μg/L|same", "mg/L"},
      {"32", "", "", "32|same", "2"},
      {"项目3", "", "", "项目3|same", "中文"},
      {"中文", "", "", "中文|same", "中文"},
      {"3个月", "年", "", "3个月|other"},
      {"3", "年", "个月", "3|other"},
      {"三个月", "年", "", "三个月|other"},
      {"约 5 万元", "万元", "", "约 5 万元|other"},
      {"5-8 人", "人", "", "5-8 人|other"},
      {"5万", "万元", "", "5|converted"},
      {"5万", "亿元", "", "5万|other"},
      {"万元", "万元", "", "|same"},
      {"待定", "万元", "", "待定|same"},
      {"北京市", "", "", "北京市|same", "市"},
      // The form prints none.
      {"3台", "", "", "3台|same"},
      {"125000", "", "元", "125000|other"},
      {"125000元", "", "元", "125000元|same"},
      {"张三（组长）", "", "", "张三（组长）|same"},
  };
  constexpr const char* kOutcomes[] = {"same", "converted", "other"};
  for (const Case& one : kCases) {
    const UnitReading read = read_in_unit(one.text, {one.printed, one.note, one.beside});
    EXPECT_EQ(read.text + "|" + kOutcomes[static_cast<std::size_t>(read.outcome)], one.result) << one.text;
  }
}

TEST(Units, CellsMayShowTheirNumbersInOtherUnits) {
  struct Case {
    const char* shown;
    const char* label;
    bool is_other;
  };
  constexpr Case kCases[] = {
      {"12万元", "经费（元）", true},   {"12万元", "经费（万元）", false}, {"¥12.00", "经费（元）", false},
      {"¥12.00", "经费（万元）", true}, {"12万元", "经费", true},          {"38项", "数量", false},
      {"38项", "数量（项）", false},    {"3个月", "期限（年）", true},     {"1,234.50", "经费（元）", false},
      {"第3号", "编号", false},         {"50%", "比例（%）", false},
  };
  for (const Case& one : kCases)
    EXPECT_EQ(shows_other_unit(one.shown, one.label), one.is_other) << one.shown << one.label;
}

TEST(Units, DaysThatNoCalendarHas) {
  for (const char* day : {"2月30日", "2023年2月29日", "2024-02-30", "2024.13.1", "4月31日", "0月5日", "2024年13月"})
    EXPECT_TRUE(is_impossible_day(day)) << day;
  for (const char* day : {"2月29日", "2024年2月29日", "2024-2-28", "1900.3.31", "12月31号", "3.5日", "13.1", "2月", "",
                          "5月6日9时30分", "1-2-3", "90年2月"})
    EXPECT_FALSE(is_impossible_day(day)) << day;
}

}  // namespace
