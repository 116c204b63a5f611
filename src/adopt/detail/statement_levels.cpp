#include "adopt/detail/statement_levels.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace gongwen::adopt {
namespace {

using word::PartElement;

/// Elements that may be ended and begun again between two characters.
constexpr auto kDivisible = std::to_array<std::string_view>(
    {"t", "r", "hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir", "bdo"});

bool is_divisible(const PartElement& element) {
  return element.is_word && std::find(kDivisible.begin(), kDivisible.end(), element.name) != kDivisible.end();
}

/// The innermost element around a text that cannot be divided: its paragraph.
std::uint32_t indivisible(const PartEdits& part, std::uint32_t text) {
  std::uint32_t at = text;
  while (at != word::kNoIndex && is_divisible(part.element(at))) at = part.element(at).parent;
  return at;
}

/// Parents come before their children, so the later of two elements is never the outer one.
std::uint32_t shared(const PartEdits& part, std::uint32_t first, std::uint32_t second) {
  while (first != second && first != word::kNoIndex && second != word::kNoIndex) {
    std::uint32_t& later = first > second ? first : second;
    later = part.element(later).parent;
  }
  return first == second ? first : word::kNoIndex;
}

enum class BlockRole : std::uint8_t { Other, Opens, Divides, Ends };

BlockRole block_role(const Tag& tag) {
  if (tag.is_end()) return BlockRole::Ends;
  if (tag.is_branch()) return BlockRole::Divides;
  return tag.is_start() ? BlockRole::Opens : BlockRole::Other;
}

/// Ordered from the outside to the inside.
std::vector<std::uint32_t> chain(const PartEdits& part, std::uint32_t text, std::uint32_t level) {
  std::vector<std::uint32_t> elements;
  for (std::uint32_t at = text; at != level && at != word::kNoIndex; at = part.element(at).parent)
    elements.push_back(at);
  std::reverse(elements.begin(), elements.end());
  return elements;
}

}  // namespace

std::vector<std::uint32_t> statement_levels(const PartEdits& part, const std::vector<Tag>& tags,
                                            const std::vector<std::uint32_t>& elements) {
  std::vector<std::uint32_t> levels = elements;
  std::vector<std::vector<std::size_t>> open;
  const auto settle = [&](const std::vector<std::size_t>& block, bool is_whole) {
    std::uint32_t level = elements[block.front()];
    for (const std::size_t tag : block) level = shared(part, level, elements[tag]);
    for (const std::size_t tag : block) {
      const std::uint32_t bound = indivisible(part, elements[tag]);
      const bool is_outside = level == word::kNoIndex || (bound != word::kNoIndex && level < bound);
      levels[tag] = is_whole && !is_outside ? level : bound;
    }
  };
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (tags[i].scope != TagScope::Inline || elements[i] == word::kNoIndex) continue;
    switch (block_role(tags[i])) {
      case BlockRole::Other: break;
      case BlockRole::Opens: open.push_back({i}); break;
      case BlockRole::Divides:
        if (open.empty())
          settle({i}, false);
        else
          open.back().push_back(i);
        break;
      case BlockRole::Ends:
        if (open.empty()) {
          settle({i}, false);
          break;
        }
        open.back().push_back(i);
        settle(open.back(), true);
        open.pop_back();
        break;
    }
  }
  for (const std::vector<std::size_t>& block : open) settle(block, false);
  return levels;
}

std::string closing_tags(const PartEdits& part, std::uint32_t text, std::uint32_t level) {
  std::string tags;
  const std::vector<std::uint32_t> elements = chain(part, text, level);
  for (auto at = elements.rbegin(); at != elements.rend(); ++at) {
    const PartElement& element = part.element(*at);
    if (part.has_edit_at(element.inner_end, element.end)) {
      tags += part.written(element.inner_end, element.end).text;
      continue;
    }
    tags += "</" + std::string(word::prefix_of(part.xml(), element)) + element.name + ">";
  }
  return tags;
}

TemplateText opening_tags(const PartEdits& part, std::uint32_t text, std::uint32_t level) {
  TemplateText tags;
  for (const std::uint32_t at : chain(part, text, level)) {
    const PartElement& element = part.element(at);
    if (element.is("t")) {
      const std::string prefix(word::prefix_of(part.xml(), element));
      tags.text += "<" + prefix + "t xml:space=\"preserve\">";
      continue;
    }
    if (part.has_edit_at(element.begin, element.inner_begin))
      tags.add(part.written(element.begin, element.inner_begin));
    else
      tags.text += literal_xml(part.source(element.begin, element.inner_begin));
    // Properties come first: rPr, sdtPr and sdtEndPr, smartTagPr, customXmlPr.
    for (std::uint32_t child = at + 1; child < element.after_children; child = part.element(child).after_children) {
      if (!part.element(child).name.ends_with("Pr")) break;
      tags.add(part.written(part.element(child).begin, part.element(child).end));
    }
  }
  return tags;
}

}  // namespace gongwen::adopt
