// The XML of a drawing as a tree of elements with their attributes.
#pragma once

#include "base/expected.h"

#include <cstdint>
#include <map>
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

/// Why a text is not a drawing that can be used.
enum class SvgErrorKind : std::uint8_t { IllFormed, TooComplex, ExternalEntity };
struct SvgError {
  using enum SvgErrorKind;
  SvgErrorKind kind = IllFormed;
  std::uint32_t line = 0;
  std::string detail = {};  // the external entity
};

inline constexpr std::size_t kMaxSvgElements = 200'000;
inline constexpr std::size_t kMaxSvgDepth = 64;

base::Expected<SvgDocument, SvgError> parse_svg_document(std::string_view bytes);

}  // namespace gongwen::images
