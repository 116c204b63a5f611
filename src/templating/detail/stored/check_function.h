// FunctionChecker: whether the code of a function that was read from bytes keeps its values where the machine looks for
// them. The operands of its instructions were checked before.
#pragma once

#include "templating/detail/compile/program.h"

#include <cstdint>
#include <vector>

namespace gongwen::templating {

class FunctionChecker {
 public:
  /// The shapes of the program are there.
  explicit FunctionChecker(const Program& program) : program_(program) {}

  /// Whether each way through the code leaves as many values on the stack as the next instruction needs, never more
  /// than the function says, and in the end what its kind of function returns; and ends each capture that it has
  /// started.
  bool check(const Function& function);

 private:
  struct Height {
    std::int32_t values = 0;
    std::int32_t captures = 0;
    friend bool operator==(const Height&, const Height&) = default;
  };

  bool follow(const Function& function, std::uint32_t at);
  bool pass(const Function& function, std::uint32_t at, Height& height);
  bool arrive(std::uint32_t at, const Height& height);

  const Program& program_;
  std::vector<Height> heights_;  // by instruction, before it is run
  std::vector<std::uint32_t> pending_;
};

}  // namespace gongwen::templating
