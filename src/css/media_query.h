// Media queries as far as a document can answer them: it is printed, never shown on a screen.
#pragma once

#include "css/token_stream.h"

#include <optional>

namespace gongwen::css {

/// Whether a media query list concerns print: `print`, `all`, `not screen`, an empty list. Nothing when it asks for a
/// feature, such as a width, that is not known here.
std::optional<bool> matches_print(TokenStream stream);
/// The same for the text of a `media` attribute.
std::optional<bool> matches_print(std::string_view text);

}  // namespace gongwen::css
