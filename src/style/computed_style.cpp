#include "style/computed_style.h"

namespace gongwen::style {

using css::PropertyId;

void copy_property(PropertyId property, const ComputedStyle& from, ComputedStyle& to) {
  switch (property) {
#define GONGWEN_PROPERTY(id, name, field, inherited, initial, grammar) \
  case PropertyId::id:                                                 \
    to.field = from.field;                                             \
    break;
#include "css/properties.def"
#undef GONGWEN_PROPERTY
  }
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
  style.language = parent.language;
  style.custom_properties = parent.custom_properties;
  return style;
}

}  // namespace gongwen::style
