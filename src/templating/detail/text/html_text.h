// From markup back to text: tags taken out, character references replaced.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::templating {

/// Python's html.unescape: named references, some without a semicolon, and numbers.
std::string unescape_html(std::string_view text);

/// markupsafe's striptags: without comments and tags, runs of white space as one space, references
/// replaced.
std::string strip_tags(std::string_view text);

}  // namespace gongwen::templating
