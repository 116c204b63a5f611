// Reads Markdown: CommonMark as cmark understands it, with the amendment for Chinese, Japanese and Korean (cjk.h).
#pragma once

#include "templating/detail/markup/structured_text.h"

#include <string_view>

namespace gongwen::templating {

/// Takes at most kMaxStructuredText bytes. As a Line, marks of blocks, such as `# ` and `1. `, are text.
StructuredText from_markdown(std::string_view text, Shape shape);

}  // namespace gongwen::templating
