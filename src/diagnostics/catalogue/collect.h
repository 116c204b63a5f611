// Names of the messages about folders of returned forms.
#pragma once

#include "diagnostics/catalogue.h"

#define GONGWEN_DIAGNOSTIC GONGWEN_DECLARE_MESSAGE
#include "diagnostics/catalogue/collect.def"
#undef GONGWEN_DIAGNOSTIC
