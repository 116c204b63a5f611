#include "service/detail/failure_store.h"

#include "resources/file_tree.h"
#include "resources/scratch_folder.h"
#include "service/detail/task.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen::service;
namespace resources = gongwen::resources;

namespace {

std::string messages_with(std::size_t bytes) {
  Task task;
  task.operation = Operation::Check;
  task.files = {{"data.json", std::string(bytes, 'x')}};
  return write_task(task);
}

/// What is kept, in the order of its names.
std::vector<std::string> kept_in(const std::string& folder) {
  std::vector<std::string> names = resources::names_in(folder);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST(FailureStore, TheOldestMakeRoomForTheCountAndForTheBytes) {
  const gongwen::tests::ScratchFolder scratch;
  const std::string folder = scratch.path("kept");
  const FailureStore few(folder, {3, 1'000'000, 1'000'000});
  ASSERT_FALSE(few.open());
  // Names say nothing of the order; times do.
  std::int64_t time = 1'000;
  for (const char* const name : {"f-d", "f-a", "f-c", "f-b"}) {
    ASSERT_TRUE(few.keep(name, messages_with(10)));
    ASSERT_FALSE(resources::set_file_time(folder + '/' + name, ++time));
  }
  EXPECT_EQ(kept_in(folder), (std::vector<std::string>{"f-a", "f-b", "f-c"}));
  const FailureStore small(folder, {3, 25'000, 20'000});
  ASSERT_TRUE(small.keep("f-e", messages_with(15'000)));
  EXPECT_EQ(kept_in(folder), (std::vector<std::string>{"f-b", "f-c", "f-e"}));
  ASSERT_FALSE(resources::set_file_time(folder + "/f-e", ++time));
  ASSERT_TRUE(small.keep("f-f", messages_with(15'000)));
  EXPECT_EQ(kept_in(folder), (std::vector<std::string>{"f-f"})) << "all that is older goes before it fits";
}

TEST(FailureStore, WhatIsTooLargeIsNotKeptAndTakesNobodysRoom) {
  const gongwen::tests::ScratchFolder scratch;
  const std::string folder = scratch.path("kept");
  const FailureStore store(folder, {3, 1'000'000, 1'000});
  ASSERT_FALSE(store.open());
  ASSERT_TRUE(store.keep("f-a", messages_with(10)));
  EXPECT_FALSE(store.keep("f-b", messages_with(2'000)));
  EXPECT_EQ(kept_in(folder), (std::vector<std::string>{"f-a"}));
}

TEST(FailureStore, WhatIsCutOffIsNotKeptAndTakesNobodysRoom) {
  const gongwen::tests::ScratchFolder scratch;
  const std::string folder = scratch.path("kept");
  const FailureStore store(folder, {1, 1'000'000, 1'000'000});
  ASSERT_FALSE(store.open());
  ASSERT_TRUE(store.keep("f-a", messages_with(10)));
  std::string messages = messages_with(10);
  messages.pop_back();
  EXPECT_FALSE(store.keep("f-b", messages));
  EXPECT_EQ(kept_in(folder), (std::vector<std::string>{"f-a"}));
}

TEST(FailureStore, NamesOfFilesAreItsOwn) {
  const gongwen::tests::ScratchFolder scratch;
  const std::string folder = scratch.path("kept");
  const FailureStore store(folder, {});
  ASSERT_FALSE(store.open());
  Task task;
  task.operation = Operation::Check;
  task.files = {{"../../a.json", "1"}, {"b.tar.gz/../c", "2"}, {"photo.PNG", "3"}, {"x.png", "4"}};
  ASSERT_TRUE(store.keep("f-a", write_task(task)));
  EXPECT_EQ(kept_in(folder + "/f-a"), (std::vector<std::string>{"1.json", "2", "3", "4.png", "task.json"}));
}
