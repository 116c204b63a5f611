// The elements of Word files: their names, and how each is handled.
#pragma once

#include "package/xml_events.h"

#include <cstdint>
#include <string_view>

namespace gongwen::word {

/// The namespaces that are told apart. Those of ISO 29500 strict are the same as the transitional ones.
enum class Space : std::uint8_t {
  Word,
  Word14,
  Word15,
  WordSymbols,
  Compatibility,
  Drawing,
  Art,
  Svg,
  Picture,
  Shape,
  ShapeGroup,
  Vml,
  WordVml,
  Office,
  Math,
  Other
};

enum class Treatment : std::uint8_t { Read, Transparent, Silent, Reported };

/// Names of elements that are read; `None` for all others.
enum class Name : std::uint16_t {
  None,
#define WORD_READ(name, local) name,
#define WORD_OTHER(treatment, local)
#define FOREIGN_READ(space, name, local) name,
#include "word/detail/elements.def"
#undef WORD_READ
#undef WORD_OTHER
#undef FOREIGN_READ
};

struct Element {
  Name name = Name::None;
  Treatment treatment = Treatment::Transparent;
  bool is_known = false;  // listed in elements.def
};

/// `name` is `namespace\nlocal`.
Element find_element(std::string_view name);

/// The part of the name after the namespace.
std::string_view local_part(std::string_view name);

/// The attribute with this local name; empty if absent.
std::string_view attribute(const package::XmlAttributes& attributes, std::string_view local);
/// The same of the namespace of relationships: `r:id`, `r:embed`.
std::string_view relationship_of(const package::XmlAttributes& attributes, std::string_view local);
bool has_attribute(const package::XmlAttributes& attributes, std::string_view local);

}  // namespace gongwen::word
