#include "style/apply_property.h"

#include "base/assert.h"
#include "style/counter_style.h"
#include "style/css/value.h"
#include "style/detail/converters.h"
#include "style/detail/paint_values.h"

#include <algorithm>
#include <array>
#include <cmath>

// Computes values of properties (css-cascade-4, 4.4): fonts, display, content, counters, pages and tables.
// Each function takes the declared value, checked by its grammar, and sets a member of ComputedStyle.
namespace gongwen::style {
namespace {

using css::Keyword;
using css::Value;
using css::ValueKind;
using ItemKind = ContentItem::Kind;
using Selection = ContentItem::Selection;

ContentItem make_item(ItemKind kind) {
  ContentItem item;
  item.kind = kind;
  return item;
}

/// The arguments of a function without the commas between them.
std::vector<const Value*> arguments_of(const Value& function) {
  std::vector<const Value*> arguments;
  for (const Value& value : function.arguments) {
    if (value.kind != ValueKind::Comma) arguments.push_back(&value);
  }
  return arguments;
}

std::string text_or(const std::vector<const Value*>& arguments, std::size_t index, std::string_view otherwise) {
  return index < arguments.size() ? arguments[index]->text : std::string(otherwise);
}

/// css-counter-styles-3 §4.
std::string symbols_style(const Value& function) {
  using System = css::CounterStyleRule::System;
  System system = System::Symbolic;
  std::vector<std::string> symbols;
  for (const Value& value : function.arguments) {
    if (value.kind == ValueKind::String) symbols.push_back(value.text);
    if (value.is(Keyword::Cyclic)) system = System::Cyclic;
    if (value.is(Keyword::Numeric)) system = System::Numeric;
    if (value.is(Keyword::Alphabetic)) system = System::Alphabetic;
    if (value.is(Keyword::Fixed)) system = System::Fixed;
  }
  return anonymous_counter_style(system, symbols);
}

std::string counter_style_or_decimal(const std::vector<const Value*>& arguments, std::size_t index) {
  return index < arguments.size() ? counter_style_name(*arguments[index]) : "decimal";
}

Selection selection_of(const std::vector<const Value*>& arguments, std::size_t index, Selection otherwise) {
  if (index >= arguments.size()) return otherwise;
  switch (arguments[index]->keyword) {
    case Keyword::Start: return Selection::Start;
    case Keyword::Last: return Selection::Last;
    case Keyword::FirstExcept: return Selection::FirstExcept;
    case Keyword::Before: return Selection::Before;
    case Keyword::After: return Selection::After;
    case Keyword::First: return Selection::First;
    case Keyword::FirstLetter: return Selection::FirstLetter;
    case Keyword::Page: return Selection::OnPage;
    case Keyword::Brought: return Selection::Brought;
    case Keyword::Carried: return Selection::Carried;
    case Keyword::Table: return Selection::InTable;
    default: return Selection::Text;  // text
  }
}

ContentItem::Target target_of(const Value& value) {
  if (value.is_function(Keyword::Attr)) return {true, value.arguments.front().text};
  return {false, value.text};
}

ContentItem leader_item(const Value& pattern) {
  ContentItem item = make_item(ItemKind::Leader);
  switch (pattern.keyword) {
    case Keyword::Dotted: item.text = ". "; break;
    case Keyword::Solid: item.text = "_"; break;
    case Keyword::Space: item.text = " "; break;
    default: break;
  }
  if (pattern.kind == ValueKind::String) item.text = pattern.text;
  return item;
}

ContentItem function_item(const Value& function) {
  const std::vector<const Value*> arguments = arguments_of(function);
  switch (function.keyword) {
    case Keyword::Counter: {
      ContentItem item = make_item(ItemKind::Counter);
      item.name = text_or(arguments, 0, {});
      item.counter_style = counter_style_or_decimal(arguments, 1);
      return item;
    }
    case Keyword::Counters: {
      ContentItem item = make_item(ItemKind::Counters);
      item.name = text_or(arguments, 0, {});
      item.text = text_or(arguments, 1, {});
      item.counter_style = counter_style_or_decimal(arguments, 2);
      return item;
    }
    case Keyword::Attr: {
      ContentItem item = make_item(ItemKind::Attribute);
      item.name = text_or(arguments, 0, {});
      return item;
    }
    case Keyword::String: {
      ContentItem item = make_item(ItemKind::NamedString);
      item.name = text_or(arguments, 0, {});
      item.selection = selection_of(arguments, 1, Selection::First);
      return item;
    }
    case Keyword::Element: {
      ContentItem item = make_item(ItemKind::RunningElement);
      item.name = text_or(arguments, 0, {});
      item.selection = selection_of(arguments, 1, Selection::First);
      return item;
    }
    case Keyword::TargetCounter: {
      ContentItem item = make_item(ItemKind::TargetCounter);
      item.target = target_of(*arguments.front());
      item.name = text_or(arguments, 1, {});
      item.counter_style = counter_style_or_decimal(arguments, 2);
      return item;
    }
    case Keyword::TargetCounters: {
      ContentItem item = make_item(ItemKind::TargetCounters);
      item.target = target_of(*arguments.front());
      item.name = text_or(arguments, 1, {});
      item.text = text_or(arguments, 2, {});
      item.counter_style = counter_style_or_decimal(arguments, 3);
      return item;
    }
    case Keyword::TargetText: {
      ContentItem item = make_item(ItemKind::TargetText);
      item.target = target_of(*arguments.front());
      item.selection = selection_of(arguments, 1, Selection::Text);
      return item;
    }
    case Keyword::Leader: return leader_item(*arguments.front());
    case Keyword::GwContinued: {
      ContentItem item = make_item(ItemKind::ContinuedText);
      item.text = text_or(arguments, 0, {});
      return item;
    }
    case Keyword::GwSum: {
      ContentItem item = make_item(ItemKind::ColumnSum);
      item.name = std::to_string(static_cast<std::int32_t>(arguments.front()->number));
      item.selection = selection_of(arguments, 1, Selection::InTable);
      return item;
    }
    default: {  // content()
      ContentItem item = make_item(ItemKind::ElementText);
      item.selection = selection_of(arguments, 0, Selection::Text);
      return item;
    }
  }
}

ContentItem item_of(const Value& value) {
  if (value.kind == ValueKind::Function) return function_item(value);
  if (value.is(Keyword::OpenQuote)) return make_item(ItemKind::OpenQuote);
  if (value.is(Keyword::CloseQuote)) return make_item(ItemKind::CloseQuote);
  if (value.is(Keyword::NoOpenQuote)) return make_item(ItemKind::NoOpenQuote);
  if (value.is(Keyword::NoCloseQuote)) return make_item(ItemKind::NoCloseQuote);
  ContentItem item = make_item(value.kind == ValueKind::Url ? ItemKind::Image : ItemKind::Text);
  item.text = value.text;
  return item;
}

std::int32_t counter_value(const Value& value) {
  return static_cast<std::int32_t>(std::clamp<double>(value.number, INT32_MIN, INT32_MAX));
}

}  // namespace

std::string counter_style_name(const Value& value) {
  if (value.is_function(Keyword::Symbols)) return symbols_style(value);
  if (value.kind == ValueKind::String) {
    return anonymous_counter_style(css::CounterStyleRule::System::Cyclic, {&value.text, 1});
  }
  return value.text;
}

ContentList content_list(std::span<const Value> values) {
  ContentList list;
  for (const Value& value : values) list.push_back(item_of(value));
  return list;
}

Content content_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::Normal)) return {};
  if (values.front().is(Keyword::None)) return {Content::Kind::None, {}, {}};
  // The alternative text follows the slash (css-content-3 §2.1).
  const auto slash =
      std::find_if(values.begin(), values.end(), [](const Value& value) { return value.kind == ValueKind::Slash; });
  Content content{Content::Kind::List, content_list({values.begin(), slash}), {}};
  if (slash != values.end()) content.alternative = values.back().text;
  return content;
}

