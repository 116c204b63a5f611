#include "adopt/detail/box_place.h"

#include "adopt/detail/format_css.h"

#include <algorithm>
#include <cmath>
#include <string_view>

// A box over the text is absolutely positioned in its paragraph, or in a page float without height, the only construct
// of CSS that exists once on each page, regardless of the page of the text.
namespace gongwen::adopt {
namespace {

using Wrap = WantedPlace::Wrap;
using Kind = BoxPlace::Kind;

/// Share of the width from which a table or frame has no text beside it.
constexpr double kWholeWidth = 0.7;
/// A box that begins this far below its paragraph has lines of text above it, which a float of CSS would make narrower.
constexpr double kMostFloatDrop = 720;

/// A stretch from which places are counted, measured from the edge of the text area.
struct Stretch {
  double begin = 0;
  double length = 0;
};

struct PageArea {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
  double width = 0;  // of the text area
  double height = 0;
};

PageArea area_of(const word::Section* section) {
  const word::Section plain;
  const word::Section& own = section == nullptr ? plain : *section;
  PageArea area;
  area.left = own.margin_left + own.gutter;
  area.right = own.margin_right;
  area.top = std::abs(own.margin_top);
  area.bottom = std::abs(own.margin_bottom);
  area.width = std::max(1.0, own.page_width - area.left - area.right);
  area.height = std::max(1.0, own.page_height - area.top - area.bottom);
  return area;
}

Stretch across(std::string_view from, const PageArea& area) {
  if (from == "page") return {-area.left, area.left + area.width + area.right};
  if (from == "leftMargin" || from == "insideMargin") return {-area.left, area.left};
  if (from == "rightMargin" || from == "outsideMargin") return {area.width, area.right};
  return {0, area.width};
}

Stretch down(std::string_view from, const PageArea& area) {
  if (from == "page") return {-area.top, area.top + area.height + area.bottom};
  if (from == "topMargin" || from == "insideMargin") return {-area.top, area.top};
  if (from == "bottomMargin" || from == "outsideMargin") return {area.height, area.bottom};
  return {0, area.height};
}

bool is_from_page(std::string_view from) { return from == "page" || from == "margin" || from.ends_with("Margin"); }

bool is_right(std::string_view align) { return align == "right" || align == "outside"; }

/// The distance of a box from the start of its stretch; nullopt if that depends on an unknown size.
std::optional<double> offset_in(const Stretch& stretch, std::string_view align, double at,
                                const std::optional<double>& size) {
  if (align == "center") return size ? std::optional(stretch.begin + (stretch.length - *size) / 2) : std::nullopt;
  if (is_right(align) || align == "bottom")
    return size ? std::optional(stretch.begin + stretch.length - *size) : std::nullopt;
  if (align.empty()) return stretch.begin + at;
  return stretch.begin;  // left, inside, top, inline
}

std::string minus(const std::string& length, const std::string& indent) {
  const bool has_indent = !indent.empty() && indent != "0" && indent != "0pt";
  return has_indent ? "calc(" + length + " - " + indent + ")" : length;
}

/// Left or right of an absolutely positioned box, from the edges of the text area.
void put_across(std::string& css, const WantedPlace& wanted, const PageArea& area, const PlaceSurroundings& around,
                Kind kind) {
  const std::string left = kind == Kind::Here ? around.indent_left : std::string();
  const std::string right = kind == Kind::Here ? around.indent_right : std::string();
  // The paragraph's column may be narrower than the text area: a cell, one of several columns.
  const bool is_in_column = kind == Kind::Here && !is_from_page(wanted.x_from);
  // Counted from its place in the line.
  if (is_in_column && wanted.x_from == "character" && wanted.x_align.empty())
    return put_declaration(css, "margin-left", points(wanted.x));
  if (is_in_column && wanted.x_align == "center" && wanted.width)
    return put_declaration(css, "left", "calc(50% - " + points(*wanted.width / 2) + ")");
  if (is_in_column && is_right(wanted.x_align)) return put_declaration(css, "right", minus("0pt", right));
  const Stretch stretch = across(wanted.x_from, area);
  if (const auto x = offset_in(stretch, wanted.x_align, wanted.x, wanted.width))
    return put_declaration(css, "left", minus(points(*x), left));
  const double end = area.width - stretch.begin - stretch.length;
  if (wanted.x_align == "center") {
    put_declaration(css, "left", minus(points(stretch.begin), left));
    put_declaration(css, "margin-left", "auto");
    put_declaration(css, "margin-right", "auto");
    put_declaration(css, "width", "fit-content");
  }
  put_declaration(css, "right", minus(points(end), right));
}

void put_down_page(std::string& css, const WantedPlace& wanted, const PageArea& area) {
  const Stretch stretch = down(wanted.y_from, area);
  if (const auto y = offset_in(stretch, wanted.y_align, wanted.y, wanted.height))
    return put_declaration(css, "top", points(*y));
  // The page float has no height: its lower edge is its upper one.
  const double end = stretch.begin + (wanted.y_align == "center" ? stretch.length / 2 : stretch.length);
  put_declaration(css, "bottom", points(-end));
}

/// Places a box in a header or footer by its distance from the place of the text there.
BoxPlace place_running(const WantedPlace& wanted, const PageArea& area, const PlaceSurroundings& around) {
  BoxPlace place{Kind::Here};
  place.is_behind = wanted.is_behind;
  if (around.is_sheet) place.kind = Kind::Page;
  double x = offset_in(across(wanted.x_from, area), wanted.x_align, wanted.x, wanted.width).value_or(0);
  double y = wanted.y;
  if (around.is_sheet && around.section != nullptr) {
    x += area.left;
    if (is_from_page(wanted.y_from))
      y = area.top + offset_in(down(wanted.y_from, area), wanted.y_align, wanted.y, wanted.height).value_or(0);
    else
      y += around.is_footer ? around.section->page_height - around.section->footer_distance
                            : around.section->header_distance;
  } else if (is_from_page(wanted.y_from) && around.section != nullptr) {
    y = offset_in(down(wanted.y_from, area), wanted.y_align, wanted.y, wanted.height).value_or(0);
    const double page = around.section->page_height;
    const double text = around.is_footer ? page - around.section->footer_distance : around.section->header_distance;
    y += area.top - text;
    place.kind = Kind::Page;
  }
  put_declaration(place.css, "margin", points(y) + " 0 0 " + points(x));
  return place;
}

/// Places a box in the text, with its own width, at the same side.
void put_block(std::string& css, const WantedPlace& wanted, const PageArea& area) {
  const std::string top = points(is_from_page(wanted.y_from) ? wanted.room_top : std::max(wanted.y, wanted.room_top));
  const std::string bottom = points(wanted.room_bottom);
  if (wanted.x_align == "center") return put_declaration(css, "margin", top + " auto " + bottom);
  if (is_right(wanted.x_align)) return put_declaration(css, "margin", top + " 0 " + bottom + " auto");
  const double x = offset_in(across(wanted.x_from, area), wanted.x_align, wanted.x, wanted.width).value_or(0);
  put_declaration(css, "margin", top + " 0 " + bottom + " " + points(x));
}

void put_float(std::string& css, const WantedPlace& wanted, const PageArea& area) {
  const std::string top = points(std::max(0.0, wanted.y));
  const std::string bottom = points(wanted.room_bottom);
  const double x = offset_in(across(wanted.x_from, area), wanted.x_align, wanted.x, wanted.width).value_or(0);
  const double width = wanted.width.value_or(area.width / 3);
  const bool at_right = is_right(wanted.x_align) || (wanted.x_align.empty() && x > area.width - x - width);
  put_declaration(css, "float", at_right ? "right" : "left");
  const double outer = at_right ? (wanted.x_align.empty() ? area.width - x - width : 0) : x;
  put_declaration(css, "margin",
                  at_right ? top + " " + points(outer) + " " + bottom + " " + points(wanted.room_left)
                           : top + " " + points(wanted.room_right) + " " + bottom + " " + points(outer));
}

}  // namespace

double twips_of(std::int64_t emu) { return static_cast<double>(emu) / 635; }

WantedPlace wanted_place(const word::DrawingPlace& place) {
  WantedPlace wanted;
  wanted.x = twips_of(place.x);
  wanted.y = twips_of(place.y);
  wanted.width = twips_of(place.width);
  wanted.height = twips_of(place.height);
  wanted.x_from = place.horizontal_from;
  wanted.y_from = place.vertical_from;
  wanted.x_align = place.horizontal_align;
  wanted.y_align = place.vertical_align;
  wanted.is_behind = place.is_behind;
  const bool has_room = !place.wrap.empty() && place.wrap != "wrapNone";
  if (has_room) wanted.wrap = place.wrap == "wrapTopAndBottom" ? Wrap::Beneath : Wrap::Around;
  if (has_room) {
    wanted.room_top = twips_of(place.distance_top);
    wanted.room_right = twips_of(place.distance_right);
    wanted.room_bottom = twips_of(place.distance_bottom);
    wanted.room_left = twips_of(place.distance_left);
  }
  return wanted;
}

WantedPlace wanted_place(const word::FloatPlace& place) {
  WantedPlace wanted;
  wanted.x = place.x.value_or(0);
  wanted.y = place.y.value_or(0);
  if (place.width) wanted.width = *place.width;
  if (place.height && place.height_rule != "auto") wanted.height = *place.height;
  const auto from = [](const std::string& anchor, std::string_view otherwise, std::string_view text) {
    return std::string(anchor.empty() ? otherwise : anchor == "text" ? text : std::string_view(anchor));
  };
  wanted.x_from = from(place.x_anchor, "column", "column");
  wanted.y_from = from(place.y_anchor, "margin", "paragraph");
  wanted.x_align = place.x_align;
  wanted.y_align = place.y_align == "inline" ? std::string() : place.y_align;
  if (place.y_align == "inline") wanted.y_from = "paragraph";
  wanted.wrap = place.wrap == "none" || place.wrap == "notBeside" ? Wrap::Beneath : Wrap::Around;
  const auto room = [](const std::optional<word::Twips>& length) {
    return static_cast<double>(length.value_or(0));
  };
  wanted.room_top = room(place.room_top);
  wanted.room_right = room(place.room_right);
  wanted.room_bottom = room(place.room_bottom);
  wanted.room_left = room(place.room_left);
  return wanted;
}

BoxPlace place_box(const WantedPlace& wanted, const PlaceSurroundings& around) {
  const PageArea area = area_of(around.section);
  BoxPlace place;
  const bool is_on_page = is_from_page(wanted.y_from) && !around.is_in_table;
  const bool is_wide = wanted.width.value_or(0) > kWholeWidth * area.width;
  if (wanted.wrap == Wrap::Beneath && !is_on_page) {
    put_block(place.css, wanted, area);
    return place;
  }
  if (around.is_running && (wanted.wrap == Wrap::None || is_on_page)) return place_running(wanted, area, around);
  if (wanted.wrap == Wrap::Around && !is_on_page) {
    if (is_wide) {
      put_block(place.css, wanted, area);
      return place;
    }
    if (wanted.y <= kMostFloatDrop) {
      place.kind = Kind::Float;
      put_float(place.css, wanted, area);
      return place;
    }
  }
  // Text that Word moves aside is seldom at the edges of the page.
  place.kind = is_on_page ? Kind::Page : Kind::Here;
  put_declaration(place.css, "position", "absolute");
  put_across(place.css, wanted, area, around, place.kind);
  if (is_on_page) {
    put_down_page(place.css, wanted, area);
  } else {
    put_declaration(place.css, "top", points(wanted.y));
  }
  if (wanted.is_behind) put_declaration(place.css, "z-index", "-1");
  if (wanted.wrap != Wrap::None) {
    const double y = offset_in(down(wanted.y_from, area), wanted.y_align, wanted.y, wanted.height).value_or(0);
    place.lies_on_text = !is_on_page || (y < area.height && y + wanted.height.value_or(0) > 0);
  }
  return place;
}

std::string shape_css(const word::ShapeBox& box) {
  std::string css;
  const double width = twips_of(box.place.width);
  const double height = twips_of(box.place.height);
  const word::ShapeLook& look = box.look;
  const std::string color = look.line_color.empty() ? "#000000" : "#" + look.line_color;
  const bool is_dotted = look.line_style.find("ot") != std::string::npos;
  const std::string_view style = look.line_style == "double"                             ? "double"
                                 : look.line_style.empty() || look.line_style == "solid" ? "solid"
                                 : is_dotted                                             ? "dotted"
                                                                                         : "dashed";
  const std::string line = points(twips_of(look.line)) + " " + std::string(style) + " " + color;
  put_declaration(css, "box-sizing", "border-box");
  if (width <= 0 || height <= 0) {
    put_declaration(css, "width", points(width));
    put_declaration(css, "height", points(height));
    if (look.line > 0) put_declaration(css, width > 0 ? "border-top" : "border-left", line);
    return css;
  }
  put_declaration(css, "width", points(width));
  put_declaration(css, look.grows ? "min-height" : "height", points(height));
  if (look.line > 0) put_declaration(css, "border", line);
  if (!look.fill.empty()) put_declaration(css, "background-color", "#" + look.fill);
  // Word counts the room to the text from the middle of the line.
  const double half = twips_of(look.line) / 2;
  const auto room = [half](std::int64_t inset) {
    return points(std::max(0.0, twips_of(inset) - half));
  };
  put_declaration(css, "padding",
                  room(look.inset_top) + " " + room(look.inset_right) + " " + room(look.inset_bottom) + " " +
                      room(look.inset_left));
  put_declaration(css, "text-indent", "0");
  put_declaration(css, "text-align-last", "auto");
  if (look.is_vertical) put_declaration(css, "writing-mode", "vertical-rl");
  if (look.anchor == "ctr" || look.anchor == "b") {
    put_declaration(css, "display", "flex");
    put_declaration(css, "flex-direction", "column");
    put_declaration(css, "justify-content", look.anchor == "b" ? "flex-end" : "center");
  }
  return css;
}

}  // namespace gongwen::adopt
