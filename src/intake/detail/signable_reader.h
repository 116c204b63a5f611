// Reading a SignablePdf: without the library where the file is written as most are, else by the library, which must
// find nothing to repair.
#pragma once

#include "intake/detail/limits.h"
#include "intake/signable_pdf.h"

#include <optional>
#include <string_view>

namespace gongwen::intake {

/// Nothing for a file that is not written as most are (plain_pdf.h).
std::optional<SignablePdf> read_plain_signable(std::string_view bytes, const IntakeLimits& limits);
SignablePdf read_signable_by_library(std::string_view bytes, const IntakeLimits& limits);

}  // namespace gongwen::intake
