// GONGWEN_ASSERT(condition): checks for a bug in our own code, never for an error in the input. Active in all builds:
// the conditions are single comparisons, and ending the program is better than writing a wrong document.
#pragma once

namespace gongwen::base {

/// Writes the place and the condition to standard error and aborts.
[[noreturn]] void fail_assertion(const char* condition, const char* file, int line);

}  // namespace gongwen::base

#define GONGWEN_ASSERT(condition) \
  (static_cast<bool>(condition) ? void(0) : ::gongwen::base::fail_assertion(#condition, __FILE__, __LINE__))
