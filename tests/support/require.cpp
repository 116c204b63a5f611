#include "support/require.h"

#include <gtest/gtest.h>

namespace gongwen::tests {

void end_test(std::string_view why, const std::source_location& place) {
  const ::testing::TestPartResult failure(::testing::TestPartResult::kFatalFailure, place.file_name(),
                                          static_cast<int>(place.line()), std::string(why).c_str());
  ADD_FAILURE_AT(failure.file_name(), failure.line_number()) << why;
  throw ::testing::AssertionException(failure);
}

}  // namespace gongwen::tests
