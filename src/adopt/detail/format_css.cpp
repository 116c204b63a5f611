#include "adopt/detail/format_css.h"

#include "base/format.h"
#include "style/office_fonts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace gongwen::adopt {
namespace {

/// The line height from the metrics of the fonts of office programs: 宋体 and 仿宋 1.14, Times New Roman 1.15.
constexpr double kNaturalLine = 1.15;

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  std::string shown = text.data();
  shown.erase(shown.find_last_not_of('0') + 1);
  if (shown.ends_with('.')) shown.pop_back();
  return shown == "-0" ? "0" : shown;
}

std::string in_points(double value) { return number(value) + "pt"; }

enum class Role : std::uint8_t { Song, Fang, Kai, Hei, Title, Other };

/// The role of a typeface for Chinese: by the fonts of office programs, otherwise by a part of its name, as for
/// 方正仿宋简体.
Role role_of(std::string_view font) {
  struct Name {
    std::string_view part;
    Role role;
  };
  constexpr std::array<Name, 8> kNames{{{"小标宋", Role::Title},
                                        {"仿宋", Role::Fang},
                                        {"楷", Role::Kai},
                                        {"黑", Role::Hei},
                                        {"等线", Role::Hei},
                                        {"DengXian", Role::Hei},
                                        {"雅黑", Role::Hei},
                                        {"宋", Role::Song}}};
  const style::OfficeFont* const known = style::find_office_font(font);
  if (known != nullptr && !known->is_chinese) return Role::Other;
  if (known != nullptr) font = known->name;
  for (const auto& [part, role] : kNames) {
    if (font.find(part) != std::string_view::npos) return role;
  }
  return Role::Other;
}

bool is_sans(std::string_view font) {
  constexpr std::array<std::string_view, 10> kSans{"Arial", "Calibri", "Helvetica",       "Verdana",   "Tahoma",
                                                   "Segoe", "Carlito", "Liberation Sans", "Trebuchet", "Aptos"};
  return std::any_of(kSans.begin(), kSans.end(),
                     [font](std::string_view name) { return font.find(name) != std::string_view::npos; });
}

bool is_monospaced(std::string_view font) {
  constexpr std::array<std::string_view, 4> kMono{"Courier", "Consolas", "Mono", "Menlo"};
  return std::any_of(kMono.begin(), kMono.end(),
                     [font](std::string_view name) { return font.find(name) != std::string_view::npos; });
}

/// The stacks of shared/css/fonts.css, without their Latin face.
std::string_view chinese_faces(Role role) {
  switch (role) {
    case Role::Fang: return "\"仿宋\",\"FandolFang\",serif";
    case Role::Kai: return "\"GW Marks\",\"楷体\",\"LXGW WenKai\",serif";
    case Role::Hei: return "\"黑体\",\"Noto Sans CJK SC\",sans-serif";
    case Role::Title: return "\"方正小标宋简体\",\"Noto Serif CJK SC\",serif";
    case Role::Song:
    case Role::Other: break;
  }
  return "\"宋体\",\"Noto Serif CJK SC\",serif";
}

/// The name of a font in quotation marks, without characters that would end the CSS string.
std::string quoted_name(std::string_view name) {
  std::string text = "\"";
  for (const char sign : name) {
    if (sign != '"' && sign != '\\' && sign != '\n') text += sign;
  }
  return text + "\"";
}

std::string font_family(const word::RunFormat& format) {
  const std::string ascii = format.ascii_font.value_or("Times New Roman");
  const std::string chinese = format.east_asia_font.value_or("宋体");
  std::string stack;
  // A Chinese font that is also used for Latin letters: its own letters and figures, as in 仿宋_GB2312.
  if (role_of(ascii) == Role::Other) {
    if (is_monospaced(ascii))
      stack = quoted_name(ascii) + ",\"Liberation Mono\",monospace,";
    else if (is_sans(ascii))
      stack = quoted_name(ascii) + ",\"Liberation Sans\",";
    else
      stack = "\"GW Latin\",";
  }
  return stack + std::string(chinese_faces(role_of(chinese)));
}

