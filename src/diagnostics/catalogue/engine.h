// Names of the messages of the module engine.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/engine.def"
#undef GONGWEN_DIAGNOSTIC
