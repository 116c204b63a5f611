// Names of the messages of the module images.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/images.def"
#undef GONGWEN_DIAGNOSTIC
