#include "diagnostics/catalogue/proofing.h"
#include "proofing/detail/characters.h"
#include "proofing/detail/text_rules.h"

#include <string>
#include <vector>

namespace gongwen::proofing {
namespace {

namespace messages = diagnostics::messages;

constexpr std::u32string_view kOpeningMarks = U"（〔【《〈“‘［｛「『(";
constexpr std::u32string_view kClosingMarks = U"）〕】》〉”’］｝」』)";

char32_t at_or_zero(std::u32string_view text, std::size_t at) { return at < text.size() ? text[at] : U'\0'; }

/// The full-width form of a mark of ASCII; none for others.
char32_t full_width_form(char32_t c) {
  constexpr std::u32string_view narrow = U",;:?!()";
  constexpr std::u32string_view wide = U"，；：？！（）";
  if (c > U'?') return U'\0';
  if (c == U'.') return U'。';
  const std::size_t at = narrow.find(c);
  return at == std::u32string_view::npos ? U'\0' : wide[at];
}

/// Whether the mark follows the number of a level, such as `一.`, which is another rule's business.
bool is_level_mark(std::u32string_view text, std::size_t at) {
  return at > 0 && text.find_first_not_of(U"一二三四五六七八九十") == at;
}

bool is_chinese(char32_t c) { return is_ideograph(c) || is_full_width_mark(c); }

/// Whether a text is in Chinese, and not one in another language with some Chinese in it: more Han characters than
/// words in Latin letters.
bool is_chinese_text(std::u32string_view text) {
  std::size_t han = 0;
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_ideograph(text[at])) ++han;
    if (is_latin(text[at]) && (at == 0 || !is_latin(text[at - 1]))) ++words;
  }
  return han > words;
}

/// Where the web address that starts or continues at `at` ends; `at` itself where there is none.
std::size_t end_of_address(std::u32string_view text, std::size_t at) {
  if (text[at] != U':' && text[at] != U'w') return at;
  if (!text.substr(at).starts_with(U"://") && !text.substr(at).starts_with(U"www.")) return at;
  while (at < text.size() && text[at] > U' ' && !is_full_width_mark(text[at]) && !is_ideograph(text[at])) ++at;
  return at;
}

/// Whether a closing mark belongs to no opening one: `1）`, `a)`, the apostrophe of Latin words.
bool is_lone_closer(std::u32string_view text, std::size_t at, bool any_open) {
  const char32_t before = at == 0 ? U'\0' : text[at - 1];
  if (text[at] == U'’') return !any_open || is_latin(before);
  const bool counts = is_digit(before) || is_latin(before) ||
                      std::u32string_view(U"一二三四五六七八九十").find(before) != std::u32string_view::npos;
  return !any_open && at <= 3 && counts;
}

/// Whether the file's ending or a number continues after a point: 报告.docx, 第三.1.
bool goes_on_behind_point(std::u32string_view text, std::size_t at) {
  const char32_t after = at_or_zero(text, at + 1);
  return text[at] == U'.' && (is_latin(after) || is_digit(after));
}

/// Whether the mark itself is spoken of: “,”.
bool is_named_mark(std::u32string_view text, std::size_t at) {
  const char32_t before = at == 0 ? U'\0' : text[at - 1];
  const char32_t after = at_or_zero(text, at + 1);
  return (before == U'“' && after == U'”') || (before == U'‘' && after == U'’');
}

bool follows_or_leads_han(std::u32string_view text, std::size_t at) {
  const char32_t before = at == 0 ? U'\0' : text[at - 1];
  if (is_chinese(before)) return true;
  return text[at] != U'.' && text[at] != U')' && is_ideograph(at_or_zero(text, at + 1));
}

}  // namespace

/// GB/T 15834-2011: no 、 between titles or quotations that are side by side.
void check_marks_between_titles(const TextProof& proof) {
  const std::u32string_view text = proof.text;
  for (const std::u32string_view found : {U"》、《", U"”、“"}) {
    for (std::size_t at = text.find(found); at != std::u32string_view::npos; at = text.find(found, at + 1)) {
      const std::u32string expected{found.front(), found.back()};
      proof.report(messages::ProofingMarkBetweenTitles, at, found, expected);
    }
  }
}

