#include "css/property.h"

#include "base/ascii.h"
#include "base/name_index.h"
#include "base/nearest_name.h"

#include <array>
#include <vector>

namespace gongwen::css {
namespace {

enum class Inherited : bool { No, Yes };

struct PropertyInfo {
  std::string_view name;
  Inherited inherited;
  std::string_view grammar;
};

constexpr PropertyInfo kProperties[] = {
#define GONGWEN_PROPERTY(id, name, field, inherited, initial, grammar) {name, Inherited::inherited, grammar},
#include "css/properties.def"
#undef GONGWEN_PROPERTY
};

using enum PropertyId;
#define GONGWEN_SHORTHAND(id, name, expansion, ...) constexpr PropertyId kLonghandsOf##id[] = {__VA_ARGS__};
#include "css/shorthands.def"
#undef GONGWEN_SHORTHAND

/// css-cascade-5 §3.2: what `all` sets. Directions belong to the text, not to its look.
constexpr auto kAllProperties = [] {
  std::array<PropertyId, kPropertyCount - 2> all{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < kPropertyCount; ++i) {
    const auto property = static_cast<PropertyId>(i);
    if (property != PropertyId::Direction && property != PropertyId::UnicodeBidi) all[count++] = property;
  }
  return all;
}();

struct ShorthandInfo {
  std::string_view name;
  Expansion expansion;
  std::span<const PropertyId> longhands;
};

constexpr ShorthandInfo kShorthands[] = {
#define GONGWEN_SHORTHAND(id, name, expansion, ...) {name, Expansion::expansion, kLonghandsOf##id},
#include "css/shorthands.def"
#undef GONGWEN_SHORTHAND
};

const PropertyInfo& info(PropertyId id) { return kProperties[static_cast<std::size_t>(id)]; }
const ShorthandInfo& info(ShorthandId id) { return kShorthands[static_cast<std::size_t>(id)]; }

/// Of properties, then of shorthands.
constexpr std::string_view name_at(std::size_t place) {
  return place < kPropertyCount ? kProperties[place].name : kShorthands[place - kPropertyCount].name;
}
constexpr base::NameIndex<kPropertyCount + std::size(kShorthands), name_at> kByName;

}  // namespace

std::string_view property_name(PropertyId id) { return info(id).name; }
std::string_view property_grammar_text(PropertyId id) { return info(id).grammar; }
bool is_inherited(PropertyId id) { return info(id).inherited == Inherited::Yes; }

std::string_view shorthand_name(ShorthandId id) { return info(id).name; }
Expansion shorthand_expansion(ShorthandId id) { return info(id).expansion; }
std::span<const PropertyId> shorthand_longhands(ShorthandId id) {
  return id == ShorthandId::All ? std::span<const PropertyId>(kAllProperties) : info(id).longhands;
}
bool is_logical(ShorthandId id) { return id >= ShorthandId::InlineSize; }

std::optional<AnyProperty> find_property(std::string_view name) {
  const std::optional<std::size_t> found = kByName.find_in_any_case(name);
  if (!found) return std::nullopt;
  if (*found < kPropertyCount) return PropertyId(*found);
  return ShorthandId(*found - kPropertyCount);
}

std::string_view nearest_property_name(std::string_view name) {
  std::vector<std::string_view> names;
  for (const PropertyInfo& property : kProperties) names.push_back(property.name);
  for (const ShorthandInfo& shorthand : kShorthands) names.push_back(shorthand.name);
  return base::find_nearest_name(base::ascii_lowercase(name), names);
}

}  // namespace gongwen::css
