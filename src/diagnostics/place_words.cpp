#include "diagnostics/place_words.h"

#include "diagnostics/catalogue/texts/diagnostics.h"

#include <array>

namespace gongwen::diagnostics {
namespace {

constexpr std::string_view kParagraphMark = "¶";

}  // namespace

std::string story_in_words(std::string_view place, Language language) {
  static constexpr std::array kStories{
      texts::DiagnosticsPlaceHeader,   texts::DiagnosticsPlaceFirstHeader, texts::DiagnosticsPlaceEvenHeader,
      texts::DiagnosticsPlaceFooter,   texts::DiagnosticsPlaceFirstFooter, texts::DiagnosticsPlaceEvenFooter,
      texts::DiagnosticsPlaceFootnote, texts::DiagnosticsPlaceEndnote,     texts::DiagnosticsPlaceTextbox};
  const std::size_t paragraph = place.find(" ¶");
  if (paragraph == std::string_view::npos) return std::string(place);
  const std::string_view story = place.substr(0, paragraph);
  for (const auto& words : kStories) {
    const std::string_view number = story.starts_with(words.english) ? story.substr(words.english.size()) : "x";
    if (number.empty() || number.front() == ' ')
      return std::string(words.in(language)) + std::string(number) + std::string(place.substr(paragraph));
  }
  return std::string(place);
}

std::string place_in_words(std::string_view place, Language language) {
  const std::string words = story_in_words(place, language);
  const std::size_t mark = words.find(kParagraphMark);
  if (mark == std::string::npos) return words;
  const std::string_view number = std::string_view(words).substr(mark + kParagraphMark.size());
  if (mark == 0) return texts::DiagnosticsPlaceParagraph.in(language, number);
  std::string_view story = std::string_view(words).substr(0, mark);
  if (story.ends_with(' ')) story.remove_suffix(1);
  return texts::DiagnosticsPlaceInStory.in(language, story, number);
}

}  // namespace gongwen::diagnostics
