// Names of the messages of the module publish.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/publish.def"
#undef GONGWEN_DIAGNOSTIC
