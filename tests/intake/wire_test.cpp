#include "intake/wire.h"

#include "diagnostics/catalogue/intake.h"
#include "intake/read_ofd_text.h"

#include <gtest/gtest.h>

using namespace gongwen::intake;
namespace messages = gongwen::diagnostics::messages;

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
  file.loose_cells.push_back({"表", 3, 4, RawType::Number, "1.5", CellError::Invisible, "1.50"});
  file.loose_cells.back().picture = 1;
  file.sheets.push_back({"表", false, {}, {}, {}, {{"B3", {}, OverSort::Drawn, true, 1}}});
  file.pictures = {"data:image/png;base64,AA=="};
  file.sheets.push_back({"表", true, {{1, 2, 3, 4}}, {5, 7}, {2}, {{"B3", "注"}, {"C1", ""}}});
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
  EXPECT_EQ(read->pictures, file.pictures);
  EXPECT_EQ(read->sheets, file.sheets);
  EXPECT_EQ(read->notices, file.notices);
  for (std::size_t end = 0; end < text.size(); ++end) EXPECT_FALSE(parse_returned_file(text.substr(0, end)));
  EXPECT_FALSE(parse_returned_file(text + "0,"));
  EXPECT_FALSE(parse_returned_file("9,"));
}

TEST(Wire, TheTextOfAnOfdFileArrivesAsItWasRead) {
  OfdText text;
  text.text = "甲\"乙\"\n";
  text.pages = {"甲", "", "乙"};
  text.references = 7;
  text.missing = 1;
  text.identifier = "00ff";
  text.pdf_sha256 = "abc";
  const std::string written = write_ofd_text(ReadOfdText(text));
  const auto read = parse_ofd_text(written);
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((*read)->text, text.text);
  EXPECT_EQ((*read)->pages, text.pages);
  EXPECT_EQ((*read)->references, 7u);
  EXPECT_EQ((*read)->missing, 1u);
  EXPECT_EQ((*read)->identifier, "00ff");
  EXPECT_EQ((*read)->pdf_sha256, "abc");
  const auto failed = parse_ofd_text(write_ofd_text(gongwen::base::Failure{OfdTextError{"no package", {}}}));
  ASSERT_TRUE(failed && !*failed);
  EXPECT_EQ(failed->error().reason, "no package");
  for (std::size_t end = 0; end < written.size(); ++end) EXPECT_FALSE(parse_ofd_text(written.substr(0, end)));
  for (const char* const other :
       {"{}", "[]", "[1]", "[1,[],0,0,\"\",\"\"]", "[\"\",[1],0,0,\"\",\"\"]", "[\"\",[],-1,0,\"\",\"\"]"}) {
    EXPECT_FALSE(parse_ofd_text(other)) << other;
  }
}

TEST(Wire, NothingIsTakenThatNoReaderWrites) {
  ReturnedFile file;
  file.parts = {{1, 4, {}, true}};
  file.report_field("/a", {2, {}, {}}, messages::IntakeConflict, {"x"});
  file.loose_cells.push_back({"S", 3, 4, RawType::Number, "1"});
  const std::string text = write_returned_file(file);
  ASSERT_TRUE(parse_returned_file(text));
  const auto changed = [&text](std::string_view before, std::string_view after) {
    std::string other = text;
    const std::size_t at = other.find(before);
    EXPECT_NE(at, std::string::npos) << before;
    return parse_returned_file(other.replace(at, before.size(), after)).has_value();
  };
  EXPECT_TRUE(changed("1,4,1,0,", "1,5,1,0,"));
  EXPECT_FALSE(changed("1,4,1,0,", "1,4,2,0,"));
  EXPECT_FALSE(changed("1,4,1,0,", "1,4,1,1,"));
  EXPECT_FALSE(changed("1,4,1,0,", "1,4000000000,1,0,"));
  EXPECT_FALSE(changed("1,4,1,0,", "1,-4,1,0,"));
  EXPECT_FALSE(changed("1:1,3,4,", "1:1,3,99999999999,"));
  EXPECT_FALSE(changed("1:1,3,4,", "1:1,3,99999999999999999999,"));
  EXPECT_FALSE(changed("1:S,", "2:S,"));
  EXPECT_FALSE(changed("1:S,", "18446744073709551615:S,"));
  EXPECT_FALSE(changed("1:S,", "1:\xFF,"));
  // Half a character, whose other half would be in what follows.
  EXPECT_TRUE(changed("1:S,", "3:\xE4\xB8\xAD,"));
  EXPECT_FALSE(changed("1:S,", "2:\xE4\xB8\xAD,"));
  EXPECT_FALSE(changed("intake/conflict", "intake/CONFLICT"));
  EXPECT_FALSE(changed("15:intake/conflict", "20:resources/unwritable"));
}

TEST(Wire, RequestsArriveAsTheyWereSent) {
  ReadRequest request;
  request.type = ForeignType::Archive;
  request.unnamed = UnnamedCells::Collect;
  request.limits.max_bytes = 1;
  request.limits.max_names = 2;
  request.process = {3, 4, 5, 6};
  const std::string text = write_request(request);
  EXPECT_LE(text.size(), kMaxRequestBytes);
  const auto read = parse_request(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->type, request.type);
  EXPECT_EQ(read->unnamed, request.unnamed);
  EXPECT_EQ(read->limits.max_bytes, 1);
  EXPECT_EQ(read->limits.max_names, 2);
  EXPECT_EQ(read->process.cpu_seconds, 3);
  EXPECT_EQ(read->process.wall_seconds, 4);
  EXPECT_EQ(read->process.memory_bytes, 5);
  EXPECT_EQ(read->process.answer_bytes, 6);
  EXPECT_EQ(write_request(*read), text);
  for (std::size_t end = 0; end < text.size(); ++end) EXPECT_FALSE(parse_request(text.substr(0, end)));
  // Of another version, or with an item too many.
  EXPECT_FALSE(parse_request("[\"0.0.0\"" + text.substr(text.find(','))));
  EXPECT_FALSE(parse_request(text.substr(0, text.size() - 1) + ",0]"));
}

TEST(Wire, AnswersAndArchivesArriveAsTheyWereSent) {
  for (const ProcessEnd end : {ProcessEnd::Done, ProcessEnd::OutOfTime, ProcessEnd::NotStarted}) {
    const auto read = parse_answer(write_answer({end, end == ProcessEnd::Done ? "x" : ""}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->end, end);
    EXPECT_EQ(read->content, end == ProcessEnd::Done ? "x" : "");
  }
  for (const std::string_view wrong : {"", "5", "/", "x", "1x"})
    EXPECT_FALSE(parse_answer(std::string(wrong))) << wrong;
  const UnpackedArchive archive{ArchiveOutcome::Files, {{"甲.pdf", std::string("\0 1", 3)}, {"b", ""}}};
  const std::string text = write_archive(archive);
  const auto read = parse_archive(text);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->files.size(), 2);
  EXPECT_EQ(read->files[0].name, "甲.pdf");
  EXPECT_EQ(read->files[0].bytes, archive.files[0].bytes);
  for (const std::string_view wrong : {"", "q", "dx", "f1", "f1 2 ab", "f-1 2 abc", "f18446744073709551615 2 abc"})
    EXPECT_FALSE(parse_archive(wrong)) << wrong;
}
