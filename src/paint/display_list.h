// DisplayList: what is drawn on a page, in painting order: a closed set of plain commands, each with its origin.
// Whatever writes a file plays the list; it never asks the layout anything. Lengths in px from the page's upper left
// corner.
#pragma once

#include "base/geometry.h"
#include "css/color.h"
#include "diagnostics/origin.h"
#include "layout/fragment.h"
#include "paint/structure.h"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace gongwen::paint {

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

enum class LineStyle : std::uint8_t { Solid, Dashed, Dotted };

/// A straight line along the middle of a border.
struct StrokeLine {
  Point from;
  Point to;
  LayoutUnit width;
  LineStyle style = LineStyle::Solid;
  Color color;
  OriginId origin;
};

/// A run of glyphs; `position` is the begin of its baseline.
struct DrawGlyphs {
  Point position;
  const layout::TextRun* run = nullptr;
  Color color;
  OriginId origin;
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

using DisplayItem = std::variant<FillRect, StrokeLine, DrawGlyphs, BeginTag, BeginArtifact, EndTag>;

/// An area that leads somewhere.
struct LinkArea {
  std::vector<Rect> rects;  // one for each line
  std::string target;       // `#id` or an address
  std::string description;  // for readers who do not see it
  ElementId element;
  OriginId origin;
};

struct PageDisplay {
  base::Size size;
  std::vector<DisplayItem> items;
  std::uint32_t content_count = 0;  // stretches that belong to structure elements
  std::vector<LinkArea> links;
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
  std::string date;  // ISO 8601, as the document gives it; empty when it gives none
  OriginId origin;   // of the title; without one, of the document
  OriginId date_origin;
};

struct PaintedDocument {
  std::vector<PageDisplay> pages;
  StructureTree structure;
  std::vector<OutlineItem> outline;
  std::map<std::string, Destination, std::less<>> destinations;  // by id, those that links lead to
  DocumentInformation information;
};

}  // namespace gongwen::paint
