// The descriptors of an @counter-style rule (css-counter-styles-3 section 3).
#pragma once

#include "css/stylesheet.h"
#include "css/token_stream.h"

namespace gongwen::css {

/// Reads the name before the block and the descriptors in it into `rule`, whose span is set. False when the rule is
/// none: it has no name, or not the symbols that its system needs (section 3.1).
/// Reports: css/invalid-descriptor; such a descriptor is left out.
bool parse_counter_style(TokenStream prelude, TokenStream block, CounterStyleRule& rule,
                         diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::css
