// Bookmarks whose text is shown elsewhere, by REF fields (ISO/IEC 29500-1 section 17.16.5.51).
#pragma once

#include "word/document.h"

#include <set>
#include <string>

namespace gongwen::adopt {

using BookmarkNames = std::set<std::string, std::less<>>;

/// Whether a field shows the text of a bookmark; with other switches it shows its number, or whether it is above.
bool shows_text(const word::Field& field);

/// The bookmarks whose text such fields show and that can be elements: each lies in one paragraph, nothing else begins
/// or ends only within it, and none overlaps another.
BookmarkNames shown_texts(const word::Document& document);

}  // namespace gongwen::adopt
