// Parts of a batch: names of files, and where the elements of a list end.
#include "engine/batch/file_names.h"
#include "engine/batch/json_scan.h"

#include <array>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace gongwen::engine;

TEST_CASE("names of files are such that every system takes them") {
  CHECK(safe_file_name("网络安全／示例", "x") == "网络安全／示例");
  CHECK(safe_file_name("a/b\\c:d", "x") == "a／b＼c：d");
  CHECK(safe_file_name(" ..hidden. ", "x") == "hidden");
  CHECK(safe_file_name("a\tb\x7F", "x") == "a b");
  CHECK(safe_file_name(" . ", "otherwise") == "otherwise");
  CHECK(safe_file_name("CON", "x") == "_CON");
  CHECK(safe_file_name("lpt1.txt", "x") == "_lpt1.txt");
  CHECK(safe_file_name("console", "x") == "console");
  std::string han;
  for (int i = 0; i < 100; ++i) han += "长";
  CHECK(safe_file_name(han, "x").size() == 198);
}

TEST_CASE("names are given in the order of the records, whoever asks first") {
  for (int turn = 0; turn < 20; ++turn) {
    FileNames names;
    std::array<std::string, 4> taken;
    std::vector<std::thread> threads;
    for (std::uint64_t number = 4; number >= 1; --number) {
      threads.emplace_back([&, number] { taken[number - 1] = names.take(number, number == 3 ? "a-2" : "A", 0); });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(taken == std::array<std::string, 4>{"A", "A-2", "a-2-2", "A-3"});
  }
}

TEST_CASE("an owner keeps its name") {
  FileNames names;
  names.keep("a", 7);
  CHECK(names.take(1, "a", 8) == "a-2");
  CHECK(names.take(2, "a", 7) == "a");
  CHECK(names.take(3, "a", 8) == "a-2");
}

TEST_CASE("an element ends at the comma or bracket behind it, wherever the text was cut") {
  const std::string text = R"({"a": "x\"],}", "b": [1, {"c": "\\"}]} , 2])";
  const std::size_t end = text.find(" , 2") + 1;
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    JsonScan scan;
    std::optional<std::size_t> found = scan.find_end(std::string_view(text).substr(0, cut));
    if (!found) found = scan.find_end(text);
    CAPTURE(cut);
    CHECK(found == end);
    CHECK(scan.is_whole());
  }
  JsonScan open;
  CHECK_FALSE(open.find_end("{\"a\": 1"));
  CHECK_FALSE(open.is_whole());
}
