// The kind of a form that has lost its stamp, as joining and splitting PDF files does.
#pragma once

#include "engine/kinds/detail/kind_library.h"
#include "intake/returned_file.h"

#include <string>

namespace gongwen::engine {

/// The one kind whose form has all the fields of the file, and of whose fields the file has most; empty when there is
/// none, or several.
std::string kind_by_fields(const intake::ReturnedFile& file, KindLibrary& kinds);

}  // namespace gongwen::engine
