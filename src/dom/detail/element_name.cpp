#include "dom/detail/element_name.h"

#include "base/name_index.h"
#include "base/nearest_name.h"
#include "base/utf8.h"

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

constexpr std::size_t kKnownCount = std::size(kAttributes) - 1;  // without Custom, which is last

constexpr base::NameIndex<kKnownCount,
                          [](std::size_t i) {
                            return kAttributes[i].name;
                          }>
    kByName;

/// Presentation attributes, geometry and references that only SVG has, in ascending order.
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

/// The attributes of MathML that have an effect, in ascending order. Others are reported.
constexpr std::array<std::string_view, 39> kFormulaAttributes{
    "accent",        "accentunder", "actiontype",    "alttext", "close",         "columnalign",    "columnlines",
    "columnspacing", "columnspan",  "depth",         "display", "displaystyle",  "encoding",       "fence",
    "form",          "largeop",     "linethickness", "lquote",  "lspace",        "mathbackground", "mathcolor",
    "mathsize",      "mathvariant", "maxsize",       "minsize", "movablelimits", "notation",       "open",
    "rowlines",      "rowspacing",  "rquote",        "rspace",  "scriptlevel",   "selection",      "separator",
    "separators",    "stretchy",    "symmetric",     "voffset"};
static_assert(std::is_sorted(kFormulaAttributes.begin(), kFormulaAttributes.end()));

}  // namespace

bool is_graphic_attribute(std::string_view name) {
  return std::binary_search(kGraphicAttributes.begin(), kGraphicAttributes.end(), base::ascii_lowercase(name));
}

bool is_formula_attribute(std::string_view name) {
  return std::binary_search(kFormulaAttributes.begin(), kFormulaAttributes.end(), base::ascii_lowercase(name));
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

namespace {

bool is_flow(Category category) { return category == Category::Flow || category == Category::Phrasing; }

}  // namespace

bool may_contain(Content holder, ElementName child) {
  const Category category = category_of(child);
  if (category == Category::Anywhere) return holder != Content::Void;
  switch (holder) {
    case Content::Root: return child == ElementName::Head || child == ElementName::Body;
    case Content::Metadata: return category == Category::Metadata;
    case Content::Flow: return is_flow(category);
    case Content::Phrasing: return category == Category::Phrasing;
    case Content::List: return category == Category::ListItem;
    case Content::DefinitionList: return category == Category::DefinitionPart || child == ElementName::Div;
    case Content::DefinitionGroup: return category == Category::DefinitionPart;
    case Content::Table: return category == Category::TablePart;
    case Content::ColumnGroup: return category == Category::Column;
    case Content::RowGroup: return category == Category::Row;
    case Content::Row: return category == Category::Cell;
    case Content::Ruby: return category == Category::Phrasing || category == Category::RubyPart;
    case Content::RubyTexts:
      return category == Category::Phrasing || child == ElementName::Rt || child == ElementName::Rp;
    case Content::Options: return category == Category::Option;
    case Content::Graphic:
      return is_graphic(child) || child == ElementName::A || child == ElementName::Title || child == ElementName::Style;
    case Content::Math: return category == Category::Math;
    case Content::Anything: return true;
    case Content::MathText:
    case Content::Transparent:
    case Content::Text:
    case Content::RawText:
    case Content::Void: return false;
  }
  return false;
}

bool may_contain_text(Content holder) {
  switch (holder) {
    case Content::Flow:
    case Content::Phrasing:
    case Content::Ruby:
    case Content::RubyTexts:
    case Content::Graphic:
    case Content::MathText:
    case Content::Text:
    case Content::RawText:
    case Content::Anything: return true;
    default: return false;
  }
  return false;
}

bool drops_white_space(Content holder) { return !may_contain_text(holder); }

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
  // Leave out the short names of drawings and formulas, which resemble too many other words.
  static constexpr auto tags = [] {
    std::array<std::string_view, kElementCount> built;
    for (std::size_t i = 0; i < kElementCount; ++i) {
      const bool is_left_out = kElements[i].category == Category::Graphic || kElements[i].category == Category::Math;
      built[i] = is_left_out ? kElements[0].tag : kElements[i].tag;
    }
    return built;
  }();
  return base::find_nearest_name(base::ascii_lowercase(tag), tags);
}

bool is_graphic(ElementName name) { return name == ElementName::Svg || category_of(name) == Category::Graphic; }

bool is_formula_part(ElementName name) { return name == ElementName::Math || category_of(name) == Category::Math; }

int heading_level(ElementName name) {
  const int offset = static_cast<int>(name) - static_cast<int>(ElementName::H1);
  return offset >= 0 && offset < 6 ? offset + 1 : 0;
}

}  // namespace gongwen::dom
