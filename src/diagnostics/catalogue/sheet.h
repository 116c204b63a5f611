// Names of the messages of the module sheet.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/sheet.def"
#undef GONGWEN_DIAGNOSTIC
