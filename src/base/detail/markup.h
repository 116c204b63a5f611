// Text in HTML and XML.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::base {

/// As the content of an element: `&`, `<` and `>` become references.
std::string escape_markup(std::string_view text);
/// As the value of an attribute in quotes: `"` and ends of lines become references as well (XML 1.0 section 3.3.3).
std::string escape_attribute(std::string_view text);

}  // namespace gongwen::base
