#include "word/detail/shapes.h"

#include "base/utf8.h"
#include "word/detail/properties.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace gongwen::word {
namespace {

using package::XmlAttributes;

constexpr double kEmuOfPoint = 12'700;
constexpr std::int64_t kHairline = 9'525;  // 0.75 pt, used if no width is given

std::int64_t emu(double value) {
  constexpr double kMost = static_cast<double>(std::int64_t{1} << 40);
  return std::llround(std::clamp(std::isfinite(value) ? value : 0.0, -kMost, kMost));
}

double number_of(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::int64_t read_emu(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  return std::clamp(value, -kMost, kMost);
}

/// A length of VML in EMU; a number alone counts pixels.
double vml_length(std::string_view text) {
  struct Unit {
    std::string_view name;
    double points;
  };
  constexpr auto kUnits = std::to_array<Unit>(
      {{"pt", 1}, {"in", 72}, {"mm", 72 / 25.4}, {"cm", 72 / 2.54}, {"pc", 12}, {"pi", 12}, {"px", 0.75}, {"emu", 0}});
  for (const Unit& unit : kUnits) {
    if (!text.ends_with(unit.name)) continue;
    return number_of(text) * (unit.points > 0 ? unit.points * kEmuOfPoint : 1);
  }
  return number_of(text) * 0.75 * kEmuOfPoint;
}

bool is_off(std::string_view value) { return value == "f" || value == "false" || value == "0"; }

/// Six hexadecimal digits; empty for anything else, which is not a colour.
std::string rgb_color(std::string_view text) {
  const bool is_hex = text.size() == 6 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  return is_hex ? std::string(text) : std::string();
}

/// Empty for a colour that is not known: it fills nothing, and lines are black. Colours of VML are names or hexadecimal
/// numbers; what follows is a number in an old palette.
std::string vml_color(std::string_view text) {
  text = text.substr(0, text.find(' '));
  struct Named {
    std::string_view name;
    std::string_view hex;
  };
  constexpr auto kNamed = std::to_array<Named>({{"black", "000000"},
                                                {"white", "FFFFFF"},
                                                {"red", "FF0000"},
                                                {"green", "008000"},
                                                {"blue", "0000FF"},
                                                {"yellow", "FFFF00"},
                                                {"gray", "808080"},
                                                {"silver", "C0C0C0"},
                                                {"maroon", "800000"},
                                                {"navy", "000080"}});
  for (const Named& one : kNamed) {
    if (text == one.name) return std::string(one.hex);
  }
  if (!text.starts_with('#')) return {};
  std::string hex(text.substr(1));
  if (hex.size() == 3) hex = {hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]};
  return rgb_color(hex);
}

/// Colours of the theme that are the same in nearly all files; empty for others, which are not known here.
std::string scheme_color(std::string_view name) {
  if (name == "bg1" || name == "lt1") return "FFFFFF";
  if (name == "tx1" || name == "dk1") return "000000";
  return {};
}

std::pair<std::string_view, std::string_view> halves(std::string_view text, char between) {
  const std::size_t at = text.find(between);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace

void ShapeReader::begin() {
  box = {};
  outer_ = {};
  groups_.clear();
  description.clear();
  has_line_ = has_fill_ = false;
}

void ShapeReader::begin_shape() {
  if (groups_.empty()) {
    outer_ = box.place;
  } else {
    box.place = outer_;
  }
  box.look = {};
  has_line_ = has_fill_ = false;
}

void ShapeReader::place_in_groups(double x, double y) {
  for (std::size_t i = groups_.size(); i-- > 0;) {
    x = (i == 0 ? 0 : groups_[i].x) + (x - groups_[i].child_x) * groups_[i].scale_x();
    y = (i == 0 ? 0 : groups_[i].y) + (y - groups_[i].child_y) * groups_[i].scale_y();
  }
  box.place.x = outer_.x + emu(x);
  box.place.y = outer_.y + emu(y);
}

void ShapeReader::size_in_groups(double width, double height) {
  for (const Group& group : groups_) {
    width *= group.scale_x();
    height *= group.scale_y();
  }
  box.place.width = emu(width);
  box.place.height = emu(height);
}

void ShapeReader::read_transform(Name name, Name around, const XmlAttributes& attributes) {
  const bool is_extent = name == Name::AExtent || name == Name::AChildExtent;
  const double x = number_of(attribute(attributes, is_extent ? "cx" : "x"));
  const double y = number_of(attribute(attributes, is_extent ? "cy" : "y"));
  if (around == Name::WpgProperties && !groups_.empty()) {
    Group& group = groups_.back();
    if (name == Name::AOffset) group.x = x, group.y = y;
    if (name == Name::AExtent) group.width = x, group.height = y;
    if (name == Name::AChildOffset) group.child_x = x, group.child_y = y;
    if (name == Name::AChildExtent) group.child_width = x, group.child_height = y;
  } else if (!groups_.empty()) {
    if (name == Name::AOffset) place_in_groups(x, y);
    if (name == Name::AExtent) size_in_groups(x, y);
  }
}

/// `parent` is the element that has the colour, `around` the one that contains `parent`.
void ShapeReader::read_color(Name around, Name parent, std::string color) {
  ShapeLook& look = box.look;
  if (parent == Name::ALineReference && !has_line_ && look.line > 0)
    look.line_color = std::move(color);
  else if (parent == Name::AFillReference && !has_fill_ && !look.fill.empty())
    look.fill = std::move(color);
  else if (parent == Name::ASolidFill && around == Name::ALine)
    look.line_color = std::move(color);
  else if (parent == Name::ASolidFill && around == Name::WpsProperties)
    look.fill = std::move(color);
}

/// The place of a drawing in the text (20.4.2). Returns whether the element said something about it.
bool ShapeReader::read_place(Name name, const XmlAttributes& attributes) {
  DrawingPlace& place = box.place;
  switch (name) {
    case Name::WpAnchor:
      place.is_anchored = true;
      place.is_behind = attribute(attributes, "behindDoc") == "1" || attribute(attributes, "behindDoc") == "true";
      place.is_in_cell =
          attribute(attributes, "layoutInCell") != "0" && attribute(attributes, "layoutInCell") != "false";
      place.distance_top = read_emu(attribute(attributes, "distT"));
      place.distance_right = read_emu(attribute(attributes, "distR"));
      place.distance_bottom = read_emu(attribute(attributes, "distB"));
      place.distance_left = read_emu(attribute(attributes, "distL"));
      return true;
    case Name::WpExtent:
      place.width = read_emu(attribute(attributes, "cx"));
      place.height = read_emu(attribute(attributes, "cy"));
      return true;
    case Name::WpDocPr: description = attribute(attributes, "descr"); return true;
    case Name::WpPositionH:
    case Name::WpPositionV:
      is_horizontal_ = name == Name::WpPositionH;
      (is_horizontal_ ? place.horizontal_from : place.vertical_from) = attribute(attributes, "relativeFrom");
      return true;
    case Name::WpWrapNone: place.wrap = "wrapNone"; return true;
    case Name::WpWrapSquare: place.wrap = "wrapSquare"; return true;
    case Name::WpWrapTight: place.wrap = "wrapTight"; return true;
    case Name::WpWrapThrough: place.wrap = "wrapThrough"; return true;
    case Name::WpWrapTopAndBottom: place.wrap = "wrapTopAndBottom"; return true;
    default: return false;
  }
}

void ShapeReader::read_place_text(Name name, const std::string& text) {
  DrawingPlace& place = box.place;
  if (name == Name::WpOffset) {
    (is_horizontal_ ? place.x : place.y) = read_emu(base::trim_ascii_space(text));
  } else {
    (is_horizontal_ ? place.horizontal_align : place.vertical_align) = text;
  }
}

bool ShapeReader::read(Name name, Name parent, Name around, const XmlAttributes& attributes) {
  if (read_place(name, attributes)) return true;
  ShapeLook& look = box.look;
  switch (name) {
    case Name::WpgGroup:
    case Name::WpgInner:
      if (groups_.empty()) outer_ = box.place;
      groups_.emplace_back();
      return true;
    case Name::WpgProperties:
    case Name::WpsProperties:
    case Name::PicProperties:
    case Name::ATransform: return true;
    case Name::AOffset:
    case Name::AExtent:
    case Name::AChildOffset:
    case Name::AChildExtent:
      if (parent == Name::ATransform) read_transform(name, around, attributes);
      return true;
    case Name::AForm: look.form = attribute(attributes, "prst"); return true;
    case Name::ALine:
      if (parent != Name::WpsProperties) return true;
      has_line_ = true;
      look.line = kHairline;
      if (has_attribute(attributes, "w")) look.line = emu(number_of(attribute(attributes, "w")));
      return true;
    case Name::ADash: look.line_style = attribute(attributes, "val"); return true;
    case Name::ANoFill:
      if (parent == Name::ALine) look.line = 0;
      if (parent == Name::WpsProperties) has_fill_ = true;
      return true;
    case Name::ASolidFill:
      if (parent == Name::WpsProperties) has_fill_ = true;
      return true;
    case Name::AColor: read_color(around, parent, rgb_color(attribute(attributes, "val"))); return true;
    case Name::ASchemeColor: read_color(around, parent, scheme_color(attribute(attributes, "val"))); return true;
    case Name::ALineReference:
      if (!has_line_ && attribute(attributes, "idx") != "0") look.line = kHairline;
      return true;
    case Name::AFillReference: return true;  // of the theme, whose colours are not known
    case Name::AGrows: look.grows = true; return true;
    case Name::WpsBody: {
      const auto inset = [&](std::int64_t& to, std::string_view local) {
        if (has_attribute(attributes, local)) to = emu(number_of(attribute(attributes, local)));
      };
      inset(look.inset_left, "lIns");
      inset(look.inset_top, "tIns");
      inset(look.inset_right, "rIns");
      inset(look.inset_bottom, "bIns");
      look.anchor = attribute(attributes, "anchor");
      const std::string_view direction = attribute(attributes, "vert");
      look.is_vertical = direction == "eaVert" || direction == "vert" || direction == "wordArtVertRtl";
      return true;
    }
    case Name::VShape:
    case Name::VRect:
    case Name::VRoundRect:
    case Name::VOval:
    case Name::VLine:
    case Name::VGroup:
    case Name::VFill:
    case Name::VStroke:
    case Name::VTextBox:
    case Name::W10Wrap: read_vml(name, attributes); return true;
    default: return false;
  }
}

void ShapeReader::end(Name name) {
  const bool is_group = name == Name::WpgGroup || name == Name::WpgInner || name == Name::VGroup;
  if (is_group && !groups_.empty()) groups_.pop_back();
}

void ShapeReader::read_vml(Name name, const XmlAttributes& attributes) {
  ShapeLook& look = box.look;
  if (name == Name::VFill) {
    if (is_off(attribute(attributes, "on"))) look.fill.clear();
    return;
  }
  if (name == Name::VStroke) {
    if (is_off(attribute(attributes, "on"))) look.line = 0;
    if (has_attribute(attributes, "dashstyle")) look.line_style = attribute(attributes, "dashstyle");
    if (attribute(attributes, "linestyle").find("hin") != std::string_view::npos) look.line_style = "double";
    return;
  }
  if (name == Name::W10Wrap) {
    const std::string_view type = attribute(attributes, "type");
    box.place.wrap = type == "square"         ? "wrapSquare"
                     : type == "tight"        ? "wrapTight"
                     : type == "through"      ? "wrapThrough"
                     : type == "topAndBottom" ? "wrapTopAndBottom"
                                              : "wrapNone";
    return;
  }
  if (name == Name::VTextBox) {
    std::string_view inset = attribute(attributes, "inset");
    for (std::int64_t* const side : {&look.inset_left, &look.inset_top, &look.inset_right, &look.inset_bottom}) {
      const auto [own, rest] = halves(inset, ',');
      if (!own.empty()) *side = emu(vml_length(own));
      inset = rest;
    }
    const std::string_view style = attribute(attributes, "style");
    look.grows = style.find("mso-fit-shape-to-text:t") != std::string_view::npos;
    look.is_vertical = style.find("layout-flow:vertical") != std::string_view::npos;
    return;
  }
  const bool is_top = groups_.empty();
  if (is_top) box = {};
  if (!is_top) begin_shape();
  if (name == Name::VGroup) {
    read_style(attribute(attributes, "style"));
    if (is_top) outer_ = box.place;
    const auto [x, y] = halves(attribute(attributes, "coordorigin"), ',');
    const auto [width, height] = halves(attribute(attributes, "coordsize"), ',');
    // The place of a group within a group is stated in the coordinates of the outer one.
    const double scale_x = is_top ? 1 : groups_.back().scale_x();
    const double scale_y = is_top ? 1 : groups_.back().scale_y();
    Group group;
    group.x = static_cast<double>(box.place.x - outer_.x) / scale_x;
    group.y = static_cast<double>(box.place.y - outer_.y) / scale_y;
    group.width = static_cast<double>(box.place.width) / scale_x;
    group.height = static_cast<double>(box.place.height) / scale_y;
    group.child_x = number_of(x);
    group.child_y = number_of(y);
    group.child_width = width.empty() ? 1'000 : number_of(width);
    group.child_height = height.empty() ? 1'000 : number_of(height);
    groups_.push_back(group);
    return;
  }
  look.form = name == Name::VRect ? "rect" : name == Name::VLine ? "line" : "shape";
  const bool has_line = !is_off(attribute(attributes, "stroked"));
  look.line = has_line ? kHairline : 0;
  if (has_line && has_attribute(attributes, "strokeweight"))
    look.line = emu(vml_length(attribute(attributes, "strokeweight")));
  look.line_color = vml_color(attribute(attributes, "strokecolor"));
  if (name != Name::VLine && !is_off(attribute(attributes, "filled")) && has_attribute(attributes, "fillcolor"))
    look.fill = vml_color(attribute(attributes, "fillcolor"));
  read_style(attribute(attributes, "style"));
  if (name != Name::VLine) return;
  const auto [from_x, from_y] = halves(attribute(attributes, "from"), ',');
  const auto [to_x, to_y] = halves(attribute(attributes, "to"), ',');
  const auto at = [&](std::string_view text) {
    return groups_.empty() ? vml_length(text) : number_of(text);
  };
  const double left = std::min(at(from_x), at(to_x));
  const double top = std::min(at(from_y), at(to_y));
  if (groups_.empty()) {
    box.place.x += emu(left);
    box.place.y += emu(top);
  } else {
    place_in_groups(left, top);
  }
  size_in_groups(std::abs(at(from_x) - at(to_x)), std::abs(at(from_y) - at(to_y)));
}

void ShapeReader::read_style(std::string_view style) {
  DrawingPlace& place = box.place;
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  bool has_size = false;
  while (!style.empty()) {
    const auto [own, rest] = halves(style, ';');
    style = rest;
    const auto [name_text, value_text] = halves(own, ':');
    const std::string name = base::ascii_lowercase(base::trim_ascii_space(name_text));
    const std::string value = base::ascii_lowercase(base::trim_ascii_space(value_text));
    const auto length = [&] {
      return groups_.empty() ? vml_length(value) : number_of(value);
    };
    const auto from = [&]() -> std::string {
      if (value == "text") return name.ends_with("vertical-relative") ? "paragraph" : "column";
      if (value == "char") return "character";
      if (value == "left-margin-area" || value == "inner-margin-area") return "leftMargin";
      if (value == "right-margin-area" || value == "outer-margin-area") return "rightMargin";
      if (value == "top-margin-area") return "topMargin";
      if (value == "bottom-margin-area") return "bottomMargin";
      return value;
    };
    if (name == "position" && value == "absolute") place.is_anchored = true;
    if (name == "margin-left" || name == "left") left += length();
    if (name == "margin-top" || name == "top") top += length();
    if (name == "width") width = length(), has_size = true;
    if (name == "height") height = length(), has_size = true;
    if (name == "z-index") place.is_behind = value.starts_with('-');
    if (name == "mso-position-horizontal" && value != "absolute") place.horizontal_align = value;
    if (name == "mso-position-vertical" && value != "absolute") place.vertical_align = value;
    if (name == "mso-position-horizontal-relative") place.horizontal_from = from();
    if (name == "mso-position-vertical-relative") place.vertical_from = from();
    if (name == "v-text-anchor") box.look.anchor = value == "middle" ? "ctr" : value == "bottom" ? "b" : "t";
    if (name == "mso-wrap-distance-left") place.distance_left = emu(length());
    if (name == "mso-wrap-distance-right") place.distance_right = emu(length());
  }
  if (groups_.empty()) {
    place.x = emu(left);
    place.y = emu(top);
    if (has_size) size_in_groups(width, height);
    if (place.is_anchored && place.wrap.empty()) place.wrap = "wrapNone";
    if (place.horizontal_from.empty()) place.horizontal_from = "column";
    if (place.vertical_from.empty()) place.vertical_from = "paragraph";
    return;
  }
  place_in_groups(left, top);
  if (has_size) size_in_groups(width, height);
}

}  // namespace gongwen::word
