#include "engine/render/detail/markup_text.h"

#include "base/utf8.h"
#include "dom/character_reference.h"

#include <array>

namespace gongwen::engine {

// A scanner of markup that this program has made itself, so it is well-formed. A tag may begin in one
// call and end in another, since templates write markup in pieces. `a<br/>b&amp;c` → "a", line feed,
// "b&c".
std::string MarkupText::read(std::string_view markup) {
  std::string text;
  for (std::size_t at = 0; at < markup.size(); ++at) {
    const char sign = markup[at];
    if (in_tag_) {
      if (sign == '>')
        end_tag(text);
      else
        tag_ += sign;
    } else if (sign == '<') {
      in_tag_ = true;
      tag_.clear();
    } else if (sign == '&') {
      const dom::AmpersandRead read = dom::read_ampersand(markup.substr(at));
      text += read.text;
      // The reference has been read; the loop adds one.
      at += read.length - 1;
    } else {
      text += sign == '\n' || sign == '\t' ? ' ' : sign;
    }
  }
  return text;
}

void MarkupText::end_tag(std::string& text) {
  in_tag_ = false;
  const std::string name = base::ascii_lowercase(tag_.substr(0, tag_.find_first_of(" \t\n")));
  // Ends of blocks are ends of lines; other tags do not separate words.
  constexpr auto kEnds =
      std::to_array<std::string_view>({"br", "br/", "/p", "/div", "/li", "/pre", "/tr", "/h1", "/h2", "/h3"});
  for (const std::string_view end : kEnds) {
    if (name == end) text += '\n';
  }
  // Headings of values with structure, and cells.
  if (name.starts_with("/h") && name.ends_with("-below")) text += '\n';
  if (name == "/td" || name == "/th") text += ' ';
}

}  // namespace gongwen::engine
