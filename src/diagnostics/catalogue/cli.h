// Names of the messages of the module cli.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/cli.def"
#undef GONGWEN_DIAGNOSTIC
