// Names of the messages of the module intake.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/intake.def"
#undef GONGWEN_DIAGNOSTIC
