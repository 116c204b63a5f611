// The global function of templates that draws charts.
#pragma once

#include "templating/detail/builtins/registry.h"

namespace gongwen::templating {

/// draw_chart(chart): the drawing as `svg`, its `description` for `data-chart` (charts/description.h), and what a text
/// about it says as decimals: `total`, `highest`, `lowest` (each with `label`, `name`, `value`; missing without
/// values), `count` of values, `shares` of a pie.
Value function_draw_chart(Invocation& call);

}  // namespace gongwen::templating
