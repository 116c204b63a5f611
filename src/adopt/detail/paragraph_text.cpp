#include "adopt/detail/paragraph_text.h"

#include "adopt/detail/format_css.h"
#include "base/utf8.h"
#include "word/symbols.h"

#include <algorithm>
#include <optional>

namespace gongwen::adopt {

std::uint32_t characters_in(std::string_view text) { return static_cast<std::uint32_t>(base::count_code_points(text)); }

std::string readable_text(const word::Document& document, const word::Inline& item) {
  if (item.type == word::InlineType::Symbol) {
    const bool has_font = item.index < document.symbol_fonts.size();
    return word::symbol_text(has_font ? std::string_view(document.symbol_fonts[item.index]) : std::string_view(),
                             item.text);
  }
  const bool has_format = item.format < document.run_formats.size();
  const std::optional<std::string> font = has_format ? document.run_formats[item.format].ascii_font : std::nullopt;
  return word::without_symbols(font.value_or(std::string()), item.text);
}

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
      add(readable_text(document, item), item.format);
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
  return is_blank_but_tags();
}

bool ParagraphText::is_blank_but_tags() const {
  const bool has_things = std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
    if (piece.item == nullptr) return false;
    const word::InlineType type = piece.item->type;
    return type == word::InlineType::Picture || type == word::InlineType::TextBox || type == word::InlineType::Object ||
           type == word::InlineType::FootnoteMark || type == word::InlineType::EndnoteMark;
  });
  return !has_things && without_tags().find_first_not_of(" \t\n") == std::string::npos;
}

}  // namespace gongwen::adopt
