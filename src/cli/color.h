// Colours of messages on terminals.
#pragma once

#include "gongwen/engine.h"

#include <string>
#include <string_view>

namespace gongwen::cli {

/// Whether the standard error stream is a terminal that shows colours, and neither NO_COLOR (see no-color.org) nor
/// TERM=dumb asks for none.
bool shows_colors();

/// Printed messages with the colours of ECMA-48: errors are red, warnings yellow, notes and hints blue, as are the
/// carets below source lines; places are bold. The text has no control characters of its own.
std::string colored_messages(std::string_view text, Language language);

}  // namespace gongwen::cli
