// Any bytes as a drawing: reading, filters and painting neither crash nor hang, and every number that comes out is
// finite. The first byte says what the others are: the text of a file, or elements and attributes of lists.
#include "images/detail/svg_document.h"
#include "images/pixels.h"
#include "paint/raster/rasterize.h"
#include "support/laid_out.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gongwen;

constexpr std::array kTags{"g",
                           "rect",
                           "path",
                           "circle",
                           "ellipse",
                           "line",
                           "polyline",
                           "polygon",
                           "text",
                           "tspan",
                           "textPath",
                           "use",
                           "symbol",
                           "defs",
                           "svg",
                           "switch",
                           "image",
                           "marker",
                           "mask",
                           "clipPath",
                           "pattern",
                           "linearGradient",
                           "radialGradient",
                           "stop",
                           "style",
                           "foreignObject",
                           "a",
                           "filter",
                           "feGaussianBlur",
                           "feOffset",
                           "feFlood",
                           "feMerge",
                           "feMergeNode",
                           "feBlend",
                           "feComposite",
                           "feColorMatrix",
                           "feComponentTransfer",
                           "feFuncR",
                           "feFuncA",
                           "feMorphology",
                           "feDropShadow",
                           "feImage",
                           "feTile",
                           "feConvolveMatrix"};

constexpr std::array kAttributes{"id=\"a\"",
                                 "id=\"b\"",
                                 "href=\"#a\"",
                                 "href=\"#b\"",
                                 "filter=\"url(#a)\"",
                                 "filter=\"url(#b)\"",
                                 "filter=\"blur(3px) drop-shadow(2px 3px 1e9px red)\"",
                                 "filter=\"hue-rotate(1e30deg) saturate(1e30) invert(-1)\"",
                                 "mask=\"url(#a)\"",
                                 "mask=\"url(#b)\"",
                                 "clip-path=\"url(#a)\"",
                                 "clip-path=\"url(#b)\"",
                                 "fill=\"url(#a)\"",
                                 "stroke=\"url(#b)\"",
                                 "marker-mid=\"url(#a)\"",
                                 "marker=\"url(#b)\"",
                                 "fill=\"red\"",
                                 "fill=\"none\" stroke=\"#0808\"",
                                 "opacity=\".5\"",
                                 "stroke-width=\"1e9\"",
                                 "stroke-width=\"0\"",
                                 "stroke-dasharray=\"1e-9 1\"",
                                 "stroke-dasharray=\"3 0\" stroke-dashoffset=\"-1e30\"",
                                 "stroke-miterlimit=\"1e9\"",
                                 "transform=\"scale(0)\"",
                                 "transform=\"rotate(30) skewX(89.9)\"",
                                 "transform=\"matrix(1e9 0 0 1e-9 1e9 1)\"",
                                 "transform=\"translate(1e30 1e30)\"",
                                 "x=\"10\" y=\"10\"",
                                 "x=\"1 2 3 4\" rotate=\"30 60\"",
                                 "dx=\"1e9\"",
                                 "width=\"20\" height=\"20\"",
                                 "width=\"0\" height=\"1e9\"",
                                 "width=\"-1\"",
                                 "width=\"100%\" height=\"1e30%\"",
                                 "rx=\"1e9\"",
                                 "r=\"9\" cx=\"5\"",
                                 "r=\"1e9\"",
                                 "d=\"M0 0L9 9A1e-9 5 30 0 1 20 20Z\"",
                                 "d=\"M0 0C1e9 0 0 1e9 1 1t1e30 1\"",
                                 "d=\"M1,1h1v1z m1e308 1e308\"",
                                 "points=\"0,0 9,9 1e9,-1e9 3\"",
                                 "viewBox=\"0 0 10 10\"",
                                 "viewBox=\"0 0 1e-9 1e9\" preserveAspectRatio=\"xMaxYMin slice\"",
                                 "markerUnits=\"userSpaceOnUse\" orient=\"auto\"",
                                 "markerWidth=\"1e9\" refX=\"1e9\"",
                                 "patternUnits=\"userSpaceOnUse\"",
                                 "gradientUnits=\"userSpaceOnUse\" x2=\"1e9\"",
                                 "spreadMethod=\"repeat\"",
                                 "offset=\".5\" stop-color=\"blue\"",
                                 "font-size=\"9\"",
                                 "font-size=\"1e9\"",
                                 "font-size=\"0\"",
                                 "textLength=\"1e9\" lengthAdjust=\"spacingAndGlyphs\"",
                                 "textLength=\"1\"",
                                 "text-anchor=\"end\"",
                                 "startOffset=\"200%\"",
                                 "writing-mode=\"tb\"",
                                 "letter-spacing=\"-99\"",
                                 "stdDeviation=\"3\"",
                                 "stdDeviation=\"1e9 0\"",
                                 "dx=\"-3\" dy=\"1e9\"",
                                 "in=\"SourceAlpha\"",
                                 "in2=\"BackgroundImage\"",
                                 "in=\"x\" result=\"y\"",
                                 "in2=\"y\" result=\"x\"",
                                 "operator=\"arithmetic\" k1=\"1e30\" k4=\"-1e30\"",
                                 "operator=\"dilate\" radius=\"1e9\"",
                                 "operator=\"xor\"",
                                 "mode=\"luminosity\"",
                                 "type=\"matrix\" values=\"1e30 0 0 0 1\"",
                                 "type=\"matrix\" values=\"1 0 0 0 0 0 1 0 0 0 0 0 1 0 0 0 0 0 1e30 -1e30\"",
                                 "type=\"gamma\" exponent=\"-1e9\" amplitude=\"1e30\"",
                                 "type=\"table\" tableValues=\"1\"",
                                 "type=\"discrete\" tableValues=\"0 1e30 -1\"",
                                 "flood-color=\"green\" flood-opacity=\"7\"",
                                 "filterUnits=\"userSpaceOnUse\"",
                                 "primitiveUnits=\"objectBoundingBox\"",
                                 "filterRes=\"1e9\"",
                                 "order=\"99\" kernelMatrix=\"1\"",
                                 "style=\"display:none\"",
                                 "style=\"visibility:hidden;mix-blend-mode:multiply\"",
                                 "class=\"c\"",
                                 "lang=\"zh\""};

