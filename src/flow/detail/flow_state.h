// FlowState: the document that is being built, and the state that the builders of its parts share. Each builder writes
// one kind of content: blocks (FlowBuilder), paragraphs, lines, tables, items, sections, heads.
#pragma once

#include "flow/build_document.h"
#include "flow/detail/form_controls.h"
#include "flow/detail/looks.h"
#include "flow/detail/not_in_word.h"
#include "flow/detail/scope.h"
#include "layout/boxes/box.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::flow {

/// A box around blocks with borders or a background.
struct Frame {
  boxes::BoxId box;
  const BoxPlace* place = nullptr;
  Borders borders;
  css::Color shading = css::kTransparent;
};

/// Texts by name.
using NamedTexts = std::map<std::string, std::string, std::less<>>;

/// Named strings for running heads, which have one value in a section of a Word file. A box sets them before it is
/// known whether its first text begins a section, so they wait until then.
struct HeadStrings {
  struct Waiting {
    std::string name;
    std::string value;
    boxes::BoxId box;  // the box that sets it
  };
  std::vector<Waiting> waiting;  // set by boxes whose first text is still to come, in order
  NamedTexts now;                // the latest values, from any section
  NamedTexts carried;            // the values at the start of the section
  NamedTexts own;                // the first value of each string that the section sets
  /// The value that a head of the section shows; null if it has none.
  const std::string* shown(const std::string& name) const;
  void begin_section();
  /// Assigns the waiting values to the current section.
  void settle();
};

struct FlowState {
  FlowState(const FlowInput& input, diagnostics::DiagnosticSink& sink);

  /// Collects the ids to which links and references lead, and running elements.
  void find_bookmarks();
  /// The number of the bookmark to which references to an id lead; none if nothing refers to it, or it does not exist.
  std::optional<std::size_t> bookmark_of_target(std::string_view id) const;
  /// The number of the bookmark at an element with this id; none if nothing leads to it.
  std::optional<std::size_t> bookmark_at(std::string_view id) const;
  PictureId add_picture(const images::Image& image, base::Size size, std::shared_ptr<const Chart> chart = nullptr);
  /// The picture of an `img`; a chart if the element has a description (data-chart). Reports flow/chart-description.
  PictureId add_picture_of(const boxes::Box& box, base::Size size);
  /// The frame for a photo: 25 by 35 mm, smaller if there is less room.
  PictureId add_photo_frame(base::LayoutUnit room);

  /// The character style that the page gives an inline element; none, after a report, if word processors cannot have a
  /// style of that name.
  std::optional<std::size_t> character_style_of(boxes::BoxId id);

  /// Whether another part of the volume has the target.
  bool is_elsewhere(std::string_view id) const;

  const FlowInput& input;
  layout::LayoutContext& context;
  const PageFacts& facts;
  diagnostics::DiagnosticSink& sink;
  Document document;
  RunLooks looks;
  FormControls controls;
  EffectReporter effects;
  std::map<std::string, std::size_t, std::less<>> bookmarks;  // ids to which something leads, with their numbers
  std::vector<std::size_t> open_bookmarks;                    // of boxes whose first paragraph is still to come
  HeadStrings strings;
  std::map<std::string, boxes::BoxId, std::less<>> running;  // running elements by name
  std::vector<Frame> frames;                                 // around the block that is being written
  /// For items in a row: pictures over them, at their places on the page. Null: pictures belong to their paragraphs.
  std::vector<AnchoredPicture>* row_pictures = nullptr;
  std::optional<FramePlace> place_outside;  // of the paragraphs that are being written
  boxes::BoxId open_marker;                 // of a list item whose first text is still to come
  std::uint8_t open_level = 0;              // in the outline, of a box whose first paragraph is still to come
  base::LayoutUnit line;                    // of the grid; 0: none
  Scope* body = nullptr;
};

/// A builder of one kind of content.
class FlowPart {
 protected:
  explicit FlowPart(FlowState& state)
      : state_(state),
        context_(state.context),
        facts_(state.facts),
        sink_(state.sink),
        document_(state.document),
        looks_(state.looks) {}
  ~FlowPart() = default;

  const boxes::Box& box(boxes::BoxId id) const { return context_.box(id); }
  const style::ComputedStyle& style_of(boxes::BoxId id) const { return context_.style_of(id); }
  /// Whether people fill in what the box shows.
  bool is_control(boxes::BoxId id) const {
    return box(id).part == boxes::BoxPart::Element && box(id).node && state_.controls.has(box(id).node);
  }
  /// The percentage of its normal size at which text in a box is set (-gw-fit).
  int shrunk_to(boxes::BoxId id) const;
  /// Takes bookmarks, the level in the outline and named strings that a box sets, for the first paragraph in it.
  void collect_marks(boxes::BoxId id);

  FlowState& state_;
  layout::LayoutContext& context_;
  const PageFacts& facts_;
  diagnostics::DiagnosticSink& sink_;
  Document& document_;
  RunLooks& looks_;
};

/// Writes boxes of any kind, for the builders of their surroundings.
class BlockWriter {
 public:
  virtual void add_block(boxes::BoxId id, Scope& scope) = 0;
  virtual void add_children(boxes::BoxId id, Scope& scope) = 0;

 protected:
  ~BlockWriter() = default;
};

/// `_Ref100000001`: a name that word processors hide from their lists of bookmarks.
std::string bookmark_name(std::size_t number);

}  // namespace gongwen::flow
