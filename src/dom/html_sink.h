// TreeBuilder: builds a Tree from tokens and checks it by the content models. html, head, body and tbody may be omitted
// as in HTML; all other elements must be opened and closed, unless the syntax is HTML's own.
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
  /// Adds the origins of nodes and attributes to `origins`, which must outlive the tree.
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

  /// Adds a text that outlives the tree, such as a template's literal, without copying it.
  void lasting_text(std::string_view text, const diagnostics::Origin& origin);
  /// Adds a value of the data, as text or as part of an attribute's value.
  void value_text(std::string_view text, const diagnostics::Origin& origin);
  void value_in_attribute(std::string_view text, const diagnostics::Origin& origin);

  /// Sets the value of the data from which the next tokens are made; an empty place for the template's own tokens.
  void set_data_place(const diagnostics::DataPlace& place) { data_place_ = place; }

  /// The innermost open element; none before the first.
  NodeId innermost() const { return open_.empty() ? NodeId() : open_.back().node; }
  const Tree& tree() const { return tree_; }
  /// Removes the children of the innermost open element and all texts that were stored since `mark`; their numbers are
  /// reused. Returns false and does nothing if a child has an id, since ids must not be used twice.
  bool forget_children(const base::StringArena::Mark& mark);

  /// Whether a limit was exceeded; nothing more is added then.
  bool is_full() const { return full_; }

  /// Closes elements that HTML allows to stay open, reports all others, and returns the tree.
  Tree finish() &&;

 private:
  struct OpenElement {
    NodeId node;
    ElementName name;
    bool implied;                    // not written by the author
    std::uint8_t heading_level = 0;  // of the heading above its next content; 0: none
    bool is_below = false;           // a heading whose level is added to that of the heading above
  };

  NodeId append_node(NodeKind kind, const diagnostics::Origin& origin);
  void push_element(ElementName name, const diagnostics::Origin& origin, bool implied);
  void pop_element();
  ElementName heading_below(ElementName name) const;
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
  std::array<std::uint32_t, 256> open_counts_{};  // number of open elements of each name

  // The attribute that is being read.
  Attribute attribute_;
  std::string attribute_value_;
  diagnostics::Origin attribute_origin_;
  bool attribute_has_value_ = false;                      // from the data
  std::unordered_set<std::string_view> attribute_names_;  // attributes of the element that is being read

  std::unordered_map<std::string_view, NodeId> ids_;
  std::unordered_set<std::string_view> named_;                          // those ids that are names of anchors
  std::unordered_map<std::string_view, std::string_view> other_names_;  // ids of anchors by their other names
  diagnostics::DataPlace data_place_;
  bool full_ = false;
};

// HtmlSink: turns the expansion of a template into a tree. It always knows whether the expansion is in text, in an
// attribute's value or inside a tag, and so treats each value as its context requires, without help from the author.

class HtmlSink final : public templating::Sink {
 public:
  /// `literals` belongs to the compiled template and must outlive the tree; null if the template has none. Origins of
  /// the tree are added to `origins`.
  HtmlSink(const LiteralTable* literals, diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink,
           const TreeLimits& limits = {}, Syntax syntax = Syntax::Template);

  bool literal(const templating::Literal& literal) override;
  bool text(std::string_view value, const diagnostics::Origin& origin) override;
  bool markup(std::string_view value, const diagnostics::Origin& origin) override;

  /// The tree so far.
  const Tree& tree() const { return builder_.tree(); }
  /// The innermost open element, if the expansion is between two of its children; none inside a tag.
  NodeId innermost() const { return tokenizer_.state().boundary == Boundary::Data ? builder_.innermost() : NodeId(); }
  /// See TreeBuilder::forget_children.
  bool forget_children(const base::StringArena::Mark& mark) { return builder_.forget_children(mark); }

  /// Ends the document, and reports elements that are still open.
  Tree finish() &&;

 private:
  /// Writes a text with U+2028, which stands for line feeds in replaced texts: as `br` elements if they are allowed
  /// there, otherwise as blanks.
  bool text_of_lines(std::string_view value, const diagnostics::Origin& origin);
  std::string without_references(std::string_view markup, const diagnostics::Origin& origin);
  void replay(const LiteralTable::Recording& recording);

  const LiteralTable* literals_;
  diagnostics::DiagnosticSink& sink_;
  TreeBuilder builder_;
  Tokenizer tokenizer_;
  diagnostics::Span last_place_;
};

/// Parses a whole HTML text; `gongwen typeset` does so with HTML's own syntax.
Tree parse_html(std::string_view text, const diagnostics::Span& place, diagnostics::OriginTable& origins,
                diagnostics::DiagnosticSink& sink, const TreeLimits& limits = {}, Syntax syntax = Syntax::Template);

}  // namespace gongwen::dom