Quotes quotes_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::Auto)) return {};
  Quotes quotes{false, {}};
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) quotes.pairs.push_back({values[i].text, values[i + 1].text});
  return quotes;
}

std::vector<CounterOperation> counter_operations(const std::vector<Value>& values, std::int32_t otherwise) {
  std::vector<CounterOperation> operations;
  for (const Value& value : values) {
    if (value.kind == ValueKind::Ident) {
      operations.push_back({value.text, otherwise});
    } else if (value.kind == ValueKind::Integer) {
      operations.back().value = counter_value(value);
    }
  }
  return operations;
}

std::vector<CounterReset> counter_resets(const std::vector<Value>& values) {
  std::vector<CounterReset> resets;
  for (const Value& value : values) {
    if (value.kind == ValueKind::Ident) {
      resets.push_back({value.text, 0, false});
    } else if (value.kind == ValueKind::Function) {
      resets.push_back({value.arguments.front().text, std::nullopt, true});
    } else if (value.kind == ValueKind::Integer) {
      resets.back().start = counter_value(value);
    }
  }
  return resets;
}

std::vector<StringAssignment> string_assignments(const std::vector<Value>& values) {
  std::vector<StringAssignment> assignments;
  bool expects_name = true;
  for (const Value& value : values) {
    if (value.is(Keyword::None)) return {};
    if (value.kind == ValueKind::Comma) {
      expects_name = true;
    } else if (expects_name) {
      assignments.push_back({value.text, {}});
      expects_name = false;
    } else {
      assignments.back().value.push_back(item_of(value));
    }
  }
  return assignments;
}

