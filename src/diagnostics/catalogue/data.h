// Names of the messages of the module data.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/data.def"
#undef GONGWEN_DIAGNOSTIC
