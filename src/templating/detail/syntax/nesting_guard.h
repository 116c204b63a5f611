// NestingGuard: stops the parser before deeply nested source exhausts the stack.
#pragma once

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/syntax/parser.h"

namespace gongwen::templating {

/// Brackets, tags and prefix operators inside one another.
inline constexpr int kDeepestNesting = 100;
/// Operators, calls and filters in one chain.
inline constexpr std::uint32_t kDeepestTree = 400;

class Parser::NestingGuard {
 public:
  explicit NestingGuard(Parser& parser) : parser_(parser) {
    if (parser_.nesting_ < kDeepestNesting) {
      ++parser_.nesting_;
      return;
    }
    const diagnostics::Span span = parser_.span_of(parser_.current());
    parser_.abandon();
    parser_.fail(diagnostics::messages::TemplatingTooDeep, span, kDeepestNesting);
  }
  ~NestingGuard() { --parser_.nesting_; }
  NestingGuard(const NestingGuard&) = delete;
  NestingGuard& operator=(const NestingGuard&) = delete;

 private:
  Parser& parser_;
};

}  // namespace gongwen::templating
