// LayoutContext: what layout works with besides its input: styles, boxes, fonts, page references, and memory. Nothing
// in it changes a position: a test lays everything out in a fresh and in a used context and compares.
#pragma once

#include "boxes/box.h"
#include "diagnostics/diagnostic.h"
#include "layout/core/detail/layout_input.h"
#include "layout/core/fragment.h"
#include "text/font_context.h"
#include "text/paragraph.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>

namespace gongwen::layout {

/// What cross-references and running heads come to; worked out by the page sequence in rounds.
struct PageReferences {
  /// Page numbers of the elements with these ids, from 1.
  std::map<std::string, std::int32_t, std::less<>> page_of_target;
  /// Where generated text that shows the number of its own page begins, by box.
  std::map<BoxId, std::int32_t> page_of_counter;
  /// Numbers of notes that are counted by page, by the note's box.
  std::map<BoxId, std::int32_t> note_numbers;
  std::int32_t page_count = 0;
  friend bool operator==(const PageReferences&, const PageReferences&) = default;
};

/// A block container's inline content, shaped, with what its boxes need.
struct InlineContent {
  text::ShapedParagraph paragraph;
  /// Results of the boxes that stand in the line, by box.
  std::unordered_map<std::uint32_t, const Fragment*> objects;
  bool depends_on_pages = false;  // holds cross-references
};

struct PageValues;
struct LineStack;
struct FlexPlan;
struct TableModel;
struct TableWidths;

/// What the result of a box that is laid out by itself and without pages depends on.
struct MeasureKey {
  BoxId box;
  LayoutUnit inline_size;
  AvailableSize available;
  std::optional<LayoutUnit> block_size;
  bool is_definite = true;
  friend bool operator==(const MeasureKey& a, const MeasureKey& b) {
    return a.box == b.box && a.inline_size == b.inline_size && a.available.inline_size == b.available.inline_size &&
           a.available.block_size == b.available.block_size && a.block_size == b.block_size &&
           a.is_definite == b.is_definite;
  }
};
struct MeasureKeyHash {
  std::size_t operator()(const MeasureKey& key) const;
};

/// Characters that the document asked for in one family and that another face stands in with.
struct FallbackUse {
  std::string family;  // that was asked for
  std::string face;    // that stands in
  diagnostics::OriginId first;
  std::vector<char32_t> characters;  // each once, in the order of the document
  friend bool operator==(const FallbackUse&, const FallbackUse&) = default;
};

struct IntrinsicSizes {
  LayoutUnit min_content;  // border-box widths
  LayoutUnit max_content;
};

class LayoutContext {
 public:
  LayoutContext(const boxes::BoxTree& box_tree, style::StyleTree& style_tree, const dom::Tree& dom_tree,
                text::FontContext& font_context, diagnostics::DiagnosticSink& diagnostic_sink);
  ~LayoutContext();

  const boxes::BoxTree& boxes;
  style::StyleTree& styles;
  const dom::Tree& dom;
  text::FontContext& fonts;
  diagnostics::DiagnosticSink& sink;
  FragmentPool fragments;
  PageReferences references;  // of this round; empty in the first
  /// While the content of page margins is laid out: what its page says (page_facts.h).
  const PageValues* page_values = nullptr;
  /// Whether shaped paragraphs outlive their lines: a further round needs them again.
  bool keeps_paragraphs = true;

  /// Forgets what a new round of layout must not see: fragments, and content that depends on page references.
  void begin_round();

  /// The number of a page's or a margin box's style, which lives as long as the context.
  style::StyleId page_style_id(const style::ComputedStyle& style);

  const boxes::Box& box(BoxId id) const { return boxes.box(id); }
  const style::ComputedStyle& style_of(BoxId id) const { return styles.style(boxes.box(id).style); }

  /// Caches, by box and by the width that the value depends on, if it does.
  std::unordered_map<std::uint64_t, std::unique_ptr<const InlineContent>> inline_contents;
  std::unordered_map<std::uint64_t, std::unique_ptr<const LineStack>> line_stacks;
  std::unordered_map<std::uint32_t, IntrinsicSizes> intrinsic_sizes;
  std::unordered_map<std::uint32_t, std::unique_ptr<const TableModel>> table_models;  // by grid
  std::unordered_map<std::uint64_t, std::unique_ptr<const TableWidths>> table_widths;
  std::unordered_map<MeasureKey, LayoutResult, MeasureKeyHash> measured_boxes;
  std::unordered_map<MeasureKey, std::unique_ptr<const FlexPlan>, MeasureKeyHash> flex_plans;
  std::unordered_map<std::uint32_t, text::TextStyle> text_styles;  // by style
  std::set<std::string> languages_without_patterns;                // told of already
  std::vector<FallbackUse> fallback_uses;

 private:
  std::unordered_map<const style::ComputedStyle*, style::StyleId> page_style_ids_;
};

}  // namespace gongwen::layout
