// The answer of the second reader, as one line of JSON.
#pragma once

#include "verify/read_pdf.h"

#include <string>

namespace gongwen::verify {

/// {"pages":[{"width","height","text"}],"text","structure","marked","language","title","xmp","fonts":[{"name","embedded",
/// "unicode"}],"attachments":[]}, with a line end. `text` is that of the structure tree, in its order.
std::string answer_json(const ReadPdf& read);

/// {"error":…}, with a line end.
std::string error_json(const std::string& why);

}  // namespace gongwen::verify
