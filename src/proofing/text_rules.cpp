#include "proofing/text_rules.h"

#include <array>

namespace gongwen::proofing {
namespace {

using TextRule = void (*)(const TextProof&);

constexpr std::array<TextRule, 9> kRules{
    check_document_numbers,     check_dates,    check_han_years,     check_level_marks,
    check_marks_between_titles, check_brackets, check_doubled_marks, check_full_width_letters,
    check_half_width_marks,
};

}  // namespace

void check_text(const TextProof& proof) {
  for (const TextRule rule : kRules) rule(proof);
}

}  // namespace gongwen::proofing
