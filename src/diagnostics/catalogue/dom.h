// Names of the messages of the module dom.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/dom.def"
#undef GONGWEN_DIAGNOSTIC
