// The signs, letters and words that LaTeX has commands for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::templating {

enum class LatexSign : std::uint8_t {
  Letter,    // an identifier, slanted
  Upright,   // an identifier that is not
  Operator,  // of the operator dictionary
  Word,      // sin
  Limit,     // lim: what is below it stands under it in formulas of their own line
};

struct LatexSymbol {
  std::string_view command;
  LatexSign kind;
  std::string_view text;
};

/// `alpha` → α; nothing if there is no such sign.
std::optional<LatexSymbol> find_latex_symbol(std::string_view command);

}  // namespace gongwen::templating
