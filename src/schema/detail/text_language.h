// Guesses the language of a short text, such as a title.
#pragma once

#include <cstdint>
#include <string_view>

namespace gongwen::schema {

// Titles of standards are short, and half of their words are the same in English and French, so the function words
// decide:
//   guess_language("Exigences de divulgation minimale pour les justificatifs")   // TextLanguage::French

enum class TextLanguage : std::uint8_t { Unknown, Chinese, English, French, Pinyin };

/// Chinese: contains a Chinese character. Pinyin: four or more words that all consist of Chinese syllables. English,
/// French: articles and prepositions of that language prevail. Otherwise unknown, for example "ISO/IEC 27001".
TextLanguage guess_language(std::string_view text);

}  // namespace gongwen::schema