/// GB/T 15834-2011: brackets, quotation marks and title marks are in pairs; a title in a title has
/// 〈〉.
void check_brackets(const TextProof& proof) {
  const std::u32string_view text = proof.text;
  std::u32string open;
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_no_mark(text[at]) || is_named_mark(text, at)) continue;
    const std::size_t opener = kOpeningMarks.find(text[at]);
    const std::size_t closer = kClosingMarks.find(text[at]);
    if (opener != std::u32string_view::npos) {
      if (text[at] == U'《' && !open.empty() && open.back() == U'《') {
        proof.report(messages::ProofingTitleInTitle, at, U"《", U"〈");
      }
      open.push_back(text[at]);
      places.push_back(at);
    } else if (closer != std::u32string_view::npos) {
      if (is_lone_closer(text, at, !open.empty())) continue;
      if (open.empty() || open.back() != kOpeningMarks[closer]) {
        proof.report(messages::ProofingBracketPair, at, text.substr(at, 1), {});
        return;
      }
      open.pop_back();
      places.pop_back();
    }
  }
  // A quotation of several paragraphs opens in each and closes in the last.
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (open[i] == U'“' || open[i] == U'‘') continue;
    proof.report(messages::ProofingBracketPair, places[i], text.substr(places[i], 1), {});
  }
}

/// GB/T 15834-2011: of the marks that part sentences and their parts, one is enough.
void check_doubled_marks(const TextProof& proof) {
  constexpr std::u32string_view marks = U"，。、；：";
  const std::u32string_view text = proof.text;
  for (std::size_t at = 1; at < text.size(); ++at) {
    const bool doubled = !is_no_mark(text[at]) && marks.find(text[at]) != std::u32string_view::npos &&
                         marks.find(text[at - 1]) != std::u32string_view::npos;
    if (doubled) proof.report(messages::ProofingDoubledMark, at - 1, text.substr(at - 1, 2), {});
  }
}

/// GB/T 15835-2011: digits and letters have half the width of a Han character.
void check_full_width_letters(const TextProof& proof) {
  const auto is_wide = [](char32_t c) {
    return (c >= U'０' && c <= U'９') || (c >= U'Ａ' && c <= U'Ｚ') || (c >= U'ａ' && c <= U'ｚ');
  };
  const std::u32string_view text = proof.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_wide(text[at])) continue;
    std::u32string expected;
    while (is_wide(at_or_zero(text, at + expected.size()))) expected.push_back(text[at + expected.size()] - 0xFEE0);
    proof.report(messages::ProofingFullWidth, at, text.substr(at, expected.size()), expected);
    at += expected.size();
  }
}

/// GB/T 15834-2011 5.1: marks in Chinese text are as wide as a Han character. A mark is in Chinese text when it follows
/// a Han character, or when Han follows it; a closing bracket is as wide as its opening one.
void check_half_width_marks(const TextProof& proof) {
  const std::u32string_view text = proof.text;
  if (!is_chinese_text(text)) return;
  std::vector<bool> wide_openers;  // of the brackets that are open: whether they are to be wide
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (const std::size_t end = end_of_address(text, at); end > at) at = end;
    const char32_t wide = full_width_form(at_or_zero(text, at));
    if (wide == U'\0' || is_level_mark(text, at) || goes_on_behind_point(text, at) || is_named_mark(text, at)) continue;
    bool is_chinese_mark = follows_or_leads_han(text, at);
    if (text[at] == U'(') {
      wide_openers.push_back(is_chinese_mark);
    } else if (text[at] == U')' && !wide_openers.empty()) {
      is_chinese_mark = wide_openers.back();
      wide_openers.pop_back();
    }
    if (is_chinese_mark) proof.report(messages::ProofingHalfWidthMark, at, text.substr(at, 1), {&wide, 1});
  }
}

}  // namespace gongwen::proofing
