// require(): what helpers of tests need to continue. ASSERT_… leaves only the function that it is in, which must return
// void: right in the body of a test, of little use in a helper, whose caller would continue. This ends the test.
#pragma once

#include <source_location>
#include <string_view>

namespace gongwen::tests {

/// Reports a failure at the place, then leaves the test.
[[noreturn]] void end_test(std::string_view why, const std::source_location& place);

/// Ends the test as failed when the condition does not hold.
template <typename Condition>
void require(const Condition& condition, std::string_view why = "what is required here does not hold",
             const std::source_location& place = std::source_location::current()) {
  if (!static_cast<bool>(condition)) end_test(why, place);
}

}  // namespace gongwen::tests
