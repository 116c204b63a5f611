// The index by which a site is searched in the browser: a script with the texts of a year's issues, since pages that
// are opened from a file may load scripts but no data.
#pragma once

#include "base/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

/// A stretch of an issue's text and the anchor on its page at which it begins; empty: the top.
struct TextPart {
  std::string anchor;
  std::string text;
};

/// Returns the parts of the contents of an edition's text.html: headings with the text after them, rows of tables one
/// by one.
std::vector<TextPart> text_parts(std::string_view text);

/// Returns the issue in the index: {"period", "path", "parts": [[anchor, text]]}. Without a text, the titles in its
/// entry in index.json are used.
base::Json search_entry(const base::JsonView& issue, std::string_view text);

/// The script with the entries of a year.
std::string search_script(std::string_view year, const base::Json& entries);

}  // namespace gongwen::publish
