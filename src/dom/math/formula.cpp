#include "dom/math/formula.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/boxes.h"

#include <algorithm>
#include <charconv>

namespace gongwen::math {
namespace {

namespace messages = diagnostics::messages;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

/// Reads a formula's elements; the sink may be null.
class FormulaReader {
 public:
  FormulaReader(const dom::Tree& tree, diagnostics::DiagnosticSink* sink, const SightOf& sight_of)
      : tree_(tree), sink_(sink), sight_of_(sight_of) {}

  Part read(NodeId node) {
    if (++depth_ > kMaxFormulaDepth) {
      if (!is_too_deep_ && sink_ != nullptr) {
        sink_->report(messages::BoxesFormulaTooDeep, tree_.node(node).origin, kMaxFormulaDepth);
      }
      is_too_deep_ = true;
      --depth_;
      return token(PartKind::Text, node);
    }
    Part part = read_element(node);
    --depth_;
    return part;
  }

 private:
  Part read_element(NodeId node) {
    switch (tree_.node(node).name) {
      case ElementName::MathMi: return token(PartKind::Identifier, node);
      case ElementName::MathMn: return token(PartKind::Number, node);
      case ElementName::MathMo: return token(PartKind::Operator, node);
      case ElementName::MathMtext: return token(PartKind::Text, node);
      case ElementName::MathMs: return quoted(node);
      case ElementName::MathMspace: return {PartKind::Space, false, false, 0, node};
      case ElementName::MathMfrac: return fraction(node);
      case ElementName::MathMsqrt: return square_root(node);
      case ElementName::MathMroot: return fixed(PartKind::Root, node, 2);
      case ElementName::MathMsub: return scripts(PartKind::Scripts, node, true, false);
      case ElementName::MathMsup: return scripts(PartKind::Scripts, node, false, true);
      case ElementName::MathMsubsup: return scripts(PartKind::Scripts, node, true, true);
      case ElementName::MathMunder: return scripts(PartKind::Limits, node, true, false);
      case ElementName::MathMover: return scripts(PartKind::Limits, node, false, true);
      case ElementName::MathMunderover: return scripts(PartKind::Limits, node, true, true);
      case ElementName::MathMmultiscripts: return multiscripts(node);
      case ElementName::MathMfenced: return fenced(node);
      case ElementName::MathMpadded: return row(PartKind::Padded, node);
      case ElementName::MathMphantom: return row(PartKind::Phantom, node);
      case ElementName::MathMerror: return row(PartKind::Error, node);
      case ElementName::MathMtable: return table(node);
      case ElementName::MathMtr: return table_row(node);
      case ElementName::MathMtd: return row(PartKind::TableCell, node);
      case ElementName::MathSemantics: return semantics(node);
      case ElementName::MathMaction: return action(node);
      case ElementName::MathMenclose: return row(PartKind::Enclosed, node);
      default: return row(PartKind::Row, node);
    }
  }

  /// White space is dropped at the ends and collapsed inside (MathML Core section 2.1.7); U+00A0 is kept.
  Part token(PartKind kind, NodeId node) const {
    Part part{kind, false, false, 0, node};
    part.text = base::to_utf32(base::collapse_ascii_space(tree_.text_content(node)));
    return part;
  }

  Part quoted(NodeId node) const {
    Part part = token(PartKind::Text, node);
    const std::string_view open = attribute_of(tree_, node, "lquote");
    const std::string_view close = attribute_of(tree_, node, "rquote");
    part.text = base::to_utf32(open.empty() ? "\"" : open) + part.text + base::to_utf32(close.empty() ? "\"" : close);
    return part;
  }

  dom::Sight sight(NodeId node) const { return sight_of_ ? sight_of_(node) : dom::Sight::Seen; }
  bool is_hidden(NodeId node) const { return sight(node) == dom::Sight::None; }

  /// Whether an element is invisible but takes up its space. Elements inside it may be visible again.
  bool is_unseen(NodeId node) const {
    if (sight(node) != dom::Sight::Unseen) return false;
    for (NodeId inner = tree_.next_in_order(node, node); inner; inner = tree_.next_in_order(inner, node))
      if (tree_.node(inner).kind == NodeKind::Element && sight(inner) == dom::Sight::Seen) return false;
    return true;
  }

  /// An invisible part becomes a phantom. Rows and cells of tables remain what they are, and contain phantoms.
  Part read_child(NodeId node) {
    const ElementName name = tree_.node(node).name;
    const bool is_of_table = name == ElementName::MathMtr || name == ElementName::MathMtd;
    if (is_in_phantom_ || is_of_table || !is_unseen(node)) return read(node);
    is_in_phantom_ = true;
    Part part = read(node);
    is_in_phantom_ = false;
    return part.is_empty_row() ? part : around(PartKind::Phantom, std::move(part));
  }

  static bool is_annotation(ElementName name) {
    return name == ElementName::MathAnnotation || name == ElementName::MathAnnotationXml;
  }

