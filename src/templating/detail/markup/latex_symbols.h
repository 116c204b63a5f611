// The signs, letters and words that LaTeX has commands for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::templating {

enum class LatexSign : std::uint8_t {
  Letter,    // an identifier, in italics
  Upright,   // an identifier, upright
  Operator,  // of the operator dictionary
  Bracket,   // an operator that stretches only behind \left and the like
  Large,     // ∑: an operator with limits below and above in formulas of their own line
  Word,      // sin
  Limit,     // lim: in formulas on their own line, its subscript is below it
};

struct LatexSymbol {
  std::string_view command;
  LatexSign kind;
  std::string_view text;
};

/// `alpha` → α; nullopt if there is no such symbol.
std::optional<LatexSymbol> find_latex_symbol(std::string_view command);

}  // namespace gongwen::templating
