#include "engine/batch/detail/file_names.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

TEST(NumberSet, ASetOfNumbersKnowsWhatIsNewHoweverManyThereAre) {
  std::mt19937_64 random(5);
  gongwen::engine::NumberSet numbers;
  std::set<std::uint64_t> known;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t number = i % 3 == 0 ? random() % 5'000 + 2 : random();
    EXPECT_EQ(numbers.insert(number), known.insert(number).second);
  }
  EXPECT_EQ(numbers.size(), known.size());
}
