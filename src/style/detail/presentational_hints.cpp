#include "style/detail/presentational_hints.h"

#include "base/utf8.h"
#include "style/css/value.h"
#include "style/detail/directions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

// Attributes that HTML maps to CSS (HTML section 15): sizes, colours, alignment, borders, lists and controls, as
// declarations below those of authors. Legacy values are parsed by HTML's own rules, not by CSS.
namespace gongwen::style {
namespace {

bool is_generic_family(std::string_view name) {
  constexpr std::array<std::string_view, 3> kGeneric{"serif", "sans-serif", "monospace"};
  return std::find(kGeneric.begin(), kGeneric.end(), base::ascii_lowercase(name)) != kGeneric.end();
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_ascii_alpha);
}

/// The last steps of "rules for parsing a legacy colour value": each of the three components is cut to its first two
/// significant digits.
std::string color_of_digits(std::string digits) {
  constexpr std::size_t kMaxDigits = 8;
  while (digits.empty() || digits.size() % 3 != 0) digits += '0';
  const std::size_t length = digits.size() / 3;
  std::array<std::string, 3> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i] = digits.substr(i * length, length);
    if (parts[i].size() > kMaxDigits) parts[i] = parts[i].substr(parts[i].size() - kMaxDigits);
  }
  const auto all_begin_with_zero = [&] {
    return std::all_of(parts.begin(), parts.end(), [](const std::string& part) { return part.front() == '0'; });
  };
  while (parts[0].size() > 2 && all_begin_with_zero()) {
    for (std::string& part : parts) part.erase(0, 1);
  }
  std::string color = "#";
  for (const std::string& part : parts) color += part.size() == 1 ? "0" + part : part.substr(0, 2);
  return color;
}

}  // namespace

std::string legacy_dimension(std::string_view value, Zero zero) {
  value = base::trim_ascii_space(value);
  std::size_t end = 0;
  const auto skip_digits = [&] {
    while (end < value.size() && base::is_ascii_digit(value[end])) ++end;
  };
  skip_digits();
  if (end == 0 || end > 9) return {};
  if (end + 1 < value.size() && value[end] == '.' && base::is_ascii_digit(value[end + 1])) {
    ++end;
    skip_digits();
  }
  const std::string_view number = value.substr(0, end);
  if (zero == Zero::Ignored && number.find_first_not_of("0.") == std::string_view::npos) return {};
  const bool percent = end < value.size() && value[end] == '%';
  return std::string(number) + (percent ? "%" : "px");
}

int legacy_number(std::string_view value, int otherwise) {
  constexpr int kMax = 10000;
  value = base::trim_ascii_space(value);
  if (value.starts_with('+')) value.remove_prefix(1);
  int number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error != std::errc() || end == value.data() || number < 0 ? otherwise : std::min(number, kMax);
}

std::string legacy_color(std::string_view value) {
  value = base::trim_ascii_space(value);
  if (value.empty() || base::equals_ignoring_ascii_case(value, "transparent")) return {};
  // A name that CSS does not know is not a colour; browsers make one of its letters, which is never meant.
  if (is_word(value) && !std::all_of(value.begin(), value.end(), base::is_ascii_hex_digit)) return std::string(value);
  const bool has_mark = value.starts_with('#');
  if (has_mark) value.remove_prefix(1);
  std::string digits;
  for (const char c : value.substr(0, 128)) digits += base::is_ascii_hex_digit(c) ? c : '0';
  if (has_mark && digits.size() == 3) return "#" + digits;
  return color_of_digits(std::move(digits));
}

std::string legacy_font_size(std::string_view value) {
  constexpr std::array<std::string_view, 7> kSizes{"x-small", "small",    "medium",   "large",
                                                   "x-large", "xx-large", "xxx-large"};
  value = base::trim_ascii_space(value);
  const char sign = value.empty() ? '\0' : value.front();
  const bool relative = sign == '+' || sign == '-';
  if (relative) value.remove_prefix(1);
  const int number = legacy_number(value, -1);
  if (number < 0) return {};
  const int size = relative ? 3 + (sign == '+' ? number : -number) : number;
  return std::string(kSizes[static_cast<std::size_t>(std::clamp(size, 1, 7)) - 1]);
}

