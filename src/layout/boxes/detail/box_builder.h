// BoxBuilder: walks the elements in document order, keeps the counters, and writes the boxes.
#pragma once

#include "diagnostics/diagnostic.h"
#include "forms/field_names.h"
#include "layout/boxes/box.h"
#include "layout/boxes/detail/box_tree_writer.h"
#include "layout/boxes/detail/counters.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::boxes {

/// Used once for one document, by build_boxes(). Elements are visited once in document order, so
/// counters, quotes and named strings have the values of their place. Boxes are appended below the parent
/// that callers pass; BoxTreeWriter may put anonymous boxes in between. The tree is complete only after
/// BoxTreeWriter::finish() and WritingModeMapper::run(), at the end of build().
class BoxBuilder {
 public:
  BoxBuilder(const dom::Tree& dom, style::StyleTree& styles, images::ImageSet& images,
             diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink, const BoxOptions& options)
      : dom_(dom),
        styles_(styles),
        images_(images),
        origins_(origins),
        sink_(sink),
        tolerance_(options.tolerance),
        writer_(tree_, styles),
        fields_(dom, options.fields) {}

  BoxTree build();

 private:
  // `parent` is the box below which the children's boxes go; it need not be the box of the DOM parent (`display:
  // contents`).
  void build_element(dom::NodeId node, BoxId parent);
  void build_box(dom::NodeId node, BoxId parent, const style::ComputedStyle& computed);
  BoxId build_fitted(const style::ComputedStyle& computed, BoxId box);
  void build_contents(dom::NodeId node, BoxId parent);
  void build_children(dom::NodeId node, BoxId parent);
  // Replaced content: one box without children.
  void build_image(dom::NodeId node, BoxId parent, Box box);
  bool build_embedded(dom::NodeId node, BoxId parent, Box box);
  void build_drawing(dom::NodeId node, BoxId parent, Box box);
  void build_formula(dom::NodeId node, BoxId parent, Box box);
  bool build_replacement(dom::NodeId node, BoxId parent, Box box);
  BoxId build_image_note(dom::NodeId node, BoxId parent, const Box& image);
  void append_image(dom::NodeId node, BoxId parent, Box box, images::ImageId image);
  images::ImageId load_image(dom::NodeId node);
  void build_alternative(dom::NodeId node, BoxId parent, Box box);
  // Controls outside of templates become frames with their values; those in templates become text.
  void build_control(dom::NodeId node, BoxId parent, const Box& box);
  void report_printed_controls();
  void build_value(std::string value, const Box& model, BoxId parent);
  void build_text(dom::NodeId node, BoxId parent);
  void build_pseudo(dom::NodeId node, style::StyleId style, BoxPart part, BoxId parent);
  void build_marker(dom::NodeId node, style::StyleId item, style::StyleId marker, BoxId parent);
  void build_marker_image(style::StyleId item, const Box& marker, BoxId parent);
  style::StyleId marker_image_style(style::StyleId item, style::StyleId marker);
  // Ruby annotations are placed beside their base (ruby_boxes.cpp).
  bool is_annotation(const style::ComputedStyle& computed, BoxId parent, const Box& box) const;
  void make_annotation(Box& box) const;

  struct RubyChild;
  struct RubyUnit;
  struct RubyLevel;
  struct RubySegment;
  struct RubyPairing;
  class RubyReader;
  void build_ruby(dom::NodeId node, BoxId container);
  bool is_stray_ruby(dom::NodeId node) const;
  dom::NodeId build_stray_ruby(dom::NodeId first, BoxId parent);
  BoxId add_ruby_container(dom::NodeId node, BoxId parent);
  std::optional<RubyChild> ruby_child(dom::NodeId node) const;
  std::vector<RubyChild> children_of_ruby(dom::NodeId container) const;
  static std::vector<RubyUnit> ruby_units(std::span<const RubyChild> children, bool of_bases);
  void build_ruby_segment(const RubySegment& segment, dom::NodeId node, BoxId container);
  template <typename BuildBase>
  void build_ruby_pair(std::span<const RubyPairing> pairings, dom::NodeId node, BoxId container, style::StyleId style,
                       const BuildBase& build_base);
  void build_ruby_text(const RubyPairing& pairing, BoxId pair);
  void build_ruby_content(const RubyUnit& unit, BoxId parent);
  void count_container(dom::NodeId node);

