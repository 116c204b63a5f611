// Names of the messages of the module rules.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/rules.def"
#undef GONGWEN_DIAGNOSTIC
