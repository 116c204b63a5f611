// Names of the messages of the module store.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/store.def"
#undef GONGWEN_DIAGNOSTIC
