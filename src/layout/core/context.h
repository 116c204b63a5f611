// LayoutContext: the resources of layout besides its input: styles, boxes, fonts, page references, and caches. Its
// state never changes a position: a test lays everything out in a fresh and in a used context and compares the results.
#pragma once

#include "base/stop_check.h"
#include "diagnostics/diagnostic.h"
#include "layout/boxes/box.h"
#include "layout/core/detail/layout_input.h"
#include "layout/core/fragment.h"
#include "text/font_context.h"
#include "text/paragraph.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace gongwen::layout {

/// The values of cross-references and running heads; the page sequence determines them in rounds.
struct PageReferences {
  /// Page numbers of the elements with these ids, from 1.
  std::map<std::string, std::int32_t, std::less<>> page_of_target;
  /// By box: the page on which generated text starts if it shows its own page number.
  std::map<BoxId, std::int32_t> page_of_counter;
  /// Numbers of notes that are counted by page, by the note's box.
  std::map<BoxId, std::int32_t> note_numbers;
  std::int32_t page_count = 0;
  friend bool operator==(const PageReferences&, const PageReferences&) = default;
};

/// The texts of a page that the content of its margins asks for.
class PageTexts {
 public:
  virtual ~PageTexts() = default;
  /// The text of counter() in the page context.
  virtual std::string counter_text(const style::ContentItem& item, const style::CounterStyles& styles) const = 0;
  /// The text of string().
  virtual std::string string_text(const style::ContentItem& item) const = 0;
};

/// Texts that depend on the part of a table on this page, for its head, foot, captions and repeated rows.
class PartTexts {
 public:
  virtual ~PartTexts() = default;
  /// Whether an earlier page has a part of the table.
  virtual bool is_continued() const = 0;
  /// Whether calls of footnotes are shown: a note is on the page of the original, so copies on other pages have none.
  virtual bool has_notes() const = 0;
  /// The text of -gw-sum(); nullopt if it is not known.
  virtual std::optional<std::string> sum_text(const style::ContentItem& item) const = 0;
};

class FormattingContexts;

struct IntrinsicSizes {
  LayoutUnit min_content;  // border-box widths
  LayoutUnit max_content;
  /// The `available` width, limited to this range (css-sizing-3 section 5.1, fit-content).
  LayoutUnit fit(LayoutUnit available) const { return std::min(std::max(min_content, available), max_content); }
};

class LayoutContext {
 public:
  LayoutContext(const boxes::BoxTree& box_tree, style::StyleTree& style_tree, const dom::Tree& dom_tree,
                text::FontContext& font_context, diagnostics::DiagnosticSink& diagnostic_sink);

  const boxes::BoxTree& boxes;
  style::StyleTree& styles;
  const dom::Tree& dom;
  text::FontContext& fonts;
  diagnostics::DiagnosticSink& sink;
  FragmentPool fragments;
  PageReferences references;  // of this round; empty in the first
  /// Set while the content of page margins is laid out.
  const PageTexts* page_texts = nullptr;
  /// Set while head, foot, captions or repeated rows of a table are laid out. Elsewhere a table counts as being on one
  /// page.
  const PartTexts* part_texts = nullptr;
  /// Whether lines, and shaped text whose width was measured, outlive a round; set if a further round needs them again.
  bool keeps_paragraphs = true;

  /// Forgets what a new round of layout must not see: fragments, and content that depends on page references.
  void begin_round();
  /// Forgets the fragments of finished pages; called only at a break between boxes.
  void drop_fragments();

  /// The number of the style of a page or a margin box. The style must live as long as the context.
  style::StyleId page_style_id(const style::ComputedStyle& style);

  const boxes::Box& box(BoxId id) const { return boxes.box(id); }
  const style::ComputedStyle& style_of(BoxId id) const { return styles.style(boxes.box(id).style); }

  /// How each kind of box is laid out and measured; set when layout of the document begins.
  const FormattingContexts* formatting_contexts = nullptr;

  /// The cache of one algorithm; created on first use.
  template <typename Cache>
  Cache& cache() {
    return caches.get<Cache>();
  }
  LayoutCaches caches;

 private:
  std::unordered_map<const style::ComputedStyle*, style::StyleId> page_style_ids_;
};

}  // namespace gongwen::layout
