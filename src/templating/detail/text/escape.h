// HTML escaping as markupsafe does it: & < > " ' become &amp; &lt; &gt; &#34; &#39;.
#pragma once

#include "templating/detail/value/runtime.h"

#include <string>
#include <string_view>

namespace gongwen::templating {

/// Appends to a std::string or a TextBuilder.
void append_escaped(std::string& out, std::string_view text);
void append_escaped(TextBuilder& out, std::string_view text);

/// The value as markup: markup as it is, all else as escaped text.
Value escape_value(Runtime& runtime, const Value& value);

/// The same for the items of a call on a markup text: only texts are escaped, other values stay.
Value escape_if_text(Runtime& runtime, const Value& value);

}  // namespace gongwen::templating
