// The selectors of an @page rule (css-page-3 section 4.3, css-gcpm-3 section 5.1.2).
#pragma once

#include "css/stylesheet.h"
#include "css/token_stream.h"

#include <optional>

namespace gongwen::css {

/// Takes one selector, `name:pseudo…`, and a comma that follows it. None if it is not well-formed.
std::optional<PageSelector> parse_page_selector(TokenStream& stream);

}  // namespace gongwen::css
