// Tokenizing a style sheet (css-syntax-3 section 4.3). Comments vanish; everything else becomes a token, faults
// included: what they mean is for the parser to say.
#pragma once

#include "base/string_arena.h"
#include "css/token.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::css {

/// `offset` is added to all places, for style attributes that stand inside another source. Texts without escapes are
/// views of `text`, others lie in `arena`; both must outlive the tokens. The last token is EndOfFile.
std::vector<Token> tokenize(std::string_view text, std::uint32_t offset, base::StringArena& arena);

/// Where a comment begins that never ends, in the text; nothing when there is none.
std::optional<std::size_t> find_unclosed_comment(std::string_view text);

}  // namespace gongwen::css
