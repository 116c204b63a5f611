// HtmlSink: where an expanded template becomes a tree. It knows at every moment whether the expansion is in text,
// in an attribute's value or inside a tag, so that a value is treated as its place demands without the author asking.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/detail/tokenizer.h"
#include "dom/detail/tree_builder.h"
#include "dom/literal_table.h"
#include "dom/tree.h"
#include "templating/sink.h"

#include <string>
#include <string_view>

namespace gongwen::dom {

class HtmlSink final : public templating::Sink {
 public:
  /// `literals` belongs to the compiled template and outlives the tree; null when there is none. The origins of the
  /// tree go into `origins`.
  HtmlSink(const LiteralTable* literals, diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink,
           const TreeLimits& limits = {}, Syntax syntax = Syntax::Template);

  bool literal(const templating::Literal& literal) override;
  bool text(std::string_view value, const diagnostics::Origin& origin) override;
  bool markup(std::string_view value, const diagnostics::Origin& origin) override;

  /// The tree as far as it has come.
  const Tree& tree() const { return builder_.tree(); }
  /// The element that the expansion is in, between two of its children; nothing inside of a tag.
  NodeId innermost() const { return tokenizer_.state().boundary == Boundary::Data ? builder_.innermost() : NodeId(); }
  /// See TreeBuilder::forget_children.
  bool forget_children(const base::StringArena::Mark& mark) { return builder_.forget_children(mark); }

  /// Ends the document. Reports what was left open.
  Tree finish() &&;

 private:
  /// A text with U+2028, the line feeds of own texts: elements `br` where there may be some, otherwise blanks.
  bool text_of_lines(std::string_view value, const diagnostics::Origin& origin);
  std::string without_references(std::string_view markup, const diagnostics::Origin& origin);
  void replay(const LiteralTable::Recording& recording);

  const LiteralTable* literals_;
  diagnostics::DiagnosticSink& sink_;
  TreeBuilder builder_;
  Tokenizer tokenizer_;
  diagnostics::Span last_place_;
};

/// Reads a whole HTML text; `gongwen typeset` does so with HTML's own syntax.
Tree parse_html(std::string_view text, const diagnostics::Span& place, diagnostics::OriginTable& origins,
                diagnostics::DiagnosticSink& sink, const TreeLimits& limits = {}, Syntax syntax = Syntax::Template);

}  // namespace gongwen::dom
