// Display lists: what is drawn on the pages of a document, and the painting that makes them.
#pragma once

#include "base/geometry.h"
#include "base/path.h"
#include "css/color.h"
#include "diagnostics/origin.h"
#include "forms/field_model.h"
#include "images/image_set.h"
#include "layout/core/fragment.h"
#include "layout/pages/page_sequence.h"
#include "paint/detail/structure.h"

#include <array>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace gongwen::paint {

// DisplayList: what is drawn on a page, in painting order: a closed set of plain commands, each with its origin.
// Whatever writes a file plays the list; it never asks the layout anything. Lengths in px from the page's upper left
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

/// An image, stretched over a rectangle. Images live in the ImageSet of the run.
struct DrawImage {
  const images::Image* image = nullptr;
  Rect rect;
  OriginId origin;
};

/// An image repeated over an area: one copy lies at `first`, the others at multiples of `step` from it.
struct TileImage {
  const images::Image* image = nullptr;
  Rect first;
  base::Size step;
  Rect area;
  OriginId origin;
};

/// What follows is cut off outside of the path …
struct PushClip {
  base::Path path;
  base::FillRule rule = base::FillRule::NonZero;
};

/// … up to here. Clips, groups and tags lie within each other.
struct PopClip {};

/// What follows is moved, turned or scaled …
struct PushTransform {
  base::Transform transform;
};

/// … up to here.
struct PopTransform {};

/// What follows is drawn as one picture, which is then laid down with an opacity.
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
  bool ends_word = false;      // a line ends here by force: readers need a blank before what follows
  std::uint16_t official = 0;  // the part of an official document that it shows, counted from 1; 0: none
};

/// What follows belongs to a structure element …
struct BeginTag {
  ElementId element;
  std::uint32_t content = 0;  // the number of this stretch on its page
};

enum class ArtifactKind : std::uint8_t { Layout, Header, Footer, Pagination };

/// … or to none of them: page furniture, rules, tints.
struct BeginArtifact {
  ArtifactKind kind = ArtifactKind::Layout;
};

struct EndTag {};

/// A large command that few pages have, in separate memory: every place of a list has the room of the largest one, and
/// a long table has millions of small ones. Players get the command itself.
template <typename Command>
class Apart {
 public:
  Apart(Command command)  // NOLINT(google-explicit-constructor): put into a list as all others
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
  std::unique_ptr<Command> command_;  // null in what was moved from
};

using DisplayItem =
    std::variant<FillRect, Apart<FillPath>, Apart<StrokePath>, DrawImage, Apart<TileImage>, DrawGlyphs, Apart<PushClip>,
                 PopClip, Apart<PushTransform>, PopTransform, PushGroup, PopGroup, BeginTag, BeginArtifact, EndTag>;
static_assert(sizeof(DisplayItem) <= 40);

/// The commands of a page that is painted. They come out one by one, in painting order. Packed, those that long tables
/// have millions of, texts and their tags, take a few bytes each, counted from the ones before; that takes time, which
/// documents of a few pages need not.
class DisplayItems {
 public:
  class Iterator;
  enum class Kept : std::uint8_t { Packed, Loose };

  DisplayItems() = default;
  explicit DisplayItems(std::vector<DisplayItem> items, Kept kept = Kept::Packed);

  Iterator begin() const;
  Iterator end() const;
  bool empty() const { return bytes_.empty() && others_.empty(); }
  Kept kept() const { return is_loose_ ? Kept::Loose : Kept::Packed; }
  /// As they were, to be changed; nothing is left here.
  std::vector<DisplayItem> unpack() &&;

 private:
  std::vector<std::uint8_t> bytes_;
  std::vector<DisplayItem> others_;  // commands that are not packed, in their order
  bool is_loose_ = false;            // all of them
};

/// The current item is valid until the iterator advances.
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

  /// What the next command is counted from.
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
  std::size_t at_;    // in the bytes, or among the loose ones: where this command starts …
  std::size_t next_;  // … and ends
  std::size_t other_ = 0;
  bool is_other_ = false;
  Last last_;
  DisplayItem item_;  // unless it is one of the others
};

/// An area that leads somewhere.
struct LinkArea {
  std::vector<Rect> rects;  // one for each line
  /// The corners of each rectangle, from the upper left one clockwise, where any is turned or skewed; then `rects` lie
  /// around them. Empty otherwise.
  std::vector<std::array<base::PathPoint, 4>> corners;
  std::string target;       // `#id` or an address
  std::string description;  // for readers who do not see it
  ElementId element;
  OriginId origin;
};

