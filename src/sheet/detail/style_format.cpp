#include "sheet/detail/style_format.h"

#include "base/format.h"
#include "base/utf8.h"
#include "intake/cells.h"
#include "intake/number_format.h"
#include "sheet/limits.h"
#include "style/apply_property.h"
#include "style/office_fonts.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace gongwen::sheet {
namespace {

/// The name if nothing else fits.
constexpr std::string_view kUsualFont = "宋体";

}  // namespace

std::string resolve_font_name(std::span<const std::string> families) {
  for (const std::string& family : families) {
    const style::OfficeFont* const entry = style::find_office_font(family);
    if (entry != nullptr && entry->is_chinese) return std::string(entry->name);
  }
  if (families.empty() || utf16_length(families.front()) > kMaxFontNameUnits) return std::string(kUsualFont);
  const style::OfficeFont* const entry = style::find_office_font(families.front());
  return entry == nullptr ? families.front() : std::string(entry->name);
}

namespace {

struct NamedFormat {
  std::string_view name;
  std::string_view code;
};

/// Office's names for format codes.
constexpr std::array kNamedFormats{
    NamedFormat{"General", ""},
    NamedFormat{"Text", "@"},
    NamedFormat{"Fixed", "0.00"},
    NamedFormat{"Standard", "#,##0.00"},
    NamedFormat{"Percent", "0.00%"},
    NamedFormat{"Scientific", "0.00E+00"},
    NamedFormat{"Currency", "\"¥\"#,##0.00"},
    NamedFormat{"General Date", "yyyy/m/d h:mm"},
    NamedFormat{"Short Date", "yyyy/m/d"},
    NamedFormat{"Medium Date", "yyyy-mm-dd"},
    NamedFormat{"Long Date", "yyyy\"年\"m\"月\"d\"日\""},
    NamedFormat{"Short Time", "h:mm"},
    NamedFormat{"Medium Time", "h:mm AM/PM"},
    NamedFormat{"Long Time", "h:mm:ss"},
};

/// Characters with a meaning in format codes, or allowed without quotes.
constexpr std::string_view kPlainCharacters = "0123456789#?.,%/ $-+()':!^&~{}<>=@*_;\\\"[]";
/// Letters of dates and times. e, E: exponents, and years in Asian calendars; g, b, a: eras, Buddhist years, weekdays.
constexpr std::string_view kFormatLetters = "yYmMdDhHsSeEgGbBaA";

/// AD-HOC: Office writes a quote as `\0022` and reads exactly four digits, but CSS reads up to six, so `\0022d` arrives
/// as U+022D. Format codes never contain such characters, so they are turned back into a quote and the digits after it.
std::string restore_quotes(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    constexpr std::string_view kDigits = "0123456789abcdef";
    if (c >= 0x220 && c <= 0x22F) {
      out += {'"', kDigits[c & 0xF]};
    } else if (c >= 0x2200 && c <= 0x22FF) {
      out += {'"', kDigits[(c >> 4) & 0xF], kDigits[c & 0xF]};
    } else {
      base::append_utf8(out, c);
    }
  }
  return out;
}

class FormatReader {
 public:
  explicit FormatReader(std::string_view code) : code_(code) {}