std::string colour(std::string_view hex) {
  const bool is_hex = hex.size() == 6 && hex.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  return is_hex ? "#" + std::string(hex) : std::string();
}

std::string_view highlight_colour(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kColours{{{"yellow", "#ffff00"},
                                                                                    {"green", "#00ff00"},
                                                                                    {"cyan", "#00ffff"},
                                                                                    {"magenta", "#ff00ff"},
                                                                                    {"blue", "#0000ff"},
                                                                                    {"red", "#ff0000"},
                                                                                    {"darkBlue", "#000080"},
                                                                                    {"darkCyan", "#008080"},
                                                                                    {"darkGreen", "#008000"},
                                                                                    {"darkMagenta", "#800080"},
                                                                                    {"darkRed", "#800000"},
                                                                                    {"darkYellow", "#808000"},
                                                                                    {"darkGray", "#808080"},
                                                                                    {"lightGray", "#c0c0c0"},
                                                                                    {"black", "#000000"},
                                                                                    {"white", "#ffffff"}}};
  for (const auto& [known, value] : kColours) {
    if (known == name) return value;
  }
  return {};
}

std::string_view underline_style(std::string_view name) {
  if (name.find("ouble") != std::string_view::npos) return "double";
  if (name.find("wav") != std::string_view::npos || name.find("Wav") != std::string_view::npos) return "wavy";
  if (name.find("dot") != std::string_view::npos || name.find("Dot") != std::string_view::npos) return "dotted";
  if (name.find("dash") != std::string_view::npos) return "dashed";
  return "solid";
}

void put_decoration(std::string& css, const word::RunFormat& format) {
  const bool underlined = format.underline && *format.underline != "none";
  const bool struck = format.strike.value_or(false) || format.double_strike.value_or(false);
  if (!underlined && !struck) return;
  std::string value = underlined ? "underline" : "";
  if (struck) value += value.empty() ? "line-through" : " line-through";
  if (underlined) {
    value += " " + std::string(underline_style(*format.underline));
    if (format.underline_color) {
      if (const std::string own = colour(*format.underline_color); !own.empty()) value += " " + own;
    }
  } else if (format.double_strike.value_or(false)) {
    value += " double";
  }
  put_declaration(css, "text-decoration", value);
}

std::string space_of(const std::optional<std::int32_t>& lines, const std::optional<bool>& automatic,
                     const std::optional<word::Twips>& twips, double line) {
  if (automatic.value_or(false)) return "14pt";
  if (lines && *lines != 0) return in_points(*lines / 100.0 * line);
  return twips ? points(*twips) : "0";
}

}  // namespace

void put_declaration(std::string& css, std::string_view property, std::string_view value) {
  css.append(property).append(":").append(value).append(";");
}

std::string points(double twips) { return in_points(twips / 20); }

std::string length_of(const std::optional<std::int32_t>& chars, const std::optional<word::Twips>& twips) {
  if (chars && *chars != 0) return number(*chars / 100.0) + "em";
  return twips ? points(*twips) : "0";
}

double line_height(const word::ParagraphFormat& format, const ParagraphContext& context) {
  const double natural = context.size * kNaturalLine;
  const word::LineRule rule = format.line_rule.value_or(word::LineRule::Multiple);
  const double value = format.line.value_or(240);
  if (rule == word::LineRule::Exact) return value / 20;
  if (rule == word::LineRule::AtLeast) return std::max(value / 20, natural);
  const bool has_grid = context.grid != nullptr && context.grid->type != word::PageGrid::Type::None &&
                        context.grid->line_pitch > 0 && format.snaps_to_grid.value_or(true) &&
                        (!context.is_in_table || context.grid_in_tables);
  if (!has_grid) return natural * value / 240;
  // Lines take whole steps of the grid; slightly more than a step does not take another one.
  const double pitch = context.grid->line_pitch / 20.0;
  return std::max(1.0, std::ceil(natural / pitch - 0.01)) * pitch * value / 240;
}

