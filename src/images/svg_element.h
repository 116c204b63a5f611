// A drawing as a tree of elements with their attributes: as the XML of a file has it, or as a page holds it.
#pragma once

#include "diagnostics/origin.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::images {

struct SvgElement {
  std::string name;                                            // without a prefix
  std::map<std::string, std::string, std::less<>> attributes;  // prefixes are dropped
  /// What the style sheets of a page come to for the element: stronger than its attributes.
  std::vector<std::pair<std::string, std::string>> computed;
  /// Elements and texts in their order: an index of an element, or the text itself.
  struct Child {
    std::size_t element = 0;  // 0: a text
    std::string text;
  };
  std::vector<Child> children;
  std::uint32_t line = 0;          // of a file
  diagnostics::OriginId origin{};  // of a page

  std::string_view attribute(std::string_view key) const;
};

/// Index 0 stands for none; the root is 1.
struct SvgDocument {
  std::vector<SvgElement> elements;
  bool is_inline = false;  // a page holds it
  std::map<std::string, std::size_t, std::less<>> by_id;
};

inline constexpr std::size_t kMaxSvgElements = 200'000;

}  // namespace gongwen::images
