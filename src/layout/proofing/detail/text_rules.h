// Rules for a single text: a paragraph of a page, or a value of the data.
#pragma once

#include "diagnostics/catalogue.h"

#include <functional>
#include <string_view>

namespace gongwen::proofing {

struct TextProof {
  std::u32string_view text;
  /// Reports a place in the text: what it contains, and what it should contain.
  std::function<void(diagnostics::DiagnosticId id, std::size_t at, std::u32string_view found,
                     std::u32string_view expected)>
      report;
};

/// Applies all rules below.
void check_text(const TextProof& proof);

/// Whether a text in UTF-8 contains Chinese and any sign that a rule looks for. Most texts of long lists do not, and
/// one pass over the bytes shows that; a new rule must add its signs here.
bool may_break_rules(std::string_view text);

// Words and numbers: numbers of documents, dates, level marks.
void check_document_numbers(const TextProof& proof);
void check_dates(const TextProof& proof);
void check_han_years(const TextProof& proof);
void check_level_marks(const TextProof& proof);

// Marks: brackets, titles, widths.
void check_marks_between_titles(const TextProof& proof);
void check_brackets(const TextProof& proof);
void check_doubled_marks(const TextProof& proof);
void check_full_width_letters(const TextProof& proof);
void check_half_width_marks(const TextProof& proof);

}  // namespace gongwen::proofing
