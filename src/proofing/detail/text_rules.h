// Rules that look at a text alone, be it a paragraph of a page or a value of the data.
#pragma once

#include "diagnostics/catalogue.h"

#include <functional>
#include <string_view>

namespace gongwen::proofing {

struct TextProof {
  std::u32string_view text;
  /// Reports a place in the text: what is there, what should be there.
  std::function<void(diagnostics::DiagnosticId id, std::size_t at, std::u32string_view found,
                     std::u32string_view expected)>
      report;
};

/// All of the rules below.
void check_text(const TextProof& proof);

/// Whether a text in UTF-8 has Chinese in it and any sign that a rule looks for. Most texts of long lists have none,
/// which is found by reading the bytes once; a new rule adds its signs here.
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
