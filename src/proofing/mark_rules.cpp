#include "diagnostics/catalogue/proofing.h"
#include "proofing/characters.h"
#include "proofing/rules.h"

#include <string>

namespace gongwen::proofing {
namespace {

namespace messages = diagnostics::messages;

constexpr std::u32string_view kOpeners = U"（〔【《〈“‘［｛「『(";
constexpr std::u32string_view kClosers = U"）〕】》〉”’］｝」』)";

char32_t at_or_zero(std::u32string_view text, std::size_t at) { return at < text.size() ? text[at] : U'\0'; }

/// The full-width form of a mark of ASCII; none for others.
char32_t full_width_form(char32_t c) {
  constexpr std::u32string_view narrow = U",;:?!()";
  constexpr std::u32string_view wide = U"，；：？！（）";
  const std::size_t at = narrow.find(c);
  if (c == U'.') return U'。';
  return at == std::u32string_view::npos ? U'\0' : wide[at];
}

/// Whether the mark follows the number of a level, such as `一.`, which is another rule's business.
bool is_level_mark(std::u32string_view text, std::size_t at) {
  return at > 0 && text.find_first_not_of(U"一二三四五六七八九十") == at;
}

bool is_chinese(char32_t c) { return is_ideograph(c) || is_full_width_mark(c); }

}  // namespace

/// GB/T 15834-2011: no 、 between titles or quotations that stand side by side.
void check_marks_between_titles(const Proof& proof, const Paragraph& paragraph) {
  const std::u32string_view text = paragraph.text;
  for (const std::u32string_view found : {U"》、《", U"”、“"}) {
    for (std::size_t at = text.find(found); at != std::u32string_view::npos; at = text.find(found, at + 1)) {
      const std::u32string expected{found.front(), found.back()};
      report_at(proof, messages::ProofingMarkBetweenTitles, paragraph, at, found, expected);
    }
  }
}

/// GB/T 15834-2011: brackets, quotation marks and title marks stand in pairs; a title in a title has
/// 〈〉.
void check_brackets(const Proof& proof, const Paragraph& paragraph) {
  const std::u32string_view text = paragraph.text;
  std::u32string open;
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t opener = kOpeners.find(text[at]);
    const std::size_t closer = kClosers.find(text[at]);
    if (opener != std::u32string_view::npos) {
      if (text[at] == U'《' && !open.empty() && open.back() == U'《') {
        report_at(proof, messages::ProofingTitleInTitle, paragraph, at, U"《", U"〈");
      }
      open.push_back(text[at]);
      places.push_back(at);
    } else if (closer != std::u32string_view::npos) {
      // `1）` at the begin of an item, and the apostrophe of Latin words
      const bool lone = open.empty() && (is_digit(at_or_zero(text, at - 1)) || text[at] == U'’');
      if (lone) continue;
      if (open.empty() || open.back() != kOpeners[closer]) {
        report_at(proof, messages::ProofingBracketPair, paragraph, at, text.substr(at, 1));
        return;
      }
      open.pop_back();
      places.pop_back();
    }
  }
  // A quotation of several paragraphs opens in each and closes in the last.
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (open[i] == U'“' || open[i] == U'‘') continue;
    report_at(proof, messages::ProofingBracketPair, paragraph, places[i], text.substr(places[i], 1));
  }
}

/// GB/T 15835-2011: digits and letters have half the width of a Han character.
void check_full_width_letters(const Proof& proof, const Paragraph& paragraph) {
  const auto is_wide = [](char32_t c) {
    return (c >= U'０' && c <= U'９') || (c >= U'Ａ' && c <= U'Ｚ') || (c >= U'ａ' && c <= U'ｚ');
  };
  const std::u32string_view text = paragraph.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::u32string expected;
    while (is_wide(at_or_zero(text, at + expected.size()))) expected.push_back(text[at + expected.size()] - 0xFEE0);
    if (expected.empty()) continue;
    report_at(proof, messages::ProofingFullWidth, paragraph, at, text.substr(at, expected.size()), expected);
    at += expected.size();
  }
}

/// GB/T 15834-2011 5.1: marks in Chinese text are as wide as a Han character. A mark is in Chinese text when it follows
/// a Han character and no Latin word or number goes on behind it, or when it is a bracket before or around Han.
void check_half_width_marks(const Proof& proof, const Paragraph& paragraph) {
  const std::u32string_view text = paragraph.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char32_t wide = full_width_form(text[at]);
    if (wide == U'\0' || is_level_mark(text, at)) continue;
    const char32_t before = at == 0 ? U'\0' : text[at - 1];
    const char32_t after = at_or_zero(text, at + 1);
    const bool joins = text[at] == U'(' || (text[at] != U'.' && text[at] != U')');
    const bool is_chinese_mark = is_chinese(before) || (joins && is_ideograph(after));
    if (!is_chinese_mark) continue;
    report_at(proof, messages::ProofingHalfWidthMark, paragraph, at, text.substr(at, 1), {&wide, 1});
  }
}

}  // namespace gongwen::proofing
