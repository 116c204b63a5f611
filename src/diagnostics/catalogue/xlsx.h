// Names of the messages of the module xlsx.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/xlsx.def"
#undef GONGWEN_DIAGNOSTIC
