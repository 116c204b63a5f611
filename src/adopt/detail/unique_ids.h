// Repairs a Word file after an expansion: ids that must be unique, such as those of drawings, bookmarks and controls,
// may have been repeated by loops, and elements emptied by loops and conditions must stay valid.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::adopt {

/// The ids that the parts of a file already use.
struct UsedIds {
  std::set<std::int64_t> drawings;
  std::set<std::int64_t> marks;  // bookmarks, changes and other annotations
  std::set<std::int64_t> controls;
  std::set<std::string, std::less<>> names;       // of bookmarks
  std::set<std::string, std::less<>> paragraphs;  // w14:paraId
  std::set<std::string, std::less<>> shapes;      // of VML
  std::set<std::string, std::less<>> comments;    // to which the text refers
};

/// Adds the ids of a part that stays as it is.
void note_ids(std::string_view xml, UsedIds& used);

/// Renumbers repeated ids, removes marks that have lost their other half, tables without rows and rows without cells,
/// and gives cells and stories without a paragraph an empty one. Returns nullopt if the XML is malformed because tags
/// have separated the start of an element from its end.
std::optional<std::string> with_unique_ids(std::string xml, UsedIds& used);

}  // namespace gongwen::adopt
