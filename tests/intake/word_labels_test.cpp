// Values beside labels in Word files that were typed again: a table of papers, what is read and what is reported.
#include "intake/word_labels.h"

#include "diagnostics/catalogue/intake.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen;
using namespace gongwen::intake;

const std::vector<LabelledField>& fields() {
  static const std::vector<LabelledField> kFields = {
      {"/name", "姓名"},
      {"/post", "职务"},
      {"/contact", "联系人"},
      {"/phone", "电话"},
      {"/cycle", "计价单位"},
      {"/fee", "申请经费（万元）"},
      {"/cost", "经费（元）"},
      {"/term", "服务期限（年）"},
      {"/count", "参会人数"},
      {"/sum", "金额"},
      {"/org", "工作单位（中文）"},
      {"/leader", "项目负责人姓名"},
      {"/from", "起止时间（起）"},
      {"/to", "起止时间（止）"},
      {"/days", "起止时间（天）"},
      {"/trip/from", "出差时间（起）"},
      {"/trip/to", "出差时间（止）"},
      {"/first", "设备费（第一年）"},
      {"/second", "设备费（第二年）"},
      {"/total", "合计（数量）"},
      {"/sex", "性别", false, {"男", "女"}},
      {"/items/0/name", "品名"},
      {"/items/0/amount", "数量"},
      {"/items/0/price", "单价（元）"},
  };
  return kFields;
}

/// Cells are parted by `|`, rows by line feeds; a line without `|` is a paragraph.
ReturnedFile paper(std::string_view text) {
  ReturnedFile file;
  std::uint32_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find('|') == std::string_view::npos) {
      file.loose_cells.push_back({"", number, 0, RawType::Text, std::string(line)});
      continue;
    }
    for (std::uint32_t column = 1; !line.empty(); ++column) {
      const std::size_t bar = std::min(line.find('|'), line.size());
      file.loose_cells.push_back({"1", number, column, RawType::Text, std::string(line.substr(0, bar))});
      if (bar + 1 == line.size()) file.loose_cells.push_back({"1", number, column + 1, RawType::Text, {}});
      line.remove_prefix(std::min(bar + 1, line.size()));
    }
  }
  return file;
}

/// `pointer=text` of each value, then what is reported.
std::string read(std::string_view text) {
  ReturnedFile file = paper(text);
  read_by_labels(fields(), {"登记表"}, {}, file);
  std::string all;
  const auto say = [&all](const std::string& one) {
    all += (all.empty() ? "" : "; ") + one;
  };
  for (const RawField& field : file.fields) say(field.pointer + "=" + field.text);
  for (const Notice& notice : file.notices) {
    if (notice.id == diagnostics::messages::IntakeTextBeside) say("beside " + notice.arguments[2]);
    if (notice.id == diagnostics::messages::IntakeUnitConverted)
      say("converted " + notice.arguments[0] + " to " + notice.arguments[1]);
    if (notice.id == diagnostics::messages::IntakeOtherUnit)
      say("unit " + notice.arguments[2] + " is not " + notice.arguments[4]);
    if (notice.id == diagnostics::messages::IntakeImpossibleDay) say("no day " + notice.arguments[0]);
  }
  return all;
}

struct Case {
  const char* paper;
  const char* answer;
};