  /// Text beside elements is not part of a formula, but is shown in pages that are read as browsers read them.
  Part row(PartKind kind, NodeId node) {
    Part part{kind, false, false, 0, node};
    for (NodeId child = tree_.node(node).first_child; child; child = tree_.node(child).next_sibling) {
      const dom::Node& entry = tree_.node(child);
      if (entry.kind == NodeKind::Text) {
        std::string text = base::collapse_ascii_space(entry.text);
        if (!text.empty()) {
          part.parts.push_back({PartKind::Text, false, false, 0, node, base::to_utf32(text)});
        }
      } else if (!is_annotation(entry.name) && entry.name != ElementName::TemplateNote && !is_hidden(child)) {
        part.parts.push_back(read_child(child));
      }
    }
    return part;
  }

  Part fixed(PartKind kind, NodeId node, std::size_t count) {
    Part part = row(kind, node);
    if (part.parts.size() != count) return as_row(std::move(part), count);
    return part;
  }

  /// A fraction has no bar if the thickness of its line is zero in any unit: `0`, `0pt`, `0.0em`.
  Part fraction(NodeId node) {
    Part part = fixed(PartKind::Fraction, node, 2);
    const std::string_view thickness = attribute_of(tree_, node, "linethickness");
    part.has_bar = !thickness.starts_with('0') || thickness.find_first_of("123456789") != std::string_view::npos;
    return part;
  }

  Part as_row(Part part, std::size_t count) const {
    if (sink_ != nullptr) {
      sink_->report(messages::BoxesFormulaParts, tree_.node(part.element).origin, tree_.written_tag(part.element),
                    count, part.parts.size());
    }
    part.kind = PartKind::Row;
    part.has_below = part.has_above = false;
    return part;
  }

  /// The content of msqrt is a row.
  Part square_root(NodeId node) {
    Part part{PartKind::Root, false, false, 0, node};
    part.parts.push_back(row(PartKind::Row, node));
    // The style belongs to the root only.
    part.parts.front().element = NodeId();
    return part;
  }

  Part scripts(PartKind kind, NodeId node, bool below, bool above) {
    Part part = row(kind, node);
    part.has_below = below;
    part.has_above = above;
    const std::size_t count = 1 + std::size_t{below} + std::size_t{above};
    return part.parts.size() == count ? part : as_row(std::move(part), count);
  }

  /// `none` and empty rows are missing scripts; `mprescripts` separates the pairs after the base from those before it.
  Part multiscripts(NodeId node) {
    Part part = row(PartKind::MultiScripts, node);
    const auto is_mark = [this](const Part& entry) {
      return entry.element && tree_.node(entry.element).name == ElementName::MathMprescripts;
    };
    const auto mark = std::find_if(part.parts.begin(), part.parts.end(), is_mark);
    const auto behind = static_cast<std::size_t>(mark - part.parts.begin());
    const bool are_before = mark != part.parts.end();
    if (are_before) part.parts.erase(mark);
    const bool are_several = std::any_of(part.parts.begin(), part.parts.end(), is_mark);
    if (are_several || behind % 2 == 0 || part.parts.size() % 2 == 0)
      return as_row(std::move(part), part.parts.size() + 1);
    if (are_before) part.prescripts = static_cast<std::uint32_t>((part.parts.size() - behind) / 2);
    return part;
  }

  /// mfenced of MathML 3: `(a, b)`.
  Part fenced(NodeId node) {
    const auto mark = [&](std::string_view name, std::string_view otherwise) {
      for (const dom::Attribute& attribute : tree_.attributes(node)) {
        if (attribute.custom_name == name) return base::to_utf32(base::trim_ascii_space(attribute.value));
      }
      return base::to_utf32(otherwise);
    };
    std::u32string separators = mark("separators", ",");
    std::erase(separators, U' ');  // each other character is one
    Part content = row(PartKind::Row, node);
    Part part{PartKind::Row, false, false, 0, node};
    const auto add = [&](std::u32string text) {
      if (!text.empty()) part.parts.push_back({PartKind::Operator, false, false, 0, NodeId(), std::move(text)});
    };
    add(mark("open", "("));
    for (std::size_t i = 0; i < content.parts.size(); ++i) {
      if (i > 0 && !separators.empty()) add({separators[std::min(i - 1, separators.size() - 1)]});
      part.parts.push_back(std::move(content.parts[i]));
    }
    add(mark("close", ")"));
    return part;
  }

  /// Rows and cells may be implied.
  Part table(NodeId node) {
    Part part = row(PartKind::Table, node);
    for (Part& entry : part.parts) {
      if (entry.kind != PartKind::TableRow) entry = around(PartKind::TableRow, around_cell(std::move(entry)));
    }
    return part;
  }

  Part table_row(NodeId node) {
    Part part = row(PartKind::TableRow, node);
    for (Part& entry : part.parts) entry = around_cell(std::move(entry));
    return part;
  }

  static Part around_cell(Part part) {
    return part.kind == PartKind::TableCell ? part : around(PartKind::TableCell, std::move(part));
  }

  static Part around(PartKind kind, Part inner) {
    Part part{kind, false, false, 0, NodeId()};
    part.parts.push_back(std::move(inner));
    return part;
  }

