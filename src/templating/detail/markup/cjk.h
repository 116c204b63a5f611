// Rules that Markdown lacks for Chinese, Japanese and Korean text, which has no spaces between words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::templating {

/// Characters of the width of ideographs, half-width kana and Hangul, with their punctuation.
bool is_cjk(char32_t c);

/// Whether a line end between these characters leaves no space. Quotation marks and dashes, which Chinese shares with
/// other scripts, take the side of the character beside them.
bool joins_lines(char32_t before, char32_t after);

/// A noncharacter that the text does not contain; nothing if it contains all of them.
std::optional<char32_t> find_free_mark(std::string_view text);

/// Makes emphasis beside Chinese punctuation work: `**重点：**内容`.
///
/// By CommonMark 0.31 (section 6.2) a run of `*` after punctuation and before a letter cannot end emphasis, nor can one
/// after a letter and before punctuation begin it. That takes words to be separated by spaces. The amendment for CJK,
/// which several implementations have adopted, counts CJK punctuation as letters, and lets a CJK character beside a run
/// do what a space does. A parser that knows only the rule itself gives that result if a character that is neither
/// space nor punctuation stands between the punctuation and the run: `mark`, which is taken out of what it returns.
/// Runs beside which no CJK character stands are left alone, and so is `_`.
std::string with_emphasis_marks(std::string_view text, char32_t mark);

}  // namespace gongwen::templating
