#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace gongwen::base {

void fail_assertion(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "gongwen: internal error: %s does not hold (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace gongwen::base
