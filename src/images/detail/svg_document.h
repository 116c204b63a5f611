// Reading the XML of a drawing.
#pragma once

#include "base/expected.h"
#include "images/svg_element.h"

#include <string>
#include <string_view>

namespace gongwen::images {

/// Why a text is not a drawing that can be used.
enum class SvgErrorKind : std::uint8_t { IllFormed, TooComplex, ExternalEntity };
struct SvgError {
  using enum SvgErrorKind;
  SvgErrorKind kind = IllFormed;
  std::uint32_t line = 0;
  std::string detail = {};  // the external entity
};

inline constexpr std::size_t kMaxSvgDepth = 64;

base::Expected<SvgDocument, SvgError> parse_svg_document(std::string_view bytes);

}  // namespace gongwen::images