std::string legacy_font_family(std::string_view value) {
  std::string list;
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    std::string name;
    for (const char c : base::trim_ascii_space(value.substr(0, comma))) {
      if (c != '"' && c != '\'' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) name += c;
    }
    value.remove_prefix(std::min(comma + 1, value.size()));
    if (name.empty()) continue;
    list += (list.empty() ? "" : ",") + (is_generic_family(name) ? name : "\"" + name + "\"");
  }
  return list;
}

namespace {

using base::equals_ignoring_ascii_case;
using dom::ElementName;
using dom::NodeId;

void declare(std::string& out, std::string_view property, std::string_view value) {
  if (value.empty()) return;
  out.append(property).append(":").append(value).append(";");
}

/// A value that may come from data: a name, a colour or a length, which cannot end the declaration.
std::string_view one_word(std::string_view value) {
  value = base::trim_ascii_space(value);
  const bool is_plain = std::all_of(value.begin(), value.end(), [](char c) {
    return base::is_ascii_alnum(c) || c == '#' || c == '%' || c == '.' || c == '-' || c == '+';
  });
  return is_plain ? value : std::string_view();
}

std::string pixels(int number) { return std::to_string(number) + "px"; }

/// The first of the words that is the value; empty if none is.
template <typename... Words>
std::string_view one_of(std::optional<std::string_view> value, const Words&... words) {
  std::string_view found;
  if (value) {
    const std::string_view trimmed = base::trim_ascii_space(*value);
    (void)((equals_ignoring_ascii_case(trimmed, words) && (found = words, true)) || ...);
  }
  return found;
}

bool is_cell(ElementName name) { return name == ElementName::Td || name == ElementName::Th; }

/// Whether `align` on an ancestor moves the box as a whole (HTML section 15.2, "align descendants").
bool is_moved_by_alignment(ElementName name) {
  switch (name) {
    case ElementName::Div:
    case ElementName::P:
    case ElementName::H1:
    case ElementName::H2:
    case ElementName::H3:
    case ElementName::H4:
    case ElementName::H5:
    case ElementName::H6:
    case ElementName::Section:
    case ElementName::Article:
    case ElementName::Form:
    case ElementName::Table: return true;
    default: return false;
  }
}

}  // namespace

PresentationalHints::PresentationalHints(const dom::Tree& tree) : tree_(tree) {
  const NodeId root = tree.root_element();
  for (NodeId id = root; id && !aligns_blocks_; id = tree.next_in_order(id, root)) {
    if (tree.node(id).kind != dom::NodeKind::Element || tree.node(id).attribute_count == 0) continue;
    aligns_blocks_ = find(id, "align").has_value() || tree.written_tag(id) == "center";
  }
}

/// Known attributes, and those of foreign pages under the names as written.
std::optional<std::string_view> PresentationalHints::find(NodeId element, std::string_view attribute) const {
  for (const dom::Attribute& candidate : tree_.attributes(element)) {
    const std::string_view name =
        candidate.custom_name.empty() ? dom::attribute_text(candidate.name) : candidate.custom_name;
    if (equals_ignoring_ascii_case(name, attribute)) return candidate.value;
  }
  return std::nullopt;
}

NodeId PresentationalHints::table_of(NodeId part) const {
  for (NodeId at = tree_.node(part).parent; at; at = tree_.node(at).parent) {
    if (tree_.node(at).kind != dom::NodeKind::Element) break;
    if (tree_.node(at).name == ElementName::Table) return at;
    if (is_cell(tree_.node(at).name)) break;
  }
  return {};
}

void PresentationalHints::add_size(NodeId element, std::string& out) const {
  const bool is_table_part = !tree_.is_element(element, ElementName::Img);
  const Zero zero = is_table_part ? Zero::Ignored : Zero::Counts;
  declare(out, "width", legacy_dimension(find(element, "width").value_or(""), zero));
  declare(out, "height", legacy_dimension(find(element, "height").value_or(""), zero));
}

