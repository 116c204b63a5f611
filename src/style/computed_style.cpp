#include "style/computed_style.h"

// Inheritance from the parent, and initial values, by the table css/properties.def.
namespace gongwen::style {

using css::PropertyId;

void copy_property(PropertyId property, const ComputedStyle& from, ComputedStyle& to) {
  switch (property) {
#define GONGWEN_PROPERTY(id, name, field, inherited, initial, grammar) \
  case PropertyId::id:                                                 \
    to.field = from.field;                                             \
    break;
#include "style/css/properties.def"
#undef GONGWEN_PROPERTY
  }
  // The place of the declaration, for messages about missing fonts, belongs to the value.
  if (property == PropertyId::FontFamily) to.font_family_place = from.font_family_place;
}

const ComputedStyle& initial_style() {
  static const ComputedStyle style;
  return style;
}

ComputedStyle inherit_from(const ComputedStyle& parent) {
  ComputedStyle style;
  for (std::size_t i = 0; i < css::kPropertyCount; ++i) {
    const auto property = static_cast<PropertyId>(i);
    if (css::is_inherited(property)) copy_property(property, parent, style);
  }
  // The language and custom properties are inherited too, but are not properties of the table.
  style.language = parent.language;
  style.custom_properties = parent.custom_properties;
  return style;
}

}  // namespace gongwen::style
