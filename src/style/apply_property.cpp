#include "style/apply_property.h"

#include "css/value.h"

#include <cmath>

namespace gongwen::style {
namespace {

using css::Keyword;
using css::PropertyId;
using css::Value;
using css::ValueKind;

Size size_of(const Value& value, const LengthContext& context) {
  if (value.kind != ValueKind::Keyword) return {Size::Kind::Length, resolve_length_percentage(value, context)};
  switch (value.keyword) {
    case Keyword::None: return {Size::Kind::None, {}};
    case Keyword::MinContent: return {Size::Kind::MinContent, {}};
    case Keyword::MaxContent: return {Size::Kind::MaxContent, {}};
    case Keyword::FitContent: return {Size::Kind::FitContent, {}};
    default: return {};
  }
}

/// css-backgrounds-3 §3.3: thin ≤ medium ≤ thick; 1, 3 and 5 px as in browsers.
LayoutUnit border_width_of(const Value& value, const LengthContext& context) {
  if (value.is(Keyword::Thin)) return LayoutUnit::from_px(1);
  if (value.is(Keyword::Medium)) return LayoutUnit::from_px(3);
  if (value.is(Keyword::Thick)) return LayoutUnit::from_px(5);
  return resolve_length(value, context);
}

ColorValue color_of(const Value& value) {
  if (value.is(Keyword::Currentcolor)) return {true, {}};
  return {false, value.color};
}

/// css-fonts-4 §2.5.1: the keyword sizes by their factors to `medium`, 16 px.
double absolute_size_px(Keyword keyword) {
  switch (keyword) {
    case Keyword::XxSmall: return 16 * 0.6;
    case Keyword::XSmall: return 16 * 0.75;
    case Keyword::Small: return 16 * 8.0 / 9;
    case Keyword::Large: return 16 * 1.2;
    case Keyword::XLarge: return 16 * 1.5;
    case Keyword::XxLarge: return 16 * 2.0;
    case Keyword::XxxLarge: return 16 * 3.0;
    default: return 16;
  }
}

FontSize font_size_of(const Value& value, const ApplyContext& context) {
  const double parent = context.parent.font_size.to_px();
  if (value.is(Keyword::Larger)) return FontSize::round_from_px(parent * 1.2);
  if (value.is(Keyword::Smaller)) return FontSize::round_from_px(parent / 1.2);
  if (value.kind == ValueKind::Keyword) return FontSize::round_from_px(absolute_size_px(value.keyword));
  // em refers to the parent's size here (css-fonts-4 §2.5).
  LengthContext lengths = context.lengths;
  lengths.font_size = context.parent.font_size;
  lengths.font_style = &context.parent;
  return FontSize::round_from_px(resolve_to_px(value, parent, lengths));
}

/// css-fonts-4 §2.2.1
std::int32_t font_weight_of(const Value& value, std::int32_t inherited) {
  if (value.is(Keyword::Normal)) return 400;
  if (value.is(Keyword::Bold)) return 700;
  if (value.is(Keyword::Bolder)) return inherited < 350 ? 400 : inherited < 550 ? 700 : std::max(inherited, 900);
  if (value.is(Keyword::Lighter)) return inherited < 550 ? std::min(inherited, 100) : inherited < 750 ? 400 : 700;
  return static_cast<std::int32_t>(resolve_number(value));
}

std::vector<std::string> families_of(const std::vector<Value>& values) {
  std::vector<std::string> families;
  for (const Value& value : values) {
    if (value.kind != ValueKind::Comma) families.push_back(value.text);
  }
  return families;
}

LineHeight line_height_of(const Value& value, const ApplyContext& context) {
  if (value.is(Keyword::Normal)) return {};
  if (value.kind == ValueKind::Number ||
      (value.kind == ValueKind::Calc && css::type_of(*value.calc).has_value() && !css::type_of(*value.calc)->length &&
       !css::type_of(*value.calc)->percentage)) {
    return {LineHeight::Kind::Number, static_cast<std::int32_t>(std::lround(resolve_number(value) * 65536)), {}};
  }
  const double em = context.lengths.font_size.to_px();
  return {LineHeight::Kind::Length, 0, LayoutUnit::round_from_px(resolve_to_px(value, em, context.lengths))};
}

VerticalAlign vertical_align_of(const Value& value, const LengthContext& context) {
  using Kind = VerticalAlign::Kind;
  if (value.kind != ValueKind::Keyword) return {Kind::Length, resolve_length_percentage(value, context)};
  switch (value.keyword) {
    case Keyword::Sub: return {Kind::Sub, {}};
    case Keyword::Super: return {Kind::Super, {}};
    case Keyword::TextTop: return {Kind::TextTop, {}};
    case Keyword::TextBottom: return {Kind::TextBottom, {}};
    case Keyword::Middle: return {Kind::Middle, {}};
    case Keyword::Top: return {Kind::Top, {}};
    case Keyword::Bottom: return {Kind::Bottom, {}};
    default: return {};
  }
}

LayoutUnit spacing_of(const Value& value, const LengthContext& context) {
  return value.is(Keyword::Normal) ? LayoutUnit() : resolve_length(value, context);
}

TextIndent text_indent_of(const std::vector<Value>& values, const LengthContext& context) {
  TextIndent indent;
  for (const Value& value : values) {
    if (value.is(Keyword::Hanging)) {
      indent.hanging = true;
    } else if (value.is(Keyword::EachLine)) {
      indent.each_line = true;
    } else {
      indent.length = resolve_length_percentage(value, context);
    }
  }
  return indent;
}

TextDecorationLine decoration_of(const std::vector<Value>& values) {
  TextDecorationLine line;
  for (const Value& value : values) {
    line.underline = line.underline || value.is(Keyword::Underline);
    line.overline = line.overline || value.is(Keyword::Overline);
    line.line_through = line.line_through || value.is(Keyword::LineThrough);
  }
  return line;
}

TabSize tab_size_of(const Value& value, const LengthContext& context) {
  if (value.kind == ValueKind::Dimension && value.number != 0) return {true, 0, resolve_length(value, context)};
  return {false, static_cast<std::int32_t>(resolve_number(value)), {}};
}

ListStyleType list_style_type_of(const Value& value) {
  if (value.is(Keyword::None)) return {ListStyleType::Kind::None, {}};
  if (value.kind == ValueKind::String) return {ListStyleType::Kind::Text, value.text};
  return {ListStyleType::Kind::CounterStyle, counter_style_name(value)};
}

/// css-page-3 §5.1; in mm, upright.
PageSize paper_size(Keyword keyword) {
  const auto paper = [](double width_mm, double height_mm) {
    return PageSize{LayoutUnit::round_from_mm(width_mm), LayoutUnit::round_from_mm(height_mm)};
  };
  switch (keyword) {
    case Keyword::A3: return paper(297, 420);
    case Keyword::A5: return paper(148, 210);
    case Keyword::B4: return paper(250, 353);
    case Keyword::B5: return paper(176, 250);
    case Keyword::JISB4: return paper(257, 364);
    case Keyword::JISB5: return paper(182, 257);
    case Keyword::Letter: return paper(215.9, 279.4);
    case Keyword::Legal: return paper(215.9, 355.6);
    case Keyword::Ledger: return paper(279.4, 431.8);
    default: return paper(210, 297);
  }
}

PageSize page_size_of(const std::vector<Value>& values, const LengthContext& context) {
  PageSize size;
  bool landscape = false;
  if (values.front().kind != ValueKind::Keyword) {
    size.width = resolve_length(values.front(), context);
    size.height = resolve_length(values.back(), context);
    return size;
  }
  for (const Value& value : values) {
    if (value.is(Keyword::Landscape)) {
      landscape = true;
    } else if (!value.is(Keyword::Portrait) && !value.is(Keyword::Auto)) {
      size = paper_size(value.keyword);
    }
  }
  if (landscape) std::swap(size.width, size.height);
  return size;
}

CellRotation cell_rotation_of(const Value& value) {
  if (value.is(Keyword::Vertical)) return {true, 0};
  return {false, static_cast<std::int8_t>(resolve_number(value))};
}

BorderSpacing border_spacing_of(const std::vector<Value>& values, const LengthContext& context) {
  return {resolve_length(values.front(), context), resolve_length(values.back(), context)};
}

}  // namespace

LayoutUnit line_height_length(const LineHeight& line_height, FontSize font_size) {
  switch (line_height.kind) {
    case LineHeight::Kind::Length: return line_height.length;
    case LineHeight::Kind::Number: return LayoutUnit::round_from_px(font_size.to_px() * line_height.number / 65536);
    case LineHeight::Kind::Normal: break;
  }
  return LayoutUnit::round_from_px(font_size.to_px() * 1.2);
}

void apply_property(PropertyId property, const std::vector<Value>& values, const ApplyContext& context,
                    ComputedStyle& style) {
  const Value& value = values.front();
  const LengthContext& lengths = context.lengths;
  switch (property) {
    case PropertyId::Display: style.display = from_keyword<Display>(value.keyword); break;
    case PropertyId::BoxSizing: style.box_sizing = from_keyword<BoxSizing>(value.keyword); break;
    case PropertyId::Width: style.width = size_of(value, lengths); break;
    case PropertyId::Height: style.height = size_of(value, lengths); break;
    case PropertyId::MinWidth: style.min_width = size_of(value, lengths); break;
    case PropertyId::MinHeight: style.min_height = size_of(value, lengths); break;
    case PropertyId::MaxWidth: style.max_width = size_of(value, lengths); break;
    case PropertyId::MaxHeight: style.max_height = size_of(value, lengths); break;
    case PropertyId::MarginTop: style.margin_top = resolve_margin(value, lengths); break;
    case PropertyId::MarginRight: style.margin_right = resolve_margin(value, lengths); break;
    case PropertyId::MarginBottom: style.margin_bottom = resolve_margin(value, lengths); break;
    case PropertyId::MarginLeft: style.margin_left = resolve_margin(value, lengths); break;
    case PropertyId::PaddingTop: style.padding_top = resolve_length_percentage(value, lengths); break;
    case PropertyId::PaddingRight: style.padding_right = resolve_length_percentage(value, lengths); break;
    case PropertyId::PaddingBottom: style.padding_bottom = resolve_length_percentage(value, lengths); break;
    case PropertyId::PaddingLeft: style.padding_left = resolve_length_percentage(value, lengths); break;
    case PropertyId::BorderTopWidth: style.border_top_width = border_width_of(value, lengths); break;
    case PropertyId::BorderRightWidth: style.border_right_width = border_width_of(value, lengths); break;
    case PropertyId::BorderBottomWidth: style.border_bottom_width = border_width_of(value, lengths); break;
    case PropertyId::BorderLeftWidth: style.border_left_width = border_width_of(value, lengths); break;
    case PropertyId::BorderTopStyle: style.border_top_style = from_keyword<BorderStyle>(value.keyword); break;
    case PropertyId::BorderRightStyle: style.border_right_style = from_keyword<BorderStyle>(value.keyword); break;
    case PropertyId::BorderBottomStyle: style.border_bottom_style = from_keyword<BorderStyle>(value.keyword); break;
    case PropertyId::BorderLeftStyle: style.border_left_style = from_keyword<BorderStyle>(value.keyword); break;
    case PropertyId::BorderTopColor: style.border_top_color = color_of(value); break;
    case PropertyId::BorderRightColor: style.border_right_color = color_of(value); break;
    case PropertyId::BorderBottomColor: style.border_bottom_color = color_of(value); break;
    case PropertyId::BorderLeftColor: style.border_left_color = color_of(value); break;
    case PropertyId::ColumnRuleWidth: style.column_rule_width = border_width_of(value, lengths); break;
    case PropertyId::ColumnRuleStyle: style.column_rule_style = from_keyword<BorderStyle>(value.keyword); break;
    case PropertyId::ColumnRuleColor: style.column_rule_color = color_of(value); break;
    case PropertyId::BackgroundColor: style.background_color = color_of(value); break;
    case PropertyId::PrintColorAdjust: style.print_color_adjust = from_keyword<PrintColorAdjust>(value.keyword); break;
    case PropertyId::TableLayout: style.table_layout = from_keyword<TableLayout>(value.keyword); break;
    case PropertyId::BorderCollapse: style.border_collapse = from_keyword<BorderCollapse>(value.keyword); break;
    case PropertyId::BorderSpacing: style.border_spacing = border_spacing_of(values, lengths); break;
    case PropertyId::CaptionSide: style.caption_side = from_keyword<CaptionSide>(value.keyword); break;
    case PropertyId::EmptyCells: style.empty_cells = from_keyword<EmptyCells>(value.keyword); break;
    case PropertyId::VerticalAlign: style.vertical_align = vertical_align_of(value, lengths); break;
    case PropertyId::Color: style.color = color_of(value).resolve(context.parent.color); break;
    case PropertyId::FontFamily: style.font_family = families_of(values); break;
    case PropertyId::FontSize: style.font_size = font_size_of(value, context); break;
    case PropertyId::FontStyle: style.font_style = from_keyword<FontStyle>(value.keyword); break;
    case PropertyId::FontWeight: style.font_weight = font_weight_of(value, context.parent.font_weight); break;
    case PropertyId::LineHeight: style.line_height = line_height_of(value, context); break;
    case PropertyId::LetterSpacing: style.letter_spacing = spacing_of(value, lengths); break;
    case PropertyId::WordSpacing: style.word_spacing = spacing_of(value, lengths); break;
    case PropertyId::TextAlign: style.text_align = from_keyword<TextAlign>(value.keyword); break;
    case PropertyId::TextWrapMode: style.text_wrap_mode = from_keyword<TextWrapMode>(value.keyword); break;
    case PropertyId::TextWrapStyle: style.text_wrap_style = from_keyword<TextWrapStyle>(value.keyword); break;
    case PropertyId::TextAlignLast: style.text_align_last = from_keyword<TextAlignLast>(value.keyword); break;
    case PropertyId::TextIndent: style.text_indent = text_indent_of(values, lengths); break;
    case PropertyId::TextDecorationLine: style.text_decoration_line = decoration_of(values); break;
    case PropertyId::TextDecorationColor: style.text_decoration_color = color_of(value); break;
    case PropertyId::WhiteSpaceCollapse:
      style.white_space_collapse = from_keyword<WhiteSpaceCollapse>(value.keyword);
      break;
    case PropertyId::LineBreak: style.line_break = from_keyword<LineBreak>(value.keyword); break;
    case PropertyId::WordBreak: style.word_break = from_keyword<WordBreak>(value.keyword); break;
    case PropertyId::OverflowWrap: style.overflow_wrap = from_keyword<OverflowWrap>(value.keyword); break;
    case PropertyId::Hyphens: style.hyphens = from_keyword<Hyphens>(value.keyword); break;
    case PropertyId::TabSize: style.tab_size = tab_size_of(value, lengths); break;
    case PropertyId::ListStyleType: style.list_style_type = list_style_type_of(value); break;
    case PropertyId::ListStylePosition:
      style.list_style_position = from_keyword<ListStylePosition>(value.keyword);
      break;
    case PropertyId::Content: style.content = content_of(values); break;
    case PropertyId::Quotes: style.quotes = quotes_of(values); break;
    case PropertyId::CounterReset: style.counter_reset = counter_operations(values, 0); break;
    case PropertyId::CounterIncrement: style.counter_increment = counter_operations(values, 1); break;
    case PropertyId::CounterSet: style.counter_set = counter_operations(values, 0); break;
    case PropertyId::StringSet: style.string_set = string_assignments(values); break;
    case PropertyId::BookmarkLevel: style.bookmark_level = value.is(Keyword::None) ? 0 : resolve_integer(value); break;
    case PropertyId::BookmarkState: style.bookmark_state = from_keyword<BookmarkState>(value.keyword); break;
    case PropertyId::BookmarkLabel: style.bookmark_label = content_list(values); break;
    case PropertyId::Page: style.page = value.is(Keyword::Auto) ? std::string() : value.text; break;
    case PropertyId::Size: style.page_size = page_size_of(values, lengths); break;
    case PropertyId::BreakBefore: style.break_before = from_keyword<BreakBetween>(value.keyword); break;
    case PropertyId::BreakAfter: style.break_after = from_keyword<BreakBetween>(value.keyword); break;
    case PropertyId::BreakInside: style.break_inside = from_keyword<BreakInside>(value.keyword); break;
    case PropertyId::Orphans: style.orphans = resolve_integer(value); break;
    case PropertyId::Widows: style.widows = resolve_integer(value); break;
    case PropertyId::BoxDecorationBreak:
      style.box_decoration_break = from_keyword<BoxDecorationBreak>(value.keyword);
      break;
    case PropertyId::GwRole: style.role = from_keyword<Role>(value.keyword); break;
    case PropertyId::MsoNumberFormat: style.number_format = value.text; break;
    case PropertyId::MsoProtection: style.cell_protection = from_keyword<CellProtection>(value.keyword); break;
    case PropertyId::MsoRotate: style.cell_rotation = cell_rotation_of(value); break;
    case PropertyId::MsoTextControl: style.text_control = from_keyword<TextControl>(value.keyword); break;
    default: apply_layout_property(property, values, context, style); break;
  }
}

}  // namespace gongwen::style
