// Tokenizing a style sheet (css-syntax-3 section 4.3). Comments vanish; everything else becomes a token, faults
// included: what they mean is for the parser to say.
#pragma once

#include "base/string_arena.h"
#include "css/token.h"

#include <string_view>
#include <vector>

namespace gongwen::css {

/// `offset` is added to all places, for style attributes that stand inside another source. Texts without escapes are
/// views of `text`, others lie in `arena`; both must outlive the tokens. The last token is EndOfFile.
std::vector<Token> tokenize(std::string_view text, std::uint32_t offset, base::StringArena& arena);

}  // namespace gongwen::css