TEST(WordLabels, ValuesStandBesideBelowAndBehindColons) {
  constexpr Case kCases[] = {
      {"登记表\n姓名|张三|电话|123", "/name=张三; /phone=123"},
      {"姓名|电话\n张三|123", "/name=张三; /phone=123"},
      {"姓名：____张三____　电话：123", "/name=张三; /phone=123"},
      {"姓名：张三；电话：123；", "/name=张三; /phone=123"},
      {"1. 姓　名|张三", "/name=张三"},
      {"项目负责人|姓名|张三", "/leader=张三"},
      {"项目负责人|姓名|张三|\n|电话|123|", "/leader=张三; /phone=123"},
      {"姓名|张三（组长）", "/name=张三（组长）"},
      {"姓名：张三（组长）", "/name=张三（组长）"},
      {"姓名|", ""},
      {"姓名|a__b@example.com", "/name=a__b@example.com"},
      {"姓名：____a@example.com____　邮编：", "/name=a@example.com; beside 邮编："},
      {"姓名|——", ""},
      {"计价单位|月", "/cycle=月"},
      {"计价单位|　　年", ""},
      {"职务：____主任____兼 电话：", "/post=主任; beside 兼"},
      {"申请经费：12.5万元（金额：拾贰万伍仟元）", "/fee=12.5; /sum=拾贰万伍仟元"},
      {"姓名：张三（组长） 电话：123", "/name=张三（组长）; /phone=123"},
      {"1. 职务（主任）", "/post=主任"},
      {"参会人数（3）人", "/count=3"},
      {"参会人数（3）组", "beside 参会人数（3）组"},
      {"工作单位（英文）", "beside 工作单位（英文）"},
      {"职务（签字）", ""},
      {"职务（　）", ""},
      {"职务（主任）|电话|123", "/phone=123; beside 职务（主任）"},
      // A label within a word is none.
      {"姓名：张三 备用电话：123", "/name=张三 备用电话：123"},
      {"说明：另有附件", "beside 说明：另有附件"},
      {"姓名|张三\n姓名|李四", "/name=张三; beside 李四"},
      {"姓名|张三\n姓名|张三", "/name=张三"},
  };
  for (const Case& one : kCases) EXPECT_EQ(read(one.paper), one.answer) << one.paper;
}

TEST(WordLabels, WordsInBracketsAreUnitsPrintOrReported) {
  constexpr Case kCases[] = {
      {"申请经费（万元）|12.5", "/fee=12.5"},
      {"申请经费|12.5（万元）", "/fee=12.5"},
      {"申请经费（元）|125000", "/fee=12.5; converted 125000元 to 12.5"},
      {"申请经费（元）：125000", "/fee=12.5; converted 125000元 to 12.5"},
      {"申请经费（美元）|12.5", "/fee=12.5; unit “美元” is not “万元”"},
      {"金额（元）|125000", "/sum=125000; unit “元” is not 未注明"},
      {"姓名（李四）|张三", "/name=张三; beside 姓名（李四）"},
      {"姓名（签字）|张三", "/name=张三"},
      {"姓名（章选）|张三", "/name=张三; beside 姓名（章选）"},
      {"工作单位（英文）|Institute", "/org=Institute; beside 工作单位（英文）"},
      {"工作单位|某院", "/org=某院"},
      {"登记表（补报）", "beside 登记表（补报）"},
      {"登记表（盖章）", ""},
      {"项目负责人（李四）|姓名|张三", "/leader=张三; beside 项目负责人（李四）"},
      {"品名|数量|单价（万元）\n笔|3|1.5",
       "/items/0/name=笔; /items/0/amount=3; /items/0/price=15000; converted 1.5万元 to 15000"},
      {"科目|第一年\n设备费|3", "/first=3"},
      {"甲方|第一年\n设备费|3", "/first=3; beside 甲方"},
      {"|第一年|第二年\n设备费（元）|3|", "/first=3; unit “元” is not 未注明"},
  };
  for (const Case& one : kCases) EXPECT_EQ(read(one.paper), one.answer) << one.paper;
}

TEST(WordLabels, NoOtherUnitIsTakenOff) {
  constexpr Case kCases[] = {
      {"申请经费|12.5万元", "/fee=12.5"},
      {"申请经费：____12.5____万元", "/fee=12.5"},
      {"申请经费|　　　万元", ""},
      {"经费|12万元", "/cost=120000; converted 12万元 to 120000"},
      {"经费|¥30", "/cost=30"},
      {"服务期限|3个月", "/term=3个月; unit “个月” is not “年”"},
      {"服务期限|3年", "/term=3"},
      {"申请经费|约 5 万元", "/fee=约 5 万元; unit 未注明 is not “万元”"},
      {"参会人数|5-8 人", "/count=5-8 人; unit 未注明 is not “人”"},
      {"参会人数|3人", "/count=3"},
      {"参会人数|三人", "/count=三人; unit 未注明 is not “人”"},
      {"金额|3万元", "/sum=3万元"},
      {"电话|3天", "/phone=3天"},
  };
  for (const Case& one : kCases) EXPECT_EQ(read(one.paper), one.answer) << one.paper;
}