  /// Its first part is shown; if there are only annotations, the first of them that is a formula or HTML, or any text.
  Part semantics(NodeId node) {
    Part part = row(PartKind::Row, node);
    if (part.parts.size() > 1) part.parts.resize(1);
    if (!part.parts.empty()) return part;
    NodeId shown;
    for (NodeId child = tree_.node(node).first_child; child; child = tree_.node(child).next_sibling) {
      const bool is_used = tree_.node(child).kind == NodeKind::Element && is_annotation(tree_.node(child).name);
      if (!is_used || is_hidden(child)) continue;
      const bool is_shown = tree_.node(child).name == ElementName::MathAnnotationXml && is_shown_encoding(child);
      if (!shown || is_shown) shown = child;
      if (is_shown) break;
    }
    if (!shown) return part;
    const bool has_formula = is_shown_encoding(shown) && tree_.node(shown).name == ElementName::MathAnnotationXml &&
                             has_formula_child(shown);
    part.parts.push_back(has_formula ? row(PartKind::Row, shown) : token(PartKind::Text, shown));
    return part;
  }

  bool is_shown_encoding(NodeId annotation) const {
    const std::string_view encoding = attribute_of(tree_, annotation, "encoding");
    return base::equals_ignoring_ascii_case(encoding, "MathML-Presentation") ||
           base::equals_ignoring_ascii_case(encoding, "application/mathml-presentation+xml") ||
           base::equals_ignoring_ascii_case(encoding, "text/html") ||
           base::equals_ignoring_ascii_case(encoding, "application/xhtml+xml");
  }

  bool has_formula_child(NodeId node) const {
    for (NodeId child = tree_.node(node).first_child; child; child = tree_.node(child).next_sibling)
      if (tree_.node(child).kind == NodeKind::Element && dom::is_formula_part(tree_.node(child).name)) return true;
    return false;
  }

  /// The part that `selection` names, counted from 1; the first one otherwise.
  Part action(NodeId node) {
    Part part = row(PartKind::Row, node);
    const std::string_view written = attribute_of(tree_, node, "selection");
    std::size_t number = 1;
    std::from_chars(written.data(), written.data() + written.size(), number);
    if (number < 1 || number > part.parts.size()) number = 1;
    if (part.parts.size() > 1) part.parts = std::vector<Part>{std::move(part.parts[number - 1])};
    return part;
  }

  const dom::Tree& tree_;
  diagnostics::DiagnosticSink* sink_;
  const SightOf& sight_of_;
  int depth_ = 0;
  bool is_in_phantom_ = false;
  bool is_too_deep_ = false;
};

}  // namespace

Part read_formula(const dom::Tree& tree, NodeId math, diagnostics::DiagnosticSink& sink, const SightOf& sight_of) {
  return FormulaReader(tree, &sink, sight_of).read(math);
}

Part read_formula(const dom::Tree& tree, NodeId math, const SightOf& sight_of) {
  return FormulaReader(tree, nullptr, sight_of).read(math);
}

FormulaDisplay display_of(const dom::Tree& tree, NodeId math) {
  const bool is_block = base::equals_ignoring_ascii_case(attribute_of(tree, math, "display"), "block");
  return is_block ? FormulaDisplay::Block : FormulaDisplay::Inline;
}

std::string_view attribute_of(const dom::Tree& tree, NodeId element, std::string_view name) {
  if (!element) return {};
  for (const dom::Attribute& attribute : tree.attributes(element)) {
    const bool is_named = attribute.name == dom::AttributeName::Custom ? attribute.custom_name == name
                                                                       : dom::attribute_text(attribute.name) == name;
    if (is_named) return base::trim_ascii_space(attribute.value);
  }
  return {};
}

std::optional<bool> flag_of(const dom::Tree& tree, NodeId element, std::string_view name) {
  const std::string_view value = attribute_of(tree, element, name);
  if (base::equals_ignoring_ascii_case(value, "true")) return true;
  if (base::equals_ignoring_ascii_case(value, "false")) return false;
  return std::nullopt;
}

std::vector<std::string_view> notations_of(const dom::Tree& tree, NodeId element) {
  std::vector<std::string_view> lines;
  std::vector<std::string_view> words = words_of(attribute_of(tree, element, "notation"));
  if (words.empty()) words = {"longdiv"};
  for (const std::string_view word : words) {
    if (word == "box" || word == "roundedbox") {
      lines.insert(lines.end(), {"left", "right", "top", "bottom"});
    } else if (word == "longdiv") {
      lines.insert(lines.end(), {"left", "top"});
    } else if (word == "actuarial") {
      lines.insert(lines.end(), {"right", "top"});
    } else if (word == "madruwb") {
      lines.insert(lines.end(), {"right", "bottom"});
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    if (base::is_ascii_space(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !base::is_ascii_space(text[end])) ++end;
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::string_view word_at(const std::vector<std::string_view>& words, std::size_t place) {
  return words.empty() ? std::string_view() : words[std::min(place, words.size() - 1)];
}

const Part& without_rows(const Part& part) {
  const Part* at = &part;
  while (at->kind == PartKind::Row && at->parts.size() == 1) at = &at->parts.front();
  return *at;
}

}  // namespace gongwen::math
