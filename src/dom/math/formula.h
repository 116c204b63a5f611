// Formula: a `<math>` element as a typed tree (MathML Core), from which it is laid out, put into words and written into
// Word files. Elements with the wrong number of parts are read as rows of these parts, as MathML Core requires.
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
  Root,        // radicand, degree; a square root has only the radicand
  Scripts,     // base, then the lower and the upper script, if present
  Limits,      // munder, mover, munderover: in the same order
  MultiScripts,
  Table,
  TableRow,
  TableCell,
  Padded,
  Enclosed,  // menclose
  Phantom,
  Error,
};

/// How the formula is set: `E = mc²` within a line, or on a separate line.
enum class FormulaDisplay : bool { Inline, Block };

struct Part {
  PartKind kind = PartKind::Row;
  bool has_below = false;        // Scripts, Limits: the first part after the base is the lower one …
  bool has_above = false;        // … and the last the upper one
  std::uint32_t prescripts = 0;  // MultiScripts: number of their pairs, after the other pairs
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

/// Deeper formulas are cut off: their innermost parts become text. The deepest formula that the filters for formulas
/// make has three elements for each of its 40 levels.
inline constexpr int kMaxFormulaDepth = 128;

/// Tells whether an element is seen. Elements without a box are not parts of a formula; invisible ones are phantoms.
using SightOf = std::function<dom::Sight(dom::NodeId)>;

/// Reports: boxes/formula-parts, boxes/formula-too-deep.
Part read_formula(const dom::Tree& tree, dom::NodeId math, diagnostics::DiagnosticSink& sink,
                  const SightOf& sight_of = {});
/// Reads a formula without reporting, for readers of formulas whose errors the layout has already reported.
Part read_formula(const dom::Tree& tree, dom::NodeId math, const SightOf& sight_of = {});

FormulaDisplay display_of(const dom::Tree& tree, dom::NodeId math);

/// An attribute of MathML; empty if it is missing, or the part has no element.
std::string_view attribute_of(const dom::Tree& tree, dom::NodeId element, std::string_view name);
/// The value of `true` or `false`, ignoring case; nullopt for anything else.
std::optional<bool> flag_of(const dom::Tree& tree, dom::NodeId element, std::string_view name);

/// The lines and strokes that a `menclose` requests; those of a frame are `left`, `right`, `top` and `bottom`.
std::vector<std::string_view> notations_of(const dom::Tree& tree, dom::NodeId element);

/// The values of an attribute that is a list, such as `columnalign`; the last one applies to all further columns or
/// rows.
std::vector<std::string_view> words_of(std::string_view text);
std::string_view word_at(const std::vector<std::string_view>& words, std::size_t place);

/// Descends through rows with a single part to the first part that is not such a row; the part itself if it is not one.
const Part& without_rows(const Part& part);

}  // namespace gongwen::math