void PresentationalHints::add_colors(NodeId element, std::string& out) const {
  declare(out, "background-color", legacy_color(find(element, "bgcolor").value_or("")));
}

void PresentationalHints::add_alignment(NodeId element, std::string& out) const {
  std::string_view value = one_of(find(element, "align"), "left", "right", "center", "justify", "middle");
  if (value == "middle") value = "center";
  declare(out, "text-align", value);
}

/// The alignment of blocks requested by the nearest ancestor.
std::string_view PresentationalHints::alignment_around(NodeId element) const {
  for (NodeId at = tree_.node(element).parent; at; at = tree_.node(at).parent) {
    const dom::Node& node = tree_.node(at);
    if (node.kind != dom::NodeKind::Element) break;
    if (node.attribute_count == 0) continue;
    if (tree_.written_tag(at) == "center") return "center";
    const std::string_view value = one_of(find(at, "align"), "left", "right", "center", "middle", "justify");
    if (!value.empty() && node.name != ElementName::Table) return value == "middle" ? "center" : value;
  }
  return {};
}

void PresentationalHints::add_block_alignment(NodeId element, std::string& out) const {
  const std::string_view alignment = alignment_around(element);
  if (alignment == "center" || alignment == "right") declare(out, "margin-left", "auto");
  if (alignment == "center" || alignment == "left") declare(out, "margin-right", "auto");
}

void PresentationalHints::add_of_body(NodeId element, std::string& out) const {
  declare(out, "color", legacy_color(find(element, "text").value_or("")));
  for (const std::string_view name : {"marginheight", "topmargin"}) {
    const std::string margin = legacy_dimension(find(element, name).value_or(""));
    declare(out, "margin-top", margin);
    declare(out, "margin-bottom", margin);
  }
  for (const std::string_view name : {"marginwidth", "leftmargin"}) {
    const std::string margin = legacy_dimension(find(element, name).value_or(""));
    declare(out, "margin-left", margin);
    declare(out, "margin-right", margin);
  }
}

/// HTML section 15.3.5: `dir` isolates an inline element from what is around it; `auto` in preserved text counts for
/// each of its paragraphs.
void PresentationalHints::add_direction(NodeId element, std::string& out) const {
  const std::optional<Direction> direction = own_direction(tree_, element);
  if (!direction) return;
  declare(out, "direction", *direction == Direction::Rtl ? "rtl" : "ltr");
  const ElementName name = tree_.node(element).name;
  const bool is_auto = !one_of(find(element, "dir"), "auto").empty();
  const bool by_paragraph = is_auto && (name == ElementName::Pre || name == ElementName::Textarea);
  if (by_paragraph) declare(out, "unicode-bidi", "plaintext");
  if (!by_paragraph && name != ElementName::Bdo) declare(out, "unicode-bidi", "isolate");
}

/// HTML section 15.3.8.
void PresentationalHints::add_of_table(NodeId element, std::string& out) const {
  add_size(element, out);
  const std::string_view side = one_of(find(element, "align"), "left", "right", "center", "middle");
  if (side == "left" || side == "right") declare(out, "float", side);
  if (side == "center" || side == "middle") out += "margin-left:auto;margin-right:auto;";
  declare(out, "border-spacing", legacy_dimension(find(element, "cellspacing").value_or("")));
  const bool has_rules = !one_of(find(element, "rules"), "none", "groups", "rows", "cols", "all").empty();
  if (has_rules) out += "border-style:hidden;border-collapse:collapse;";
  const int border = find(element, "border") ? legacy_number(*find(element, "border"), 1) : 0;
  if (border > 0) {
    declare(out, "border-width", pixels(border));
    out += "border-style:outset;border-color:gray;";
    declare(out, "border-color", legacy_color(find(element, "bordercolor").value_or("")));
  }
  const std::string_view frame =
      one_of(find(element, "frame"), "void", "above", "below", "hsides", "lhs", "rhs", "vsides", "box", "border");
  if (frame == "void") out += "border-style:hidden;";
  if (frame == "above") out += "border-style:outset hidden hidden hidden;";
  if (frame == "below") out += "border-style:hidden hidden outset hidden;";
  if (frame == "hsides") out += "border-style:outset hidden;";
  if (frame == "lhs") out += "border-style:hidden hidden hidden outset;";
  if (frame == "rhs") out += "border-style:hidden outset hidden hidden;";
  if (frame == "vsides") out += "border-style:hidden outset;";
  if (frame == "box" || frame == "border") out += "border-style:outset;";
}

