// The signatures of a returned PDF form, as notices: by whom, whether they fit, and which values were changed after
// them.
#pragma once

#include "intake/file_reader.h"
#include "intake/returned_file.h"

#include <string_view>

namespace gongwen::engine {

/// Adds to the notices of a file that has signatures; others stay as they are.
void note_signatures(std::string_view bytes, intake::FileReader& reader, intake::ReturnedFile& file);

}  // namespace gongwen::engine
