// Formula: a `<math>` element as a typed tree (MathML Core), from which it is laid out, said in words and written into
// Word files. Elements with the wrong number of parts are rows of these, as MathML Core says.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::math {

enum class PartKind : std::uint8_t {
  Row,         // also mstyle, mfenced, semantics: their content
  Identifier,  // mi
  Number,      // mn
  Operator,    // mo
  Text,        // mtext, ms
  Space,       // mspace
  Fraction,    // numerator, denominator
  Root,        // radicand, degree; a square root has the radicand alone
  Scripts,     // base, then what PartFlags say: below, above
  Limits,      // munder, mover, munderover: likewise
  MultiScripts,
  Table,
  TableRow,
  TableCell,
  Padded,
  Enclosed,  // menclose
  Phantom,
  Error,
};

/// How the formula is written: `E = mc²` within a line, or on a line of its own.
enum class FormulaDisplay : bool { Inline, Block };

struct Part {
  PartKind kind = PartKind::Row;
  bool has_below = false;        // Scripts, Limits: the first part after the base is the lower one …
  bool has_above = false;        // … and the last the upper one
  std::uint32_t prescripts = 0;  // MultiScripts: pairs of them, behind the other pairs
  dom::NodeId element;           // none for parts that mfenced implies
  std::u32string text = {};      // tokens: white space collapsed
  std::vector<Part> parts = {};  // MultiScripts: base, then pairs of lower and upper; a missing one is an empty row

  bool has_bar = true;  // Fraction: false for binomials and the like

  const Part& base() const { return parts.front(); }
  const Part* below() const { return has_below ? &parts[1] : nullptr; }
  const Part* above() const { return has_above ? &parts.back() : nullptr; }
  bool is_token() const { return kind >= PartKind::Identifier && kind <= PartKind::Text; }
  bool is_empty_row() const { return kind == PartKind::Row && parts.empty(); }
};

/// Deeper formulas are cut off: their innermost parts become text. The deepest one that the filters for formulas make
/// has three elements for each of its 40 levels.
inline constexpr int kMaxFormulaDepth = 128;

/// Elements without a box are no parts of a formula, and those that are not seen are phantoms.
using SightOf = std::function<dom::Sight(dom::NodeId)>;

/// Reports: boxes/formula-parts, boxes/formula-too-deep.
Part read_formula(const dom::Tree& tree, dom::NodeId math, diagnostics::DiagnosticSink& sink,
                  const SightOf& sight_of = {});
/// The same without reporting, for readers of what the layout has reported already.
Part read_formula(const dom::Tree& tree, dom::NodeId math, const SightOf& sight_of = {});

FormulaDisplay display_of(const dom::Tree& tree, dom::NodeId math);

/// An attribute of MathML; empty where it is missing, or the part has no element.
std::string_view attribute_of(const dom::Tree& tree, dom::NodeId element, std::string_view name);
/// `true` or `false`, in any case; nothing else counts.
std::optional<bool> flag_of(const dom::Tree& tree, dom::NodeId element, std::string_view name);

/// The lines and strokes that a `menclose` asks for; those of a frame are `left`, `right`, `top` and `bottom`.
std::vector<std::string_view> notations_of(const dom::Tree& tree, dom::NodeId element);

/// The values of an attribute that is a list, such as `columnalign`; the last one holds for all further columns or
/// rows.
std::vector<std::string_view> words_of(std::string_view text);
std::string_view word_at(const std::vector<std::string_view>& words, std::size_t place);

/// The only part of a row, as far down as rows have only one; the part itself if it is no such row.
const Part& without_rows(const Part& part);

}  // namespace gongwen::math
