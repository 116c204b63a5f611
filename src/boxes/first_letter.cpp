// ::first-letter (css-pseudo-4 section 2.2): the first letter of a block container and the punctuation beside it.
#include "base/ascii.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "boxes/box.h"
#include "boxes/detail/box_tree_writer.h"

#include <algorithm>

namespace gongwen::boxes {
namespace {

using base::CharacterFlag;

constexpr char32_t kIdeographicSpace = 0x3000;

bool is_dash(char32_t c) { return c == U'-' || (c >= 0x2010 && c <= 0x2015); }

bool is_beside_letter(char32_t c) { return base::has_flag(c, CharacterFlag::EnclosingPunctuation); }

/// Blanks between the letter and its punctuation, as before the marks of French (Zs without the Chinese blank).
bool is_typographic_space(char32_t c) { return c != kIdeographicSpace && c > 0x7F && base::is_space(c); }

/// The end of the blanks between leading punctuation and its letter; the same place when none follows.
std::size_t end_of_blanks(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size()) {
    const base::DecodedCodePoint c = base::decode_utf8(text, end);
    if (c.code_point != U' ' && !is_typographic_space(c.code_point)) break;
    end += c.length;
  }
  return end < text.size() && !base::is_space(base::decode_utf8(text, end).code_point) ? end : at;
}

/// Bytes of the first letter with what goes with it; 0 when the text has none.
std::size_t first_letter_length(std::string_view text) {
  std::size_t at = 0;
  const auto take_marks = [&] {
    std::size_t end = at;
    while (end < text.size()) {
      const base::DecodedCodePoint c = base::decode_utf8(text, end);
      const bool is_mark = is_beside_letter(c.code_point);
      if (!is_mark && !is_typographic_space(c.code_point)) break;
      end += c.length;
      if (is_mark) at = end;
    }
  };
  const auto take_dashes = [&] {
    while (at < text.size() && is_dash(base::decode_utf8(text, at).code_point))
      at += base::decode_utf8(text, at).length;
  };
  take_marks();
  take_dashes();
  take_marks();
  if (at > 0) at = end_of_blanks(text, at);
  if (at < text.size()) {
    const base::DecodedCodePoint letter = base::decode_utf8(text, at);
    if (base::is_space(letter.code_point)) return at;
    at += letter.length;
    while (at < text.size()) {
      const base::DecodedCodePoint mark = base::decode_utf8(text, at);
      if (!base::has_flag(mark.code_point, CharacterFlag::Mark)) break;
      at += mark.length;
    }
    take_marks();
  }
  return at;
}

}  // namespace

BoxId BoxTreeWriter::insert_before(BoxId sibling, Box inserted) {
  const BoxId id(tree_.boxes_.size());
  Box& after = tree_.boxes_[sibling.index()];
  inserted.parent = after.parent;
  inserted.previous_sibling = after.previous_sibling;
  inserted.next_sibling = sibling;
  after.previous_sibling = id;
  (inserted.previous_sibling ? tree_.boxes_[inserted.previous_sibling.index()].next_sibling
                             : tree_.boxes_[inserted.parent.index()].first_child) = id;
  tree_.boxes_.push_back(inserted);
  return id;
}

/// The text that the first line of a container starts with. An id without a value: the line starts with something else;
/// nothing: there is no line yet.
std::optional<BoxId> BoxTreeWriter::first_text(BoxId parent) const {
  for (BoxId child = box(parent).first_child; child; child = box(child).next_sibling) {
    const Box& entry = box(child);
    if (entry.part == BoxPart::FirstLetter) return BoxId();
    if (entry.kind == BoxKind::Marker || entry.part == BoxPart::Marker || !is_in_flow(entry)) continue;
    if (entry.kind == BoxKind::Text) {
      if (!base::trim_ascii_space(entry.text).empty()) return child;
    } else if (entry.kind == BoxKind::Inline || entry.kind == BoxKind::Block) {
      if (const std::optional<BoxId> found = first_text(child)) return found;
    } else {
      return BoxId();
    }
  }
  return std::nullopt;
}

void BoxTreeWriter::cut_first_letter(BoxId container, style::StyleId style, dom::NodeId node) {
  const BoxId found = first_text(container).value_or(BoxId());
  if (!found) return;
  const Box whole = box(found);
  const auto is_letter = [](char c) {
    return !base::is_ascii_space(c);
  };
  const auto begin =
      static_cast<std::size_t>(std::find_if(whole.text.begin(), whole.text.end(), is_letter) - whole.text.begin());
  const std::size_t length = first_letter_length(whole.text.substr(begin));
  if (length == 0) return;
  if (begin > 0) {
    Box blank = whole;
    blank.text = whole.text.substr(0, begin);
    insert_before(found, blank);
  }
  Box letter;
  set_display(styles_.style(style), false, false, letter);
  letter.part = BoxPart::FirstLetter;
  letter.style = style;
  letter.node = node;
  letter.origin = whole.origin;
  tree_.has_floats_ = tree_.has_floats_ || letter.flow == BoxFlow::Float;
  tree_.flows_[static_cast<std::size_t>(letter.flow)] = true;
  const BoxId around = insert_before(found, letter);
  Box text = whole;
  text.style = style;
  text.text = whole.text.substr(begin, length);
  text.next_sibling = {};  // of the whole text; the letter is alone in its box
  add(text, around);
  tree_.boxes_[found.index()].text = whole.text.substr(begin + length);
}

}  // namespace gongwen::boxes
