// The rules of proofreading, by what they look at. Each rule is one function that reports one message.
#pragma once

#include "proofing/detail/proof_text.h"
#include "proofing/detail/text_rules.h"
#include "proofing/proofread.h"

namespace gongwen::proofing {

/// What a rule looks at.
struct Proof {
  const ProofText& text;
  const layout::DocumentLayout& document;
  const Profile& profile;
  const layout::LayoutContext& context;
  diagnostics::DiagnosticSink& sink;
};

/// Reports a place in a paragraph: what is there, what should, page and line.
void report_at(const Proof& proof, diagnostics::DiagnosticId id, const Paragraph& paragraph, std::size_t at,
               std::u32string_view found, std::u32string_view expected = {});

// Lines of a paragraph.
void check_broken_numbers(const Proof& proof, const Paragraph& paragraph);
void check_lonely_characters(const Proof& proof, const Paragraph& paragraph);
void check_lonely_lines(const Proof& proof, const Paragraph& paragraph);
void check_line_fit(const Proof& proof, const Paragraph& paragraph);

// Pages.
void check_type_area(const Proof& proof);
void check_lines_per_page(const Proof& proof);
void check_characters_per_line(const Proof& proof);
void check_first_page(const Proof& proof);
void check_seals(const Proof& proof);
void check_imprint(const Proof& proof);

}  // namespace gongwen::proofing
