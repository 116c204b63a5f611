// Reading a returned PDF: the values of its form, or the data that a finished document carries.
#pragma once

#include "intake/detail/limits.h"
#include "intake/returned_file.h"

#include <string_view>

namespace gongwen::intake {

/// Never fails: what is wrong is told in the notices, and an error among them means that the values are not to be
/// relied on. To be run with limits on time and memory (read_returned.h), since the library unpacks tables of objects
/// itself.
ReturnedFile read_pdf(std::string_view bytes, const IntakeLimits& limits);

}  // namespace gongwen::intake
