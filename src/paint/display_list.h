// Display lists: what is drawn on the pages of a document; and DocumentPainter, which makes them from layouts.
#pragma once

#include "base/geometry.h"
#include "base/path.h"
#include "diagnostics/origin.h"
#include "forms/field_model.h"
#include "images/image_set.h"
#include "layout/core/fragment.h"
#include "layout/pages/page_sequence.h"
#include "paint/detail/structure.h"
#include "style/css/color.h"

#include <array>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace gongwen::paint {

// A display list contains what is drawn on a page, in painting order, as plain commands from a closed set, each with
// its origin. Writers of files play the list and need nothing from the layout. Lengths count from the page's upper left
// corner.

using base::LayoutUnit;
using base::Point;
using base::Rect;
using css::Color;
using diagnostics::OriginId;

struct FillRect {
  Rect rect;
  Color color;
  OriginId origin;
};

struct FillPath {
  base::Path path;
  base::FillRule rule = base::FillRule::NonZero;
  Color color;
  OriginId origin;
};

struct StrokePath {
  base::Path path;
  base::StrokeStyle style;
  Color color;
  OriginId origin;
};

/// An image stretched over a rectangle. Images live in the ImageSet of the run.
struct DrawImage {
  const images::Image* image = nullptr;
  Rect rect;
  OriginId origin;
};

/// An image repeated over `area`: one copy at `first`, the others at multiples of `step` from it.
struct TileImage {
  const images::Image* image = nullptr;
  Rect first;
  base::Size step;
  Rect area;
  OriginId origin;
};

/// Clips the following commands to the path, until the matching PopClip. Clips, transforms, groups and tags nest.
struct PushClip {
  base::Path path;
  base::FillRule rule = base::FillRule::NonZero;
};

struct PopClip {};

/// Transforms the following commands, until the matching PopTransform.
struct PushTransform {
  base::Transform transform;
};

struct PopTransform {};

/// Draws the following commands as one picture, composited with an opacity.
struct PushGroup {
  double opacity = 1;
};
struct PopGroup {};

/// A run of glyphs; `position` is the start of its baseline.
struct DrawGlyphs {
  Point position;
  const layout::TextRun* run = nullptr;
  Color color;
  OriginId origin;
  layout::QuarterTurn turn = layout::QuarterTurn::None;  // of the baseline, about `position`
  bool ends_word = false;      // a forced line break follows: text extraction needs a blank here
  std::uint16_t official = 0;  // the part of an official document that it shows, from 1; 0: none
};

/// The following content belongs to a structure element, until EndTag.
struct BeginTag {
  ElementId element;
  std::uint32_t content = 0;  // number of this stretch on its page
};

enum class ArtifactKind : std::uint8_t { Layout, Header, Footer, Pagination };

/// The following content belongs to no element, until EndTag: page furniture, rules, tints.
struct BeginArtifact {
  ArtifactKind kind = ArtifactKind::Layout;
};

struct EndTag {};

/// Keeps a large, rare command in separate memory: a list reserves the size of the largest command for every item, and
/// a long table has millions of small ones. Players see the command itself.
template <typename Command>
class Apart {
 public:
  Apart(Command command)  // NOLINT(google-explicit-constructor): converts like the other commands
      : command_(std::make_unique<Command>(std::move(command))) {}
  Apart(const Apart& other) : Apart(*other.command_) {}
  Apart(Apart&&) noexcept = default;
  Apart& operator=(Apart other) noexcept {
    command_ = std::move(other.command_);
    return *this;
  }
  ~Apart() = default;

  operator const Command&() const { return *command_; }  // NOLINT(google-explicit-constructor): for players
  Command& edit() { return *command_; }

 private:
  std::unique_ptr<Command> command_;  // null after a move
};

