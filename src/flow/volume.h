// Joins several documents into one: a bound volume. Each is built as a part (`FlowInput::volume`); the joined parts get
// their named styles together, so that headings of one level have the same style throughout.
#pragma once

#include "flow/document.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::flow {

/// A part, and how it follows the one before.
struct JoinedDocument {
  Document document;
  SectionStart start = SectionStart::NextPage;
  std::optional<std::int32_t> first_number;  // where the numbers of pages start again
  /// The part's title, which becomes the first level of the outline; empty: the outline stays as it is. Headings move
  /// down by one level, unless the title is the only one of the first level.
  std::string title;
};

/// A line of the volume's contents: the printed page number of a bookmark.
struct VolumeEntry {
  std::size_t bookmark = 0;
  std::string page;
};

/// Turns the numbers in lines of contents that lead to a bookmark into fields with the number of its page.
void refer_to_pages(Document& contents, const std::vector<VolumeEntry>& entries);

/// Joins the parts in their order. Pictures are not copied: their owners must outlive the result.
Document join_documents(std::vector<JoinedDocument> parts, Properties properties);

}  // namespace gongwen::flow
