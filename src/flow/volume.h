// Several documents as one: a bound volume. Each is built as a part (`FlowInput::volume`), all are joined, and get
// their named styles together, so that a heading of one level has one style in all of them.
#pragma once

#include "flow/document.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::flow {

/// How a part follows the one before.
struct JoinedDocument {
  Document document;
  SectionStart start = SectionStart::NextPage;
  std::optional<std::int32_t> first_number;  // where the numbers of pages start again
  /// The part's title, which becomes the first level of the outline; empty: the outline stays as it is. Headings move
  /// down by one level, unless the title is the only one of the first level.
  std::string title;
};

/// A line of the volume's contents: the page of a bookmark, as it is printed.
struct VolumeEntry {
  std::size_t bookmark = 0;
  std::string page;
};

/// Numbers in lines of contents that lead to a bookmark become fields with the number of its page.
void refer_to_pages(Document& contents, const std::vector<VolumeEntry>& entries);

/// Joins the parts in their order. Pictures stay where they are: what owns them must outlive the result.
Document join_documents(std::vector<JoinedDocument> parts, Properties properties);

}  // namespace gongwen::flow
