// The names of elements and attributes, and the content model: which element may contain what.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::dom {

// AttributeName: the known attributes; `Custom` stands for data-* and aria-*, whose names are kept beside it.

enum class AttributeName : std::uint8_t {
#define GONGWEN_ATTRIBUTE(name, ...) name,
#include "dom/attributes.def"
#undef GONGWEN_ATTRIBUTE
};

/// How a value that a template writes into the attribute is treated.
enum class AttributeKind : std::uint8_t { Text, Flag, Url, StyleText };

/// The custom attribute that keeps the name of an element which is read as another; no page can write it.
inline constexpr std::string_view kWrittenTag = " tag";

/// Empty for `Custom`.
std::string_view attribute_text(AttributeName name);
AttributeKind kind_of(AttributeName name);
/// Matched without regard to ASCII case; `Custom` for data-* and aria-*.
std::optional<AttributeName> find_attribute_name(std::string_view name);
std::string_view nearest_attribute_name(std::string_view name);

// ElementName: the closed set of elements, and what each is to its parent and may hold.

enum class ElementName : std::uint8_t {
#define GONGWEN_ELEMENT(name, ...) name,
#include "dom/elements.def"
#undef GONGWEN_ELEMENT
};

/// What an element is to its parent (HTML, section 3.2.5, narrowed to what documents need).
enum class Category : std::uint8_t {
  Root,      // html, head, body
  Metadata,  // in the head only (style, link: also at the start of the body)
  Flow,      // blocks
  Phrasing,  // text-level
  ListItem,
  DefinitionPart,
  TablePart,
  Column,
  Row,
  Cell,
  RubyPart,
  Option,
  Graphic,   // parts of drawings
  Anywhere,  // template-note
};

/// What an element may hold.
enum class Content : std::uint8_t {
  Root,
  Metadata,
  Flow,         // everything in the body
  Phrasing,     // text-level only
  Transparent,  // what its parent may hold
  List,
  DefinitionList,
  DefinitionGroup,
  Table,
  ColumnGroup,
  RowGroup,
  Row,
  Ruby,
  RubyTexts,  // one level of annotations
  Options,
  Graphic,  // parts of drawings, and the text that some of them show
  Text,     // text alone, character references known
  RawText,  // text alone, taken as it is
  Void,     // nothing; it has no end tag
  Anything,
};

std::string_view tag_name(ElementName name);
Category category_of(ElementName name);
Content content_of(ElementName name);
/// Tag names are matched without regard to ASCII case, as HTML does.
std::optional<ElementName> find_element_name(std::string_view tag);
/// The known tag that was most likely meant; may be empty.
std::string_view nearest_tag_name(std::string_view tag);

/// 1 to 6 for h1 to h6, otherwise 0.
int heading_level(ElementName name);

/// Whether an element is a drawing or a part of one.
bool is_graphic(ElementName name);
/// The attributes of SVG, in lower case.
bool is_graphic_attribute(std::string_view name);

// What may be in what: the content models of HTML (sections 3.2.5 and 4.9), narrowed to what documents need.

/// `holder` is never Transparent: the caller gives the content of the nearest ancestor that is not.
bool may_contain(Content holder, ElementName child);

/// Whether text that is not white space may be in it.
bool may_contain_text(Content holder);

/// Whether white space in it has no effect and is dropped.
bool drops_white_space(Content holder);

}  // namespace gongwen::dom
