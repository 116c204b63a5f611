// Number formats of Excel as styles of OpenDocument (ODF 1.3 part 3, 16.29).
#pragma once

#include "base/escapes.h"
#include "sheet/detail/format_sections.h"

#include <string>
#include <string_view>

namespace gongwen::ods {

/// Writes the style `name` for a format code, with one style for each of its sections. Returns whether the code could
/// be converted; nothing is written otherwise.
bool write_number_style(base::XmlWriter& xml, const std::string& name, std::string_view code);

}  // namespace gongwen::ods
