// Controls in workbooks: as cells to fill in, and as cells like others where nothing is filled in.
#include "sheet/built_workbook.h"
#include "sheet/limits.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::tests;

namespace {

/// A sheet of one row of cells.
std::string row_of(const std::string& cells) {
  return "<html lang=\"zh-CN\"><body><table data-sheet=\"表\"><tr>" + cells + "</tr></table></body></html>";
}

/// What is in the first cell: its text, or its kind and number.
std::string shown(const BuiltWorkbook& built) {
  const sheet::CellValue& value = built.cell(0, 0).value;
  if (const auto* text = std::get_if<sheet::Text>(&value)) return std::string(text->text);
  if (const auto* date = std::get_if<sheet::Date>(&value))
    return "date " + std::to_string(static_cast<int>(date->serial));
  if (const auto* number = std::get_if<sheet::Number>(&value)) return "number " + std::to_string(number->value);
  return std::holds_alternative<sheet::Empty>(value) ? "empty" : "other";
}

const std::string kRadios =
    "<td><input type=\"radio\" name=\"/g\" value=\"m\" title=\"男\" checked>男　"
    "<input type=\"radio\" name=\"/g\" value=\"f\" title=\"女\">女</td>";
const std::string kBoxes =
    "<td><input type=\"checkbox\" name=\"/s\" value=\"1\" title=\"甲\">甲　"
    "<input type=\"checkbox\" name=\"/s\" value=\"2\" title=\"乙\" checked>乙</td>";

}  // namespace

TEST(InputCell, ControlsThatAreNotFilledInAreCellsLikeOthers) {
  struct Row {
    std::string cell;
    std::string shown;
    std::string number_format;
  };
  const Row rows[] = {
      {"<td><input type=\"number\" name=\"/n\" value=\"12.50\"></td>", "number 12.500000", "0.00"},
      {"<td><input type=\"date\" name=\"/d\" value=\"2024-02-19\"></td>", "date 45341", "yyyy\"年\"m\"月\"d\"日\""},
      {"<td lang=\"en\"><input type=\"month\" name=\"/d\" value=\"2024-02\"></td>", "date 45323", "yyyy\\-mm"},
      {"<td><input type=\"text\" name=\"/t\" value=\"0101\"></td>", "0101", "@"},
      {"<td><input type=\"text\" name=\"/t\"></td>", "empty", ""},
      {"<td>自<input type=\"month\" name=\"/d\" value=\"2024-02\">起</td>", "自2024年2月起", ""},
      {"<td><select name=\"/c\"><option value=\"a\">甲</option><option value=\"b\" selected>乙</option></select></td>",
       "乙", ""},
      {"<td><textarea name=\"/t\">一\n二</textarea></td>", "一\n二", ""},
      {"<td><input type=\"checkbox\" name=\"/b\" checked> 同意</td>", "☑ 同意", ""},
      {kRadios, "☑男　☐女", ""},
      {kBoxes, "☐甲　☑乙", ""},
      {"<td><input type=\"date\" name=\"/d\" value=\"2024-02-19\"><input name=\"/t\" value=\"甲\"></td>",
       "2024年2月19日甲", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.cell);
    const BuiltWorkbook built(row_of(row.cell), {}, false);
    EXPECT_TRUE(built.messages().empty());
    EXPECT_EQ(shown(built), row.shown);
    EXPECT_EQ(built.format(0, 0).number_format, row.number_format);
    EXPECT_TRUE(built.format(0, 0).locked);
    EXPECT_TRUE(built.sheet().validations.empty());
    EXPECT_TRUE(built.workbook.names.empty());
    EXPECT_FALSE(built.sheet().is_protected);
  }
}

TEST(InputCell, AFormToFillInIsProtectedButForItsFieldsWhichAreTinted) {
  const BuiltWorkbook built(
      row_of("<th>名称</th><td><input name=\"/name\" title=\"名称\"></td>"
             "<td><input name=\"/id\" readonly value=\"7\"></td>"));
  EXPECT_TRUE(built.sheet().is_protected);
  EXPECT_TRUE(built.format(0, 0).locked);
  EXPECT_FALSE(built.format(0, 1).locked);
  EXPECT_FALSE(built.format(0, 1).background.is_transparent());
  EXPECT_TRUE(built.format(0, 2).locked);
  EXPECT_TRUE(built.format(0, 2).background.is_transparent());
  ASSERT_EQ(built.workbook.names.size(), 2);
  EXPECT_EQ(built.workbook.names[0].name, "gw.name");
  EXPECT_EQ(built.workbook.names[0].type, "text");
}

TEST(InputCell, OneOfSeveralIsADropDownListOfTheLabels) {
  const BuiltWorkbook built(row_of(kRadios));
  EXPECT_EQ(shown(built), "男");
  ASSERT_EQ(built.sheet().validations.size(), 1);
  EXPECT_EQ(std::get<sheet::ListRule>(built.sheet().validations[0].rule).choices,
            (std::vector<std::string>{"男", "女"}));
  EXPECT_EQ(built.workbook.names[0].choices, (std::vector<forms::FieldChoice>{{"m", "男", 0, {}}, {"f", "女", 0, {}}}));
}

