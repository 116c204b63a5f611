// Names of the messages of the module layout.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/layout.def"
#undef GONGWEN_DIAGNOSTIC
