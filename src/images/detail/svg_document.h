// The XML of a drawing as a tree of elements with their attributes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::images {

struct SvgElement {
  std::string name;                                            // without a prefix
  std::map<std::string, std::string, std::less<>> attributes;  // prefixes are dropped
  /// Elements and texts in their order: an index of an element, or the text itself.
  struct Child {
    std::size_t element = 0;  // 0: a text
    std::string text;
  };
  std::vector<Child> children;
  std::uint32_t line = 0;

  std::string_view attribute(std::string_view key) const;
};

/// Index 0 is nobody; the root is 1.
struct SvgDocument {
  std::vector<SvgElement> elements;
  std::map<std::string, std::size_t, std::less<>> by_id;
};

enum class SvgFlaw : std::uint8_t { None, IllFormed, TooComplex, ExternalEntity };

inline constexpr std::size_t kMaxSvgElements = 200'000;
inline constexpr std::size_t kMaxSvgDepth = 64;

struct SvgParseResult {
  std::optional<SvgDocument> document;
  SvgFlaw flaw = SvgFlaw::None;
  std::uint32_t line = 0;
  std::string detail;  // the external entity
};

SvgParseResult parse_svg_document(std::string_view bytes);

}  // namespace gongwen::images
