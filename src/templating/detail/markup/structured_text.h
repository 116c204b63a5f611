// Texts with structure: Markdown (CommonMark) and a safe part of HTML, written again as strict HTML. The result is
// always well-formed and holds only the elements listed in markup_writer.cpp, so it cannot end what it stands in,
// whatever the text contains. Headings are written as the elements `h1-below` to `h6-below` of dom, which knows the
// heading above them. Read by markdown_reader.h and html_reader.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::templating {

/// Reasons why a part of a text was left out, or is shown in another way than its author meant.
enum class FindingKind : std::uint8_t {
  Tag,      // its text is kept
  Content,  // an element with its content: a script, a drawing
  Attribute,
  Address,       // of a link, whose text is kept
  Image,         // its alternative text is kept
  Depth,         // quotes and lists within one another
  Formula,       // that cannot be read and is printed as it is written
  LargeFormula,  // likewise, beyond the limits
  PipeTable,     // the syntax for tables that CommonMark does not have
  Reference,     // `[label]: note`, which is no address for links and is printed as it is written
  Comment,       // left out, with the words in it
  Stray,         // text between the items of a list or the rows of a table
};

struct Finding {
  FindingKind kind = FindingKind::Tag;
  std::size_t line = 0;  // in the text, from 1
  std::string what;
};

struct StructuredText {
  std::string html;
  std::vector<Finding> findings;  // at most kMaxFindings
  std::size_t more_findings = 0;  // about other things
  bool is_too_large = false;      // `html` is then incomplete
};

/// Long enough for any annex; a text of this length that is made to take time takes about a second.
inline constexpr std::size_t kMaxStructuredText = 200'000;
inline constexpr std::size_t kMaxFindings = 20;

/// Whether a text becomes paragraphs and other blocks, or a line with emphasis and links.
enum class Shape : std::uint8_t { Blocks, Line };

}  // namespace gongwen::templating
