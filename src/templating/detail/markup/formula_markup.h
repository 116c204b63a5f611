// Formulas in values: LaTeX's common notation and MathML, converted to the MathML that templates may contain. The
// result is always well-formed and has only the elements listed here, so it cannot close the element that contains it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::templating {

enum class FormulaProblemKind : std::uint8_t {
  Unknown,     // a command, an environment, an element or an attribute that is not supported
  Unfinished,  // something that begins there has no end
  Misplaced,   // something that is not allowed there
  TooDeep,
  TooManyCells,
};

/// Whether a formula exceeds the limits, rather than being wrong.
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
  std::optional<FormulaProblem> problem;  // if set, `mathml` is empty
};

enum class FormulaPlace : std::uint8_t { InLine, OwnLine };

/// Maximum length: longer values are mistakes.
inline constexpr std::size_t kMaxFormulaText = 20'000;
inline constexpr int kMaxFormulaNesting = 40;
/// Maximum number of cells in a table: rows times the cells of the widest row, since a file stores all of them.
inline constexpr std::size_t kMaxFormulaCells = 2'000;

}  // namespace gongwen::templating
