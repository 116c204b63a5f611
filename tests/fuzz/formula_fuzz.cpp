// Any bytes as a formula, in LaTeX or in MathML: reading neither crashes nor hangs; what is written is MathML within
// the limits, which is read again without a message, written as text, and split into lines that together are the whole
// formula.
#include "dom/html_sink.h"
#include "dom/math/formula.h"
#include "dom/math/formula_lines.h"
#include "dom/math/formula_text.h"
#include "templating/detail/markup/latex_reader.h"
#include "templating/detail/markup/mathml_reader.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace gongwen;

void require(bool condition) {
  if (!condition) std::abort();
}

int depth_of(const math::Part& part) {
  int depth = 0;
  for (const math::Part& inner : part.parts) depth = std::max(depth, depth_of(inner));
  return depth + 1;
}

dom::NodeId find_math(const dom::Tree& tree, dom::NodeId parent) {
  for (dom::NodeId child = tree.node(parent).first_child; child; child = tree.node(child).next_sibling) {
    if (tree.is_element(child, dom::ElementName::Math)) return child;
    if (const dom::NodeId found = find_math(tree, child)) return found;
  }
  return {};
}

/// Reads a page with the formula as the layout does.
void read_page(std::string_view formula, bool is_ours) {
  const std::string page = "<!DOCTYPE html><html><body><p>" + std::string(formula) + "</p></body></html>";
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const dom::Tree tree =
      dom::parse_html(page, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(page.size())}, origins, sink);
  if (is_ours) require(sink.diagnostics().empty());
  if (!tree.root_element()) return;
  const dom::NodeId math = find_math(tree, tree.root_element());
  if (is_ours) require(static_cast<bool>(math));
  if (!math) return;
  const math::Part read = math::read_formula(tree, math, sink);
  if (is_ours) require(sink.diagnostics().empty());
  require(depth_of(read) <= math::kMaxFormulaDepth + 3);
  static_cast<void>(math::linear_text(read));
  static_cast<void>(math::alternative_of_formula(tree, math));
  const math::Part& row = math::outermost_row(read);
  const std::vector<math::LinePiece> pieces = math::line_pieces(row);
  require(!pieces.empty() && pieces.front().begin == 0);
  for (std::size_t i = 1; i < pieces.size(); ++i) require(pieces[i].begin == pieces[i - 1].end);
}

void check(const templating::FormulaMarkup& made) {
  if (made.problem) {
    require(made.mathml.empty() && made.problem->place >= 1);
  } else {
    read_page(made.mathml, true);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1,
                              std::min(size - 1, templating::kMaxFormulaText));
  const auto place = (bytes[0] & 1U) != 0 ? templating::FormulaPlace::InLine : templating::FormulaPlace::OwnLine;
  if ((bytes[0] & 2U) != 0) {
    check(templating::from_latex(text, place));
  } else {
    check(templating::from_mathml(text, place));
    read_page(text, false);
  }
  return 0;
}
