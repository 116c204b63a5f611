#include "engine/core/detail/read_source.h"

#include <gtest/gtest.h>

using namespace gongwen;

TEST(Limits, WithoutAnOptionTheLimitsAreThoseOfTheModules) {
  const templating::Limits expansion;
  const templating::Limits made = engine::templating_limits({});
  EXPECT_EQ(made.steps, expansion.steps);
  EXPECT_EQ(made.loop_iterations, expansion.loop_iterations);
  EXPECT_EQ(made.call_depth, expansion.call_depth);
  EXPECT_EQ(made.include_depth, expansion.include_depth);
  EXPECT_EQ(made.output_bytes, expansion.output_bytes);
  EXPECT_EQ(made.memory_bytes, expansion.memory_bytes);
  EXPECT_EQ(made.text_bytes, expansion.text_bytes);
  EXPECT_EQ(made.range_size, expansion.range_size);
  EXPECT_FALSE(made.expired());
  const data::JsonLimits reading;
  const data::JsonLimits read = engine::json_limits({});
  EXPECT_EQ(read.max_bytes, reading.max_bytes);
  EXPECT_EQ(read.max_depth, reading.max_depth);
  EXPECT_EQ(read.max_values, reading.max_values);
}

TEST(Limits, NoLimitBeginsAboveTheGreatestValueThatItMayHave) {
  const Limits limits;
  for (const LimitInfo& limit : known_limits()) EXPECT_LE(limits.*limit.value, limit.max);
}
