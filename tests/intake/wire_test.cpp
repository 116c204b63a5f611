#include "diagnostics/catalogue/intake.h"
#include "intake/detail/child_process.h"

#include <gtest/gtest.h>

using namespace gongwen::intake;

TEST(Wire, WhatOneProcessWritesTheOtherReads) {
  ReturnedFile file;
  file.type = FileType::Xlsx;
  file.stamp = {"expert-application", "1.0", "abc"};
  file.fields.push_back({"/a~1b/0", RawType::Choice, "甲\n\"乙\"", "丙", {0, "表 1", "B3"}, 2});
  file.blanks.push_back({"/b", RawType::Text, {}, {}, {3, {}, {}}});
  file.parts = {{1, 4, {}, true}, {5, 8, {}, false}, {0, 0, {"表 1", "表 2"}, false}};
  file.given = "[]";
  file.printed = "注";
  file.attached_json = "{}";
  file.loose_cells.push_back({"表", 3, 4, RawType::Number, "1.5"});
  file.report(gongwen::diagnostics::messages::IntakeEncrypted);
  file.report_field("/a", {2, {}, {}}, gongwen::diagnostics::messages::IntakeConflict, {"x", "y"});
  const std::string text = write_returned_file(file);
  const auto read = parse_returned_file(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->type, file.type);
  EXPECT_EQ(read->stamp, file.stamp);
  EXPECT_EQ(read->fields, file.fields);
  EXPECT_EQ(read->given, file.given);
  EXPECT_EQ(read->printed, file.printed);
  EXPECT_EQ(read->blanks, file.blanks);
  EXPECT_EQ(read->parts, file.parts);
  EXPECT_EQ(read->attached_json, file.attached_json);
  EXPECT_EQ(read->loose_cells, file.loose_cells);
  EXPECT_EQ(read->notices, file.notices);
  for (std::size_t end = 0; end < text.size(); ++end) EXPECT_FALSE(parse_returned_file(text.substr(0, end)));
  EXPECT_FALSE(parse_returned_file("[9]"));
}
