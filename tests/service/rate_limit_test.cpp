#include "service/detail/rate_limit.h"

#include <gtest/gtest.h>

using gongwen::service::RateLimit;

TEST(RateLimit, GivesBackWithTime) {
  RateLimit limit(3, std::chrono::seconds(3));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.take("a", 1'000));
  EXPECT_FALSE(limit.take("a", 1'000));
  EXPECT_FALSE(limit.take("a", 1'999));
  EXPECT_TRUE(limit.take("a", 2'000));
  EXPECT_FALSE(limit.take("a", 2'001));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.take("a", 9'000));
  EXPECT_FALSE(limit.take("a", 9'000));
}

TEST(RateLimit, WhatDidNotCountIsGivenBack) {
  RateLimit limit(2, std::chrono::seconds(10));
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(limit.take("a", 0));
    limit.give_back("a");
  }
  EXPECT_TRUE(limit.take("a", 0));
  EXPECT_TRUE(limit.take("a", 0));
  EXPECT_FALSE(limit.take("a", 0));
  limit.give_back("b");
}

TEST(RateLimit, IsOfEachNameAlone) {
  RateLimit limit(1, std::chrono::seconds(10));
  EXPECT_TRUE(limit.take("a", 0));
  EXPECT_TRUE(limit.take("b", 0));
  EXPECT_FALSE(limit.take("a", 0));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(limit.take("", 0));
}

TEST(RateLimit, ManyNamesDoNotTakeAllTheMemory) {
  RateLimit limit(1, std::chrono::seconds(10));
  int taken = 0;
  for (int i = 0; i < 150'000; ++i) taken += limit.take(std::to_string(i), 0) ? 1 : 0;
  EXPECT_EQ(taken, 100'000);
  EXPECT_TRUE(limit.take("new", 20'000));
}
