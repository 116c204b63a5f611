#include "base/ascii.h"
#include "base/nearest_name.h"
#include "dom/detail/element_name.h"

#include <array>
#include <string>
#include <unordered_map>

namespace gongwen::dom {
namespace {

struct AttributeInfo {
  std::string_view name;
  AttributeKind kind;
};

constexpr AttributeInfo kAttributes[] = {
#define GONGWEN_ATTRIBUTE(name, text, kind) {text, AttributeKind::kind},
#include "dom/attributes.def"
#undef GONGWEN_ATTRIBUTE
};

constexpr std::size_t kKnownCount = std::size(kAttributes) - 1;  // without Custom

const std::unordered_map<std::string_view, AttributeName>& attributes_by_name() {
  static const auto* const map = [] {
    auto* built = new std::unordered_map<std::string_view, AttributeName>;
    for (std::size_t i = 0; i < kKnownCount; ++i) built->emplace(kAttributes[i].name, static_cast<AttributeName>(i));
    return built;
  }();
  return *map;
}

}  // namespace

std::string_view attribute_text(AttributeName name) { return kAttributes[static_cast<std::size_t>(name)].name; }
AttributeKind kind_of(AttributeName name) { return kAttributes[static_cast<std::size_t>(name)].kind; }

std::optional<AttributeName> find_attribute_name(std::string_view name) {
  if (name.starts_with("data-") || name.starts_with("aria-")) return AttributeName::Custom;
  const auto& map = attributes_by_name();
  auto found = map.find(name);
  if (found == map.end()) found = map.find(base::ascii_lowercase(name));
  if (found == map.end()) return std::nullopt;
  return found->second;
}

std::string_view nearest_attribute_name(std::string_view name) {
  std::array<std::string_view, kKnownCount> names;
  for (std::size_t i = 0; i < kKnownCount; ++i) names[i] = kAttributes[i].name;
  return base::find_nearest_name(base::ascii_lowercase(name), names);
}

}  // namespace gongwen::dom
