// Names of the messages of the module forms.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/forms.def"
#undef GONGWEN_DIAGNOSTIC
