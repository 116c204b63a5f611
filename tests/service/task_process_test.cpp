// A worker and the processes that it starts, which are a line of shell here.
#include "service/detail/task_process.h"

#include "engine/batch/detail/task_message.h"
#include "resources/message_channel.h"

#include <fstream>
#include <map>

#include <gtest/gtest.h>

namespace {

using namespace gongwen;
using namespace gongwen::service;

const std::string kFirst(queue::kHashDigits, '1');
const std::string kSecond(queue::kHashDigits, '2');

class StoredNames final : public queue::ObjectStore {
 public:
  const std::string& name() const override { return name_; }
  std::optional<queue::Error> put(const std::string& hash, std::string_view) override {
    names.insert(hash);
    return std::nullopt;
  }
  queue::Result<std::string> get(const std::string& hash, std::size_t) override {
    return base::Failure{queue::Error{queue::Error::Kind::Missing, hash}};
  }
  std::optional<queue::Error> remove(const std::string&) override { return std::nullopt; }

  std::set<std::string> names;

 private:
  std::string name_ = "names";
};

class TaskProcessTest : public ::testing::Test {
 protected:
  TaskProcessTest() : folder_(*resources::TemporaryFolder::make("/tmp")) {}

  /// The process puts a document there.
  void put(const std::string& hash) {
    say("{\"put\":\"" + hash + "\"}");
    say("bytes");
  }
  void say(std::string_view message) { resources::append_message(said_, message); }

  /// Processes that say this, and die of the document that comes next.
  TaskOutcome make(std::vector<std::uint64_t> records) {
    const std::string file = folder_.path() + "/said";
    std::ofstream(file, std::ios::binary) << said_;
    // It hears the whole order first, whose task ends the line: one that dies before is dead without having said
    // anything.
    const std::string line = "read -r order; /usr/bin/cat " + file + " >&0; kill -9 $$";
    TaskProcess process("/bin/sh", {"sh", "-c", line}, folder_.path(), objects_);
    return process.make("{}\n", {"run", 1, std::move(records)});
  }

  resources::TemporaryFolder folder_;
  StoredNames objects_;
  std::string said_;
};

TEST_F(TaskProcessTest, WhatADeadProcessHasPutIsUnclaimed) {
  put(kFirst);
  const TaskOutcome outcome = make({7});
  ASSERT_EQ(outcome.records.size(), 1U);
  ASSERT_EQ(outcome.crashes.size(), 1U);
  EXPECT_EQ(outcome.crashes.front(), "record 7: signal 9");
  EXPECT_EQ(objects_.names, std::set<std::string>{kFirst});
  EXPECT_EQ(outcome.unclaimed, std::set<std::string>{kFirst});
}

TEST_F(TaskProcessTest, WhatARecordNamesIsNot) {
  engine::MadeRecord made{7, engine::MadeRecord::State::Made};
  made.files.push_back({Format::Pdf, kFirst, 5, 1});
  put(kFirst);
  say(engine::made_record_json(made).text());
  put(kSecond);
  const TaskOutcome outcome = make({7, 8});
  EXPECT_EQ(outcome.records.size(), 2U);
  EXPECT_TRUE(outcome.crashes.empty());
  EXPECT_EQ(outcome.unclaimed, std::set<std::string>{kSecond});
}

}  // namespace
