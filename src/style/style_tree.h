// StyleTree: the computed styles of a whole document. Elements that are matched by the same rules and inherit from the
// same style share one, so a table of 10,000 rows has a handful.
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

/// The styles of one element and of its pseudo-elements; an id without a value means that the box does not exist.
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

/// A style on a first line, by the style of ::first-line and the usual one.
struct OnFirstLine {
  StyleId first_line;
  StyleId usual;
  StyleId on_line;
};

class StyleTree {
 public:
  const ElementStyles& of(dom::NodeId element) const { return sets_[elements_[element.index()]]; }
  const ComputedStyle& style(StyleId id) const { return *styles_[id.index()]; }
  /// How much of an element is seen, by its own style.
  dom::Sight sight(dom::NodeId element) const;
  /// How many there are; their numbers are below it.
  std::size_t size() const { return styles_.size(); }
  StyleId root() const { return root_; }
  const CounterStyles& counter_styles() const { return counter_styles_; }
  /// Whether a page rule resets the counter `footnote`, so that notes are counted by page.
  bool counts_footnotes_by_page() const { return counts_footnotes_by_page_; }

  /// The style of the marker of a pseudo-element that is a list item, by the style of the pseudo-element.
  StyleId nested_marker(StyleId item) const;

  /// The style of ::first-line for the lines of an element; none for most.
  StyleId first_line(dom::NodeId element) const;
  /// What a box with this style has on the first line that `first_line` is the style of: it inherits from there.
  StyleId on_first_line(StyleId first_line, StyleId style) const;
  /// All that on_first_line() answers otherwise than with the style itself.
  std::vector<OnFirstLine> all_on_first_lines() const;
  void add_on_first_line(const OnFirstLine& entry);

  /// A style for an anonymous box: inherits from `parent`, has the given display. Shared for equal arguments.
  StyleId anonymous(StyleId parent, Display display);
  /// Adds a style that was made elsewhere, such as a page's.
  StyleId add(ComputedStyle style);

 private:
  friend class StyleTreeBuilder;
  StyleId add_shared(std::shared_ptr<const ComputedStyle> style);

  std::vector<std::shared_ptr<const ComputedStyle>> styles_;  // other documents may have them, too
  std::vector<std::uint32_t> elements_;  // by node: which of the sets; texts have the first, which is empty
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

/// Computes the styles of all elements. `rules` outlives the result. Without `measures` ex and ch are half an em.
/// Reports: css/… for style attributes.
StyleTree build_style_tree(const dom::Tree& tree, const RuleSet& rules, diagnostics::DiagnosticSink& sink,
                           FontMeasures* measures = nullptr);

}  // namespace gongwen::style
