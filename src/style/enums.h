// The enumerated computed values, and their conversion from keywords.
#pragma once

#include "style/css/token.h"

#include <cstdint>
#include <optional>

namespace gongwen::style {

#define GONGWEN_STYLE_ENUM(name, ...) enum class name : std::uint8_t { __VA_ARGS__ };
#include "style/enums.def"
#undef GONGWEN_STYLE_ENUM

/// css-display-3 section 2, with the short forms of values of several words; the last ones have none.
enum class Display : std::uint8_t {
  Block,
  Inline,
  InlineBlock,
  ListItem,
  None,
  Contents,
  FlowRoot,
  Flex,
  InlineFlex,
  Grid,
  InlineGrid,
  Table,
  InlineTable,
  TableRowGroup,
  TableHeaderGroup,
  TableFooterGroup,
  TableRow,
  TableCell,
  TableColumnGroup,
  TableColumn,
  TableCaption,
  Ruby,
  RubyBase,
  RubyText,
  RubyBaseContainer,
  RubyTextContainer,
  BlockRuby,
  InlineListItem,
  InlineBlockListItem,
  FlowRootListItem,
};

/// Whether the box has a marker and counts as an item (css-lists-3 section 1).
constexpr bool is_list_item(Display display) {
  return display == Display::ListItem || display == Display::InlineListItem ||
         display == Display::InlineBlockListItem || display == Display::FlowRootListItem;
}

/// Whether it is a part of ruby (css-ruby-1 section 2.1).
constexpr bool is_ruby_part(Display display) {
  return display == Display::RubyBase || display == Display::RubyText || display == Display::RubyBaseContainer ||
         display == Display::RubyTextContainer;
}

/// Whether it is a block-level box of blocks or lines.
constexpr bool is_block_in_flow(Display display) {
  return display == Display::Block || display == Display::ListItem || display == Display::FlowRoot ||
         display == Display::FlowRootListItem;
}

/// Whether runs of blanks are preserved (css-text-4 section 3.2).
constexpr bool preserves_blanks(WhiteSpaceCollapse value) {
  return value != WhiteSpaceCollapse::Collapse && value != WhiteSpaceCollapse::PreserveBreaks;
}

/// The value for a keyword, which must be one that the property's grammar accepts.
template <typename Enum>
Enum from_keyword(css::Keyword keyword);

#define GONGWEN_STYLE_ENUM(name, ...) \
  template <>                         \
  [[gnu::visibility("hidden")]] name from_keyword<name>(css::Keyword keyword);
#include "style/enums.def"
#undef GONGWEN_STYLE_ENUM

}  // namespace gongwen::style