using DisplayItem =
    std::variant<FillRect, Apart<FillPath>, Apart<StrokePath>, DrawImage, Apart<TileImage>, DrawGlyphs, Apart<PushClip>,
                 PopClip, Apart<PushTransform>, PopTransform, PushGroup, PopGroup, BeginTag, BeginArtifact, EndTag>;
static_assert(sizeof(DisplayItem) <= 40);

/// The commands of a painted page, read one by one in painting order. Packed lists encode texts and their tags, of
/// which long tables have millions, in a few bytes each, as differences from the preceding command. Decoding takes
/// time, so documents of a few pages keep theirs unpacked (Loose).
class DisplayItems {
 public:
  class Iterator;
  enum class Kept : std::uint8_t { Packed, Loose };

  DisplayItems() = default;
  /// Packs the commands, unless they are to be kept loose.
  explicit DisplayItems(std::vector<DisplayItem> items, Kept kept = Kept::Packed);

  Iterator begin() const;
  Iterator end() const;
  bool empty() const { return bytes_.empty() && others_.empty(); }
  Kept kept() const { return is_loose_ ? Kept::Loose : Kept::Packed; }
  /// Returns the commands for changes; this list is empty afterwards.
  std::vector<DisplayItem> unpack() &&;

 private:
  std::vector<std::uint8_t> bytes_;
  std::vector<DisplayItem> others_;  // commands that are not packed, in order
  bool is_loose_ = false;            // nothing is packed: all commands are in `others_`
};

/// Reads a list. The current item stays valid until the iterator advances.
class DisplayItems::Iterator {
 public:
  using difference_type = std::ptrdiff_t;
  using value_type = DisplayItem;
  using reference = const DisplayItem&;
  using pointer = const DisplayItem*;
  using iterator_category = std::input_iterator_tag;

  Iterator(const DisplayItems& items, std::size_t at);
  const DisplayItem& operator*() const { return is_other_ ? items_->others_[other_] : item_; }
  const DisplayItem* operator->() const { return &**this; }
  Iterator& operator++();
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

 private:
  friend class DisplayItems;

  /// The values that the next command's differences refer to.
  struct Last {
    Point position;
    Color color;
    std::uint32_t origin = 0;
    std::uint32_t element = 0;
    std::uint32_t content = 0;
    std::uint64_t run = 0;
  };
  void read();

  const DisplayItems* items_;
  std::size_t at_;    // start of this command: offset in the bytes, or index if loose
  std::size_t next_;  // its end
  std::size_t other_ = 0;
  bool is_other_ = false;
  Last last_;
  DisplayItem item_;  // valid unless `is_other_`
};

/// A clickable area.
struct LinkArea {
  std::vector<Rect> rects;  // one per line
  /// The corners of each rectangle, clockwise from the upper left, if any is rotated or skewed; `rects` are then their
  /// bounding boxes. Empty otherwise.
  std::vector<std::array<base::PathPoint, 4>> corners;
  std::string target;       // `#id` or an address
  std::string description;  // for users who cannot see it
  ElementId element;
  OriginId origin;
};

enum class FieldAlignment : std::uint8_t { Left, Center, Right };

/// The area in which a field of a form, or one of its choices, is filled in.
struct FieldArea {
  std::uint32_t field = 0;                             // index into the FieldModel
  std::uint32_t choice = forms::FieldControl::kWhole;  // of a radio button or tick box: index of its choice
  Rect rect;
  base::FontSize font_size;
  Color color;
  FieldAlignment alignment = FieldAlignment::Left;
  bool has_lines = false;  // several lines, for texts
  bool shrinks = false;    // single line, too short for long answers: the viewer chooses a font size that fits
  std::uint32_t comb = 0;  // number of character cells; 0: no comb
  bool is_cut = false;     // the displayed value continues on the next page, which has no area for it
  ElementId element;
  OriginId origin;
};

/// The margin of the sheet around a page (css-page-3 section 7); usually none.
struct SheetMargin {
  LayoutUnit width;  // on all four sides
  LayoutUnit bleed;  // how much of it is painted, to allow for imprecise cutting
  friend bool operator==(const SheetMargin&, const SheetMargin&) = default;
};

