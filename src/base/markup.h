// Text in HTML and XML.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::base {

/// As the content of an element: `&`, `<` and `>` become references. Not for values of attributes, where quotes would
/// have to be as well (XML 1.0 section 2.4).
std::string escape_markup(std::string_view text);

}  // namespace gongwen::base
