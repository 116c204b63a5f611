// Names of the messages of the module text.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/text.def"
#undef GONGWEN_DIAGNOSTIC
