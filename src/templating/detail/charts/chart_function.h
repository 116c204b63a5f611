// The global function of templates that draws charts.
#pragma once

#include "templating/detail/builtins/registry.h"

namespace gongwen::templating {

/// draw_chart(chart): returns the drawing as `svg`, its `description` for `data-chart` (charts/description.h), and the
/// decimals that a text about it may need: `total`, `highest`, `lowest` (each with `label`, `name`, `value`; missing if
/// there are no values), `count` of values, `shares` of a pie.
Value function_draw_chart(Invocation& call);

}  // namespace gongwen::templating
