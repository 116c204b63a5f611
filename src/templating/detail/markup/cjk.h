// Rules for Chinese, Japanese and Korean text, which has no spaces between words; Markdown lacks them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::templating {

/// Whether a character is as wide as an ideograph, half-width kana, Hangul, or punctuation of these.
bool is_cjk(char32_t c);

/// Whether a line end between these characters leaves no space. Quotation marks and dashes, which Chinese shares with
/// other scripts, are treated like the character beside them.
bool joins_lines(char32_t before, char32_t after);

/// A noncharacter that the text does not contain; nullopt if it contains all of them.
std::optional<char32_t> find_free_mark(std::string_view text);

/// Makes emphasis beside Chinese punctuation work: `**重点：**内容`.
///
/// By CommonMark 0.31 (section 6.2) a run of `*` after punctuation and before a letter cannot end emphasis, nor can one
/// after a letter and before punctuation begin it. This assumes that words are separated by spaces. The amendment for
/// CJK, which several implementations have adopted, counts CJK punctuation as letters, and treats a CJK character
/// beside a run like a space. A parser that only knows the original rule gives that result if a character that is
/// neither space nor punctuation is between the punctuation and the run. `mark` is that character; remove it from the
/// output. Runs without a CJK character beside them are not changed, nor is `_`.
std::string with_emphasis_marks(std::string_view text, char32_t mark);

}  // namespace gongwen::templating