namespace {

using css::PropertyId;

Size size_of(const Value& value, const LengthContext& context) {
  if (value.is_function(Keyword::FitContent)) {
    return {Size::Kind::FitContentLength, resolve_length_percentage(value.arguments.front(), context)};
  }
  if (value.kind != ValueKind::Keyword) return {Size::Kind::Length, resolve_size(value, context)};
  switch (value.keyword) {
    case Keyword::None: return {Size::Kind::None, {}};
    case Keyword::MinContent: return {Size::Kind::MinContent, {}};
    case Keyword::MaxContent: return {Size::Kind::MaxContent, {}};
    case Keyword::FitContent: return {Size::Kind::FitContent, {}};
    default: return {};  // auto
  }
}

std::optional<LengthPercentage> share_of(const Value& value, const LengthContext& context) {
  return resolve_length_percentage(value, context);
}

/// `shrink(…)`, perhaps with `lines(…)`; the default for `none`.
TextFit text_fit_of(const std::vector<Value>& values, const LengthContext& context) {
  TextFit fit;
  for (const Value& value : values) {
    if (value.is_function(Keyword::Shrink)) {
      fit.shrinks = true;
      fit.least = resolve_length_percentage(value.arguments.front(), context);
    }
    if (value.is_function(Keyword::Lines)) fit.at_most = resolve_integer(value.arguments.front());
  }
  return fit;
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
    default: return 16;  // medium
  }
}