  // Notes: a call in the text, and a marker at the note.
  void build_footnote_call(dom::NodeId node, BoxId parent);
  void build_footnote_marker(dom::NodeId node, BoxId parent);
  dom::NodeId footnote_marker_host(dom::NodeId note) const;
  void build_content(const style::Content& content, const Box& model, BoxId parent);
  void build_content(const style::ContentList& items, const Box& model, BoxId parent);
  void build_content_image(const style::Content& content, const style::ContentItem& item, Box box, BoxId parent);

  // Returns a box of the kind that `display` of the style asks for, not yet linked into the tree.
  Box make_box(dom::NodeId node, const style::ComputedStyle& computed, BoxId parent) const;
  bool is_flex_item(BoxId parent) const;
  void set_spans(dom::NodeId node, Box& box) const;
  void count(dom::NodeId node, BoxPart part, const style::ComputedStyle& computed);
  std::int32_t reversed_start(dom::NodeId node, BoxPart part, std::string_view name) const;
  void report_effects_of_drawings(dom::NodeId node, const style::ComputedStyle& computed);
  void count_pages(dom::NodeId node, const style::ComputedStyle& computed);
  void count_footnote(const style::ComputedStyle& computed);
  void check_counter_style(std::string_view name, diagnostics::OriginId origin);
  diagnostics::OriginId text_origin(dom::NodeId element) const;
  // Data that later stages look up by element: strings, bookmarks, targets of references, counters of margins.
  void remember_counts(dom::NodeId node, const style::ComputedStyle& computed);
  void remember(dom::NodeId node, BoxId box, const style::ComputedStyle& computed);

  /// The text of content items; nullopt for items that are known only once pages are.
  std::optional<std::string> item_text(const style::ContentItem& item, dom::NodeId node, const Box& model);
  std::string list_text(const style::ContentList& items, dom::NodeId node, const Box& model);
  std::string quote_text(const style::ContentItem& item, const style::ComputedStyle& computed);
  /// Whether the node is a draft's addition, which does not belong to an element's own text.
  bool belongs_to_draft(dom::NodeId node) const;
  std::string element_text(dom::NodeId node) const;
  std::string pseudo_text(dom::NodeId node, style::StyleId style);

  const dom::Tree& dom_;
  style::StyleTree& styles_;
  images::ImageSet& images_;
  diagnostics::OriginTable& origins_;
  diagnostics::DiagnosticSink& sink_;
  Tolerance tolerance_;
  BoxTree tree_;
  BoxTreeWriter writer_;
  Counters counters_;
  forms::ShownFields fields_;
  /// Controls that were replaced by frames, so nobody can fill them in.
  struct PrintedControls {
    std::size_t count = 0;
    diagnostics::OriginId first;
    std::vector<dom::ElementName> names;  // each once
  };
  PrintedControls printed_controls_;
  int quote_depth_ = 0;
  // Levels of annotations are numbered from 0, from the base outwards.
  std::uint32_t ruby_level_ = 0;                                 // of the annotations being built
  std::unordered_map<std::uint32_t, dom::NodeId> marker_hosts_;  // elements whose text starts with a note's marker
  std::set<std::string, std::less<>> unknown_styles_;            // already reported
  std::map<std::pair<std::uint32_t, std::uint32_t>, style::StyleId> marker_images_;  // by the styles of item and marker
  std::set<std::pair<std::string_view, std::string>> reported_effects_;
};

// Drawings inside a page (SVG 2): their elements, as input for the reader of drawings, with their computed styles.

/// `drawing` is the outermost svg element.
images::SvgDocument drawing_source(const dom::Tree& tree, const style::StyleTree& styles, dom::NodeId drawing);

}  // namespace gongwen::boxes