/// Rows, row groups, columns and their groups.
void PresentationalHints::add_of_row_part(NodeId element, std::string& out) const {
  const ElementName name = tree_.node(element).name;
  const bool is_column = name == ElementName::Col || name == ElementName::Colgroup;
  if (tree_.node(element).attribute_count != 0) {
    if (is_column) declare(out, "width", legacy_dimension(find(element, "width").value_or(""), Zero::Ignored));
    if (!is_column) add_alignment(element, out);
    if (name == ElementName::Tr) declare(out, "height", legacy_dimension(find(element, "height").value_or("")));
    declare(out, "vertical-align", one_of(find(element, "valign"), "top", "middle", "bottom", "baseline"));
  }
  const NodeId table = table_of(element);
  const std::string_view rules = table ? one_of(find(table, "rules"), "groups", "rows") : std::string_view();
  if (rules == "rows" && name == ElementName::Tr) out += "border-top:1px solid;border-bottom:1px solid;";
  if (rules != "groups") return;
  if (name == ElementName::Colgroup) out += "border-left:1px solid;border-right:1px solid;";
  if (!is_column && name != ElementName::Tr) out += "border-top:1px solid;border-bottom:1px solid;";
}

void PresentationalHints::add_of_cell(NodeId element, std::string& out) const {
  if (const NodeId table = table_of(element); table && tree_.node(table).attribute_count != 0) {
    declare(out, "padding", legacy_dimension(find(table, "cellpadding").value_or("")));
    if (find(table, "border") && legacy_number(*find(table, "border"), 1) > 0) {
      out += "border:1px inset gray;";
      declare(out, "border-color", legacy_color(find(table, "bordercolor").value_or("")));
    }
    const std::string_view rules = one_of(find(table, "rules"), "none", "groups", "rows", "cols", "all");
    if (rules == "all") out += "border:1px solid;";
    if (rules == "cols") out += "border-width:1px;border-style:none solid;";
    if (rules == "none" || rules == "groups" || rules == "rows") out += "border-width:1px;border-style:none;";
  }
  if (tree_.node(element).attribute_count == 0) return;
  add_size(element, out);
  add_alignment(element, out);
  declare(out, "vertical-align", one_of(find(element, "valign"), "top", "middle", "bottom", "baseline"));
  if (find(element, "nowrap")) declare(out, "white-space", "nowrap");
}

/// HTML section 15.4.3.
void PresentationalHints::add_of_image(NodeId element, std::string& out) const {
  add_size(element, out);
  const std::string_view align = one_of(find(element, "align"), "left", "right", "top", "middle", "bottom", "absmiddle",
                                        "abscenter", "texttop", "baseline");
  if (align == "left" || align == "right") declare(out, "float", align);
  if (align == "top" || align == "middle" || align == "baseline") declare(out, "vertical-align", align);
  if (align == "bottom") declare(out, "vertical-align", "baseline");
  if (align == "texttop") declare(out, "vertical-align", "text-top");
  if (align == "absmiddle" || align == "abscenter") declare(out, "vertical-align", "middle");
  const std::string across = legacy_dimension(find(element, "hspace").value_or(""));
  const std::string down = legacy_dimension(find(element, "vspace").value_or(""));
  declare(out, "margin-left", across);
  declare(out, "margin-right", across);
  declare(out, "margin-top", down);
  declare(out, "margin-bottom", down);
  const int border = find(element, "border") ? legacy_number(*find(element, "border"), 0) : 0;
  if (border > 0) declare(out, "border", pixels(border) + " solid");
}

