// Names of the messages of the module databook.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/databook.def"
#undef GONGWEN_DIAGNOSTIC
