// Nesting: how deep a walk over nested containers has come. A list can contain itself.
#pragma once

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/value/runtime.h"

namespace gongwen::templating {

class Nesting {
 public:
  static constexpr int kDeepest = 200;

  constexpr Nesting() = default;
  Nesting inner(Runtime& runtime) const {
    if (depth_ == kDeepest) runtime.fail(diagnostics::messages::TemplatingValueTooDeep, kDeepest);
    return Nesting(depth_ + 1);
  }

 private:
  explicit Nesting(int depth) : depth_(depth) {}
  int depth_ = 0;
};

}  // namespace gongwen::templating
