// TreeBuilder: turns tokens into a Tree and checks them by the content models. html, head, body and tbody may be
// left out as HTML allows; everything else must be opened and closed, unless the syntax is HTML's own.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/detail/html_syntax.h"
#include "dom/detail/tokenizer.h"
#include "dom/literal_table.h"
#include "dom/tree.h"
#include "templating/sink.h"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gongwen::dom {

struct TreeLimits {
  std::size_t deepest = 400;
  std::size_t max_nodes = 20'000'000;
};

class TreeBuilder final : public TokenHandler {
 public:
  /// Origins of nodes and attributes go into `origins`, which must live as long as the tree is used.
  TreeBuilder(diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink, const TreeLimits& limits = {},
              Syntax syntax = Syntax::Template);

  void start_tag(ElementName name, const diagnostics::Span& span) override;
  void attribute(AttributeName attribute, std::string_view name, const diagnostics::Span& span) override;
  void attribute_text(std::string_view text, const diagnostics::Span& span) override;
  void attribute_end() override;
  void start_tag_end(SelfClosing self_closing, const diagnostics::Span& span) override;
  void end_tag(ElementName name, const diagnostics::Span& span) override;
  void text(std::string_view text, const diagnostics::Span& span) override;
  bool is_in_drawing() const override { return holder_content() == Content::Graphic; }

  /// A text that lives as long as the tree, such as a template's literal: it is not copied.
  void lasting_text(std::string_view text, const diagnostics::Origin& origin);
  /// A value of the data in text, or as part of an attribute's value.
  void value_text(std::string_view text, const diagnostics::Origin& origin);
  void value_in_attribute(std::string_view text, const diagnostics::Origin& origin);

  /// The value of the data that the tokens from now on were made from; an empty place when they are the template's own.
  void set_data_place(const diagnostics::DataPlace& place) { data_place_ = place; }

  /// The attribute whose value is being read.
  AttributeName open_attribute() const { return attribute_.name; }
  /// The innermost open element; nothing before the first.
  NodeId innermost() const { return open_.empty() ? NodeId() : open_.back().node; }
  const Tree& tree() const { return tree_; }
  /// Takes the children of the innermost open element away again, with all that was stored since `mark`; their numbers
  /// are given to those that come. Returns: false, and nothing happens, when one of them has an id, which may not be
  /// given twice.
  bool forget_children(const base::StringArena::Mark& mark);

  /// True once a limit was passed; nothing is added any more.
  bool is_full() const { return full_; }

  /// Closes what HTML lets stay open, reports what it does not, and gives the tree away.
  Tree finish() &&;

 private:
  struct OpenElement {
    NodeId node;
    ElementName name;
    bool implied;  // never written by the author
  };

  NodeId append_node(NodeKind kind, const diagnostics::Origin& origin);
  void push_element(ElementName name, const diagnostics::Origin& origin, bool implied);
  void pop_element();
  void open_implied_parents(ElementName name, const diagnostics::Origin& origin);
  bool begins_row(ElementName name) const;
  void open_implied_row(ElementName name, const diagnostics::Origin& origin);
  void open_implied_body(const diagnostics::Origin& origin);
  void close_implied_until_parent_of(ElementName name);
  void close_optional_until_parent_of(ElementName name);
  bool is_in_ending_head() const;
  void close_paragraph();
  void leave_drawing(ElementName name, const diagnostics::Origin& origin);
  bool shows_text() const;
  bool is_in_scope(ElementName name) const;
  template <typename... Arguments>
  void error(diagnostics::DiagnosticId id, const diagnostics::Origin& origin, const Arguments&... arguments);
  void append_text(std::string_view text, const diagnostics::Origin& origin);
  void check_placement(ElementName name, const diagnostics::Span& span);
  void take_id(NodeId element);
  void name_anchor(NodeId element);
  void resolve_fragments();
  void report_not_closed(const OpenElement& element);
  Content holder_content() const;
  Content content_at(std::size_t depth) const;
  bool is_open(ElementName name) const;

  diagnostics::OriginTable& origins_;
  diagnostics::DiagnosticSink& sink_;
  TreeLimits limits_;
  Syntax syntax_;
  Tree tree_;
  std::vector<OpenElement> open_;
  std::array<std::uint32_t, 256> open_counts_{};  // of the open elements of each name

  // The attribute that is being read.
  Attribute attribute_;
  std::string attribute_value_;
  diagnostics::Origin attribute_origin_;
  bool attribute_has_value_ = false;                      // of the data
  std::unordered_set<std::string_view> attribute_names_;  // of the element that is being read

  std::unordered_map<std::string_view, NodeId> ids_;
  std::unordered_set<std::string_view> named_;                          // of the ids, those that are names of anchors
  std::unordered_map<std::string_view, std::string_view> other_names_;  // of anchors with an id: which
  diagnostics::DataPlace data_place_;
  bool full_ = false;
};

// HtmlSink: where an expanded template becomes a tree. It knows at every moment whether the expansion is in text,
// in an attribute's value or inside a tag, so that a value is treated as its place demands without the author asking.

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