/// The bytes as a drawing; up to 200 elements, 60 deep.
std::string drawing_of(std::string_view bytes) {
  std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60">)";
  std::vector<std::string_view> open;
  int elements = 0;
  for (std::size_t i = 0; i + 3 < bytes.size() && elements < 200; i += 4) {
    const auto number = [&](std::size_t at) {
      return static_cast<unsigned char>(bytes[i + at]);
    };
    const unsigned what = number(0);
    if (what < 30) {
      svg += what < 10 ? "网络安全" : what < 20 ? " word " : ".c{fill:red;filter:url(#a)}";
    } else if (what < 90 || open.size() >= 60) {
      if (open.empty()) continue;
      svg.append("</").append(open.back()).append(">");
      open.pop_back();
    } else {
      const std::string_view tag = kTags[what % kTags.size()];
      svg.append("<").append(tag);
      std::string_view before;
      for (std::size_t at = 1; at <= 3; ++at) {
        const std::string_view attribute = kAttributes[number(at) % kAttributes.size()];
        // The same attribute twice is ill-formed.
        const std::string_view name = attribute.substr(0, attribute.find('='));
        const std::string whole = svg.substr(svg.rfind('<'));
        if (whole.find(std::string(" ").append(name).append("=")) == std::string::npos && attribute != before)
          svg.append(" ").append(attribute);
        before = attribute;
      }
      svg += ">";
      open.push_back(tag);
      ++elements;
    }
  }
  for (; !open.empty(); open.pop_back()) svg.append("</").append(open.back()).append(">");
  return svg + "</svg>";
}

void require_finite(const base::Transform& transform) {
  for (const double one : {transform.a, transform.b, transform.c, transform.d, transform.e, transform.f}) {
    if (!std::isfinite(one)) std::abort();
  }
}

void check(const images::Drawing& drawing) {
  for (const images::DrawingItem& item : drawing.items) {
    if (const auto* const stroke = std::get_if<images::StrokeShape>(&item)) require_finite(stroke->transform);
    if (const auto* const raster = std::get_if<images::DrawRaster>(&item)) {
      require_finite(raster->transform);
      if (raster->raster >= drawing.rasters.size()) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const std::string svg = bytes[0] % 8 == 0 ? std::string(rest) : drawing_of(rest);
  diagnostics::DiagnosticSink sink;
  text::FontContext fonts(tests::test_fonts(), {});
  const auto painter = raster::drawing_painter(sink);
  images::SvgReader reader({"d.svg", {}, &fonts, &sink, bytes[0] % 2 == 0, nullptr, painter.get()});
  const auto image = reader.read(svg);
  if (!image) return 0;
  const auto& drawing = std::get<images::Drawing>(image->picture);
  check(drawing);
  const auto pixels = painter->paint(drawing, base::Transform(), 60, 60);
  if (pixels && pixels->rgba.size() != std::size_t{4} * 60 * 60) std::abort();
  return 0;
}
