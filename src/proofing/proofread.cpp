#include "proofing/proofread.h"

#include "base/utf8.h"
#include "proofing/rules.h"

#include <array>

namespace gongwen::proofing {
namespace {

using ParagraphRule = void (*)(const Proof&, const Paragraph&);
using PageRule = void (*)(const Proof&);

constexpr std::array<ParagraphRule, 11> kParagraphRules{
    check_document_numbers,
    check_dates,
    check_han_years,
    check_level_marks,
    check_marks_between_titles,
    check_brackets,
    check_full_width_letters,
    check_half_width_marks,
    check_broken_numbers,
    check_lonely_characters,
    check_lonely_lines,
};
constexpr std::array<PageRule, 3> kPageRules{check_type_area, check_lines_per_page, check_characters_per_line};
constexpr std::array<PageRule, 3> kOfficialRules{check_first_page, check_seals, check_imprint};

}  // namespace

void report_at(const Proof& proof, diagnostics::DiagnosticId id, const Paragraph& paragraph, std::size_t at,
               std::u32string_view found, std::u32string_view expected) {
  const ProofLine& line = paragraph.line_of(at);
  proof.sink.report(id, paragraph.origins[at], base::to_utf8(found), base::to_utf8(expected), line.page + 1,
                    line.number);
}

void proofread(const layout::DocumentLayout& document, const Profile& profile, layout::LayoutContext& context) {
  const ProofText text = read_pages(document, context);
  const Proof proof{text, document, profile, context, context.sink};
  for (const Paragraph& paragraph : text.paragraphs) {
    if (paragraph.lines.empty()) continue;
    for (const ParagraphRule rule : kParagraphRules) rule(proof, paragraph);
  }
  for (const PageRule rule : kPageRules) rule(proof);
  if (!profile.is_official) return;
  for (const PageRule rule : kOfficialRules) rule(proof);
}

}  // namespace gongwen::proofing