TEST(WordLabels, PeriodsHaveDaysOfTheCalendar) {
  constexpr Case kCases[] = {
      {"起止时间|自2024年3月1日至2024年3月5日止，共5天", "/from=2024年3月1日; /to=2024年3月5日; /days=5"},
      {"起止时间|2024年3月1日至3月5日（共5天）", "/from=2024年3月1日; /to=3月5日; /days=5"},
      {"起止时间|3月1日至3月3日，共2.5天", "/from=3月1日; /to=3月3日; /days=2.5"},
      {"起止时间|3月1日至3月5日，共40小时", "/from=3月1日; /to=3月5日; beside 共40小时"},
      {"起止时间|2月1日至2月30日", "/from=2月1日; /to=2月30日; no day 2月30日"},
      {"起止时间|2月1日至3月1日（含周末），另加1天", "/from=2月1日; /to=3月1日; beside （含周末），另加1天"},
      {"出差时间|3月1日至3月5日，共5天", "/trip/from=3月1日; /trip/to=3月5日; beside 共5天"},
      {"姓名|2月30日", "/name=2月30日; no day 2月30日"},
  };
  for (const Case& one : kCases) EXPECT_EQ(read(one.paper), one.answer) << one.paper;
}

TEST(WordLabels, SumsAreNoItems) {
  constexpr Case kCases[] = {
      {"序号|品名|数量\n1|笔|3\n2|纸|4\n3||",
       "/items/0/name=笔; /items/0/amount=3; /items/1/name=纸; /items/1/amount=4"},
      {"品名|数量|单价\n笔|3|1\n合　计|3|", "/items/0/name=笔; /items/0/amount=3; /items/0/price=1; /total=3"},
      {"品名|单价\n笔|1\n小计|1\n纸|2\n总计|3",
       "/items/0/name=笔; /items/0/price=1; /items/1/name=纸; /items/1/price=2; beside 小计; beside 1; beside 总计; "
       "beside 3"},
      {"序号|品名|单价\n1|笔|1\n合计||3", "/items/0/name=笔; /items/0/price=1; beside 3"},
      {"品名|数量|部门\n笔|3|办公室", "/items/0/name=笔; /items/0/amount=3; beside 部门; beside 办公室"},
      // A value may read as a label.
      {"品名|数量\n笔|姓名\n纸|4", "/items/0/name=笔; /items/0/amount=姓名; /items/1/name=纸; /items/1/amount=4"},
      {"品名|数量\n笔|3\n姓名|张三", "/items/0/name=笔; /items/0/amount=3; /name=张三"},
  };
  for (const Case& one : kCases) EXPECT_EQ(read(one.paper), one.answer) << one.paper;
}

TEST(WordLabels, WordsAtBoxesArePrintedOrReported) {
  constexpr Case kCases[] = {
      {"性别|☑男　□女", "/sex=☑男\n□女"},
      {"性别：□男；☑女。", "/sex=□男\n☑女"},
      {"性别|□男　□女", ""},
      {"性别|□男　□女 不详", "beside 不详"},
      {"性别|☑男　□女（改）", "/sex=☑男\n□女; beside 改"},
      {"性别|本人□男　☑女", "/sex=本人□男　☑女; beside 本人"},
      {"性别|☑男　□女　　签名：", "/sex=☑男\n□女"},
      {"性别|☑男　□女　　签名：李四", "/sex=☑男\n□女; beside 签名：李四"},
      {"性别|男", "/sex=男"},
  };
  for (const Case& one : kCases) EXPECT_EQ(read(one.paper), one.answer) << one.paper;
}

TEST(WordLabels, ValuesThatReadAsLabelsAreReported) {
  constexpr Case kCases[] = {
      {"职务|联系人|联系人|张三", "/contact=张三; beside 联系人"},
      {"职务|联系人|电话|123", "/phone=123; beside 联系人"},
      {"职务||电话|123", "/phone=123"},
  };
  for (const Case& one : kCases) EXPECT_EQ(read(one.paper), one.answer) << one.paper;
}

TEST(WordLabels, WordsThatWereStruckOutAreReported) {
  ReturnedFile file = paper("姓名|张三");
  file.loose_cells.back().is_struck = true;
  read_by_labels(fields(), {}, {}, file);
  ASSERT_EQ(file.notices.size(), 2U);
  EXPECT_EQ(file.notices.front().id, diagnostics::messages::IntakeMarkBeside);
}

TEST(WordLabels, ManyOtherTextsAreCounted) {
  std::string many;
  for (int i = 0; i < 250; ++i) many += "其他\n";
  const std::string told = read(many);
  EXPECT_TRUE(told.ends_with("beside 其他; beside … + 50")) << told;
}

}  // namespace
