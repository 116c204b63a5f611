#include "base/unicode.h"
#include "base/utf8.h"
#include "layout/inline/detail/white_space.h"

namespace gongwen::layout {
namespace {

using base::CharacterFlag;
using style::LetterCase;
using style::TextTransform;

/// css-text-3 appendix A, for the characters that have full-width twins in Unicode's block of that name. Blanks are
/// those that are left when white space is collapsed.
std::string full_width(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if (c > U' ' && c < 0x7F) {
      base::append_utf8(out, c + 0xFEE0);
    } else {
      base::append_utf8(out, c);
    }
  }
  return out;
}

}  // namespace

std::string TextTransformer::capitalize(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    const bool letter = base::has_flag(c, CharacterFlag::Alpha) || base::has_flag(c, CharacterFlag::Numeric);
    const bool joins = base::has_flag(c, CharacterFlag::CaseIgnorable);  // apostrophes, combining marks
    if (letter && !in_word_) {
      base::append_initial(out, c);
    } else {
      base::append_utf8(out, c);
    }
    in_word_ = letter || (joins && in_word_);
  }
  return out;
}

std::string TextTransformer::transform(std::string_view text, TextTransform transform) {
  std::string out;
  switch (transform.letters) {
    case LetterCase::Capitalize: out = capitalize(text); break;
    case LetterCase::Uppercase: base::append_upper(out, text); break;
    case LetterCase::Lowercase: base::append_lower(out, text); break;
    case LetterCase::None: out = text; break;
  }
  if (transform.letters != LetterCase::Capitalize) end_word();
  return transform.full_width ? full_width(out) : out;
}

}  // namespace gongwen::layout