/// SVG 2 section 8.2: the size of a drawing in px, with a unit or in percent.
void PresentationalHints::add_of_drawing(NodeId element, std::string& out) const {
  for (const std::string_view side : {"width", "height"}) {
    const std::string_view value = base::trim_ascii_space(find(element, side).value_or(""));
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || !std::isfinite(number) || number < 0) continue;
    const auto length = static_cast<std::size_t>(end - value.data());
    const std::string_view unit = value.substr(length);
    css::Unit known{};
    if (unit.empty()) {
      declare(out, side, std::string(value) + "px");
    } else if (unit == "%" || css::find_unit(unit, known)) {
      declare(out, side, value);
    }
  }
}

/// HTML section 15.3.9.
void PresentationalHints::add_of_rule(NodeId element, std::string& out) const {
  declare(out, "width", legacy_dimension(find(element, "width").value_or("")));
  const std::string_view align = one_of(find(element, "align"), "left", "right", "center");
  if (align == "left") out += "margin-left:0;margin-right:auto;";
  if (align == "right") out += "margin-left:auto;margin-right:0;";
  const std::string color = legacy_color(find(element, "color").value_or(""));
  const bool is_solid = !color.empty() || find(element, "noshade");
  if (is_solid) out += "border-style:solid;";
  declare(out, "border-color", color);
  const int size = legacy_number(find(element, "size").value_or(""), -1);
  if (size < 0) return;
  if (is_solid) {
    declare(out, "border-width", std::to_string(size / 2) + (size % 2 != 0 ? ".5px" : "px"));
  } else if (size == 1) {
    declare(out, "border-bottom-width", "0");
  } else if (size > 1) {
    declare(out, "height", pixels(size - 2));
  }
}

/// HTML section 15.3.7; letters of numbered lists are distinguished by their case.
void PresentationalHints::add_of_list(NodeId element, std::string& out) const {
  const std::string_view type = base::trim_ascii_space(find(element, "type").value_or(""));
  std::string_view style = one_of(type, "disc", "circle", "square", "none");
  if (type == "1") style = "decimal";
  if (type == "a") style = "lower-alpha";
  if (type == "A") style = "upper-alpha";
  if (type == "i") style = "lower-roman";
  if (type == "I") style = "upper-roman";
  declare(out, "list-style-type", style);
  if (!tree_.is_element(element, ElementName::Ol)) return;
  const auto start = tree_.integer_attribute(element, dom::AttributeName::Start);
  if (find(element, "reversed")) {
    // The first item counts down before it is shown.
    const std::string first = start ? " " + std::to_string(std::min(*start, INT32_MAX - 1) + 1) : std::string();
    declare(out, "counter-reset", "reversed(list-item)" + first);
  } else if (start) {
    declare(out, "counter-reset", "list-item " + std::to_string(std::max(*start, INT32_MIN + 1) - 1));
  }
}

/// Obsolete presentational elements, which are read as others.
void PresentationalHints::add_of_foreign(NodeId element, std::string& out) const {
  const std::string_view tag = tree_.written_tag(element);
  // A block that is read as a div: the built-in sheet knows it by neither name.
  if (tree_.is_element(element, ElementName::Div) && tag != "div") out += "display:block;";
  if (tag == "center") out += "text-align:center;";
  if (tag == "big") out += "font-size:larger;";
  if (tag == "tt") out += "font-family:monospace;";
  if (tag == "strike") out += "text-decoration:line-through;";
  if (tag == "object") add_size(element, out);
  if (tag == "nobr") out += "white-space:nowrap;";
  if (tag == "menu" || tag == "dir")
    out += "margin:1em 0;padding-inline-start:40px;list-style-type:disc;counter-reset:list-item;";
  if (tag == "button") {
    out +=
        "display:inline-block;padding:1px 6px;border:2px outset #767676;background-color:#efefef;text-align:center;"
        "font-size:13.3333px;";
  }
  if (tag != "font") return;
  declare(out, "color", legacy_color(find(element, "color").value_or("")));
  declare(out, "font-family", legacy_font_family(find(element, "face").value_or("")));
  declare(out, "font-size", legacy_font_size(find(element, "size").value_or("")));
}