  std::optional<std::string> read() {
    while (at_ < code_.size()) {
      if (!read_part()) return std::nullopt;
    }
    if (sections_ > 4 || out_.size() > kMaxNumberFormatBytes) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool read_part() {
    const char c = code_[at_];
    if (static_cast<unsigned char>(c) >= 0x80) return quote_literal();
    if (c == '"') return copy_until('"');
    if (c == '[') return copy_until(']');
    if (c == '\\' || c == '_' || c == '*' || c == '!') return copy_pair();
    if (c == ';') ++sections_;
    if (copy_word("General") || copy_word("AM/PM") || copy_word("A/P")) return true;
    const bool known = kPlainCharacters.find(c) != std::string_view::npos;
    if (!known && kFormatLetters.find(c) == std::string_view::npos) return false;
    out_.push_back(c);
    ++at_;
    return true;
  }

  /// Quotes a stretch of characters beyond ASCII.
  bool quote_literal() {
    out_.push_back('"');
    while (at_ < code_.size() && static_cast<unsigned char>(code_[at_]) >= 0x80) out_.push_back(code_[at_++]);
    out_.push_back('"');
    return true;
  }

  bool copy_until(char end) {
    const std::size_t close = code_.find(end, at_ + 1);
    if (close == std::string_view::npos) return false;
    if (end == ']' && close == at_ + 1) return false;
    out_ += code_.substr(at_, close + 1 - at_);
    at_ = close + 1;
    return true;
  }

  /// Copies a pair such as `\-`, `_)`, `* `: an operator and the character that it applies to.
  bool copy_pair() {
    if (at_ + 1 >= code_.size()) return false;
    const std::size_t length = 1 + base::decode_utf8(code_, at_ + 1).length;
    out_ += code_.substr(at_, length);
    at_ += length;
    return true;
  }

  bool copy_word(std::string_view word) {
    if (!base::equals_ignoring_ascii_case(code_.substr(at_, word.size()), word)) return false;
    out_ += word;
    at_ += word.size();
    return true;
  }

  std::string_view code_;
  std::size_t at_ = 0;
  std::size_t sections_ = 1;
  std::string out_;
};

}  // namespace

std::optional<std::string> resolve_number_format(std::string_view text) {
  for (const NamedFormat& named : kNamedFormats) {
    if (base::equals_ignoring_ascii_case(text, named.name)) return std::string(named.code);
  }
  if (text.empty()) return std::nullopt;
  const std::string restored = restore_quotes(text);
  if (find_forbidden_character(restored)) return std::nullopt;
  return FormatReader(restored).read();
}

std::string shown_value(double value, std::string_view code) {
  const std::string plain = fmt::format("{:.11g}", value);  // as the format General
  const intake::NumberFormat format{0, std::string(code)};
  if (!intake::is_date_format(format)) return intake::shown_number(plain, format).value_or(plain);
  const auto moment = intake::date_of_serial(value, false);
  return moment ? intake::formatted_date(*moment, format).value_or(*moment) : std::string("###");
}

std::string widest_date(std::string_view code) {
  constexpr double kTwoDigitsEach = 47'117.957'615'741;  // 2028-12-30 22:58:58
  return shown_value(kTwoDigitsEach, code);
}

