// Texts with structure: Markdown (CommonMark) and a safe part of HTML, written again as strict HTML. The result is
// always well-formed and holds only the elements listed in markup_writer.cpp, so it cannot end what it stands in,
// whatever the text contains.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

/// What was left out of a text, or is shown in another way than its author meant.
enum class FindingKind : std::uint8_t {
  Tag,      // its text is kept
  Content,  // an element with its content: a script, a drawing
  Attribute,
  Address,    // of a link, whose text is kept
  Image,      // its alternative text is kept
  Depth,      // quotes and lists within one another
  PipeTable,  // the syntax for tables that CommonMark does not have
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

// Both take texts of at most kMaxStructuredText bytes. Headings are written as the elements `h1-below` to `h6-below`
// of dom, which knows the heading above them.

/// As a Line, marks of blocks, such as `# ` and `1. `, are text.
StructuredText from_markdown(std::string_view text, Shape shape);
/// As tolerant as browsers: tags that are missing or in the wrong order are supplied. A text without blocks becomes a
/// line.
StructuredText from_html(std::string_view text);

}  // namespace gongwen::templating
