#include "engine/limits.h"

#include <doctest/doctest.h>

using namespace gongwen;

TEST_CASE("without an option the limits are those of the modules") {
  const templating::Limits expansion;
  const templating::Limits made = engine::templating_limits({});
  CHECK(made.steps == expansion.steps);
  CHECK(made.loop_turns == expansion.loop_turns);
  CHECK(made.call_depth == expansion.call_depth);
  CHECK(made.include_depth == expansion.include_depth);
  CHECK(made.output_bytes == expansion.output_bytes);
  CHECK(made.memory_bytes == expansion.memory_bytes);
  CHECK(made.text_bytes == expansion.text_bytes);
  CHECK(made.range_size == expansion.range_size);
  CHECK_FALSE(made.expired());
  const data::JsonLimits reading;
  const data::JsonLimits read = engine::json_limits({});
  CHECK(read.most_bytes == reading.most_bytes);
  CHECK(read.most_depth == reading.most_depth);
  CHECK(read.most_values == reading.most_values);
}

TEST_CASE("no limit begins above the greatest value that it may have") {
  const Limits limits;
  for (const LimitInfo& limit : known_limits()) CHECK(limits.*limit.value <= limit.most);
}
