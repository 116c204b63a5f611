#include "engine/batch/detail/number_table.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace {

using gongwen::engine::NumberTable;

/// Of this process, without pages of files.
std::size_t own_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) return std::stoul(line.substr(8)) * 1024;
  }
  return 0;
}

TEST(NumberTable, KnowsWhatIsNewAndItsValueHoweverManyThereAre) {
  for (const char* const folder : {"/tmp", "/does/not/exist"}) {
    std::mt19937_64 random(5);
    NumberTable table(folder);
    std::map<std::uint64_t, std::uint64_t> known;
    for (int i = 0; i < 120'000; ++i) {
      const std::uint64_t number = i % 3 == 0 ? random() % 5'000 + 2 : random();
      if (i % 2 == 0) {
        EXPECT_EQ(table.insert(number), known.emplace(number, 0).second);
      } else {
        table.set(number, static_cast<std::uint64_t>(i));
        known[number] = static_cast<std::uint64_t>(i);
      }
    }
    EXPECT_EQ(table.size(), known.size());
    EXPECT_TRUE(std::all_of(known.begin(), known.end(),
                            [&](const auto& entry) { return table.find(entry.first) == entry.second; }));
    EXPECT_EQ(table.find(1), std::nullopt);
    EXPECT_FALSE(table.error());
  }
}

TEST(NumberTable, FourHundredThousandEntriesTakeLessThanTwoMegabytes) {
  std::mt19937_64 random(7);
  NumberTable table("/tmp");
  const std::size_t before = own_memory();
  for (int i = 0; i < 400'000; ++i) table.insert(random());
  EXPECT_LT(own_memory(), before + 2'000'000);
}

}  // namespace
