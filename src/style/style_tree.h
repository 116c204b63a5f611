// StyleTree: the computed styles of a whole document. Elements that are matched by the same rules and inherit from the
// same style share one, so a table of 10,000 rows has only a handful.
#pragma once

#include "base/string_arena.h"
#include "dom/tree.h"
#include "style/counter_style.h"
#include "style/detail/cascade.h"

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace gongwen::style {

/// The styles of one element and of its pseudo-elements; an invalid id means that the box does not exist.
struct ElementStyles {
  StyleId element;
  StyleId before;
  StyleId after;
  StyleId marker;
  StyleId first_letter;
  StyleId footnote_call;
  StyleId footnote_marker;
  friend bool operator==(const ElementStyles&, const ElementStyles&) = default;
};

/// A style for a first line, by the style of ::first-line and the usual style.
struct OnFirstLine {
  StyleId first_line;
  StyleId usual;
  StyleId on_line;
};

class StyleTree {
 public:
  const ElementStyles& of(dom::NodeId element) const { return sets_[elements_[element.index()]]; }
  const ComputedStyle& style(StyleId id) const { return *styles_[id.index()]; }
  /// How much of an element is visible, by its own style.
  dom::Sight sight(dom::NodeId element) const;
  /// The number of styles; their ids are below it.
  std::size_t size() const { return styles_.size(); }
  StyleId root() const { return root_; }
  const CounterStyles& counter_styles() const { return counter_styles_; }
  /// Whether a page rule resets the counter `footnote`, so that notes are counted by page.
  bool counts_footnotes_by_page() const { return counts_footnotes_by_page_; }

  /// The style of the marker of a pseudo-element that is a list item, by the style of the pseudo-element.
  StyleId nested_marker(StyleId item) const;

  /// The style of ::first-line for the lines of an element; an invalid id if it has none, as most.
  StyleId first_line(dom::NodeId element) const;
  /// The style of a box on a first line with the style `first_line`, from which it inherits.
  StyleId on_first_line(StyleId first_line, StyleId style) const;
  /// All styles for which on_first_line() does not return the style itself.
  std::vector<OnFirstLine> all_on_first_lines() const;
  void add_on_first_line(const OnFirstLine& entry);

  /// A style for an anonymous box that inherits from `parent` and has the given display. Shared for equal arguments.
  StyleId anonymous(StyleId parent, Display display);
  /// Adds a style that was computed elsewhere, such as a page's.
  StyleId add(ComputedStyle style);

 private:
  friend class StyleTreeBuilder;
  StyleId add_shared(std::shared_ptr<const ComputedStyle> style);

  std::vector<std::shared_ptr<const ComputedStyle>> styles_;  // may be shared with other documents
  std::vector<std::uint32_t> elements_;  // by node: index of its set; texts have the first one, which is empty
  std::deque<ElementStyles> sets_{1};    // no two are equal
  StyleId root_;
  CounterStyles counter_styles_;
  bool counts_footnotes_by_page_ = false;
  std::unordered_map<std::uint64_t, StyleId> anonymous_;
  std::unordered_map<std::uint32_t, StyleId> nested_markers_;  // by the pseudo-element's
  base::StringArena texts_;                                    // of style attributes
  std::vector<std::unique_ptr<const css::DeclarationBlock>> inline_blocks_;
  std::unordered_map<std::uint32_t, StyleId> first_lines_;    // by element
  std::unordered_map<std::uint64_t, StyleId> on_first_line_;  // by the style of ::first-line and the usual one
};

/// Computes the styles of all elements. `rules` must outlive the result. Without `measures`, ex and ch are half an em.
/// Reports: css/… for style attributes.
StyleTree build_style_tree(const dom::Tree& tree, const RuleSet& rules, diagnostics::DiagnosticSink& sink,
                           FontMeasures* measures = nullptr);

}  // namespace gongwen::style
