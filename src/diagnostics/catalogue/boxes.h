// Names of the messages of the module boxes.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/boxes.def"
#undef GONGWEN_DIAGNOSTIC
