// Parts of a batch: names of files, and where the elements of a list end.
#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/record_source.h"

#include <array>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen::engine;

TEST(BatchParts, NamesOfFilesAreSuchThatEverySystemTakesThem) {
  EXPECT_EQ(safe_file_name("网络安全／示例", "x"), "网络安全／示例");
  EXPECT_EQ(safe_file_name("a/b\\c:d", "x"), "a／b＼c：d");
  EXPECT_EQ(safe_file_name(" ..hidden. ", "x"), "hidden");
  EXPECT_EQ(safe_file_name("a\tb\x7F", "x"), "a b");
  EXPECT_EQ(safe_file_name(" . ", "otherwise"), "otherwise");
  EXPECT_EQ(safe_file_name("CON", "x"), "_CON");
  EXPECT_EQ(safe_file_name("lpt1.txt", "x"), "_lpt1.txt");
  EXPECT_EQ(safe_file_name("console", "x"), "console");
  std::string han;
  for (int i = 0; i < 100; ++i) han += "长";
  EXPECT_EQ(safe_file_name(han, "x").size(), 198);
}

TEST(BatchParts, NamesAreGivenInTheOrderOfTheRecordsWhoeverAsksFirst) {
  for (int turn = 0; turn < 20; ++turn) {
    FileNames names("/tmp");
    std::array<std::string, 4> taken;
    std::vector<std::thread> threads;
    for (std::uint64_t number = 4; number >= 1; --number) {
      threads.emplace_back([&, number] { taken[number - 1] = names.take(number, number == 3 ? "a-2" : "A", 0); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(taken, (std::array<std::string, 4>{"A", "A-2", "a-2-2", "A-3"}));
  }
}

TEST(BatchParts, AnOwnerKeepsItsName) {
  FileNames names("/tmp");
  names.keep("a", 7);
  EXPECT_EQ(names.take(1, "a", 8), "a-2");
  EXPECT_EQ(names.take(2, "a", 7), "a");
  EXPECT_EQ(names.take(3, "a", 8), "a-2");
}

TEST(BatchParts, AnElementEndsAtTheCommaOrBracketBehindItWhereverTheTextWasCut) {
  const std::string text = R"({"a": "x\"],}", "b": [1, {"c": "\\"}]} , 2])";
  const std::size_t end = text.find(" , 2") + 1;
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    JsonScan scan;
    std::optional<std::size_t> found = scan.find_end(std::string_view(text).substr(0, cut));
    if (!found) found = scan.find_end(text);
    SCOPED_TRACE(cut);
    EXPECT_EQ(found, end);
    EXPECT_TRUE(scan.is_whole());
  }
  JsonScan open;
  EXPECT_FALSE(open.find_end("{\"a\": 1"));
  EXPECT_FALSE(open.is_whole());
}