std::string run_css(const word::RunFormat& format) {
  std::string css;
  put_declaration(css, "font-family", font_family(format));
  const bool is_small =
      format.vertical_align && (*format.vertical_align == "superscript" || *format.vertical_align == "subscript");
  put_declaration(css, "font-size", in_points(font_size(format) * (is_small ? 0.65 : 1)));
  if (is_small)
    put_declaration(css, "vertical-align", *format.vertical_align == "superscript" ? "super" : "sub");
  else if (format.raised.value_or(0) != 0)
    put_declaration(css, "vertical-align", in_points(*format.raised / 2.0));
  put_declaration(css, "font-weight", format.bold.value_or(false) ? "700" : "400");
  if (format.italic.value_or(false)) put_declaration(css, "font-style", "italic");
  if (format.caps.value_or(false)) put_declaration(css, "text-transform", "uppercase");
  if (format.small_caps.value_or(false)) put_declaration(css, "font-variant-caps", "small-caps");
  if (format.color && *format.color != "auto") {
    if (const std::string own = colour(*format.color); !own.empty()) put_declaration(css, "color", own);
  }
  put_decoration(css, format);
  if (format.spacing.value_or(0) != 0) put_declaration(css, "letter-spacing", points(*format.spacing));
  if (format.emphasis && *format.emphasis != "none") {
    put_declaration(css, "text-emphasis",
                    *format.emphasis == "circle"  ? "open circle"
                    : *format.emphasis == "comma" ? "sesame"
                                                  : "dot");
    if (*format.emphasis == "underDot") put_declaration(css, "text-emphasis-position", "under right");
  }
  std::string background;
  if (format.highlight) background = highlight_colour(*format.highlight);
  if (background.empty() && format.shading) background = shading_css(*format.shading);
  if (!background.empty()) put_declaration(css, "background-color", background);
  if (format.border) put_declaration(css, "border", border_css(*format.border));
  return css;
}

namespace {

bool is_visible(const word::Border& border) {
  return border.style != "nil" && border.style != "none" && !border.style.empty();
}

std::string_view line_style(const word::Border& border) {
  if (border.style.find("ouble") != std::string::npos || border.style.find("thick") == 0 ||
      border.style.find("thin") == 0)
    return "double";
  if (border.style.find("dot") == 0) return "dotted";
  return border.style.find("dash") == 0 ? "dashed" : "solid";
}

/// In points.
double border_width(const word::Border& border) {
  // Word states the width of one of the two lines, CSS that of both with the gap.
  return std::max(2, border.eighths) / 8.0 * (line_style(border) == "double" ? 3 : 1);
}

std::string border_color(const word::Border& border) {
  std::string own = border.color ? colour(*border.color) : std::string();
  return own.empty() ? "#000000" : own;
}

}  // namespace

std::string border_css(const word::Border& border) {
  if (!is_visible(border)) return "none";
  return in_points(border_width(border)) + " " + std::string(line_style(border)) + " " + border_color(border);
}

std::string diagonal_css(const word::Borders& borders) {
  std::string images;
  // The middle of a gradient towards a corner runs through the two corners beside it.
  const auto add = [&images](const std::optional<word::Border>& border, std::string_view corner) {
    if (!border || !is_visible(*border)) return;
    const std::string half = in_points(border_width(*border) / 2);
    const std::string color = border_color(*border);
    images += fmt::format(
        "{}linear-gradient(to {},transparent calc(50% - {}),{} calc(50% - {}) calc(50% + {}),transparent calc(50% + "
        "{}))",
        images.empty() ? "" : ",", corner, half, color, half, half, half);
  };
  add(borders.falling, "top right");
  add(borders.rising, "bottom right");
  return images;
}

