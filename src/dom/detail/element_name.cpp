#include "dom/detail/element_name.h"

#include "base/ascii.h"
#include "base/name_index.h"
#include "base/nearest_name.h"

#include <array>

namespace gongwen::dom {
namespace {

struct ElementInfo {
  std::string_view tag;
  Category category;
  Content content;
};

constexpr ElementInfo kElements[] = {
#define GONGWEN_ELEMENT(name, tag, category, content) {tag, Category::category, Content::content},
#include "dom/elements.def"
#undef GONGWEN_ELEMENT
};

constexpr std::size_t kElementCount = std::size(kElements);

const ElementInfo& info(ElementName name) { return kElements[static_cast<std::size_t>(name)]; }

constexpr base::NameIndex<kElementCount,
                          [](std::size_t i) {
                            return kElements[i].tag;
                          }>
    kByTag;

}  // namespace

std::string_view tag_name(ElementName name) { return info(name).tag; }
Category category_of(ElementName name) { return info(name).category; }
Content content_of(ElementName name) { return info(name).content; }

std::optional<ElementName> find_element_name(std::string_view tag) {
  const std::optional<std::size_t> found = kByTag.find_in_any_case(tag);
  return found ? std::optional(static_cast<ElementName>(*found)) : std::nullopt;
}

std::string_view nearest_tag_name(std::string_view tag) {
  // The short names of drawings are near to those of much else.
  static constexpr auto tags = [] {
    std::array<std::string_view, kElementCount> built;
    for (std::size_t i = 0; i < kElementCount; ++i) {
      built[i] = kElements[i].category == Category::Graphic ? kElements[0].tag : kElements[i].tag;
    }
    return built;
  }();
  return base::find_nearest_name(base::ascii_lowercase(tag), tags);
}

bool is_graphic(ElementName name) { return name == ElementName::Svg || category_of(name) == Category::Graphic; }

int heading_level(ElementName name) {
  const int offset = static_cast<int>(name) - static_cast<int>(ElementName::H1);
  return offset >= 0 && offset < 6 ? offset + 1 : 0;
}

}  // namespace gongwen::dom
