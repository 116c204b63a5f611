// SegmentedVector: elements stay where they are, and their memory goes segment by segment.
#include "base/string_arena.h"

#include <gtest/gtest.h>

using Numbers = gongwen::base::SegmentedVector<int>;

namespace {

Numbers numbers(std::size_t count) {
  Numbers made;
  for (std::size_t i = 0; i < count; ++i) made.push_back(static_cast<int>(i));
  return made;
}

}  // namespace

TEST(SegmentedVector, ElementsStayWhereTheyAreWhenItGrowsOrMoves) {
  Numbers first = numbers(1);
  const int* const place = &first[0];
  for (int i = 1; i < 2000; ++i) first.push_back(i);
  const Numbers second = std::move(first);
  EXPECT_EQ(&second[0], place);
  EXPECT_EQ(second.size(), 2000);
  EXPECT_EQ(second[Numbers::kSegment], static_cast<int>(Numbers::kSegment));
  EXPECT_EQ(second[1999], 1999);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): what is left is a value
}

TEST(SegmentedVector, OthersKeepTheirPlacesWhenElementsAreReleased) {
  Numbers made = numbers(5 * Numbers::kSegment);
  made.release(10, 4 * Numbers::kSegment - 1);
  EXPECT_EQ(made[9], 9);
  EXPECT_EQ(made[Numbers::kSegment - 1], static_cast<int>(Numbers::kSegment) - 1) << "of a segment that is not filled";
  EXPECT_EQ(made[4 * Numbers::kSegment - 1], 4 * static_cast<int>(Numbers::kSegment) - 1);
  made.release(0, 4 * Numbers::kSegment);
  made.push_back(-1);
  EXPECT_EQ(made[5 * Numbers::kSegment], -1);
}

TEST(SegmentedVector, AfterItWasShortenedItGrowsAgain) {
  Numbers made = numbers(3 * Numbers::kSegment);
  made.shorten(2);
  EXPECT_EQ(made.size(), 2);
  made.push_back(7);
  EXPECT_EQ(made[2], 7);
  EXPECT_EQ(made[1], 1);
}