TEST(InputCell, AListThatOnlyProposesLetsOtherTextsStand) {
  const BuiltWorkbook built(row_of("<td><select name=\"/c\" data-free><option selected>甲</option></select></td>"));
  ASSERT_EQ(built.sheet().validations.size(), 1);
  EXPECT_TRUE(built.sheet().validations[0].advisory);
  EXPECT_TRUE(built.sheet().validations[0].error.text.empty());
}

TEST(InputCell, SeveralBoxesOfAFieldAreOneTextOnLinesWhereTheTemplateHasThem) {
  EXPECT_EQ(shown(BuiltWorkbook(row_of(kBoxes))), "☐甲　☑乙");
  std::string by_lines = kBoxes;
  by_lines.replace(by_lines.find("甲　"), std::string("甲　").size(), "甲<br>");
  EXPECT_EQ(shown(BuiltWorkbook(row_of(by_lines))), "☐甲\n☑乙");
}

TEST(InputCell, ACellToFillInHoldsOneFieldAndNothingElse) {
  for (const std::string& cell :
       {std::string("<td>姓名：<input name=\"/a\"></td>"),
        std::string("<td><input name=\"/a\"><input name=\"/b\"></td>"), "<td>性别 " + kRadios.substr(4),
        std::string("<td><input type=\"checkbox\" name=\"/a\"> 同意</td>")}) {
    SCOPED_TRACE(cell);
    EXPECT_EQ(BuiltWorkbook(row_of(cell)).complaints(), std::vector<std::string>{"sheet/control-not-alone"});
    EXPECT_TRUE(BuiltWorkbook(row_of(cell), {}, false).complaints().empty());
  }
}

TEST(InputCell, ValuesToFillInAreHeldToWhatACellCanHold) {
  const auto field = [](const std::string& text) {
    return row_of("<td><textarea name=\"/a\">" + text + "</textarea></td>");
  };
  const BuiltWorkbook controls(
      field("a\x01"
            "b\vc"));
  EXPECT_EQ(controls.complaints(), std::vector<std::string>{"sheet/control-character"});
  EXPECT_EQ(shown(controls), "ab\nc");
  const BuiltWorkbook too_long(field(std::string(sheet::kMaxTextUnits + 1, 'x')));
  EXPECT_EQ(too_long.complaints(), std::vector<std::string>{"sheet/text-too-long"});
  EXPECT_EQ(shown(BuiltWorkbook(field(std::string(sheet::kMaxTextUnits, 'x')))).size(), sheet::kMaxTextUnits);
}

TEST(InputCell, PlacesToSignAreNoFieldsOfAWorkbook) {
  const BuiltWorkbook built(row_of("<td><input name=\"sign-leader\" title=\"签字\" data-signature=\"\"></td>"));
  EXPECT_TRUE(built.messages().empty());
  EXPECT_TRUE(built.workbook.names.empty());
  EXPECT_TRUE(built.format(0, 0).locked);
}

TEST(InputCell, TitlesAndDescriptionsAreCutToWhatSpreadsheetsShowLongTextsAreNoTextFormat) {
  const std::string group = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十：";
  const BuiltWorkbook built(row_of("<td><input name=\"/a\" title=\"" + group + "名称\" maxlength=\"300\"></td>"));
  ASSERT_EQ(built.sheet().validations.size(), 1);
  EXPECT_EQ(built.sheet().validations[0].prompt.title, "名称");
  EXPECT_TRUE(built.format(0, 0).number_format.empty());
  const BuiltWorkbook endless(row_of("<td><input name=\"/a\" title=\"" + group + group + "\" maxlength=\"255\"></td>"));
  EXPECT_LE(sheet::utf16_length(endless.sheet().validations[0].prompt.title), sheet::kMaxPromptTitleUnits);
  EXPECT_EQ(endless.format(0, 0).number_format, "@");
}

TEST(InputCell, TitlesThatAreCutEndAfterAWord) {
  const auto title = [](const std::string& stated) {
    const BuiltWorkbook built("<html lang=\"en\"><body><table data-sheet=\"Form\"><tr><td><input name=\"/a\" title=\"" +
                              stated + "\" maxlength=\"9\"></td></tr></table></body></html>");
    return built.sheet().validations.at(0).prompt.title;
  };
  EXPECT_EQ(title("proposer: address"), "proposer: address");
  EXPECT_EQ(title("proposer and its representative: address"), "address");
  EXPECT_EQ(title("compliance with the annex is confirmed"), "compliance with the annex is…");
  EXPECT_EQ(title("exactly as long as there is room"), "exactly as long as there is room");
}

