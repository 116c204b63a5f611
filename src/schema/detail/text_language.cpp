#include "schema/detail/text_language.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::schema {
namespace {

// Words that occur in both languages, such as `on` and `a`, are left out.
constexpr auto kEnglishWords =
    std::to_array<std::string_view>({"the", "of", "for", "and", "in", "to", "by", "with", "from", "between", "at", "or",
                                     "requirements", "security", "guidelines", "general", "testing"});
constexpr auto kFrenchWords = std::to_array<std::string_view>(
    {"de",        "des",    "du",          "la",  "le", "les",       "et",       "pour",          "aux",
     "sur",       "dans",   "par",         "une", "en", "exigences", "sécurité", "cybersécurité", "données",
     "générales", "lignes", "directrices", "à",   "d",  "l"});

constexpr auto kInitials =
    std::to_array<std::string_view>({"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g",
                                     "k",  "h",  "j",  "q", "x", "r", "z", "c", "s", "y", "w"});
constexpr auto kFinals = std::to_array<std::string_view>(
    {"iang", "iong", "uang", "ang", "eng", "ing", "ong", "ian", "iao", "uai", "uan", "ai", "ei", "ao", "ou", "an",
     "en",   "in",   "un",   "ia",  "ie",  "iu",  "ua",  "ui",  "uo",  "ue",  "a",   "o",  "e",  "i",  "u"});
constexpr auto kBareSyllables = std::to_array<std::string_view>({"ang", "ai", "an", "ao", "en", "er", "ou", "a", "e"});

bool is_syllables(std::string_view word);

bool goes_on(std::string_view word, std::string_view part) {
  return word.starts_with(part) && is_syllables(word.substr(part.size()));
}

bool is_syllables(std::string_view word) {
  if (word.empty()) return true;
  for (const std::string_view bare : kBareSyllables) {
    if (goes_on(word, bare)) return true;
  }
  for (const std::string_view initial : kInitials) {
    if (!word.starts_with(initial)) continue;
    const std::string_view rest = word.substr(initial.size());
    if (std::any_of(kFinals.begin(), kFinals.end(), [rest](std::string_view final) { return goes_on(rest, final); }))
      return true;
  }
  return false;
}

/// The words of a text in lowercase, including accented letters of Latin-1, which French needs.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool in_word = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool capital = c >= 'A' && c <= 'Z';
    const bool letter = capital || (c >= 'a' && c <= 'z') || byte == 0xC3 || (byte >= 0x80 && byte < 0xC0);
    if (letter && !in_word) words.emplace_back();
    // É is C3 89, é is C3 A9.
    const bool accented = in_word && !words.back().empty() && static_cast<unsigned char>(words.back().back()) == 0xC3;
    if (letter) {
      words.back() += capital || (accented && byte >= 0x80 && byte < 0x9F) ? static_cast<char>(c + 0x20) : c;
    }
    in_word = letter;
  }
  return words;
}

bool is_pinyin(const std::vector<std::string>& words) {
  constexpr std::size_t kFewestWords = 4;
  return words.size() >= kFewestWords && std::all_of(words.begin(), words.end(), [](const std::string& word) {
           constexpr std::size_t kLongestWord = 24;
           return word.size() > 1 && word.size() <= kLongestWord && is_syllables(word);
         });
}

bool has_chinese_characters(std::string_view text) {
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if ((c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF) || c == U'〇') return true;
  }
  return false;
}

}  // namespace

TextLanguage guess_language(std::string_view text) {
  if (has_chinese_characters(text)) return TextLanguage::Chinese;
  const std::vector<std::string> words = words_of(text);
  const auto count = [&words](const auto& among) {
    return std::count_if(words.begin(), words.end(), [&among](const std::string& word) {
      return std::find(among.begin(), among.end(), word) != among.end();
    });
  };
  const auto english = count(kEnglishWords);
  const auto french = count(kFrenchWords);
  if (english == 0 && french == 0 && is_pinyin(words)) return TextLanguage::Pinyin;
  if (french > english) return TextLanguage::French;
  if (english == french) return TextLanguage::Unknown;
  return TextLanguage::English;
}

}  // namespace gongwen::schema
