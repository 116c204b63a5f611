// After an expansion: what occurs once in a Word file, such as the ids of drawings, bookmarks and controls, must still
// occur once where loops have repeated it; and what loops and conditions have emptied must still be a valid file.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::adopt {

/// What the parts of a file use already.
struct UsedIds {
  std::set<std::int64_t> drawings;
  std::set<std::int64_t> marks;  // bookmarks, changes and other annotations
  std::set<std::int64_t> controls;
  std::set<std::string, std::less<>> names;       // of bookmarks
  std::set<std::string, std::less<>> paragraphs;  // w14:paraId
  std::set<std::string, std::less<>> shapes;      // of VML
  std::set<std::string, std::less<>> comments;    // to which the text refers
};

/// Adds those of a part that stays as it is.
void note_ids(std::string_view xml, UsedIds& used);

/// Numbers repeated ids anew, removes marks that have lost their other half, tables without rows and rows without
/// cells, and gives cells and stories without a paragraph an empty one. nullopt if the XML is malformed: the tags have
/// taken halves of elements apart.
std::optional<std::string> with_unique_ids(std::string xml, UsedIds& used);

}  // namespace gongwen::adopt
