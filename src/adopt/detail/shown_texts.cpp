#include "adopt/detail/shown_texts.h"

#include "adopt/detail/paragraph_text.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::adopt {

using word::InlineType;

bool shows_text(const word::Field& field) {
  if (field.name() != "REF") return false;
  const std::vector<std::string> words = words_of_code(field.code);
  bool is_format = false;
  return std::all_of(words.begin() + 1, words.end(), [&](const std::string& word) {
    const std::string option = base::ascii_lowercase(word);
    const bool is_argument = std::exchange(is_format, option == "\\*");
    return is_argument ? option == "mergeformat" || option == "charformat"
                       : !option.starts_with('\\') || option == "\\h" || option == "\\f" || is_format;
  });
}

BookmarkNames shown_texts(const word::Document& document) {
  BookmarkNames wanted;
  BookmarkNames found;
  BookmarkNames met;  // only the first bookmark with a name becomes an element
  for (const word::Field& field : document.fields) {
    if (shows_text(field)) wanted.insert(operand_of(field));
  }
  if (wanted.empty()) return found;
  constexpr auto kInText =
      std::to_array<InlineType>({InlineType::Text, InlineType::Symbol, InlineType::FieldStart, InlineType::FieldResult,
                                 InlineType::FieldEnd, InlineType::BookmarkStart, InlineType::BookmarkEnd});
  const auto take = [&](const word::Paragraph& paragraph) {
    const ParagraphText text = text_of(document, paragraph);
    for (auto start = text.pieces.begin(); start != text.pieces.end(); ++start) {
      if (start->item == nullptr || start->item->type != InlineType::BookmarkStart ||
          start->item->index >= document.bookmarks.size())
        continue;
      const std::string& name = document.bookmarks[start->item->index].name;
      if (!wanted.contains(name) || !met.insert(name).second) continue;
      const auto end = std::find_if(start, text.pieces.end(), [&](const Piece& piece) {
        return piece.item != nullptr && piece.item->type == InlineType::BookmarkEnd &&
               piece.item->index == start->item->index;
      });
      const bool is_plain = end != text.pieces.end() && std::all_of(start, end, [&](const Piece& piece) {
                              return piece.item == nullptr || std::ranges::count(kInText, piece.item->type) > 0;
                            });
      const auto count = [&](InlineType type) {
        return std::count_if(start, end,
                             [type](const Piece& piece) { return piece.item != nullptr && piece.item->type == type; });
      };
      // A field that begins inside and ends after it may be a link.
      if (is_plain && count(InlineType::FieldStart) != count(InlineType::FieldEnd)) continue;
      // A statement could leave out one end, a tab ends a box, and a reference must be one line.
      if (!is_plain ||
          text.text.substr(start->begin, end->begin - start->begin).find_first_of("\t\n") != std::string::npos)
        continue;
      const bool is_cut = std::any_of(text.tags.begin(), text.tags.end(), [&](const Tag& tag) {
        const bool is_beside = tag.end <= start->begin || tag.begin >= end->begin;
        return !is_beside && (tag.type == TagType::Statement || tag.begin < start->begin || tag.end > end->begin);
      });
      if (is_cut) continue;
      found.insert(name);
      start = end;  // elements may not overlap
    }
  };
  for (const word::Story& story : document.stories) visit_paragraphs(story.blocks, take);
  return found;
}

}  // namespace gongwen::adopt
