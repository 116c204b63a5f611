// From the limits of a call to those of the modules.
#pragma once

#include "data/json_limits.h"
#include "gongwen/limits.h"
#include "resources/deadline.h"
#include "templating/limits.h"

namespace gongwen::engine {

/// The deadline begins now.
templating::Limits templating_limits(const Limits& limits);
data::JsonLimits json_limits(const Limits& limits);

}  // namespace gongwen::engine
