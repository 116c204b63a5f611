// Fields that a file has more than once.
#pragma once

#include "intake/returned_file.h"

namespace gongwen::intake {

/// Keeps the first of several values at one pointer of one form, except several choices of one field, which all stay. Values that
/// differ are told: intake/conflict.
void join_repeated_fields(ReturnedFile& file);

}  // namespace gongwen::intake
