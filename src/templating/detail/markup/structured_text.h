// Texts with structure: Markdown (CommonMark) and a safe part of HTML, rewritten as strict HTML. The result is always
// well-formed and contains only the elements listed in markup_writer.cpp, so it cannot close the element that contains
// it, whatever the text is. Headings are written as the elements `h1-below` to `h6-below` of dom, which knows the
// heading above them. The readers are in markdown_reader.h and html_reader.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::templating {

/// Why a part of a text was left out, or is shown differently from what its author meant.
enum class FindingKind : std::uint8_t {
  Tag,      // its text is kept
  Content,  // an element with its content: a script, a drawing
  Attribute,
  Address,       // of a link, whose text is kept
  Image,         // its alternative text is kept
  Depth,         // too deeply nested quotes and lists
  Formula,       // a formula that cannot be read and is printed as written
  LargeFormula,  // likewise, since it exceeds the limits
  PipeTable,     // the syntax for tables that CommonMark does not have
  Reference,     // `[label]: note`, which is not a link target and is printed as written
  Comment,       // left out together with its text
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
  std::size_t more_findings = 0;  // about other subjects
  bool is_too_large = false;      // if so, `html` is incomplete
};

/// Long enough for any annex; the slowest text of this length takes about a second.
inline constexpr std::size_t kMaxStructuredText = 200'000;
inline constexpr std::size_t kMaxFindings = 20;

/// Whether a text becomes paragraphs and other blocks, or a single line with emphasis and links.
enum class Shape : std::uint8_t { Blocks, Line };

}  // namespace gongwen::templating
