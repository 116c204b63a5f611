// In which language a short text, such as a title, is written.
#pragma once

#include <cstdint>
#include <string_view>

namespace gongwen::schema {

// Titles of standards are short, and half of their words are the same in English and French. The small words tell the
// languages apart:
//   guess_language("Exigences de divulgation minimale pour les justificatifs")   // TextLanguage::French

enum class TextLanguage : std::uint8_t { Unknown, Chinese, English, French, Pinyin };

/// Chinese: any Chinese character. Pinyin: at least four words that consist of Chinese syllables only. English, French:
/// their articles and prepositions are the more frequent. Otherwise unknown, as "ISO/IEC 27001" is.
TextLanguage guess_language(std::string_view text);

}  // namespace gongwen::schema
