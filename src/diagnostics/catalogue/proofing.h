// Names of the messages of the module proofing.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/proofing.def"
#undef GONGWEN_DIAGNOSTIC
