// The part with the comments of a document.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::docx {

/// `word/comments.xml`: comments in the order of their numbers, with a paragraph for each line, by one author, without
/// a date.
std::string comments_part(const std::vector<std::string>& comments, std::string_view author);

}  // namespace gongwen::docx
