// Values of HTML's presentational attributes, as CSS text (HTML section 2.4 and 15). What cannot be read gives no text,
// so that nothing but a value can get into a declaration.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::style {

/// HTML section 2.4.4.4, dimension values: `200`, `12.5`, `50%`; what follows the number is passed over.
enum class Zero : bool { Counts, Ignored };
std::string legacy_dimension(std::string_view value, Zero zero = Zero::Counts);

/// HTML section 2.4.4.3: the whole number at the begin, at least 0; `otherwise` where there is none.
int legacy_number(std::string_view value, int otherwise);

/// HTML section 2.4.6, legacy colours: names, `#abc`, `#aabbcc`, and what browsers make of all else.
std::string legacy_color(std::string_view value);

/// HTML section 15.3.4, `size` of `font`: 1 to 7, or relative to 3.
std::string legacy_font_size(std::string_view value);

/// A list of families, each quoted unless it is generic.
std::string legacy_font_family(std::string_view value);

}  // namespace gongwen::style