FontSize font_size_of(const Value& value, const ApplyContext& context) {
  const double parent = context.parent.font_size.to_px();
  if (value.is(Keyword::Larger)) return FontSize::round_from_px(parent * 1.2);
  if (value.is(Keyword::Smaller)) return FontSize::round_from_px(parent / 1.2);
  if (value.kind == ValueKind::Keyword) return FontSize::round_from_px(absolute_size_px(value.keyword));
  // Here em refers to the size of the parent (css-fonts-4 §2.5).
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
    default: return {};  // baseline
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

struct Paper {
  Keyword name;
  double width_mm;
  double height_mm;
};

/// css-page-3 §5.1, ISO 216, JIS P 0138; upright.
constexpr std::array kPapers = {
    Paper{Keyword::A0, 841, 1189},        Paper{Keyword::A1, 594, 841},        Paper{Keyword::A2, 420, 594},
    Paper{Keyword::A3, 297, 420},         Paper{Keyword::A4, 210, 297},        Paper{Keyword::A5, 148, 210},
    Paper{Keyword::A6, 105, 148},         Paper{Keyword::A7, 74, 105},         Paper{Keyword::A8, 52, 74},
    Paper{Keyword::A9, 37, 52},           Paper{Keyword::A10, 26, 37},         Paper{Keyword::B0, 1000, 1414},
    Paper{Keyword::B1, 707, 1000},        Paper{Keyword::B2, 500, 707},        Paper{Keyword::B3, 353, 500},
    Paper{Keyword::B4, 250, 353},         Paper{Keyword::B5, 176, 250},        Paper{Keyword::B6, 125, 176},
    Paper{Keyword::B7, 88, 125},          Paper{Keyword::B8, 62, 88},          Paper{Keyword::B9, 44, 62},
    Paper{Keyword::B10, 31, 44},          Paper{Keyword::JISB0, 1030, 1456},   Paper{Keyword::JISB1, 728, 1030},
    Paper{Keyword::JISB2, 515, 728},      Paper{Keyword::JISB3, 364, 515},     Paper{Keyword::JISB4, 257, 364},
    Paper{Keyword::JISB5, 182, 257},      Paper{Keyword::JISB6, 128, 182},     Paper{Keyword::JISB7, 91, 128},
    Paper{Keyword::JISB8, 64, 91},        Paper{Keyword::JISB9, 45, 64},       Paper{Keyword::JISB10, 32, 45},
    Paper{Keyword::Letter, 215.9, 279.4}, Paper{Keyword::Legal, 215.9, 355.6}, Paper{Keyword::Ledger, 279.4, 431.8},
};

PageSize paper_size(Keyword keyword) {
  const auto* const paper =
      std::find_if(kPapers.begin(), kPapers.end(), [&](const Paper& one) { return one.name == keyword; });
  GONGWEN_ASSERT(paper != kPapers.end());  // the grammar of `size` has no other
  return {LayoutUnit::round_from_mm(paper->width_mm), LayoutUnit::round_from_mm(paper->height_mm)};
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

bool has_word(const std::vector<Value>& values, Keyword word) {
  return std::any_of(values.begin(), values.end(), [&](const Value& value) { return value.is(word); });
}

/// css-display-3 §2.2 and §2.3: `flow` if the inner type is left out.
Display display_of_words(const std::vector<Value>& values) {
  const bool is_inline = has_word(values, Keyword::Inline);
  const bool is_root = has_word(values, Keyword::FlowRoot);
  if (has_word(values, Keyword::ListItem)) {
    if (is_inline) return is_root ? Display::InlineBlockListItem : Display::InlineListItem;
    return is_root ? Display::FlowRootListItem : Display::ListItem;
  }
  if (has_word(values, Keyword::Flex)) return is_inline ? Display::InlineFlex : Display::Flex;
  if (has_word(values, Keyword::Grid)) return is_inline ? Display::InlineGrid : Display::Grid;
  if (has_word(values, Keyword::Table)) return is_inline ? Display::InlineTable : Display::Table;
  if (has_word(values, Keyword::Ruby)) return has_word(values, Keyword::Block) ? Display::BlockRuby : Display::Ruby;
  if (is_root) return is_inline ? Display::InlineBlock : Display::FlowRoot;
  return is_inline ? Display::Inline : Display::Block;
}

/// css-display-3 §2.4 to §2.8: values of a single word.
Display display_of(const std::vector<Value>& values) {
  switch (values.front().keyword) {
    case Keyword::None: return Display::None;
    case Keyword::Contents: return Display::Contents;
    case Keyword::InlineBlock: return Display::InlineBlock;
    case Keyword::InlineFlex: return Display::InlineFlex;
    case Keyword::InlineGrid: return Display::InlineGrid;
    case Keyword::InlineTable: return Display::InlineTable;
    case Keyword::TableRowGroup: return Display::TableRowGroup;
    case Keyword::TableHeaderGroup: return Display::TableHeaderGroup;
    case Keyword::TableFooterGroup: return Display::TableFooterGroup;
    case Keyword::TableRow: return Display::TableRow;
    case Keyword::TableCell: return Display::TableCell;
    case Keyword::TableColumnGroup: return Display::TableColumnGroup;
    case Keyword::TableColumn: return Display::TableColumn;
    case Keyword::TableCaption: return Display::TableCaption;
    case Keyword::RubyBase: return Display::RubyBase;
    case Keyword::RubyText: return Display::RubyText;
    case Keyword::RubyBaseContainer: return Display::RubyBaseContainer;
    case Keyword::RubyTextContainer: return Display::RubyTextContainer;
    default: return display_of_words(values);
  }
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

GONGWEN_CONVERT(Display, display_of(values))
GONGWEN_CONVERT(BoxSizing, from_keyword<BoxSizing>(value.keyword))
GONGWEN_CONVERT(Width, size_of(value, lengths))
GONGWEN_CONVERT(Height, size_of(value, lengths))
GONGWEN_CONVERT(MinWidth, size_of(value, lengths))
GONGWEN_CONVERT(MinHeight, size_of(value, lengths))
GONGWEN_CONVERT(MaxWidth, size_of(value, lengths))
GONGWEN_CONVERT(MaxHeight, size_of(value, lengths))
GONGWEN_CONVERT(MarginTop, resolve_margin(value, lengths))
GONGWEN_CONVERT(MarginRight, resolve_margin(value, lengths))
GONGWEN_CONVERT(MarginBottom, resolve_margin(value, lengths))
GONGWEN_CONVERT(MarginLeft, resolve_margin(value, lengths))
GONGWEN_CONVERT(PaddingTop, resolve_length_percentage(value, lengths))
GONGWEN_CONVERT(PaddingRight, resolve_length_percentage(value, lengths))
GONGWEN_CONVERT(PaddingBottom, resolve_length_percentage(value, lengths))
GONGWEN_CONVERT(PaddingLeft, resolve_length_percentage(value, lengths))
GONGWEN_CONVERT(BorderTopWidth, line_width_of(value, lengths))
GONGWEN_CONVERT(BorderRightWidth, line_width_of(value, lengths))
GONGWEN_CONVERT(BorderBottomWidth, line_width_of(value, lengths))
GONGWEN_CONVERT(BorderLeftWidth, line_width_of(value, lengths))
GONGWEN_CONVERT(BorderTopStyle, from_keyword<BorderStyle>(value.keyword))
GONGWEN_CONVERT(BorderRightStyle, from_keyword<BorderStyle>(value.keyword))
GONGWEN_CONVERT(BorderBottomStyle, from_keyword<BorderStyle>(value.keyword))
GONGWEN_CONVERT(BorderLeftStyle, from_keyword<BorderStyle>(value.keyword))
GONGWEN_CONVERT(BorderTopColor, color_value_of(value))
GONGWEN_CONVERT(BorderRightColor, color_value_of(value))
GONGWEN_CONVERT(BorderBottomColor, color_value_of(value))
GONGWEN_CONVERT(BorderLeftColor, color_value_of(value))
GONGWEN_CONVERT(ColumnRuleWidth, line_width_of(value, lengths))
GONGWEN_CONVERT(ColumnRuleStyle, from_keyword<BorderStyle>(value.keyword))
GONGWEN_CONVERT(ColumnRuleColor, color_value_of(value))
GONGWEN_CONVERT(BackgroundColor, color_value_of(value))
GONGWEN_CONVERT(PrintColorAdjust, from_keyword<PrintColorAdjust>(value.keyword))
GONGWEN_CONVERT(TableLayout, from_keyword<TableLayout>(value.keyword))
GONGWEN_CONVERT(BorderCollapse, from_keyword<BorderCollapse>(value.keyword))
GONGWEN_CONVERT(BorderSpacing, border_spacing_of(values, lengths))
GONGWEN_CONVERT(CaptionSide, from_keyword<CaptionSide>(value.keyword))
GONGWEN_CONVERT(EmptyCells, from_keyword<EmptyCells>(value.keyword))
GONGWEN_CONVERT(VerticalAlign, vertical_align_of(value, lengths))
GONGWEN_CONVERT(Color, color_value_of(value).resolve(context.parent.color))
GONGWEN_CONVERT(FontFamily, families_of(values))
GONGWEN_CONVERT(FontSize, font_size_of(value, context))
GONGWEN_CONVERT(FontStyle, from_keyword<FontStyle>(value.keyword))
GONGWEN_CONVERT(FontKerning, from_keyword<FontKerning>(value.keyword))
GONGWEN_CONVERT(FontWeight, font_weight_of(value, context.parent.font_weight))
GONGWEN_CONVERT(LineHeight, line_height_of(value, context))
GONGWEN_CONVERT(LetterSpacing, spacing_of(value, lengths))
GONGWEN_CONVERT(WordSpacing, spacing_of(value, lengths))
GONGWEN_CONVERT(TextWrapMode, from_keyword<TextWrapMode>(value.keyword))
GONGWEN_CONVERT(TextWrapStyle, from_keyword<TextWrapStyle>(value.keyword))
GONGWEN_CONVERT(TextAlignLast, from_keyword<TextAlignLast>(value.keyword))
GONGWEN_CONVERT(TextIndent, text_indent_of(values, lengths))
GONGWEN_CONVERT(TextDecorationLine, decoration_of(values))
GONGWEN_CONVERT(TextDecorationColor, color_value_of(value))
GONGWEN_CONVERT(WhiteSpaceCollapse, from_keyword<WhiteSpaceCollapse>(value.keyword))
GONGWEN_CONVERT(LineBreak, from_keyword<LineBreak>(value.keyword))
GONGWEN_CONVERT(WordBreak, from_keyword<WordBreak>(value.keyword))
GONGWEN_CONVERT(OverflowWrap, from_keyword<OverflowWrap>(value.keyword))
GONGWEN_CONVERT(Hyphens, from_keyword<Hyphens>(value.keyword))
GONGWEN_CONVERT(TabSize, tab_size_of(value, lengths))
GONGWEN_CONVERT(ListStyleType, list_style_type_of(value))
GONGWEN_CONVERT(ListStylePosition, from_keyword<ListStylePosition>(value.keyword))
GONGWEN_CONVERT(Content, content_of(values))
GONGWEN_CONVERT(Quotes, quotes_of(values))
GONGWEN_CONVERT(CounterReset, counter_resets(values))
GONGWEN_CONVERT(CounterIncrement, counter_operations(values, 1))
GONGWEN_CONVERT(CounterSet, counter_operations(values, 0))
GONGWEN_CONVERT(StringSet, string_assignments(values))
GONGWEN_CONVERT(BookmarkLevel, value.is(Keyword::None) ? 0 : resolve_integer(value))
GONGWEN_CONVERT(BookmarkState, from_keyword<BookmarkState>(value.keyword))
GONGWEN_CONVERT(BookmarkLabel, content_list(values))
GONGWEN_CONVERT(Page, value.is(Keyword::Auto) ? std::string() : value.text)
GONGWEN_CONVERT(Size, page_size_of(values, lengths))
GONGWEN_CONVERT(BreakBefore, from_keyword<BreakBetween>(value.keyword))
GONGWEN_CONVERT(BreakAfter, from_keyword<BreakBetween>(value.keyword))
GONGWEN_CONVERT(BreakInside, from_keyword<BreakInside>(value.keyword))
GONGWEN_CONVERT(Orphans, resolve_integer(value))
GONGWEN_CONVERT(Widows, resolve_integer(value))
GONGWEN_CONVERT(BoxDecorationBreak, from_keyword<BoxDecorationBreak>(value.keyword))
GONGWEN_CONVERT(GwRole, from_keyword<Role>(value.keyword))
GONGWEN_CONVERT(GwStartPage,
                value.is_function(Keyword::IfFilled) ? share_of(value.arguments.front(), lengths) : std::nullopt)
GONGWEN_CONVERT(GwAvoidLimit, value.is(Keyword::None) ? std::nullopt : share_of(value, lengths))
GONGWEN_CONVERT(GwColumnWidths, from_keyword<ColumnWidths>(value.keyword))
GONGWEN_CONVERT(GwTableParts, from_keyword<TableParts>(value.keyword))
GONGWEN_CONVERT(GwInSum, from_keyword<InSum>(value.keyword))
GONGWEN_CONVERT(GwBlankRoom, from_keyword<BlankRoom>(value.keyword))
GONGWEN_CONVERT(GwFit, text_fit_of(values, lengths))
GONGWEN_CONVERT(GwOfficeStyle, value.is(Keyword::Auto) ? std::string() : value.text)
GONGWEN_CONVERT(MsoNumberFormat, value.text)
GONGWEN_CONVERT(MsoProtection, from_keyword<CellProtection>(value.keyword))
GONGWEN_CONVERT(MsoRotate, cell_rotation_of(value))
GONGWEN_CONVERT(MsoTextControl, from_keyword<TextControl>(value.keyword))

void apply_property(PropertyId property, const std::vector<Value>& values, const ApplyContext& context,
                    ComputedStyle& style) {
  const Value& value = values.front();
  switch (property) {
#define GONGWEN_PROPERTY(id, name, field, inherited, initial, grammar)             \
  case PropertyId::id:                                                             \
    style.field = id##Converter::convert(value, values, context, context.lengths); \
    break;
#include "style/css/properties.def"
#undef GONGWEN_PROPERTY
  }
}

}  // namespace gongwen::style
