// What people type, made the same whatever they typed it with: the same for forms as for all other data.
#pragma once

#include "data/value_text.h"

namespace gongwen::intake {

using data::narrow_text;
using data::normal_text;
using data::trim_blanks;

}  // namespace gongwen::intake
