// Names of the messages of the module pdf.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/pdf.def"
#undef GONGWEN_DIAGNOSTIC