namespace {

using css::Color;
using style::ComputedStyle;

/// Composites the colour over white paper (css-color-4 §13.1).
Color over_white(Color color) {
  const auto blend = [&](std::uint8_t channel) {
    return static_cast<std::uint8_t>((channel * color.alpha + 255 * (255 - color.alpha) + 127) / 255);
  };
  return {blend(color.red), blend(color.green), blend(color.blue), 255};
}

/// Font sizes are stored in half points; programs allow 1 to 409 pt.
std::uint16_t half_points_of(base::FontSize size) {
  const auto rounded = static_cast<int>(size.to_pt() * 2 + 0.5);
  return static_cast<std::uint16_t>(std::clamp(rounded, 2, 818));
}

int weight(LineKind kind) {
  switch (kind) {
    case LineKind::None: return 0;
    case LineKind::Dotted: return 1;
    case LineKind::Dashed: return 2;
    case LineKind::Thin: return 3;
    case LineKind::MediumDashed: return 4;
    case LineKind::Medium: return 5;
    case LineKind::Double: return 6;
    case LineKind::Thick: return 7;
  }
  return 0;
}

HorizontalAlign horizontal_align(const ComputedStyle& style) {
  switch (style.text_align) {
    case style::TextAlign::Start: return HorizontalAlign::General;
    case style::TextAlign::Left: return HorizontalAlign::Left;
    case style::TextAlign::End:
    case style::TextAlign::Right: return HorizontalAlign::Right;
    case style::TextAlign::Center: return HorizontalAlign::Center;
    case style::TextAlign::Justify: return HorizontalAlign::Justify;
    case style::TextAlign::JustifyAll: return HorizontalAlign::Distributed;
  }
  return HorizontalAlign::General;
}

VerticalAlign vertical_align(const ComputedStyle& style) {
  switch (style.vertical_align.kind) {
    case style::VerticalAlign::Kind::Middle: return VerticalAlign::Center;
    case style::VerticalAlign::Kind::Bottom:
    case style::VerticalAlign::Kind::TextBottom: return VerticalAlign::Bottom;
    case style::VerticalAlign::Kind::Baseline:
    case style::VerticalAlign::Kind::Sub:
    case style::VerticalAlign::Kind::Super:
    case style::VerticalAlign::Kind::TextTop:
    case style::VerticalAlign::Kind::Top:
    case style::VerticalAlign::Kind::Length: return VerticalAlign::Top;
  }
  return VerticalAlign::Top;
}

/// The indent in whole steps: by how much the padding on the text's side exceeds the other side, plus the first line's
/// indent. Equal padding on both sides is spacing, not an indent.
std::uint8_t indent_steps(const ComputedStyle& style, HorizontalAlign align) {
  const LayoutUnit excess = style.padding_left.length - style.padding_right.length;
  const LayoutUnit wanted = align == HorizontalAlign::Right ? -excess : excess + style.text_indent.length.length;
  const int steps = (wanted + kIndentStep / 2).raw() / kIndentStep.raw();
  return static_cast<std::uint8_t>(std::clamp(steps, 0, kMaxIndent));
}

}  // namespace

Font font_of(const ComputedStyle& style, const RunDecoration& decoration) {
  Font font;
  font.name = resolve_font_name(style.font_family);
  font.half_points = half_points_of(style.font_size);
  font.bold = style.font_weight >= 600;
  font.italic = style.font_style != style::FontStyle::Normal;
  font.underline = decoration.underline;
  font.strike = decoration.strike;
  font.script = decoration.script;
  font.color = over_white(style.color);
  return font;
}

BorderLine border_line(LayoutUnit width, style::BorderStyle border_style, Color color) {
  if (width <= LayoutUnit() || color.is_transparent()) return {};
  const bool heavy = width >= LayoutUnit::from_px(7) / 4;
  const auto solid = [&] {
    if (!heavy) return LineKind::Thin;
    return width < LayoutUnit::from_px(11) / 4 ? LineKind::Medium : LineKind::Thick;
  };
  switch (border_style) {
    case style::BorderStyle::None:
    case style::BorderStyle::Hidden: return {};
    case style::BorderStyle::Dotted: return {LineKind::Dotted, over_white(color)};
    case style::BorderStyle::Dashed: return {heavy ? LineKind::MediumDashed : LineKind::Dashed, over_white(color)};
    case style::BorderStyle::Double: return {LineKind::Double, over_white(color)};
    case style::BorderStyle::Solid:
    case style::BorderStyle::Groove:
    case style::BorderStyle::Ridge:
    case style::BorderStyle::Inset:
    case style::BorderStyle::Outset: break;
  }
  return {solid(), over_white(color)};
}

Borders borders_of(const ComputedStyle& style) {
  const auto line = [&](LayoutUnit width, style::BorderStyle border_style, const style::ColorValue& color) {
    return border_line(width, border_style, color.resolve(style.color));
  };
  return {line(style.border_top_width, style.border_top_style, style.border_top_color),
          line(style.border_right_width, style.border_right_style, style.border_right_color),
          line(style.border_bottom_width, style.border_bottom_style, style.border_bottom_color),
          line(style.border_left_width, style.border_left_style, style.border_left_color)};
}

BorderLine heavier(const BorderLine& first, const BorderLine& second) {
  return weight(second.kind) > weight(first.kind) ? second : first;
}

