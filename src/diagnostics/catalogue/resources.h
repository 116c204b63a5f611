// Names of the messages of the module resources.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/resources.def"
#undef GONGWEN_DIAGNOSTIC
