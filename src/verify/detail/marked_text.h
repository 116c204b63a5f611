// The text of a page's marked content, decoded by the fonts' ToUnicode maps. Private to the second reader.
#pragma once

#include <map>
#include <string>

namespace PoDoFo {
class PdfPage;
}

namespace gongwen::verify {

/// By MCID; UTF-8.
std::map<int, std::string> read_marked_text(PoDoFo::PdfPage& page);

}  // namespace gongwen::verify