bool is_line_border(const word::Border& border) {
  // The names of ECMA-376-1, 17.18.2, whose other values are pictures: `apples`, `basicWideInline`.
  constexpr auto kLines = std::to_array<std::string_view>({"",
                                                           "nil",
                                                           "none",
                                                           "single",
                                                           "thick",
                                                           "double",
                                                           "dotted",
                                                           "dashed",
                                                           "dotDash",
                                                           "dotDotDash",
                                                           "triple",
                                                           "thinThickSmallGap",
                                                           "thickThinSmallGap",
                                                           "thinThickThinSmallGap",
                                                           "thinThickMediumGap",
                                                           "thickThinMediumGap",
                                                           "thinThickThinMediumGap",
                                                           "thinThickLargeGap",
                                                           "thickThinLargeGap",
                                                           "thinThickThinLargeGap",
                                                           "wave",
                                                           "doubleWave",
                                                           "dashSmallGap",
                                                           "dashDotStroked",
                                                           "threeDEmboss",
                                                           "threeDEngrave",
                                                           "outset",
                                                           "inset"});
  return std::find(kLines.begin(), kLines.end(), border.style) != kLines.end();
}

std::string shading_css(const word::Shading& shading) {
  if (shading.pattern == "solid") return shading.color ? colour(*shading.color) : "#000000";
  if (shading.fill) return colour(*shading.fill);
  if (!shading.pattern.starts_with("pct")) return {};
  const double share = std::min(100.0, std::strtod(shading.pattern.c_str() + 3, nullptr)) / 100;
  const int grey = static_cast<int>(std::lround(255 * (1 - share)));
  return "rgb(" + std::to_string(grey) + "," + std::to_string(grey) + "," + std::to_string(grey) + ")";
}

namespace {

/// In points: a line of space before or after a paragraph.
double spacing_step(const ParagraphContext& context) {
  return context.grid != nullptr && context.grid->line_pitch > 0 ? context.grid->line_pitch / 20.0 : 12.0;
}

std::string space_before(const word::ParagraphFormat& format, const ParagraphContext& context) {
  return space_of(format.space_before_lines, format.auto_before, format.space_before, spacing_step(context));
}

std::string space_after(const word::ParagraphFormat& format, const ParagraphContext& context) {
  return space_of(format.space_after_lines, format.auto_after, format.space_after, spacing_step(context));
}

/// For `calc()`, where 0 is no length.
std::string with_unit(std::string length) { return length == "0" ? "0pt" : std::move(length); }

/// Borders at the sides are outside of the indents.
std::string indent_outside(const std::optional<word::Border>& border, std::string indent) {
  if (!border || !is_visible(*border)) return indent;
  return fmt::format("calc({} - {})", with_unit(std::move(indent)), in_points(border->space + border_width(*border)));
}

std::string indent_right(const word::ParagraphFormat& format) {
  return indent_outside(format.borders ? format.borders->right : std::nullopt,
                        length_of(format.indent_right_chars, format.indent_right));
}

std::string indent_left(const word::ParagraphFormat& format) {
  return indent_outside(format.borders ? format.borders->left : std::nullopt,
                        length_of(format.indent_left_chars, format.indent_left));
}

}  // namespace

std::string paragraph_css(const word::ParagraphFormat& format, const ParagraphContext& context) {
  std::string css;
  const std::string alignment = format.alignment.value_or("left");
  if (alignment == "center")
    put_declaration(css, "text-align", "center");
  else if (alignment == "right" || alignment == "end")
    put_declaration(css, "text-align", "right");
  else if (alignment == "both" || alignment.find("ustify") != std::string::npos)
    put_declaration(css, "text-align", "justify");
  else if (alignment == "distribute" || alignment == "thaiDistribute") {
    put_declaration(css, "text-align", "justify");
    put_declaration(css, "text-align-last", "justify");
  } else {
    put_declaration(css, "text-align", "left");
  }
  const double line = line_height(format, context);
  put_declaration(css, "line-height", in_points(line));
  std::string margin = space_before(format, context);
  margin += " " + indent_right(format);
  margin += " " + space_after(format, context);
  margin += " " + indent_left(format);
  put_declaration(css, "margin", margin);
  if (const std::string indent = length_of(format.indent_first_chars, format.indent_first);
      indent != "0" && indent != "0pt") {
    put_declaration(css, "text-indent", indent);
  }
  if (format.keep_next.value_or(false)) put_declaration(css, "break-after", "avoid");
  if (format.keep_lines.value_or(false)) put_declaration(css, "break-inside", "avoid");
  if (format.page_break_before.value_or(false)) put_declaration(css, "break-before", "page");
  if (!format.widow_control.value_or(true)) put_declaration(css, "orphans", "1;widows:1");
  if (!format.auto_space_latin.value_or(true) || !format.auto_space_digits.value_or(true)) {
    put_declaration(css, "text-autospace",
                    format.auto_space_latin.value_or(true)    ? "ideograph-alpha"
                    : format.auto_space_digits.value_or(true) ? "ideograph-numeric"
                                                              : "no-autospace");
  }
  if (!format.kinsoku.value_or(true)) put_declaration(css, "line-break", "anywhere");
  if (!format.wraps_words.value_or(true)) put_declaration(css, "word-break", "break-all");
  // In a cell, punctuation would hang over the rule beside it.
  if (format.overflow_punctuation.value_or(true) && !context.is_in_table)
    put_declaration(css, "hanging-punctuation", "allow-end");
  if (format.top_line_punctuation.value_or(false)) put_declaration(css, "text-spacing-trim", "trim-start");
  if (format.shading) {
    if (const std::string fill = shading_css(*format.shading); !fill.empty())
      put_declaration(css, "background-color", fill);
  }
  return css;
}

