// GONGWEN_ASSERT(condition): a bug in our own code, never an error in the input. Checked in all builds: the conditions
// are single comparisons, and a program that ends is better than one that writes a wrong document.
#pragma once

namespace gongwen::base {

/// Writes the place and the condition to standard error and aborts.
[[noreturn]] void fail_assertion(const char* condition, const char* file, int line);

}  // namespace gongwen::base

#define GONGWEN_ASSERT(condition) \
  (static_cast<bool>(condition) ? void(0) : ::gongwen::base::fail_assertion(#condition, __FILE__, __LINE__))
