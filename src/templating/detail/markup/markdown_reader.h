// Reads Markdown: CommonMark as implemented by cmark, with the amendment for Chinese, Japanese and Korean (cjk.h).
#pragma once

#include "templating/detail/markup/structured_text.h"

#include <string_view>

namespace gongwen::templating {

/// Reads at most kMaxStructuredText bytes. For Shape::Line, marks of blocks, such as `# ` and `1. `, are text.
StructuredText from_markdown(std::string_view text, Shape shape);

}  // namespace gongwen::templating