std::string paragraph_borders_css(const word::ParagraphFormat& format, const ParagraphContext& context) {
  if (!format.borders) return {};
  const word::Borders& borders = *format.borders;
  std::string css;
  const auto side = [&css](std::string_view name, const std::optional<word::Border>& border) {
    if (!border) return;
    put_declaration(css, "border-" + std::string(name), border_css(*border));
    if (border->space > 0) put_declaration(css, "padding-" + std::string(name), in_points(border->space));
  };
  side("top", borders.top);
  side("right", borders.right);
  side("bottom", borders.bottom);
  side("left", borders.left);
  put_declaration(css, "margin-right", indent_right(format));
  put_declaration(css, "margin-left", indent_left(format));
  // Neighbours with the same borders and indents share them, and so does the space between them.
  const auto& between = borders.inner_horizontal;
  const bool has_line = between && is_visible(*between);
  const double room = has_line ? between->space : 0;
  css +=
      fmt::format("&+&{{border-top:{};padding-top:calc({} + {});margin-top:0}}",
                  has_line ? border_css(*between) : "none", in_points(room), with_unit(space_before(format, context)));
  css += fmt::format("&:has(+&){{border-bottom:none;padding-bottom:calc({} + {});margin-bottom:0}}", in_points(room),
                     with_unit(space_after(format, context)));
  return css;
}

std::string page_css(const word::Section& section, bool mirrored) {
  std::string css;
  put_declaration(css, "size", points(section.page_width) + " " + points(section.page_height));
  put_declaration(css, "margin",
                  points(std::abs(section.margin_top)) + " " + points(section.margin_right) + " " +
                      points(std::abs(section.margin_bottom)) + " " +
                      points(section.margin_left + (mirrored ? 0 : section.gutter)));
  return css;
}

std::string_view counter_style(std::string_view number_format) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kStyles{
      {{"lowerRoman", "lower-roman"},
       {"upperRoman", "upper-roman"},
       {"lowerLetter", "lower-alpha"},
       {"upperLetter", "upper-alpha"},
       {"decimalZero", "decimal-leading-zero"},
       {"chineseCounting", "simp-chinese-informal"},
       {"chineseCountingThousand", "simp-chinese-informal"},
       {"taiwaneseCounting", "simp-chinese-informal"},
       {"japaneseCounting", "simp-chinese-informal"},
       {"ideographDigital", "cjk-decimal"},
       {"chineseLegalSimplified", "simp-chinese-formal"},
       {"ideographTraditional", "cjk-heavenly-stem"},
       {"ideographZodiac", "cjk-earthly-branch"},
       {"decimalEnclosedCircle", "circled-decimal"}}};
  for (const auto& [known, style] : kStyles) {
    if (known == number_format) return style;
  }
  return "decimal";
}

}  // namespace gongwen::adopt
