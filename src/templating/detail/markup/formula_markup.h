// Formulas in values: LaTeX's common notation and MathML, written again as the MathML that templates may have. The
// result is always well-formed and holds only the elements listed here, so it cannot end what it stands in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::templating {

enum class FormulaProblemKind : std::uint8_t {
  Unknown,     // a command, an environment, an element or an attribute that is not supported
  Unfinished,  // what is begun there does not end
  Misplaced,   // this cannot stand there
  TooDeep,
  TooManyCells,
};

/// Whether a formula is beyond the limits rather than wrong.
inline bool is_too_large(FormulaProblemKind kind) {
  return kind == FormulaProblemKind::TooDeep || kind == FormulaProblemKind::TooManyCells;
}

struct FormulaProblem {
  FormulaProblemKind kind = FormulaProblemKind::Unknown;
  std::size_t place = 0;  // in characters, from 1
  std::string what;
};

struct FormulaMarkup {
  std::string mathml;
  std::optional<FormulaProblem> problem;  // `mathml` is then empty
};

enum class FormulaPlace : std::uint8_t { InLine, OwnLine };

/// A formula is short: longer values are mistakes.
inline constexpr std::size_t kMaxFormulaText = 20'000;
inline constexpr int kMaxFormulaNesting = 40;
/// Of a table, in its widest row times its rows: a file has all of them.
inline constexpr std::size_t kMaxFormulaCells = 2'000;

}  // namespace gongwen::templating
