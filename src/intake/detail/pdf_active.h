// What in a PDF could do something by itself.
#pragma once

#include "intake/detail/pdf_library.h"
#include "intake/returned_file.h"

namespace gongwen::intake {

/// Scripts, actions that start programs, attached programs: nothing is run, but whoever opens the file should know.
/// Tells: intake/active-content.
void tell_active_content(const PdfFile& pdf, ReturnedFile& file);

}  // namespace gongwen::intake
