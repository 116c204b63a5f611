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

struct Line {
  const char* text;
  const char* places;
};

constexpr Line kLines[] = {
    // Blanks have the words before them.
    {"姓名：____，联系电话：______", "姓名 blank; 联系电话 blank"},
    {"姓名____联系电话____", "姓名 blank; 联系电话 blank"},
    {"姓名：＿＿＿＿　性别：＿＿＿＿", "姓名 blank; 性别 blank"},
    {"1. 姓名：____；2. 电话：____", "1. 姓名 blank; 2. 电话 blank"},
    {"本人____承诺如下", "本人 blank"},
    {"____（签名）", " blank"},
    {"Name: ________  Date of birth: ________", "Name blank; Date of birth blank"},
    {"单位（盖章）：________", "单位（盖章） blank"},
    {"姓名（中文）：____（英文）：____", "姓名（中文） blank; 英文 blank"},
    {"邮箱：______@______", "邮箱 blank; @ blank"},
    {"地址：______\n______", "地址 blank"},
    {"地址：______\n邮编：______", "地址 blank; 邮编 blank"},
    {"备注__", ""},
    {"a__b@example.com", ""},
    {"您的年龄（　　）", "您的年龄 blank"},
    {"是否同意(    )", "是否同意 blank"},
    {"第（　）页", "第 blank 页"},
    {"（ ）", ""},
    // Units stand behind them.
    {"附单据____张      填报日期：    年   月   日", "附单据 blank 张; 填报日期 date"},
    {"共____天，每天____元", "共 blank 天; 每天 blank 元"},
    {"经费____万元（大写：____）", "经费 blank 万元; 大写 blank"},
    {"面积：____平方米", "面积 blank 平方米"},
    {"年龄：____岁　工龄：____年", "年龄 blank 岁; 工龄 blank 年"},
    {"比例：____%", "比例 blank %"},
    {"载客____万人次", "载客 blank 万人次"},
    {"自____年起", "自 blank"},
    {"人数（　　）人", "人数 blank 人"},
    {"人民币____元整", "人民币 blank 元整"},
    {"共　　　份", "共 room 份"},
    {"￥　　　　元", "￥ room 元"},
    // Dates, months, moments and periods.
    {"申请日期：20    年    月    日", "申请日期 date"},
    {"____年____月____日", " date"},
    {"二〇　　年　月　日", " date"},
    {"填表时间：  年  月", "填表时间 month"},
    {"自____年__月__日至____年__月__日", "自 date >; 自 date <"},
    {"    年   月 至     年   月", " month >;  month <"},
    {"自　　年　月起至　　年　月止", "自 month >; 自 month <"},
    {"期限：　　年　月　日—　　年　月　日，共　　天", "期限 date >; 期限 date <; 共 room 天"},
    {"用车时间：   月   日   时   分", "用车时间 moment"},
    {"Period: From ____/____/______ To ____/____/______", "Period date >; Period date <"},
    {"负责人：　　　　　年　月　日", "负责人 date"},
    {"签字：　　　　日期：　　年　月　日", "签字 room; 日期 date"},
    {"至      年    月    日止，共        天", "至 date; 共 room 天"},
    {"出生年月", ""},
    {"出生　年　月", ""},
    {"年月日", " date"},
    {"2024年11月20日前交回", ""},
    {"签字：　分管领导", ""},
    {"二〇三〇年", ""},
    // Room behind colons.
    {"填表人：        审核人：        负责人：", "填表人 room; 审核人 room; 负责人 room"},
    {"填报单位：（盖章）        电话：", "填报单位 room; 电话 room"},
    {"姓名：\t性别：\t", "姓名 room; 性别 room"},
    {"说明：    本表一式两份", ""},
    {"注：        1. 另附材料", ""},
    {"单位名称：", ""},
    {"金额：        元", "金额 room 元"},
    {"时间：        地点：________", "时间 room; 地点 blank"},
    // Boxes end where other places begin.
    {"性别：□男　□女　　民族：____", "性别 boxes 男 女; 民族 blank"},
    {"□同意  □不同意，理由：____", " boxes 同意 不同意; 理由 blank"},
    {"□否 □是（外带时间：   月  日；归还人：____）", " boxes 否 是; 外带时间 moment; 归还人 blank"},
    {"□已修复 □更换（名称：____） □报废", " boxes 已修复 更换 报废; 名称 blank"},
    {"□满意 □不满意    签名：", " boxes 满意 不满意"},
    {"□官网\n□邮件\n□其他：____", " boxes 官网 邮件 其他;  blank"},
    {"□官网\n□邮件\n姓名：____", " boxes 官网 邮件; 姓名 blank"},
    {"证件：○身份证 ○护照 ○其他____", "证件 boxes 身份证 护照 其他;  blank"},
    {"男□ 女□", " boxes 男 女"},
    {"性别：男□　女□", "性别 boxes 男 女"},
    {"是否同意：是☐否☐", "是否同意 boxes 是 否"},
    {"类别（□甲 □乙）", "类别 boxes 甲 乙"},
    {"☐ Yes    ☐ No", " boxes Yes No"},
    {"性别：□男 □女；学历：□本科 □硕士", "性别 boxes 男 女; 学历 boxes 本科 硕士"},
    {"□以上属实。", " boxes 以上属实"},
    {"男□、女□；", " boxes 男 女"},
    {"评价 满意□ 一般□ 不满意□", "评价 boxes 满意 一般 不满意"},
    {"同意□", "同意 boxes"},
    {"男□　女□　　年龄：____", " boxes 男 女; 年龄 blank"},
    {"婚否：是□ 否□；子女：____人", "婚否 boxes 是 否; 子女 blank 人"},
    {"□好 □中　　签名：____", " boxes 好 中; 签名 blank"},
    {"□甲 □乙 □其他（请注明）", " boxes 甲 乙 其他（请注明）"},
    {"学历：□本科（含双学位） □硕士（含在读）", "学历 boxes 本科（含双学位） 硕士（含在读）"},
    {"附件（□有 □无）　份数：____份", "附件 boxes 有 无; 份数 blank 份"},
    {"□A类 □B类 共____份", " boxes A类 B类; 共 blank 份"},
    {"民族：____ 性别：男□女□", "民族 blank; 性别 boxes 男 女"},
    {"20__年__月__日", " date"},
    {"No. ________", "No. blank"},
    {"Tel: ____ Fax: ____", "Tel blank; Fax blank"},
    {"单价（元）：____", "单价（元） blank"},
    {"人民币（大写）：____元", "人民币（大写） blank 元"},
    {"第____期第____号", "第 blank 期; 第 blank"},
    {"____元/月", " blank"},
    {"____人（其中女____人）", " blank 人; 其中女 blank 人"},
    {"是（　　）否（　　）", " boxes 是 否"},
    {"有（ ）无（ ）", " boxes 有 无"},
    {"甲（　　）乙（　　）", "甲 blank; 乙 blank"},
    {"□需要（单间__间，标间__间）　□不需要", " boxes 需要 不需要; 单间 blank; 标间 blank"},
    {"正本__份 副本__份", "正本 blank 份; 副本 blank 份"},
    {"性别：__", "性别 blank"},
    {"起止年月：    年  月　—　    年  月", "起止年月 month >; 起止年月 month <"},
    {"      人（其中女      人）", " room 人; 其中女 room 人"},
    {"联系方式：（手机）____（邮箱）____", "手机 blank; 邮箱 blank"},
    {"时间：____时____分", "时间 blank; 时 blank 分"},
    {"联系人及电话：________________", "联系人及电话 blank"},
    {"兹证明________同志为我单位________", "兹证明 blank; 同志为我单位 blank"},
    {"一式____份，甲乙双方各执____份", "一式 blank 份; 甲乙双方各执 blank 份"},
    {"收款人：        账号：        开户行：        ", "收款人 room; 账号 room; 开户行 room"},
};

TEST(LinePlaces, EachPlaceHasItsLabelUnitAndChoices) {
  for (const Line& line : kLines) EXPECT_EQ(shown(line.text), line.places) << line.text;
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
  EXPECT_EQ(read("人数（　　）人"), "");
  EXPECT_EQ(read("人数（　）"), "");
  EXPECT_EQ(read("人数（ ）"), "|人数||人数（）");
  EXPECT_EQ(read("部门意见：\n\n签名："), "");
}

}  // namespace