Color opaque_background(const ComputedStyle& style) {
  const Color color = style.background_color.resolve(style.color);
  return color.is_transparent() ? css::kTransparent : over_white(color);
}

/// Vertical text becomes stacked, or rotated if all of its characters lie sideways.
Rotation rotation_of(const ComputedStyle& style) {
  const Rotation own{style.cell_rotation.stacked, style.cell_rotation.degrees};
  if (own != Rotation{}) return own;
  switch (style.writing_mode) {
    case style::WritingMode::HorizontalTb: break;
    case style::WritingMode::VerticalRl:
    case style::WritingMode::VerticalLr:
      if (style.text_orientation == style::TextOrientation::Sideways) return {false, -90};
      return {true, 0};
    case style::WritingMode::SidewaysRl: return {false, -90};
    case style::WritingMode::SidewaysLr: return {false, 90};
  }
  return {};
}

/// In vertical text, `text-align` runs from top to bottom and `vertical-align` across the lines.
void align_vertical_lines(const ComputedStyle& style, CellFormat& format) {
  const bool upwards = style.writing_mode == style::WritingMode::SidewaysLr;
  const bool from_left = upwards || style.writing_mode == style::WritingMode::VerticalLr;
  const HorizontalAlign along = horizontal_align(style);
  const bool is_at_end = along == HorizontalAlign::Right;
  const VerticalAlign across = vertical_align(style);
  if (along == HorizontalAlign::Center) {
    format.vertical = VerticalAlign::Center;
  } else {
    format.vertical = is_at_end != upwards ? VerticalAlign::Bottom : VerticalAlign::Top;
  }
  if (across == VerticalAlign::Center) {
    format.horizontal = HorizontalAlign::Center;
  } else {
    format.horizontal = (across == VerticalAlign::Bottom) != from_left ? HorizontalAlign::Left : HorizontalAlign::Right;
  }
}

CellFormat text_format(const ComputedStyle& style, const Font& font) {
  CellFormat format;
  format.font = font;
  format.horizontal = horizontal_align(style);
  format.vertical = vertical_align(style);
  format.wrap = style.text_wrap_mode == style::TextWrapMode::Wrap;
  format.shrink = style.text_control == style::TextControl::Shrinktofit;
  format.rotation = rotation_of(style);
  if (style::is_vertical(style.writing_mode)) align_vertical_lines(style, format);
  const bool may_indent = format.horizontal != HorizontalAlign::Center && format.rotation == Rotation{};
  format.indent = may_indent ? indent_steps(style, format.horizontal) : std::uint8_t{0};
  if (format.indent > 0 && format.horizontal != HorizontalAlign::Right) format.horizontal = HorizontalAlign::Left;
  // Text that shrinks to fit must not wrap, and stacked characters would lose their alignment.
  if (format.shrink || format.rotation.stacked) format.wrap = false;
  return format;
}

TextSetting text_setting(const ComputedStyle& style, const CellFormat& format) {
  TextSetting setting;
  setting.half_points = format.font.half_points;
  const LayoutUnit least = LayoutUnit::scaled(em_of(setting.half_points), kLineHeightPercent, 100);
  // A larger line height from the style is kept.
  const LayoutUnit asked = style::line_height_length(style.line_height, style.font_size);
  setting.line_height = std::max(least, asked);
  setting.latin_line_height =
      std::max(LayoutUnit::scaled(em_of(setting.half_points), kLatinLineHeightPercent, 100), asked);
  const bool is_latin = format.font.name == "Arial" || format.font.name == "Times New Roman";
  setting.letters = is_latin ? Letters::Proportional : Letters::HalfWide;
  setting.horizontal_padding = kCellPadding + kIndentStep * format.indent;
  setting.vertical_padding = std::max(LayoutUnit::from_px(2), style.padding_top.length + style.padding_bottom.length);
  setting.wrap = format.wrap;
  setting.rotation = format.rotation;
  return setting;
}

}  // namespace gongwen::sheet
