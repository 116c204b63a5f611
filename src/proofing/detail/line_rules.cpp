#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/proofing.h"
#include "proofing/detail/characters.h"
#include "proofing/detail/rules.h"

#include <algorithm>

namespace gongwen::proofing {
namespace {

namespace messages = diagnostics::messages;

bool goes_on_with_number(char32_t before, char32_t after) {
  if (is_digit(before))
    return is_digit(after) || std::u32string_view(U".,%‰℃").find(after) != std::u32string_view::npos;
  return (before == U'.' || before == U',') && is_digit(after);
}

}  // namespace

/// GB/T 15835-2011: a number in Arabic digits is on one line.
void check_broken_numbers(const Proof& proof, const Paragraph& paragraph) {
  const std::u32string_view text = paragraph.text;
  for (std::size_t i = 1; i < paragraph.lines.size(); ++i) {
    const std::size_t at = paragraph.lines[i].begin;
    const bool has_number = is_digit(text[at - 1]) || (at > 1 && is_digit(text[at - 2]));
    if (!has_number || !goes_on_with_number(text[at - 1], text[at])) continue;
    std::size_t begin = at - 1;
    while (begin > 0 && (is_digit(text[begin - 1]) || text[begin - 1] == U'.' || text[begin - 1] == U',')) --begin;
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || text[end] == U'.' || text[end] == U',' || text[end] == U'%'))
      ++end;
    report_at(proof, messages::ProofingNumberBroken, paragraph, begin, text.substr(begin, end - begin));
  }
}

/// GB/T 15834-2011 5.1.11, CLREQ 3.4: a last line of more than one character.
void check_lonely_characters(const Proof& proof, const Paragraph& paragraph) {
  if (paragraph.lines.size() < 2 || !(proof.text.is_body(paragraph) || paragraph.is_title)) return;
  const ProofLine& last = paragraph.lines.back();
  const std::u32string_view text = std::u32string_view(paragraph.text).substr(last.begin, last.end - last.begin);
  const auto is_mark = [](char32_t c) {
    return is_full_width_mark(c) || c == U' ';
  };
  const std::size_t marks = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_mark));
  if (text.size() - marks > 1) return;
  report_at(proof, messages::ProofingLonelyCharacter, paragraph, last.begin, text);
}

/// CLREQ 3.4: the last line of a paragraph must not be alone at the head of a page.
void check_lonely_lines(const Proof& proof, const Paragraph& paragraph) {
  const std::size_t count = paragraph.lines.size();
  if (count < 2 || !proof.text.is_body(paragraph)) return;
  const ProofLine& last = paragraph.lines[count - 1];
  if (last.page == paragraph.lines[count - 2].page) return;
  const std::u32string_view text = paragraph.text;
  report_at(proof, messages::ProofingLonelyLine, paragraph, last.begin, text.substr(last.begin, last.end - last.begin));
}

/// CLREQ, adjustment of a line: gaps grow within limits. A line that they cannot fill is set ragged, which is reported
/// where it can be seen.
void check_line_fit(const Proof& proof, const Paragraph& paragraph) {
  constexpr double kSeenShort = 2;  // em
  for (const ProofLine& line : paragraph.lines) {
    if (line.fit == layout::LineFit::Natural) continue;
    const std::string text = base::to_utf8(paragraph.text.substr(line.begin, line.end - line.begin));
    const diagnostics::OriginId origin = paragraph.origins[line.begin];
    if (line.fit == layout::LineFit::Stretched) {
      proof.sink.report(messages::ProofingLineStretched, origin, text, line.page + 1, line.number);
      continue;
    }
    const double lack = line.lack.to_px() / std::max(line.size.to_px(), 1.0);
    if (lack <= kSeenShort) continue;
    proof.sink.report(messages::ProofingLineShort, origin, text, line.page + 1, line.number,
                      fmt::format("{:.1f}", lack));
  }
}

}  // namespace gongwen::proofing
