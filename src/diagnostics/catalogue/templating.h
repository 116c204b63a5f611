// Names of the messages of the module templating.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/templating.def"
#undef GONGWEN_DIAGNOSTIC
