#include "flow/detail/looks.h"

#include "base/format.h"
#include "style/apply_property.h"
#include "style/office_fonts.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <cmath>

namespace gongwen::flow {

using base::LayoutUnit;
using css::Color;
using style::ComputedStyle;

Twips to_twips(LayoutUnit length) { return static_cast<Twips>(std::lround(length.to_pt() * kTwipsPerPoint)); }

Color over_white(Color color) {
  if (color.is_transparent()) return css::kTransparent;
  const auto blend = [&](std::uint8_t channel) {
    return static_cast<std::uint8_t>((channel * color.alpha + 255 * (255 - color.alpha) + 127) / 255);
  };
  return {blend(color.red), blend(color.green), blend(color.blue), 255};
}

namespace {

LineKind line_kind(style::BorderStyle border_style) {
  switch (border_style) {
    case style::BorderStyle::None:
    case style::BorderStyle::Hidden: return LineKind::None;
    case style::BorderStyle::Dotted: return LineKind::Dotted;
    case style::BorderStyle::Dashed: return LineKind::Dashed;
    case style::BorderStyle::Double: return LineKind::Double;
    case style::BorderStyle::Solid:
    case style::BorderStyle::Groove:
    case style::BorderStyle::Ridge:
    case style::BorderStyle::Inset:
    case style::BorderStyle::Outset: break;
  }
  return LineKind::Single;
}

}  // namespace

BorderLine border_line(LayoutUnit width, style::BorderStyle border_style, Color color, LayoutUnit space) {
  const LineKind kind = line_kind(border_style);
  if (kind == LineKind::None || width <= LayoutUnit() || color.is_transparent()) return {};
  // ECMA-376-1 §17.3.4: 2 to 96 eighths of a point; for a double line, each of its lines.
  constexpr long kLeast = 2;
  constexpr long kMost = 96;
  constexpr double kMostSpace = 31;
  const double points = kind == LineKind::Double ? width.to_pt() / 3 : width.to_pt();
  BorderLine line;
  line.kind = kind;
  line.eighths = static_cast<std::uint8_t>(std::clamp(std::lround(points * 8), kLeast, kMost));
  line.space = static_cast<std::uint8_t>(std::lround(std::clamp(space.to_pt(), 0.0, kMostSpace)));
  line.color = over_white(color);
  return line;
}

namespace {

Underline underline_kind(style::TextDecorationStyle kind) {
  switch (kind) {
    case style::TextDecorationStyle::Solid: break;
    case style::TextDecorationStyle::Double: return Underline::Double;
    case style::TextDecorationStyle::Dotted: return Underline::Dotted;
    case style::TextDecorationStyle::Dashed: return Underline::Dashed;
    case style::TextDecorationStyle::Wavy: return Underline::Wave;
  }
  return Underline::Single;
}

std::int16_t half_points(double points) { return static_cast<std::int16_t>(std::lround(points * 2)); }

}  // namespace

InlineContext inside(const ComputedStyle& box, const InlineContext& around, base::FontSize parent_size) {
  InlineContext context = around;
  if (box.text_decoration_line.underline) {
    context.underline = true;
    context.kind = underline_kind(box.text_decoration_style);
  }
  context.strike = context.strike || box.text_decoration_line.line_through;
  // A line along the lower edge of an inline box is an underline.
  if (box.border_bottom_style != style::BorderStyle::None && box.border_bottom_width > LayoutUnit() &&
      box.border_top_style == style::BorderStyle::None && style::Display::Inline == box.display) {
    context.underline = true;
  }
  if (const Color shading = over_white(box.background_color.resolve(box.color)); !shading.is_transparent()) {
    context.shading = shading;
  }
  switch (box.vertical_align.kind) {
    case style::VerticalAlign::Kind::Super:
    case style::VerticalAlign::Kind::Sub:
      if (context.script == Script::Normal) context.script_size = parent_size;
      context.script =
          box.vertical_align.kind == style::VerticalAlign::Kind::Sub ? Script::Subscript : Script::Superscript;
      break;
    case style::VerticalAlign::Kind::Length:
      context.raised = static_cast<std::int16_t>(
          context.raised + half_points(box.vertical_align.length.resolve(box.font_size.to_length()).to_pt()));
      break;
    case style::VerticalAlign::Kind::Baseline:
    case style::VerticalAlign::Kind::TextTop:
    case style::VerticalAlign::Kind::TextBottom:
    case style::VerticalAlign::Kind::Middle:
    case style::VerticalAlign::Kind::Top:
    case style::VerticalAlign::Kind::Bottom: break;
  }
  return context;
}

namespace {

constexpr char32_t kLatinLetter = U'a';
constexpr char32_t kHanCharacter = 0x4E00;
/// Sizes in half points that word processors accept.
constexpr int kMostHalfPoints = 3276;

bool covers(const text::FontFaceDefinition& face, char32_t c) {
  return face.ranges.empty() || std::any_of(face.ranges.begin(), face.ranges.end(),
                                            [c](const auto& range) { return c >= range.first && c <= range.last; });
}

/// The generic families name a Chinese typeface, and the Latin one that belongs to it.
std::string_view latin_of_generic(std::string_view family) {
  if (family == "serif") return "Times New Roman";
  if (family == "sans-serif" || family == "system-ui") return "Arial";
  return {};
}

Emphasis emphasis_of(const style::TextEmphasisStyle& style) {
  switch (style.kind) {
    case style::TextEmphasisStyle::Kind::None: return Emphasis::None;
    case style::TextEmphasisStyle::Kind::Text: return Emphasis::Dot;
    case style::TextEmphasisStyle::Kind::Shape: break;
  }
  // Programs themselves put the dot below Chinese and above other text, like a 着重号.
  if (style.shape == style::EmphasisShape::Sesame) return Emphasis::Comma;
  return style.open ? Emphasis::Circle : Emphasis::Dot;
}

}  // namespace

/// The Latin typeface is that of the first family with letters, the Chinese one that of the first with Han characters.
const RunLooks::FontPair& RunLooks::fonts_of(const std::vector<std::string>& families) {
  // Neighbours mostly have the same fonts.
  if (last_pair_ != font_pairs_.end() && last_pair_->first == families) return last_pair_->second;
  const auto [entry, is_new] = font_pairs_.try_emplace(families);
  last_pair_ = entry;
  FontPair& pair = entry->second;
  if (!is_new) return pair;
  const auto take = [&](std::string_view name, bool is_chinese, bool has_latin, bool has_han) {
    if (has_latin && pair.latin.empty()) pair.latin = name;
    if (has_han && is_chinese && pair.han.empty()) pair.han = name;
  };
  for (const std::string& family : families) {
    bool is_defined = false;
    for (const text::FontFaceDefinition& face : faces_) {
      if (face.family != family || face.min_weight > 400) continue;
      is_defined = true;
      for (const text::FontFaceDefinition::Source& source : face.sources) {
        if (source.is_file) continue;
        const style::OfficeFont* const font = style::find_office_font(source.name);
        if (font == nullptr) continue;
        take(font->name, font->is_chinese, covers(face, kLatinLetter), covers(face, kHanCharacter));
        break;
      }
    }
    if (is_defined) continue;
    const style::OfficeFont* const font = style::find_office_font(family);
    if (const std::string_view latin = latin_of_generic(family); !latin.empty()) {
      take(latin, false, true, false);
    }
    if (font != nullptr) {
      take(font->name, font->is_chinese, true, true);
    } else {
      take(family, false, true, false);
    }
  }
  if (pair.han.empty()) pair.han = "宋体";
  if (pair.latin.empty()) pair.latin = "Times New Roman";
  if (fonts_ == OfficeFonts::National) {
    pair.latin = style::national_font_name(pair.latin);
    pair.han = style::national_font_name(pair.han);
  }
  return pair;
}

LookId RunLooks::look_of(const ComputedStyle& style, const InlineContext& context) {
  RunLook look;
  const FontPair& fonts = fonts_of(style.font_family);
  look.latin_font = fonts.latin;
  look.han_font = fonts.han;
  const bool is_script = context.script != Script::Normal;
  // Word processors make sub- and superscripts smaller themselves.
  const double own_size =
      (is_script ? std::max(context.script_size.to_pt(), style.font_size.to_pt()) : style.font_size.to_pt());
  const double size = own_size * shrunk_to_ / 100;
  const int halves = std::clamp(static_cast<int>(std::lround(size * 2)), 2, kMostHalfPoints);
  look.half_points = static_cast<std::uint16_t>(halves);
  // 小标宋 has only one weight, which is already heavy.
  look.bold = style.font_weight >= 600 && look.han_font != "方正小标宋简体";
  look.italic = style.font_style != style::FontStyle::Normal;
  look.strike = context.strike;
  look.underline = context.underline ? context.kind : Underline::None;
  look.script = context.script;
  look.raised = context.raised;
  look.small_caps = style.font_variant_caps == style::FontVariantCaps::SmallCaps;
  look.hidden = style.visibility != style::Visibility::Visible;
  look.emphasis = emphasis_of(style.text_emphasis_style);
  look.color = over_white(context.color.value_or(style.color));
  if (look.color.is_transparent()) look.color = css::kBlack;
  look.shading = context.shading;
  // Sizes between half points keep the width of their characters, or become narrower: a line must hold as many.
  const double between = is_script ? 0 : size - halves / 2.0;
  look.spacing = to_twips(style.letter_spacing) * shrunk_to_ / 100 +
                 static_cast<Twips>(std::floor(between * kTwipsPerPoint + 1e-6));
  look.is_upright = style.text_combine_upright.kind != style::TextCombineUpright::None;
  look.language = style.language;
  return add(std::move(look));
}

namespace {

std::size_t hash_of(const RunLook& look) {
  std::size_t hash = std::hash<std::string_view>()(look.han_font);
  const auto add = [&hash](std::size_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 29U;
  };
  const auto number = [](Color color) {
    return std::size_t{color.red} << 24U | std::size_t{color.green} << 16U | std::size_t{color.blue} << 8U |
           color.alpha;
  };
  add(std::hash<std::string_view>()(look.latin_font));
  add(std::hash<std::string_view>()(look.language));
  add(number(look.color) << 32U | number(look.shading));
  add(std::size_t{look.half_points} << 32U | static_cast<std::uint32_t>(look.spacing));
  add(static_cast<std::size_t>(look.underline) << 24U | static_cast<std::size_t>(look.script) << 16U |
      static_cast<std::size_t>(look.emphasis) << 8U | std::size_t{look.bold} | std::size_t{look.italic} << 1U);
  return hash;
}

}  // namespace

LookId RunLooks::add(RunLook look) {
  std::vector<LookId>& known = by_hash_[hash_of(look)];
  for (const LookId id : known) {
    if (document_.run_looks[id] == look) return id;
  }
  const auto id = static_cast<LookId>(document_.run_looks.size());
  known.push_back(id);
  document_.run_looks.push_back(std::move(look));
  return id;
}

namespace {

Alignment alignment_of(const ComputedStyle& style) {
  const bool is_rtl = style.direction == style::Direction::Rtl;
  const bool spreads_last = style.text_align_last == style::TextAlignLast::Justify;
  switch (style.text_align.keyword) {
    case style::TextAlign::Start: return is_rtl ? Alignment::Right : Alignment::Left;
    case style::TextAlign::End: return is_rtl ? Alignment::Left : Alignment::Right;
    case style::TextAlign::Left: return Alignment::Left;
    case style::TextAlign::Right: return Alignment::Right;
    case style::TextAlign::Center: return Alignment::Center;
    case style::TextAlign::Justify: return spreads_last ? Alignment::Distribute : Alignment::Justify;
    case style::TextAlign::JustifyAll: break;
  }
  return Alignment::Distribute;
}

void set_line_height(const ComputedStyle& style, int percent, ParagraphLook& look) {
  if (style.line_height.kind == style::LineHeight::Kind::Normal) return;
  // Rounds down: on a page of 22 lines, rounding each one up would leave no room for the last line.
  const double points = style::line_height_length(style.line_height, style.font_size).to_pt() * percent / 100;
  look.line = std::max(static_cast<Twips>(std::floor(points * kTwipsPerPoint)), 1);
  // A height given as a length is the distance between lines; fonts of other computers may be higher than ours.
  const bool is_fixed =
      style.line_sizing == style::LineSizing::Fixed || style.line_height.kind == style::LineHeight::Kind::Length;
  look.line_rule = is_fixed && points >= style.font_size.to_pt() * percent / 100 ? LineRule::Exact : LineRule::AtLeast;
}

}  // namespace

ParagraphLook paragraph_look(const ComputedStyle& style, int percent) {
  ParagraphLook look;
  look.alignment = alignment_of(style);
  set_line_height(style, percent, look);
  const LayoutUnit indent = style.text_indent.length.length;
  look.first_line = to_twips(indent) * percent / 100;
  // Indents of whole and half characters change with the size of the text.
  if (const double em = style.font_size.to_pt(); em > 0) {
    const double halves = indent.to_pt() / em * 2;
    if (std::abs(halves - std::round(halves)) < 0.02) {
      look.first_line_characters = static_cast<std::int32_t>(std::lround(halves)) * 50;
    }
  }
  look.controls_widows = style.orphans > 1 || style.widows > 1;
  look.hyphenates = style.hyphens == style::Hyphens::Auto;
  look.keeps_lines = style.break_inside != style::BreakInside::Auto;
  return look;
}

RunLook styled_look(const RunLook& base, const RunLook& standard, const RunLook& style) {
  RunLook out = base;
  const auto take = [&](auto... members) {
    ((style.*members == standard.*members ? void() : void(out.*members = style.*members)), ...);
  };
  take(&RunLook::latin_font, &RunLook::han_font, &RunLook::half_points, &RunLook::underline, &RunLook::script,
       &RunLook::emphasis, &RunLook::color, &RunLook::shading, &RunLook::spacing, &RunLook::raised,
       &RunLook::is_upright, &RunLook::language);
  // If the style of the paragraph sets them as well, they are switched off (ISO/IEC 29500-1 section 17.7.3).
  const auto toggle = [&](auto... members) {
    ((style.*members && !(standard.*members) ? void(out.*members = !(base.*members)) : void()), ...);
  };
  toggle(&RunLook::bold, &RunLook::italic, &RunLook::strike, &RunLook::small_caps, &RunLook::capitals,
         &RunLook::hidden);
  return out;
}

}  // namespace gongwen::flow
