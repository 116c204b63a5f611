// A form laid over the cells of a workbook that has lost its names.
#include "intake/workbook_layout.h"

#include "diagnostics/catalogue/intake.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::intake;

namespace {

/// 姓名 and 电话 in one row, a list of two rows below its heads, and a note.
WorkbookLayout form() {
  SheetLayout sheet;
  sheet.name = "表";
  sheet.printed = {{{0, 0}, "申请表"}, {{1, 0}, "姓名"}, {{1, 2}, "电话"},       {{2, 0}, "时间"},
                   {{2, 2}, "单位"},   {{5, 0}, "备注"}, {{5, 2}, "签字后盖章"}, {{6, 0}, "盖章"}};
  sheet.fields = {{"/name", "text", {1, 1}, {}},        {"/phone", "phone", {1, 3}, {}},
                  {"/jobs/0/from", "text", {3, 0}, {}}, {"/jobs/0/kind", "choice", {3, 2}, {{"甲类", "a"}}},
                  {"/jobs/1/from", "text", {4, 0}, {}}, {"/jobs/1/kind", "choice", {4, 2}, {{"甲类", "a"}}},
                  {"/note", "text", {5, 1}, {}}};
  return {{sheet}};
}

class Copy {
 public:
  Copy& print(std::uint32_t down = 0, std::uint32_t right = 0) {
    const WorkbookLayout layout = form();
    for (const auto& [place, text] : layout.sheets[0].printed) put(place.row + down, place.column + right, text);
    return *this;
  }
  Copy& put(std::uint32_t row, std::uint32_t column, const std::string& text) {
    file.loose_cells.push_back({sheet, row, column, RawType::Text, text});
    return *this;
  }
  std::map<std::string, std::string> values() {
    file.is_unnamed = true;
    read_copied_form(form(), file);
    std::map<std::string, std::string> values;
    for (const RawField& field : file.fields) values.emplace(field.pointer, field.text);
    return values;
  }
  std::size_t count(diagnostics::DiagnosticId id) const {
    std::size_t count = 0;
    for (const Notice& notice : file.notices) count += notice.id == id ? 1 : 0;
    return count;
  }

  std::string sheet = "别的名称";
  ReturnedFile file;
};

using Values = std::map<std::string, std::string>;

}  // namespace

TEST(WorkbookLayout, ValuesLieWhereTheFormHasFields) {
  for (const std::uint32_t shift : {0U, 3U}) {
    Copy copy;
    copy.print(shift, shift).put(1 + shift, 1 + shift, "张示例").put(3 + shift, 2 + shift, "甲类");
    EXPECT_EQ(copy.values(), (Values{{"/name", "张示例"}, {"/jobs/0/kind", "a"}}));
    EXPECT_EQ(copy.file.blanks.size(), 5);
    EXPECT_EQ(copy.count(diagnostics::messages::IntakeTextBeside), 0);
  }
}

TEST(WorkbookLayout, ListsMayBeLongerAndShorter) {
  Copy longer;
  const WorkbookLayout layout = form();
  for (const auto& [place, text] : layout.sheets[0].printed) {
    longer.put(place.row + (place.row > 4 ? 2 : 0), place.column, text);
  }
  longer.put(3, 0, "一").put(6, 0, "四").put(7, 1, "无");
  EXPECT_EQ(longer.values(), (Values{{"/jobs/0/from", "一"}, {"/jobs/3/from", "四"}, {"/note", "无"}}));
  Copy shorter;
  for (const auto& [place, text] : layout.sheets[0].printed) {
    shorter.put(place.row - (place.row > 4 ? 1 : 0), place.column, text);
  }
  shorter.put(3, 0, "一").put(4, 1, "无");
  EXPECT_EQ(shorter.values(), (Values{{"/jobs/0/from", "一"}, {"/note", "无"}}));
}

TEST(WorkbookLayout, ColumnsThatWereAddedAreFoundByWhatIsPrinted) {
  Copy copy;
  const WorkbookLayout layout = form();
  for (const auto& [place, text] : layout.sheets[0].printed) {
    copy.put(place.row, place.column + (place.column > 1 ? 1 : 0), text);
  }
  // Whether the field is before or after the new column cannot be known.
  copy.put(1, 1, "张示例").put(1, 4, "13800000000").put(3, 3, "甲类");
  EXPECT_EQ(copy.values(), (Values{{"/phone", "13800000000"}, {"/jobs/0/kind", "a"}}));
  EXPECT_EQ(copy.count(diagnostics::messages::IntakeTextBeside), 1);
}

TEST(WorkbookLayout, WhatIsPrintedIsNoValueAndAllElseIsReported) {
  Copy copy;
  copy.print().put(1, 1, "签字后盖章").put(9, 9, "补充").put(8, 0, "备注");
  EXPECT_EQ(copy.values(), Values{});
  // The printed text in the field of the name, the further texts, of which one is printed once only.
  EXPECT_EQ(copy.count(diagnostics::messages::IntakeTextBeside), 3);
}

TEST(WorkbookLayout, HiddenAndFailedCellsAreNotRead) {
  Copy copy;
  copy.print().put(1, 1, "张示例").put(1, 3, "#REF!");
  copy.file.loose_cells.back().trouble = data::CellError::Error;
  SheetView view;
  view.name = copy.sheet;
  view.hidden_rows = {3};
  copy.file.sheets = {view};
  copy.put(3, 0, "一");
  EXPECT_EQ(copy.values(), (Values{{"/name", "张示例"}}));
  EXPECT_EQ(copy.count(diagnostics::messages::IntakeCellError), 1);
  EXPECT_EQ(copy.count(diagnostics::messages::IntakeHiddenField), 1);
}

TEST(WorkbookLayout, TwoFormsInOneWorkbookAreNotMixed) {
  Copy copy;
  copy.print().put(1, 1, "张示例");
  copy.sheet = "表 (2)";
  copy.print().put(1, 1, "李样本");
  EXPECT_EQ(copy.values(), Values{});
  EXPECT_EQ(copy.count(diagnostics::messages::IntakeMixedForms), 1);
}
