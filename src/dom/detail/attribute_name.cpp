#include "base/ascii.h"
#include "base/name_index.h"
#include "base/nearest_name.h"
#include "dom/detail/element_name.h"

#include <algorithm>
#include <array>
#include <string>

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

constexpr base::NameIndex<kKnownCount,
                          [](std::size_t i) {
                            return kAttributes[i].name;
                          }>
    kByName;

/// Presentation attributes, geometry and references of SVG that HTML does not have; ascending.
constexpr std::array<std::string_view, 119> kGraphicAttributes{"accent-height",
                                                               "alignment-baseline",
                                                               "baseline-shift",
                                                               "baseprofile",
                                                               "clip",
                                                               "clip-path",
                                                               "clip-rule",
                                                               "clippathunits",
                                                               "color",
                                                               "color-interpolation",
                                                               "color-interpolation-filters",
                                                               "color-rendering",
                                                               "cx",
                                                               "cy",
                                                               "d",
                                                               "direction",
                                                               "display",
                                                               "dominant-baseline",
                                                               "dx",
                                                               "dy",
                                                               "enable-background",
                                                               "fill",
                                                               "fill-opacity",
                                                               "fill-rule",
                                                               "filter",
                                                               "filterunits",
                                                               "flood-color",
                                                               "flood-opacity",
                                                               "focusable",
                                                               "font-family",
                                                               "font-size",
                                                               "font-size-adjust",
                                                               "font-stretch",
                                                               "font-style",
                                                               "font-variant",
                                                               "font-weight",
                                                               "fr",
                                                               "fx",
                                                               "fy",
                                                               "gradienttransform",
                                                               "gradientunits",
                                                               "image-rendering",
                                                               "lengthadjust",
                                                               "letter-spacing",
                                                               "lighting-color",
                                                               "marker-end",
                                                               "marker-mid",
                                                               "marker-start",
                                                               "markerheight",
                                                               "markerunits",
                                                               "markerwidth",
                                                               "mask",
                                                               "mask-type",
                                                               "maskcontentunits",
                                                               "maskunits",
                                                               "offset",
                                                               "opacity",
                                                               "orient",
                                                               "overflow",
                                                               "paint-order",
                                                               "pathlength",
                                                               "patterncontentunits",
                                                               "patterntransform",
                                                               "patternunits",
                                                               "pointer-events",
                                                               "points",
                                                               "preserveaspectratio",
                                                               "primitiveunits",
                                                               "r",
                                                               "refx",
                                                               "refy",
                                                               "requiredextensions",
                                                               "requiredfeatures",
                                                               "rotate",
                                                               "rx",
                                                               "ry",
                                                               "shape-rendering",
                                                               "side",
                                                               "spacing",
                                                               "spreadmethod",
                                                               "startoffset",
                                                               "stop-color",
                                                               "stop-opacity",
                                                               "stroke",
                                                               "stroke-dasharray",
                                                               "stroke-dashoffset",
                                                               "stroke-linecap",
                                                               "stroke-linejoin",
                                                               "stroke-miterlimit",
                                                               "stroke-opacity",
                                                               "stroke-width",
                                                               "systemlanguage",
                                                               "tabindex",
                                                               "target",
                                                               "text-anchor",
                                                               "text-decoration",
                                                               "text-rendering",
                                                               "textlength",
                                                               "transform",
                                                               "transform-box",
                                                               "transform-origin",
                                                               "unicode-bidi",
                                                               "vector-effect",
                                                               "version",
                                                               "viewbox",
                                                               "visibility",
                                                               "word-spacing",
                                                               "writing-mode",
                                                               "x",
                                                               "x1",
                                                               "x2",
                                                               "xlink:href",
                                                               "xlink:title",
                                                               "xml:space",
                                                               "xmlns:xlink",
                                                               "y",
                                                               "y1",
                                                               "y2",
                                                               "zoomandpan"};
static_assert(std::is_sorted(kGraphicAttributes.begin(), kGraphicAttributes.end()));

}  // namespace

bool is_graphic_attribute(std::string_view name) {
  return std::binary_search(kGraphicAttributes.begin(), kGraphicAttributes.end(), base::ascii_lowercase(name));
}

std::string_view attribute_text(AttributeName name) { return kAttributes[static_cast<std::size_t>(name)].name; }
AttributeKind kind_of(AttributeName name) { return kAttributes[static_cast<std::size_t>(name)].kind; }

std::optional<AttributeName> find_attribute_name(std::string_view name) {
  if (name.starts_with("data-") || name.starts_with("aria-")) return AttributeName::Custom;
  const std::optional<std::size_t> found = kByName.find_in_any_case(name);
  return found ? std::optional(static_cast<AttributeName>(*found)) : std::nullopt;
}

std::string_view nearest_attribute_name(std::string_view name) {
  std::array<std::string_view, kKnownCount> names;
  for (std::size_t i = 0; i < kKnownCount; ++i) names[i] = kAttributes[i].name;
  return base::find_nearest_name(base::ascii_lowercase(name), names);
}

}  // namespace gongwen::dom
