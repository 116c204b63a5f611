// Tokens as the author wrote them, for messages.
#pragma once

#include "css/token.h"

#include <span>
#include <string>

namespace gongwen::css {

/// Short enough to be read at a glance.
std::string written_tokens(std::span<const Token> tokens);

}  // namespace gongwen::css