TEST(InputCell, PromptsAreInTheLanguageOfTheDocument) {
  struct Row {
    std::string control;
    std::string chinese;
    std::string english;
  };
  const Row rows[] = {
      {"<input name=\"/a\" maxlength=\"1\" required>", "必填。最多 1 个字。", "Required. Max 1 character."},
      {"<input name=\"/a\" maxlength=\"20\">", "最多 20 个字。", "Max 20 characters."},
      {"<input type=\"number\" name=\"/a\" min=\"0\" max=\"60\" step=\"1\">", "请输入整数，0 至 60。",
       "Enter a whole number, 0 to 60."},
      {"<input type=\"number\" name=\"/a\" min=\"0.5\">", "请输入数字，不小于 0.5。", "Enter a number, at least 0.5."},
      {"<input type=\"number\" name=\"/a\" max=\"9\">", "请输入数字，不大于 9。", "Enter a number, at most 9."},
      {"<input type=\"date\" name=\"/a\" min=\"2024-01-01\">",
       "请输入日期，如 2024-2-19 或 2024年2月19日，不小于 2024-01-01。",
       "Enter a date, such as 2024-02-19, not before 2024-01-01."},
      {"<input type=\"date\" name=\"/a\" max=\"2024-01-01\">",
       "请输入日期，如 2024-2-19 或 2024年2月19日，不大于 2024-01-01。",
       "Enter a date, such as 2024-02-19, not after 2024-01-01."},
      {"<input type=\"month\" name=\"/a\">", "请输入年月，如 2024-2 或 2024年2月（不写成 2024.2、202402）。",
       "Enter a month, such as 2024-02 (not 2024.2 or 202402)."},
      {"<input type=\"email\" name=\"/a\">", "请输入电子邮箱。", "Enter an e-mail address."},
      {"<input type=\"tel\" name=\"/a\">", "请输入电话号码。", "Enter a phone number."},
      {"<input type=\"checkbox\" name=\"/a\">", "请在列表中选择 ☑（是）或 ☐（否）。",
       "Choose ☑ (yes) or ☐ (no) from the list."},
      {"<select name=\"/a\"><option>甲</option></select>", "请在列表中选择；按 Delete 键清空。",
       "Choose from the list; press Delete to clear."},
      {"<select name=\"/a\" data-free><option>甲</option></select>", "可在列表中选择，也可自行填写；按 Delete 键清空。",
       "Choose from the list or enter another text; press Delete to clear."},
      {kBoxes.substr(4, kBoxes.size() - 9), "可选多项：把所选各项前的 ☐ 改成 ☑，其余文字不要改动。",
       "Several choices are possible: change ☐ to ☑ before each of them, and leave the other text as it is."},
      {"<select name=\"/a\" multiple><option>甲</option></select>", "可填多项，用顿号分开。",
       "Several entries are possible, separated by ; or 、."},
  };
  const auto validation = [](const std::string& document, const std::string& cell, const std::string& control) {
    const BuiltWorkbook built("<html" + document + "><body><table data-sheet=\"表\"><tr><td" + cell + ">" + control +
                              "</td></tr></table></body></html>");
    return built.sheet().validations.at(0);
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.control);
    // The language of a cell is that of its value.
    const sheet::DataValidation chinese = validation(" lang=\"zh-CN\"", " lang=\"en\"", row.control);
    EXPECT_EQ(chinese.prompt.text, row.chinese);
    EXPECT_EQ(validation("", "", row.control).prompt, chinese.prompt);
    const sheet::DataValidation english = validation(" lang=\"en\"", " lang=\"zh-CN\"", row.control);
    EXPECT_EQ(english.prompt.text, row.english);
    EXPECT_EQ(english.error.title, english.error.text.empty() ? "" : "Invalid entry");
    EXPECT_EQ(chinese.error.title, chinese.error.text.empty() ? "" : "输入有误");
  }
  const sheet::DataValidation named =
      validation(" lang=\"en-GB\"", "", "<input name=\"/a\" title=\"name\" maxlength=\"3\">");
  EXPECT_EQ(named.error, (sheet::ValidationMessage{"name", "Invalid entry. Max 3 characters."}));
}

TEST(InputCell, APointerThatMakesNoNameHasANumberAndNeverThatOfAnotherField) {
  const std::string longest(300, 'x');
  const BuiltWorkbook built(row_of("<td><input name=\"/id/1\"></td><td><input name=\"/" + longest +
                                   "\"></td><td><input name=\"/" + longest + "y\"></td>"));
  ASSERT_EQ(built.workbook.names.size(), 3);
  EXPECT_EQ(built.workbook.names[0].name, "gw.id.1");
  EXPECT_EQ(built.workbook.names[1].name, "gw.id.2");
  EXPECT_EQ(built.workbook.names[2].name, "gw.id.3");
  EXPECT_EQ(built.workbook.names[1].pointer, "/" + longest);
}
