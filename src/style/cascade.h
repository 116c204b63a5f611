// The cascade (css-cascade-4): of all declarations that concern a box, the strongest for each property, computed.
#pragma once

#include "css/declaration.h"
#include "diagnostics/diagnostic.h"
#include "style/computed_style.h"
#include "style/rule_set.h"

#include <span>

namespace gongwen::style {

/// A block of declarations that concerns the box.
struct CascadeEntry {
  const css::DeclarationBlock* block = nullptr;
  CascadeOrigin origin = CascadeOrigin::Author;
};

struct CascadeInput {
  std::span<const CascadeEntry> entries;  // weakest first; a style attribute comes last
  const ComputedStyle& parent;            // what is inherited from
  const ComputedStyle* root;              // null for the root element itself
};

/// Reports: css/invalid-variable.
ComputedStyle cascade(const CascadeInput& input, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::style
