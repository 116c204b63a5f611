// The names of elements and attributes, and the content model: which element may contain what.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::dom {

// AttributeName: the known attributes. `Custom` stands for data-* and aria-*, whose names are stored separately.

enum class AttributeName : std::uint8_t {
#define GONGWEN_ATTRIBUTE(name, ...) name,
#include "dom/attributes.def"
#undef GONGWEN_ATTRIBUTE
};

/// The treatment of values that a template writes into the attribute.
enum class AttributeKind : std::uint8_t { Text, Flag, Url, StyleText };

/// The custom attribute with the original name of an element that is read as another one; pages cannot write this name.
inline constexpr std::string_view kWrittenTag = " tag";

/// The name; empty for `Custom`.
std::string_view attribute_text(AttributeName name);
AttributeKind kind_of(AttributeName name);
/// Finds a name ignoring ASCII case; `Custom` for data-* and aria-*.
std::optional<AttributeName> find_attribute_name(std::string_view name);
std::string_view nearest_attribute_name(std::string_view name);

// ElementName: the closed set of elements, with the category and the content model of each.

enum class ElementName : std::uint8_t {
#define GONGWEN_ELEMENT(name, ...) name,
#include "dom/elements.def"
#undef GONGWEN_ELEMENT
};

/// The category of an element, which determines where it is allowed (HTML, section 3.2.5, narrowed to documents).
enum class Category : std::uint8_t {
  Root,      // html, head, body
  Metadata,  // only in the head (style, link: also at the start of the body)
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
  Math,      // parts of formulas
  Anywhere,  // template-note
};

/// The content model of an element: what it may contain.
enum class Content : std::uint8_t {
  Root,
  Metadata,
  Flow,         // everything in the body
  Phrasing,     // text-level only
  Transparent,  // the content of its parent
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
  Graphic,   // parts of drawings, and the text that some of them show
  Math,      // parts of formulas
  MathText,  // the text of a formula's letter, number or sign
  Text,      // only text, with character references
  RawText,   // only text, taken literally
  Void,      // empty; it has no end tag
  Anything,
};

std::string_view tag_name(ElementName name);
Category category_of(ElementName name);
Content content_of(ElementName name);
/// Finds an element by its tag, ignoring ASCII case as HTML does.
std::optional<ElementName> find_element_name(std::string_view tag);
/// The known tag that was most likely meant; may be empty.
std::string_view nearest_tag_name(std::string_view tag);

/// 1 to 6 for h1 to h6, otherwise 0.
int heading_level(ElementName name);

/// Whether an element is a drawing or a part of one.
bool is_graphic(ElementName name);
/// Whether it is an attribute of SVG; `name` is in lower case.
bool is_graphic_attribute(std::string_view name);

/// Whether an element is a formula or a part of one.
bool is_formula_part(ElementName name);
/// Whether it is an attribute of MathML that has an effect; `name` in any case.
bool is_formula_attribute(std::string_view name);

// The content models of HTML (sections 3.2.5 and 4.9), narrowed to what documents need.

/// `holder` must not be Transparent: pass the content model of the nearest ancestor that is not.
bool may_contain(Content holder, ElementName child);

/// Whether the content may include text other than white space.
bool may_contain_text(Content holder);

/// Whether white space in such content has no effect and is dropped.
bool drops_white_space(Content holder);

}  // namespace gongwen::dom