/// The width of a control: `size` of a field in characters, `cols` and `rows` of a text area (HTML section 15.5).
void PresentationalHints::add_of_control(NodeId element, std::string& out) const {
  if (tree_.is_element(element, ElementName::Textarea)) {
    declare(out, "width", std::to_string(legacy_number(find(element, "cols").value_or(""), 20)) + "ch");
    declare(out, "min-height", std::to_string(legacy_number(find(element, "rows").value_or(""), 2)) + "lh");
  } else if (const auto size = find(element, "size"); size && tree_.is_element(element, ElementName::Input)) {
    declare(out, "width", std::to_string(legacy_number(*size, 20)) + "ch");
  }
}

/// Whether the element is part of a drawing; links and drawings, which HTML knows as well, may be outside of one.
bool PresentationalHints::is_in_drawing(NodeId element) const {
  NodeId around = tree_.node(element).parent;
  while (around && tree_.is_element(around, ElementName::A)) around = tree_.node(around).parent;
  return around && dom::is_graphic(tree_.node(around).name);
}

std::string PresentationalHints::of(NodeId element) const {
  std::string out;
  const ElementName name = tree_.node(element).name;
  if (is_cell(name)) {
    add_of_cell(element, out);
  } else if (name == ElementName::Tr || dom::category_of(name) == dom::Category::TablePart ||
             name == ElementName::Col) {
    if (name != ElementName::Caption) add_of_row_part(element, out);
  } else if (name == ElementName::Textarea || name == ElementName::Input) {
    add_of_control(element, out);
  }
  if (aligns_blocks_ && is_moved_by_alignment(name)) add_block_alignment(element, out);
  add_direction(element, out);
  if (tree_.node(element).attribute_count == 0) return out;
  if (dom::is_formula_part(name)) {
    // MathML Core section 2.1.3.
    declare(out, "color", one_word(find(element, "mathcolor").value_or("")));
    declare(out, "background-color", one_word(find(element, "mathbackground").value_or("")));
    declare(out, "font-size", one_word(find(element, "mathsize").value_or("")));
    return out;
  }
  add_colors(element, out);
  switch (name) {
    case ElementName::Body: add_of_body(element, out); break;
    case ElementName::Table: add_of_table(element, out); break;
    case ElementName::Img: add_of_image(element, out); break;
    case ElementName::Svg: add_of_drawing(element, out); break;
    case ElementName::Hr: add_of_rule(element, out); break;
    case ElementName::Ol:
    case ElementName::Ul:
    case ElementName::Li: add_of_list(element, out); break;
    case ElementName::Caption:
      declare(out, "caption-side", one_of(find(element, "align"), "top", "bottom"));
      add_alignment(element, out);
      break;
    case ElementName::Br: {
      const std::string_view side = one_of(find(element, "clear"), "left", "right", "all", "both");
      declare(out, "clear", side == "all" ? "both" : side);
      break;
    }
    case ElementName::P:
    case ElementName::H1:
    case ElementName::H2:
    case ElementName::H3:
    case ElementName::H4:
    case ElementName::H5:
    case ElementName::H6: add_alignment(element, out); break;
    case ElementName::Div: add_alignment(element, out); [[fallthrough]];
    case ElementName::Span: add_of_foreign(element, out); break;
    default: break;
  }
  // SVG 2 §6.6: the attribute has its own syntax and is read with the drawing. A function without effect takes its
  // place here, so that any declaration of an author replaces it.
  if (find(element, "transform") && is_in_drawing(element)) {
    declare(out, "transform", "perspective(none)");
  }
  return out;
}

}  // namespace gongwen::style