enum class FieldAlignment : std::uint8_t { Left, Center, Right };

/// Where a field of a form, or one of its choices, can be filled in.
struct FieldArea {
  std::uint32_t field = 0;                             // index into the FieldModel
  std::uint32_t choice = forms::FieldControl::kWhole;  // of a radio button or a box to tick: index of its choice
  Rect rect;
  base::FontSize font_size;
  Color color;
  FieldAlignment alignment = FieldAlignment::Left;
  bool has_lines = false;  // room for several lines, which a text needs
  bool shrinks = false;    // one line, too short for long answers: viewers choose the size that fits
  std::uint32_t comb = 0;  // number of characters, each in its own cell; 0: no comb
  bool is_cut = false;     // the laid-out value continues on the next page, where it has no area
  ElementId element;
  OriginId origin;
};

/// What is around a page on its sheet (css-page-3 section 7): nothing, as a rule.
struct SheetMargin {
  LayoutUnit width;  // on all four sides
  LayoutUnit bleed;  // how much of it is painted for the knife
  friend bool operator==(const SheetMargin&, const SheetMargin&) = default;
};

/// All of a page but its commands.
struct PageFrame {
  base::Size size;  // cut: without the margin of the sheet
  SheetMargin margin;
  int rotation = 0;                 // degrees clockwise, by which the sheet is turned for display
  std::uint32_t content_count = 0;  // stretches that belong to structure elements
  std::vector<LinkArea> links;
  std::vector<FieldArea> fields;
  std::vector<std::shared_ptr<const layout::TextRun>> drawn_texts;  // of drawings
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
  bool is_open = true;  // shows the items below it
  Destination destination;
  ElementId element;  // where it leads, if it has an element
};

struct DocumentInformation {
  std::string title;
  std::string author;
  std::string subject;
  std::string keywords;
  std::string language = "zh-CN";
  std::string date;                         // ISO 8601, as the document gives it; empty when it gives none
  std::vector<OfficialText> official = {};  // 发文字号 and the like: max one for each part, in their order
  OriginId origin;                          // of the title; without one, of the document
  OriginId date_origin;
};

/// What viewers call the pages from one on, up to the next such.
struct PageLabels {
  enum class Style : std::uint8_t { None, Decimal, LowerRoman };

  std::size_t first_page = 0;
  Style style = Style::Decimal;
  std::string prefix = {};
  std::int32_t start = 1;  // the number of the first page, at least 1
};

struct PaintedDocument {
  std::vector<PageDisplay> pages;
  std::vector<std::shared_ptr<const layout::TextRun>> texts;  // that the pages draw: the layout need not keep them
  StructureTree structure;
  std::vector<OutlineItem> outline;
  std::map<std::string, Destination, std::less<>> destinations;  // by id, those that links lead to
  DocumentInformation information;
  std::vector<OfficialText> official = {};   // the parts that DrawGlyphs::official counts
  std::vector<PageLabels> page_labels = {};  // from the first page on; empty: decimal numbers
};

// Painting: from laid-out pages to display lists, with the structure of their content beside them.

/// Paints pages one after the other as they are laid out, so that nothing of a page needs to be kept but its display
/// list.
class DocumentPainter {
 public:
  /// With `fields` their controls are left blank and become areas to fill in (PageDisplay::fields); all else stays
  /// where it is. Without, they are ordinary content.
  explicit DocumentPainter(const layout::LayoutContext& context, const forms::FieldModel* fields = nullptr);
  ~DocumentPainter();

  /// What is in the area of the next page.
  void paint_content(const layout::PageLayout& page);
  /// What is in the margins of all pages, and what the document says of itself. Images stay in `context`, which must
  /// outlive the result.
  /// Reports: forms/field-without-room.
  PaintedDocument finish(const layout::DocumentLayout& document);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Paints a document whose pages are all there.
PaintedDocument paint_document(const layout::DocumentLayout& document, const layout::LayoutContext& context,
                               const forms::FieldModel* fields = nullptr);

/// Adds the pages of `further` after those of `document`, with their structure as a separate part, their outline and
/// their destinations; if both have a destination with the same name, that of `further` gets another. The properties of
/// the document stay. `move_origin` returns the number in the document's table for one in the table of `further`. Texts
/// move with them. Images stay where they are and must outlive the document.
void append_pages(PaintedDocument& document, PaintedDocument further,
                  const std::function<OriginId(OriginId)>& move_origin);

/// A page as text, one command a line.
std::string dump_display_list(const PageDisplay& page);

}  // namespace gongwen::paint
