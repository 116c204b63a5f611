// Finds the encoding that an HTML page declares, before it is parsed: HTML, section 13.2.3.2, “Determining the
// character encoding”.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::dom {

/// The label in `<meta charset="…">` or `<meta http-equiv="Content-Type" content="…; charset=…">` within the first
/// 1,024 bytes, in lowercase: `gb2312`. Empty if the page has none. Comments are skipped.
std::string declared_encoding(std::string_view bytes);

/// The C library's name for the encoding of a label: of the names that pages use for one encoding (Encoding
/// Standard, section 4.2), those of East Asia, of Western and Eastern Europe and of Windows. Empty for other labels.
std::string_view encoding_of_label(std::string_view label);

}  // namespace gongwen::dom
