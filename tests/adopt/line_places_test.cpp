// The places to fill in within a line of a form, with their labels, units and choices.
#include "adopt/detail/line_places.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen::adopt;

/// `label type unit` of each place, parted by `; `; of boxes their options, of periods their ends.
std::string shown(std::string_view text) {
  constexpr std::string_view kTypes[] = {"blank", "room", "date", "month", "moment", "boxes"};
  std::string all;
  for (const LinePlace& place : line_places(text)) {
    all += (all.empty() ? "" : "; ") + place.label + " " + std::string(kTypes[static_cast<std::size_t>(place.type)]);
    if (!place.unit.empty()) all += " " + place.unit;
    if (place.period != PeriodEnd::None) all += place.period == PeriodEnd::Begin ? " >" : " <";
    for (const LabelledPlace& option : place.options) all += " " + option.label;
  }
  return all;
}

TEST(LinePlaces, BlanksHaveTheWordsBeforeThem) {
  EXPECT_EQ(shown("姓名：____，联系电话：______"), "姓名 blank; 联系电话 blank");
  EXPECT_EQ(shown("附单据____张      填报日期：    年   月   日"), "附单据 blank 张; 填报日期 date");
  EXPECT_EQ(shown("共____天，每天____元"), "共 blank 天; 每天 blank 元");
  EXPECT_EQ(shown("本人____承诺如下"), "本人 blank");
  EXPECT_EQ(shown("您的年龄（　　）"), "您的年龄 blank");
}

TEST(LinePlaces, DatesMonthsMomentsAndPeriods) {
  EXPECT_EQ(shown("申请日期：20    年    月    日"), "申请日期 date");
  EXPECT_EQ(shown("自____年__月__日至____年__月__日"), "自 date >; 自 date <");
  EXPECT_EQ(shown("    年   月 至     年   月"), " month >;  month <");
  EXPECT_EQ(shown("用车时间：   月   日   时   分"), "用车时间 moment");
  EXPECT_EQ(shown("Period: From ____/____/______ To ____/____/______"), "Period date >; Period date <");
  // Labels and words with the same characters.
  EXPECT_EQ(shown("出生年月"), "");
  EXPECT_EQ(shown("出生　年　月"), "");
  EXPECT_EQ(shown("2024年11月20日前交回"), "");
  EXPECT_EQ(shown("签字：　分管领导"), "");
}

TEST(LinePlaces, RoomBehindColons) {
  EXPECT_EQ(shown("填表人：        审核人：        负责人："), "填表人 room; 审核人 room; 负责人 room");
  EXPECT_EQ(shown("填报单位：（盖章）        电话："), "填报单位 room; 电话 room");
  EXPECT_EQ(shown("说明：    本表一式两份"), "");
  EXPECT_EQ(shown("单位名称："), "");
  EXPECT_EQ(shown("至      年    月    日止，共        天"), "至 date; 共 room 天");
}

TEST(LinePlaces, BoxesEndWhereOtherPlacesBegin) {
  EXPECT_EQ(shown("性别：□男　□女　　民族：____"), "性别 boxes 男 女; 民族 blank");
  EXPECT_EQ(shown("□同意  □不同意，理由：____"), " boxes 同意 不同意; 理由 blank");
  EXPECT_EQ(shown("□否 □是（外带时间：   月  日；归还人：____）"), " boxes 否 是; 外带时间 moment; 归还人 blank");
  EXPECT_EQ(shown("□已修复 □更换（名称：____） □报废"), " boxes 已修复 更换 报废; 名称 blank");
  EXPECT_EQ(shown("□满意 □不满意    签名："), " boxes 满意 不满意");
  EXPECT_EQ(shown("□官网\n□邮件\n□其他：____"), " boxes 官网 邮件 其他;  blank");
  EXPECT_EQ(shown("二〇三〇年"), "");
}

TEST(LinePlaces, CellsWithUnits) {
  EXPECT_EQ(unit_of_cell("          万元"), "万元");
  EXPECT_EQ(unit_of_cell("  份"), "份");
  EXPECT_EQ(unit_of_cell("份"), "");
  EXPECT_EQ(unit_of_cell("      同意"), "");
  EXPECT_EQ(unit_of_cell("    公里"), "公里");
}

TEST(LinePlaces, NumbersOfLabels) {
  const auto read = [](std::string_view text) {
    const auto label = read_label(text);
    return label ? label->number + "|" + label->text + "|" + label->note + "|" + label->printed : std::string();
  };
  EXPECT_EQ(read("1. 姓　名（中文）："), "1.|姓名（中文）||1. 姓名（中文）");
  EXPECT_EQ(read("（一）项目名称："), "（一）|项目名称||（一）项目名称");
  EXPECT_EQ(read("7．摘要（不超过300字）"), "7．|摘要|不超过300字|7．摘要（不超过300字）");
  EXPECT_EQ(read("三、您的建议？"), "三、|您的建议？||三、您的建议？");
  EXPECT_EQ(read("① 单位"), "①|单位||①单位");
  EXPECT_EQ(read("1.5倍工资"), "|1.5倍工资||1.5倍工资");
  EXPECT_EQ(read("月　日"), "");
  EXPECT_EQ(read("部门意见：\n\n签名："), "");
}

}  // namespace
