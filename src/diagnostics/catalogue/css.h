// Names of the messages of the module css.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/css.def"
#undef GONGWEN_DIAGNOSTIC
