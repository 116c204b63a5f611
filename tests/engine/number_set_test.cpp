#include "engine/batch/number_set.h"

#include <random>
#include <set>

#include <doctest/doctest.h>

TEST_CASE("a set of numbers knows what is new, however many there are") {
  std::mt19937_64 random(5);
  gongwen::engine::NumberSet numbers;
  std::set<std::uint64_t> known;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t number = i % 3 == 0 ? random() % 5'000 + 2 : random();
    CHECK(numbers.insert(number) == known.insert(number).second);
  }
  CHECK(numbers.size() == known.size());
}
