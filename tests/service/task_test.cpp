#include "service/detail/task.h"

#include "resources/message_channel.h"

#include <gtest/gtest.h>

using namespace gongwen::service;
using gongwen::TypedValues;

namespace {

std::vector<std::string> messages_of(std::string_view bytes) {
  gongwen::resources::MessageAssembler assembler(kMaxMessageBytes);
  assembler.add(bytes);
  std::vector<std::string> messages;
  while (auto message = assembler.next()) messages.push_back(*std::move(message));
  return messages;
}

}  // namespace

TEST(Task, ComesOutAsItWentIn) {
  Task task;
  task.operation = Operation::FormPage;
  task.kind = "expert-application";
  task.language = gongwen::Language::English;
  task.time = std::chrono::milliseconds(1'234);
  task.options = {"pdf", "gbt9704",   "tag",       300,       7,       true,         true,      true,        true,
                  true,  "表",        true,        true,      true,    true,         true,      true,        "register",
                  "any", "{\"a\":1}", "/bin/scan", "9f2c",    "8d01",  {"7e", "6f"}, "GW1:X",   "ZJ",        "ZJ-7",
                  "好",  "en",        true,        "receipt", "check", "other",      "typical", "表 = form", {"/name"}};
  task.files = {{"data.json", std::string("{}\0x", 4)}, {"me.png", ""}};
  const std::vector<std::string> messages = messages_of(write_task(task));
  ASSERT_EQ(messages.size(), 3U);
  const auto read = parse_task(messages[0]);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->operation, task.operation);
  EXPECT_EQ(read->kind, task.kind);
  EXPECT_EQ(read->language, task.language);
  EXPECT_EQ(read->time, task.time);
  EXPECT_TRUE(read->options == task.options);
  ASSERT_EQ(read->files.size(), 2U);
  EXPECT_EQ(read->files[1].path, "me.png");
  EXPECT_EQ(messages[1], task.files[0].bytes);
}

TEST(Task, AnswersAreTakenOnlyAsTheyAreWritten) {
  const TaskAnswer answer{Outcome::BadData,
                          "application/pdf",
                          "信.pdf",
                          "\"tag\"",
                          "{\"errors\":1}",
                          "{\"ok\":true}",
                          2,
                          3,
                          1ULL << 40,
                          {"pdf", "甲\"乙"},
                          std::string("x\0y", 3)};
  const std::vector<std::string> messages = messages_of(write_answer(answer));
  ASSERT_EQ(messages.size(), 2U);
  const auto read = parse_answer(messages[0], messages[1]);
  ASSERT_TRUE(read);
  EXPECT_TRUE(*read == answer);
  for (const char* const wrong :
       {"", "{}", "[]", "null", "{\"outcome\":\"fine\",\"warnings\":0,\"pages\":0,\"memory\":0}",
        "{\"outcome\":\"done\",\"warnings\":-1,\"pages\":0,\"memory\":0}"}) {
    EXPECT_FALSE(parse_answer(wrong, "")) << wrong;
    EXPECT_FALSE(parse_task(wrong)) << wrong;
  }
}

TEST(Task, EntriesKeepEveryText) {
  TypedValues values{{"/name_zh", {"张三\"\\\n", ""}}, {"/photo", {"a.png"}, true}, {"/empty", {}}};
  const auto read = parse_entries(entries_json(values));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 3U);
  EXPECT_EQ((*read)[0].pointer, "/name_zh");
  EXPECT_EQ((*read)[0].texts, values[0].texts);
  EXPECT_TRUE((*read)[1].is_file);
  EXPECT_TRUE((*read)[2].texts.empty());
  EXPECT_TRUE(parse_entries("{}")->empty());
  EXPECT_FALSE(parse_entries("[{"));
}
