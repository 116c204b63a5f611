#include "templating/detail/markup/latex_reader.h"

#include "base/utf8.h"
#include "templating/detail/markup/latex_parser.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace gongwen::templating {
namespace {

/// Removes the marks that LaTeX has around formulas in text. Returns how many characters it removed at the start.
std::size_t take_off_marks(std::string_view& text) {
  struct Marks {
    std::string_view open;
    std::string_view close;
  };
  static constexpr std::array kMarks{Marks{"$$", "$$"}, Marks{"$", "$"}, Marks{"\\(", "\\)"}, Marks{"\\[", "\\]"}};
  const std::size_t blanks = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  std::string_view inner = base::trim_ascii_space(text);
  for (const Marks& marks : kMarks) {
    const bool has_marks = inner.size() >= marks.open.size() + marks.close.size() && inner.starts_with(marks.open) &&
                           inner.ends_with(marks.close);
    if (!has_marks) continue;
    text = inner.substr(marks.open.size(), inner.size() - marks.open.size() - marks.close.size());
    return blanks + marks.open.size();
  }
  return 0;
}

}  // namespace

FormulaMarkup from_latex(std::string_view text, FormulaPlace place) {
  const std::size_t skipped = take_off_marks(text);
  FormulaMarkup result;
  try {
    if (base::trim_ascii_space(text).empty()) throw LatexStop{{FormulaProblemKind::Unfinished, 1, "$"}};
    const std::string row = LatexParser(text).read();
    result.mathml = latex_element("math", row, place == FormulaPlace::OwnLine ? " display=\"block\"" : "");
  } catch (LatexStop& stopped) {
    stopped.problem.place += skipped;
    result.problem = std::move(stopped.problem);
  }
  return result;
}

}  // namespace gongwen::templating
