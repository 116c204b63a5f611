#include "adopt/detail/text_language.h"

#include "base/language_tag.h"
#include "base/utf8.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace gongwen::adopt {
namespace {

constexpr std::string_view kChinese = "zh-CN";
constexpr std::string_view kUsualLatin = "en";

enum class Script : std::uint8_t { None, Latin, EastAsian };

Script script_of(char32_t c) {
  if ((c >= 0x2E80 && c < 0xFB00) || (c >= 0xFF00 && c < 0xFFF0) || c >= 0x20000) return Script::EastAsian;
  const bool is_letter = (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || (c >= 0xC0 && c < 0x250);
  return is_letter ? Script::Latin : Script::None;
}

/// Whether a text has letters of Latin script and no Chinese, Japanese or Korean character.
bool is_latin(std::string_view text) {
  bool has_letters = false;
  for (const auto& decoded : base::CodePoints(text)) {
    const Script script = script_of(decoded.code_point);
    if (script == Script::EastAsian) return false;
    has_letters = has_letters || script == Script::Latin;
  }
  return has_letters;
}

/// `en-US`, if it is a language written in Latin letters; files often name arbitrary languages.
std::string latin_language(const word::RunFormat& format) {
  const std::string language = format.language.value_or(std::string());
  const bool is_east_asian = language.starts_with("zh") || language.starts_with("ja") || language.starts_with("ko");
  // It becomes part of a template, so it must be a tag.
  return !base::is_language_tag(language) || is_east_asian ? std::string(kUsualLatin) : language;
}

}  // namespace

std::string language_of(const word::Document& document) {
  const word::RunFormat* first = nullptr;
  for (const word::Story& story : document.stories) {
    std::vector<const std::vector<word::Block>*> open{&story.blocks};
    while (!open.empty()) {
      const std::vector<word::Block>& blocks = *open.back();
      open.pop_back();
      for (const word::Block& block : blocks) {
        const auto* const paragraph = std::get_if<word::Paragraph>(&block.content);
        if (paragraph == nullptr) {
          for (const word::Row& row : std::get<word::Table>(block.content).rows) {
            for (const word::Cell& cell : row.cells) open.push_back(&cell.blocks);
          }
          continue;
        }
        for (const word::Inline& item : paragraph->inlines) {
          if (item.type != word::InlineType::Text) continue;
          for (const auto& decoded : base::CodePoints(item.text)) {
            const Script script = script_of(decoded.code_point);
            if (script == Script::EastAsian) return std::string(kChinese);
            if (script == Script::Latin && first == nullptr) first = &document.run_formats[item.format];
          }
        }
      }
    }
  }
  return first == nullptr ? std::string(kChinese) : latin_language(*first);
}

std::string language_of(const word::Document& document, const ParagraphText& text) {
  if (!text.tags.empty() || !is_latin(text.text)) return {};
  for (const Piece& piece : text.pieces) {
    if (piece.item == nullptr) return latin_language(document.run_formats[piece.format]);
  }
  return std::string(kUsualLatin);
}

}  // namespace gongwen::adopt
