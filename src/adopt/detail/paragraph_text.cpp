#include "adopt/detail/paragraph_text.h"

#include "adopt/detail/format_css.h"
#include "base/utf8.h"

#include <algorithm>

namespace gongwen::adopt {

std::uint32_t characters_in(std::string_view text) { return static_cast<std::uint32_t>(base::count_code_points(text)); }

ParagraphText text_of(const word::Document& document, const word::Paragraph& paragraph) {
  ParagraphText result;
  std::uint32_t characters = 0;
  const auto add = [&](std::string_view text, std::uint32_t format) {
    if (text.empty()) return;
    Piece* const last = result.pieces.empty() ? nullptr : &result.pieces.back();
    if (last != nullptr && last->item == nullptr && last->format == format) {
      result.text += text;
      last->end = result.text.size();
    } else {
      const std::size_t begin = result.text.size();
      result.text += text;
      result.pieces.push_back({begin, result.text.size(), format, nullptr, characters + 1});
    }
    characters += characters_in(text);
  };
  result.has_changes = paragraph.mark_change != word::Change::None;
  for (const word::Inline& item : paragraph.inlines) {
    if (item.change != word::Change::None) result.has_changes = true;
    if (item.change == word::Change::Deleted || item.is_code) continue;
    const bool hidden = item.format < document.run_formats.size() && is_hidden(document.run_formats[item.format]);
    if (hidden) continue;
    if (item.type == word::InlineType::Text || item.type == word::InlineType::Symbol)
      add(item.text, item.format);
    else if (item.type == word::InlineType::Tab)
      add("\t", item.format);
    else if (item.type == word::InlineType::LineBreak)
      add("\n", item.format);
    else
      result.pieces.push_back({result.text.size(), result.text.size(), item.format, &item, characters + 1});
  }
  result.tags = find_tags(result.text);
  return result;
}

std::string ParagraphText::without_tags() const {
  std::string rest;
  std::size_t at = 0;
  for (const Tag& tag : tags) {
    rest += text.substr(at, tag.begin - at);
    at = tag.end;
  }
  return rest + text.substr(at);
}

bool ParagraphText::has_only_tags(TagScope scope) const {
  if (tags.empty() || std::any_of(tags.begin(), tags.end(), [scope](const Tag& tag) { return tag.scope != scope; }))
    return false;
  const bool has_things = std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
    return piece.item != nullptr &&
           (piece.item->type == word::InlineType::Picture || piece.item->type == word::InlineType::TextBox);
  });
  return !has_things && without_tags().find_first_not_of(" \t\n") == std::string::npos;
}

}  // namespace gongwen::adopt