/// Everything about a page except its commands.
struct PageFrame {
  base::Size size;  // trimmed size, without the margin of the sheet
  SheetMargin margin;
  int rotation = 0;                 // degrees clockwise by which viewers rotate the sheet
  std::uint32_t content_count = 0;  // number of tagged stretches of content
  std::uint32_t imported_count =
      0;  // how many of them, the last ones, lie in a page of another file that is drawn here
  std::vector<LinkArea> links;
  std::vector<FieldArea> fields;
  std::vector<std::shared_ptr<const layout::TextRun>> drawn_texts;  // used by drawings on the page
};

struct PageDisplay : PageFrame {
  DisplayItems items;
};

struct Destination {
  std::size_t page = 0;
  Point position;
};

struct OutlineItem {
  std::int32_t level = 1;
  std::string title;
  bool is_open = true;  // items below are shown
  Destination destination;
  ElementId element;  // the element at the destination, if any
};

struct DocumentInformation {
  std::string title;
  std::string author;
  std::string subject;
  std::string keywords;
  std::string language = "zh-CN";
  std::string date;                         // ISO 8601, as written in the document; empty if missing
  std::vector<OfficialText> official = {};  // 发文字号 etc.: at most one per part, in order
  OriginId origin;                          // of the title, otherwise of the document
  OriginId date_origin;
};

/// How viewers number pages, from this page up to the next entry's.
struct PageLabels {
  enum class Style : std::uint8_t { None, Decimal, LowerRoman };

  std::size_t first_page = 0;
  Style style = Style::Decimal;
  std::string prefix = {};
  std::int32_t start = 1;  // number of the first page, at least 1
};

struct PaintedDocument {
  std::vector<PageDisplay> pages;
  // drawn by the pages, which own them: the layout may be freed
  std::vector<std::shared_ptr<const layout::TextRun>> texts;
  StructureTree structure;
  std::vector<OutlineItem> outline;
  std::map<std::string, Destination, std::less<>> destinations;  // link targets, by id
  DocumentInformation information;
  std::vector<OfficialText> official = {};   // the parts that DrawGlyphs::official refers to
  std::vector<PageLabels> page_labels = {};  // from the first page on; empty: decimal numbers
};

// Painting: turns laid-out pages into display lists and builds the structure of their content.

/// Paints pages one by one as they are laid out, so that only the display list of a page is kept.
class DocumentPainter {
 public:
  /// With `fields`, their controls are left blank and become areas to fill in (PageDisplay::fields); everything else
  /// stays in place. Without, controls are ordinary content.
  explicit DocumentPainter(const layout::LayoutContext& context, const forms::FieldModel* fields = nullptr);
  ~DocumentPainter();

  /// Paints the content of the next page's area.
  void paint_content(const layout::PageLayout& page);
  /// Paints the margins of all pages and reads the document's metadata. Call it once, last. Images stay in `context`,
  /// which must outlive the result.
  /// Reports: forms/field-without-room.
  PaintedDocument finish(const layout::DocumentLayout& document);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Paints a document that is completely laid out.
PaintedDocument paint_document(const layout::DocumentLayout& document, const layout::LayoutContext& context,
                               const forms::FieldModel* fields = nullptr);

/// Appends the pages of `further` to `document`, with their structure as a separate part, their outline and
/// destinations; if a destination name is taken, the one from `further` is renamed. The metadata of `document` stays.
/// `move_origin` maps an origin of `further` to one in the table of `document`. Texts move along; images stay where
/// they are and must outlive the document.
void append_pages(PaintedDocument& document, PaintedDocument further,
                  const std::function<OriginId(OriginId)>& move_origin);

/// A page as text, one command per line, for tests.
std::string dump_display_list(const PageDisplay& page);

}  // namespace gongwen::paint
