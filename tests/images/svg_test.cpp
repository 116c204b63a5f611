// Drawings: what of SVG becomes which paths, and what hostile ones come to.
#include "images/detail/svg_document.h"
#include "images/detail/svg_values.h"
#include "images/image_set.h"

#include <cmath>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::images;

namespace {

struct Read {
  explicit Read(const std::string& svg) {
    SvgReader reader({"d.svg", {}, nullptr, &sink});
    image = reader.read(svg);
  }
  const Drawing& drawing() const { return std::get<Drawing>(image->picture); }
  std::string messages() const {
    std::string out;
    for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
      out += (out.empty() ? "" : "\n") + std::string(diagnostics::catalogue_entry(diagnostic.id).id);
      for (std::size_t i = 1; i < diagnostic.arguments.size(); ++i) out += " " + diagnostic.arguments[i];
    }
    return out;
  }

  diagnostics::DiagnosticSink sink;
  std::optional<Image> image;
};

Read svg(const std::string& body, const std::string& attributes = "viewBox=\"0 0 100 50\"") {
  return Read("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" " + attributes +
              ">" + body + "</svg>");
}

}  // namespace

TEST(Svg, NaturalSizesComeFromWidthHeightAndViewBox) {
  const Read both = svg("", "width=\"20mm\" height=\"10mm\"");
  EXPECT_NEAR(both.image->size.width, 75.59, 0.077);
  EXPECT_NEAR(both.image->size.ratio, 2, 0.001);
  const Read box = svg("");
  EXPECT_EQ(box.image->size.width, 0);
  EXPECT_EQ(box.image->size.ratio, 2);
  EXPECT_EQ(svg("", "").image->size.ratio, 0);
}

TEST(Svg, ShapesBecomePathsUnderTheirTransforms) {
  const Read read = svg("<g transform=\"translate(10 5)\"><rect width=\"4\" height=\"2\"/></g>");
  ASSERT_EQ(read.drawing().items.size(), 1);
  const auto& shape = std::get<FillShape>(read.drawing().items[0]);
  EXPECT_EQ(shape.path.points[0], (base::PathPoint{10, 5}));
  EXPECT_EQ(shape.path.points[2], (base::PathPoint{14, 7}));
}

TEST(Svg, PathDataRelativeSmoothArcsNumbersWithoutBlanks) {
  using Verb = base::Path::Verb;
  const base::Path path = parse_path_data("M1-2l.5.5h3V4zm1 1a5 5 0 0110 0");
  EXPECT_EQ(path.verbs[0], Verb::Move);
  EXPECT_EQ(path.points[1], (base::PathPoint{1.5, -1.5}));
  EXPECT_EQ(path.points[3], (base::PathPoint{4.5, 4}));
  EXPECT_NEAR(path.points.back().x, 12, 0.001);
  EXPECT_TRUE(parse_path_data("L 1 1").empty());
  EXPECT_EQ(parse_path_data("M 1 1 L 2").points.size(), 1);
}

TEST(Svg, StylesAttributesSheetsStyleAttributesInThisOrder) {
  const Read read =
      svg("<style>.a{fill:#00f} #b{fill:#0f0}</style><rect class=\"a\" width=\"1\" height=\"1\" fill=\"#f00\"/>"
          "<rect id=\"b\" class=\"a\" width=\"1\" height=\"1\"/><rect width=\"1\" height=\"1\" "
          "style=\"fill:none;stroke:red\"/>");
  EXPECT_EQ(std::get<FillShape>(read.drawing().items[0]).paint.color, (css::Color{0, 0, 255, 255}));
  EXPECT_EQ(std::get<FillShape>(read.drawing().items[1]).paint.color, (css::Color{0, 255, 0, 255}));
  EXPECT_EQ(std::get<StrokeShape>(read.drawing().items[2]).paint.color, (css::Color{255, 0, 0, 255}));
}

TEST(Svg, GradientsClipsAndGroups) {
  const Read read =
      svg("<linearGradient id=\"g\"><stop offset=\"0\" stop-color=\"red\"/><stop offset=\"1\"/></linearGradient>"
          "<clipPath id=\"c\"><circle r=\"5\"/></clipPath>"
          "<rect width=\"10\" height=\"10\" fill=\"url(#g)\" clip-path=\"url(#c)\" opacity=\".5\"/>");
  EXPECT_EQ(read.drawing().gradients.size(), 1);
  EXPECT_EQ(read.drawing().items.size(), 5);
  EXPECT_TRUE(read.drawing().has_transparency);
}

TEST(Svg, TheAttributeTakesNumbersAndThePropertyUnits) {
  const auto corner = [](const std::string& attributes) {
    const Read read = svg("<rect width=\"4\" height=\"2\" " + attributes + "/>");
    const base::PathPoint point = std::get<FillShape>(read.drawing().items.at(0)).path.points[2];
    return std::pair(std::round(point.x * 100) / 100, std::round(point.y * 100) / 100);
  };
  EXPECT_EQ(corner("transform=\"translate(1,2),scale(2)\""), std::pair(9.0, 6.0));
  for (const std::string bad : {"translate(1px 2)", "rotate(90deg)", "scaleX(2)", "translate(1,,2)",
                                "matrix(1 0 0 1 2)", "skewX(45deg)", "rotate(90,)", "x", "translate(1,2,3)"}) {
    EXPECT_EQ(corner("transform=\"" + bad + "\""), std::pair(4.0, 2.0)) << bad;
    EXPECT_EQ(svg("<g transform=\"" + bad + "\"/>").messages(), "images/svg-unsupported transform: " + bad);
  }
  EXPECT_EQ(corner("style=\"transform:translate(10%, 10%) rotate(90deg)\""), std::pair(8.0, 9.0));
  EXPECT_EQ(corner("transform=\"scale(3)\" style=\"transform:scaleX(2)\""), std::pair(8.0, 2.0));
  EXPECT_EQ(corner("transform=\"scale(3)\" style=\"transform:scale(x)\""), std::pair(12.0, 6.0));
  EXPECT_EQ(corner("transform=\"scale(2)\" style=\"translate:1px 2px;rotate:180deg\""), std::pair(-7.0, -2.0));
}

TEST(Svg, OriginsCountFromTheViewBoxOrFromTheShape) {
  const auto corner = [](const std::string& attributes) {
    const Read read = svg("<rect x=\"10\" y=\"10\" width=\"4\" height=\"2\" " + attributes + "/>");
    return std::get<FillShape>(read.drawing().items.at(0)).path.points[0];
  };
  EXPECT_EQ(corner("transform=\"scale(2)\" transform-origin=\"50% 0\""), (base::PathPoint{-30, 20}));
  EXPECT_EQ(corner("transform=\"scale(2)\" transform-origin=\"bottom 4\""), (base::PathPoint{20, 20}));
  EXPECT_EQ(corner("transform=\"scale(2)\" transform-origin=\"bottom right\""), (base::PathPoint{-80, -30}));
  EXPECT_EQ(corner("transform=\"scale(2)\" transform-box=\"fill-box\" transform-origin=\"center\""),
            (base::PathPoint{8, 9}));
  const Read group =
      svg("<g style=\"transform-box:fill-box;transform-origin:100% 100%;transform:scale(2)\">"
          "<rect x=\"10\" y=\"10\" width=\"4\" height=\"2\"/><rect x=\"20\" y=\"10\" width=\"4\" height=\"2\"/></g>");
  EXPECT_EQ(std::get<FillShape>(group.drawing().items.at(0)).path.points[0], (base::PathPoint{-4, 8}));
}

TEST(Svg, BoxesOfShapesIncludeWhatIsReferredTo) {
  const auto corner = [](const std::string& body) {
    const Read read =
        svg("<symbol id=\"s\"><rect width=\"4\" height=\"2\"/></symbol>"
            "<rect id=\"r\" width=\"4\" height=\"2\" style=\"display:none\"/>" +
            body);
    EXPECT_EQ(read.messages(), "");
    for (const DrawingItem& item : read.drawing().items) {
      if (const auto* const fill = std::get_if<FillShape>(&item)) return fill->path.points[0];
    }
    return base::PathPoint{-1, -1};
  };
  const std::string about_middle = " style=\"transform-box:fill-box;transform-origin:center;transform:scale(2)\"";
  EXPECT_EQ(corner("<use href=\"#s\" x=\"10\" y=\"10\"" + about_middle + "/>"), (base::PathPoint{8, 9}));
  EXPECT_EQ(corner("<svg x=\"10\" y=\"10\" width=\"8\" height=\"4\" viewBox=\"0 0 4 2\"" + about_middle +
                   "><rect width=\"4\" height=\"2\"/></svg>"),
            (base::PathPoint{6, 8}));
  const Read text =
      svg("<g style=\"transform-box:fill-box;rotate:90deg\"><text>x</text><rect width=\"4\" "
          "height=\"2\"/></g>");
  EXPECT_EQ(text.messages(), "images/svg-unsupported transform-box\nimages/svg-unsupported <text>");
}

TEST(Svg, NestedBoxesAreMeasuredOnce) {
  std::string open, close;
  for (int i = 0; i < 40; ++i) {
    open += "<g style=\"transform-box:fill-box;rotate:0deg\">";
    close += "</g>";
  }
  std::string path = "M0 0";
  for (int i = 0; i < 1000; ++i) path += "h1v1";
  EXPECT_EQ(svg(open + "<path d=\"" + path + "\"/>" + close).messages(), "");
}

TEST(Svg, ReferencesInClipPathsHaveTheirOwnPlaceAndTransform) {
  const auto clip = [](const std::string& use, const std::string& attributes) {
    const Read read =
        svg("<defs><rect id=\"r\" width=\"4\" height=\"2\" " + attributes + "/></defs><clipPath id=\"c\">" + use +
            "</clipPath><rect width=\"9\" height=\"9\" clip-path=\"url(#c)\"/>");
    return std::get<BeginClip>(read.drawing().items.at(0)).path.points[0];
  };
  EXPECT_EQ(clip("<use href=\"#r\" transform=\"translate(10 0)\"/>", ""), (base::PathPoint{10, 0}));
  EXPECT_EQ(clip("<use href=\"#r\"/>", "transform=\"translate(10 0)\""), (base::PathPoint{10, 0}));
  EXPECT_EQ(clip("<use href=\"#r\" x=\"3\" y=\"5\"/>", ""), (base::PathPoint{3, 5}));
}

TEST(Svg, DepthIsProjectedOrReported) {
  const auto corner = [](const std::string& transform) {
    const Read read = svg("<rect width=\"4\" height=\"2\" style=\"transform:" + transform + "\"/>");
    const base::PathPoint point = std::get<FillShape>(read.drawing().items.at(0)).path.points[2];
    return std::pair(std::round(point.x * 100) / 100, std::round(point.y * 100) / 100);
  };
  EXPECT_EQ(corner("rotateX(60deg)"), std::pair(4.0, 1.0));
  EXPECT_EQ(corner("rotateX(60deg) rotateX(-60deg)"), std::pair(4.0, 2.0));
  EXPECT_EQ(corner("translate3d(1px, 2px, 3px) scale3d(2, 1, 5)"), std::pair(9.0, 4.0));
  EXPECT_EQ(svg("<g style=\"transform:perspective(9px) rotateX(60deg)\"/>").messages(),
            "images/svg-unsupported transform: perspective(9px) rotateX(60deg)");
}

TEST(Svg, TransformsHaveTheKeywordsOfAllPropertiesAndErrorsAreReported) {
  const auto corner = [](const std::string& attributes) {
    const Read read = svg("<g transform=\"scale(1)\"><rect width=\"4\" height=\"2\" " + attributes + "/></g>");
    EXPECT_EQ(read.messages(), "") << attributes;
    return std::get<FillShape>(read.drawing().items.at(0)).path.points[2];
  };
  EXPECT_EQ(corner("transform=\"scale(3)\" style=\"transform:initial\""), (base::PathPoint{4, 2}));
  EXPECT_EQ(corner("transform=\"scale(3)\" style=\"transform:none\""), (base::PathPoint{4, 2}));
  EXPECT_EQ(
      corner("style=\"opacity:unset;transform:scale(3);transform-origin:calc(50% + 2px) 0;transform-box:View-Box\""),
      (base::PathPoint{-92, 6}));
  EXPECT_EQ(corner("style=\"translate: calc(1px + 2px - 50%) max(1px, 2%, clamp(1px, 9px, 3px))\""),
            (base::PathPoint{-43, 5}));
  EXPECT_EQ(corner("style=\"transform: translate(min(3px, calc(2px)), calc(1px + 1px))\""), (base::PathPoint{6, 4}));
  for (const std::string bad :
       {"translate: 1px 2px 3%", "rotate: 3", "rotate: scale(2)", "translate: rotate(45deg)", "scale: translate(1px)",
        "translate: calc(1px +2px)", "translate: calc(2 *)", "transform: perspective(-5px)", "translate: min()",
        "scale: 1px", "transform-origin: top top", "transform-box: stroke-box", "transform: matrix(50%,0,0,1,0,0)"}) {
    EXPECT_EQ(svg("<g style=\"" + bad + "\"/>").messages(), "images/svg-unsupported " + bad);
  }
}

TEST(Svg, DefinitionsInheritFromWhereTheyAreDefined) {
  const Read read = svg(
      "<defs fill=\"#f00\" color=\"#00f\"><pattern id=\"p\" width=\"1\" height=\"1\"><rect width=\"2\" height=\"2\"/>"
      "</pattern><linearGradient id=\"G\"><stop stop-color=\"currentColor\"/></linearGradient></defs>"
      "<rect width=\"9\" height=\"9\" fill=\"url(#p)\"/><rect width=\"9\" height=\"9\" color=\"#0f0\" "
      "fill=\"URL(#G)\"/>");
  EXPECT_EQ(read.messages(), "");
  for (const DrawingItem& item : read.drawing().items) {
    if (const auto* const fill = std::get_if<FillShape>(&item); fill != nullptr && !fill->paint.gradient) {
      EXPECT_EQ(fill->paint.color, (css::Color{255, 0, 0, 255}));
    }
  }
  ASSERT_EQ(read.drawing().gradients.size(), 1);
  EXPECT_EQ(read.drawing().gradients[0].stops[0].color, (css::Color{0, 0, 255, 255}));
}

TEST(Svg, PicturesInPatternsAreReadOnce) {
  const std::string png =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const Read read =
      svg("<pattern id=\"p\" patternUnits=\"userSpaceOnUse\" width=\"5\" height=\"5\"><image width=\"5\" "
          "height=\"5\" href=\"data:image/png;base64," +
          png + "\"/></pattern><rect width=\"20\" height=\"5\" fill=\"url(#p)\"/>");
  EXPECT_EQ(read.messages(), "");
  EXPECT_EQ(read.drawing().rasters.size(), 1);
  int drawn = 0;
  for (const DrawingItem& item : read.drawing().items) drawn += std::holds_alternative<DrawRaster>(item);
  EXPECT_EQ(drawn, 4);
}

TEST(Svg, PatternsAreDrawnAsTheTilesThatAShapeReachesInto) {
  const auto tiles = [](const std::string& attributes, const std::string& shape) {
    const Read read = svg("<pattern id=\"p\" " + attributes + "><rect width=\"2\" height=\"2\"/></pattern>" + shape);
    EXPECT_EQ(read.messages(), "");
    std::vector<base::PathPoint> corners;
    for (const DrawingItem& item : read.drawing().items) {
      if (const auto* const fill = std::get_if<FillShape>(&item)) corners.push_back(fill->path.points[0]);
    }
    return corners;
  };
  const std::string shape = "<rect x=\"5\" width=\"15\" height=\"10\" fill=\"url(#p)\"/>";
  using Corners = std::vector<base::PathPoint>;
  EXPECT_EQ(tiles("patternUnits=\"userSpaceOnUse\" width=\"10\" height=\"10\"", shape), (Corners{{0, 0}, {10, 0}}));
  EXPECT_EQ(
      tiles("patternUnits=\"userSpaceOnUse\" x=\"1\" width=\"10\" height=\"10\" patternTransform=\"scale(2)\"", shape),
      (Corners{{2, 0}}));
  EXPECT_EQ(tiles("width=\".5\" height=\"1\"", shape), (Corners{{5, 0}, {12.5, 0}}));
  EXPECT_EQ(tiles("width=\"0\" height=\"1\"", shape), Corners());
}

TEST(Svg, PatternsThatReferToThemselvesOrHaveTooManyTilesEnd) {
  EXPECT_EQ(svg("<pattern id=\"p\" width=\"1\" height=\"1\"><rect width=\"9\" height=\"9\" fill=\"url(#p)\"/></pattern>"
                "<rect width=\"9\" height=\"9\" fill=\"url(#p)\"/>")
                .messages(),
            "images/svg-unsupported <pattern>");
  EXPECT_EQ(svg("<pattern id=\"p\" patternUnits=\"userSpaceOnUse\" width=\".001\" height=\".001\"><rect width=\"1\" "
                "height=\"1\"/></pattern><rect width=\"9\" height=\"9\" fill=\"url(#p)\"/>")
                .messages(),
            "images/svg-unsupported <pattern>");
  // Numbers of tiles that a double cannot count on from.
  EXPECT_EQ(svg("<pattern id=\"p\" patternUnits=\"userSpaceOnUse\" width=\"300\" height=\"1\" "
                "patternTransform=\"translate(0 1e18)\"><path/></pattern><rect width=\"10\" height=\"256\" "
                "fill=\"url(#p)\"/>")
                .messages(),
            "images/svg-unsupported <pattern>");
  // Tiles in which nothing is drawn leave nothing.
  EXPECT_TRUE(
      svg("<pattern id=\"p\" width=\".1\" height=\".1\"><title>t</title></pattern><rect width=\"9\" height=\"9\" "
          "fill=\"url(#p)\"/>")
          .drawing()
          .items.empty());
}

TEST(Svg, MarkersStandAtVerticesInTheDirectionOfTheLine) {
  const auto corners = [](const std::string& marker, const std::string& shape) {
    const Read read = svg("<marker id=\"m\" markerWidth=\"2\" markerHeight=\"2\" " + marker +
                          "><path d=\"M0 0L2 0L2 2z\"/></marker>" + shape);
    EXPECT_EQ(read.messages(), "");
    std::vector<std::pair<int, int>> found;
    for (const DrawingItem& item : read.drawing().items) {
      const auto* const fill = std::get_if<FillShape>(&item);
      if (fill == nullptr || fill->path.points.size() != 3) continue;
      const base::PathPoint& point = fill->path.points[1];
      found.emplace_back(std::lround(point.x), std::lround(point.y));
    }
    return found;
  };
  using Found = std::vector<std::pair<int, int>>;
  const std::string line = "<path fill=\"none\" stroke=\"red\" d=\"M10 10H20V30\" ";
  // The second corner lies two widths of the line further in its direction.
  EXPECT_EQ(corners("orient=\"auto\"", line + "marker-end=\"url(#m)\"/>"), (Found{{20, 32}}));
  EXPECT_EQ(corners("orient=\"auto\"", line + "marker-start=\"url(#m)\"/>"), (Found{{12, 10}}));
  EXPECT_EQ(corners("orient=\"auto-start-reverse\"", line + "marker-start=\"url(#m)\"/>"), (Found{{8, 10}}));
  EXPECT_EQ(corners("orient=\"90\"", line + "style=\"marker: url(#m)\"/>"), (Found{{10, 12}, {20, 12}, {20, 32}}));
  EXPECT_EQ(corners("orient=\".25turn\"", line + "marker-end=\"url(#m)\"/>"), (Found{{20, 32}}));
  EXPECT_EQ(corners("refX=\"2\"", line + "stroke-width=\"3\" marker-end=\"url(#m)\"/>"), (Found{{20, 30}}));
  EXPECT_EQ(corners("viewBox=\"0 0 4 4\" refX=\"center\" refY=\"2\"", line + "marker-end=\"url(#m)\"/>"),
            (Found{{20, 29}}));
  EXPECT_EQ(corners("markerUnits=\"userSpaceOnUse\"", line + "stroke-width=\"3\" marker-end=\"url(#m)\"/>"),
            (Found{{22, 30}}));
  // Both ends of a closed path have the direction between its first and its last line.
  EXPECT_EQ(corners("orient=\"auto\"",
                    "<polygon points=\"10,10 20,10 20,20\" fill=\"none\" stroke=\"red\" marker-end=\"url(#m)\"/>")
                .size(),
            1U);
  // Rectangles have none, nor has a line without width.
  EXPECT_EQ(corners("", "<rect width=\"9\" height=\"9\" fill=\"none\" marker-end=\"url(#m)\"/>"), Found());
  EXPECT_EQ(corners("", "<line x2=\"9\" stroke-width=\"0\" marker-end=\"url(#m)\"/>"), Found());
}

TEST(Svg, MarkersTakeThePaintOfTheirLine) {
  const Read read =
      svg("<marker id=\"m\" viewBox=\"0 0 2 2\"><path d=\"M0 0L2 0L2 2z\" fill=\"context-stroke\" "
          "stroke=\"context-fill\"/></marker>"
          "<path d=\"M0 0L9 9L9 0\" fill=\"#010203\" stroke=\"#040506\" marker-end=\"url(#m)\"/>");
  std::vector<css::Color> fills;
  std::vector<css::Color> strokes;
  for (const DrawingItem& item : read.drawing().items) {
    if (const auto* const fill = std::get_if<FillShape>(&item)) fills.push_back(fill->paint.color);
    if (const auto* const stroke = std::get_if<StrokeShape>(&item)) strokes.push_back(stroke->paint.color);
  }
  EXPECT_EQ(fills, (std::vector<css::Color>{{1, 2, 3, 255}, {4, 5, 6, 255}}));
  EXPECT_EQ(strokes, (std::vector<css::Color>{{4, 5, 6, 255}, {1, 2, 3, 255}}));
}

TEST(Svg, MarkersThatReferToThemselvesEnd) {
  const Read read =
      svg("<marker id=\"m\"><path d=\"M0 0L1 1L2 0\" marker-mid=\"url(#m)\"/></marker>"
          "<path d=\"M0 0L1 1L2 0\" marker-mid=\"url(#m)\"/>");
  EXPECT_EQ(read.messages(), "");
  std::string chain;
  for (int i = 0; i < 12; ++i) {
    chain += "<marker id=\"m" + std::to_string(i) + "\"><path d=\"M0 0" + std::string(40, ' ') +
             "L1 1L2 2L3 1L4 2L5 1L6 2L7 1L8 2L9 1\" marker=\"url(#m" + std::to_string(i + 1) +
             ")\" style=\"marker: url(#m" + std::to_string(i + 1) + ")\"/></marker>";
  }
  EXPECT_EQ(svg(chain + "<path d=\"M0 0L1 1\" style=\"marker: url(#m0)\"/>").messages(), "images/svg-too-complex");
}

TEST(Svg, WhatIsNotDrawnIsToldOnceEach) {
  EXPECT_EQ(svg("<rect width=\"1\" height=\"1\" filter=\"url(#f)\"/><foreignObject/>").messages(),
            "images/svg-unsupported filter\nimages/svg-unsupported <foreignObject>");
  EXPECT_EQ(svg("<script>1</script>").messages(), "images/svg-unsupported <script>");
}

TEST(Svg, NothingOutsideOfTheFileIsRead) {
  EXPECT_EQ(svg("<image href=\"a.png\" width=\"1\" height=\"1\"/>").messages(), "images/svg-external a.png");
  EXPECT_EQ(svg("<use xlink:href=\"other.svg#x\"/>").messages(), "images/svg-external other.svg#x");
  EXPECT_EQ(Read("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg>&x;</svg>").messages(),
            "images/svg-external file:///etc/passwd");
}

TEST(Svg, HostileDrawingsEndWithAMessage) {
  EXPECT_EQ(Read("<svg").messages(), "images/svg-ill-formed 1");
  EXPECT_EQ(Read("<html/>").messages(), "images/svg-ill-formed 1");
  std::string nested;
  for (int i = 0; i < 100'000; ++i) nested += "<g>";
  EXPECT_EQ(svg(nested).messages(), "images/svg-too-complex");
  std::string bomb = "<!DOCTYPE svg [<!ENTITY a0 \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\">";
  for (int i = 1; i < 12; ++i) {
    bomb += "<!ENTITY a" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) bomb += "&a" + std::to_string(i - 1) + ";";
    bomb += "\">";
  }
  EXPECT_EQ(Read(bomb + "]><svg><text>&a11;</text></svg>").messages(), "images/svg-too-complex");
  std::string uses = "<g id=\"u0\"><rect width=\"1\" height=\"1\"/></g>";
  for (int i = 1; i < 30; ++i) {
    const std::string inner = "<use href=\"#u" + std::to_string(i - 1) + "\"/>";
    uses += "<g id=\"u" + std::to_string(i) + "\">" + inner + inner + "</g>";
  }
  EXPECT_EQ(svg(uses).messages(), "images/svg-too-complex");
  EXPECT_TRUE(svg("<g id=\"a\"><use href=\"#a\"/></g><use href=\"#a\"/>").messages().empty());
  EXPECT_TRUE(svg("<path d=\"M 1e300 -1e300 A 1e-300 1e300 nan 0 0 5 5\"/>").image);
}

TEST(Svg, WorkForWhatIsNotSeenCountsToo) {
  const auto repeated = [](int count, const std::string& text) {
    std::string all;
    for (int i = 0; i < count; ++i) all += text;
    return all;
  };
  const std::string stops = repeated(3'000, "<stop offset=\"1\"/>");
  const std::string shape = "<path d=\"M0 0h1v1\" fill=\"url(#g)\"/>";
  EXPECT_EQ(svg("<linearGradient id=\"g\">" + stops + "</linearGradient>" + repeated(3'000, shape)).messages(),
            "images/svg-too-complex");
  EXPECT_EQ(svg("<linearGradient id=\"g\">" + stops + "</linearGradient>" + repeated(30, shape)).messages(), "");
  const std::string titles = repeated(3'000, "<title/>");
  EXPECT_EQ(svg("<g id=\"a\">" + titles + "</g>" + repeated(3'000, "<use href=\"#a\"/>")).messages(),
            "images/svg-too-complex");
  const std::string clipped = "<path d=\"M0 0h1v1\" clip-path=\"url(#c)\"/>";
  EXPECT_EQ(svg("<clipPath id=\"c\">" + titles + "</clipPath>" + repeated(3'000, clipped)).messages(),
            "images/svg-too-complex");
  const std::string turned = "<use href=\"#s\" style=\"transform-box:fill-box;rotate:1deg\"/>";
  EXPECT_EQ(svg("<symbol id=\"s\">" + titles + "</symbol>" + repeated(3'000, turned)).messages(),
            "images/svg-too-complex");
}

TEST(Svg, ColoursAreThoseOfStyleSheets) {
  const Read read =
      svg("<g fill=\"hsl(120 100% 25%)\" color=\"red\"><rect width=\"1\" height=\"1\"/>"
          "<rect width=\"1\" height=\"1\" fill=\"rgb(0 0 255 / 50%)\"/>"
          "<rect width=\"1\" height=\"1\" fill=\"blue\" style=\"fill: inherit\"/>"
          "<rect width=\"1\" height=\"1\" style=\"fill: initial\"/></g>");
  std::vector<std::string> colors;
  for (const DrawingItem& item : read.drawing().items)
    colors.push_back(css::to_text(std::get<FillShape>(item).paint.color));
  EXPECT_EQ(colors, (std::vector<std::string>{"#008000", "#0000ff80", "#008000", "#000000"}));
}

TEST(Svg, EqualDrawingsOfAPageAreReadOnce) {
  diagnostics::DiagnosticSink sink;
  ImageSet set(nullptr, nullptr, sink);
  const auto drawing = [](const std::string& name, const std::string& width) {
    SvgDocument document;
    document.is_inline = true;
    document.elements.resize(3);
    document.elements[1].name = "svg";
    document.elements[1].attributes = {{"viewBox", "0 0 9 9"}, {"width", width}};
    document.elements[1].children.push_back({2, {}});
    document.elements[2].name = name;
    document.elements[2].attributes = {{"width", "4"}, {"height", "4"}};
    return document;
  };
  const ImageId first = set.add_drawing(drawing("rect", "10"), "<svg>", {});
  EXPECT_EQ(set.add_drawing(drawing("rect", "20"), "<svg>", {}), first);  // the page has its size
  EXPECT_NE(set.add_drawing(drawing("g", "10"), "<svg>", {}), first);
  EXPECT_FALSE(set.add_drawing(drawing("script", "10"), "<svg>", {}) == ImageId());
  EXPECT_EQ(sink.diagnostics().size(), 1U);
}

TEST(Svg, AnotherRatioGivesAnotherDrawing) {
  diagnostics::DiagnosticSink sink;
  ImageSet set(nullptr, nullptr, sink);
  const auto load = [&](const std::string& root) -> const Image& {
    return set.image(set.load(
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' " + root + "><rect width='10' height='10'/></svg>",
        {}));
  };
  const auto left = [](const Image& image) {
    return std::get<FillShape>(std::get<Drawing>(image.picture).items.front()).path.points.front().x;
  };
  const Image& box = load("viewBox='0 0 10 10'");
  EXPECT_EQ(&set.at_size(box, 30, 30), &box);
  EXPECT_EQ(left(set.at_size(box, 30, 10)), 10);
  EXPECT_EQ(&set.at_size(box, 30, 10), &set.at_size(box, 30, 10));
  EXPECT_EQ(left(set.at_size(load("viewBox='0 0 10 10' preserveAspectRatio='xMaxYMid slice'"), 10, 30)), -20);
  const Image& stretched = load("width='10' height='10'");
  EXPECT_EQ(&set.at_size(stretched, 30, 10), &stretched);
}

TEST(Svg, AViewBoxWithoutAreaShowsNothing) {
  EXPECT_TRUE(svg("<rect width=\"100%\" height=\"100%\"/>", "width=\"8\" viewBox=\"0 0 8 0\"").drawing().items.empty());
  EXPECT_FALSE(svg("<rect width=\"1\" height=\"1\"/>", "viewBox=\"0 0 -8 8\"").drawing().items.empty());
}

TEST(Svg, AMaskOfOneWhiteShapeIsAClip) {
  const Read read =
      svg("<mask id=\"m\"><circle cx=\"5\" cy=\"5\" r=\"4\" fill=\"white\"/></mask>"
          "<g mask=\"url(#m)\"><rect width=\"20\" height=\"20\"/></g>");
  EXPECT_EQ(read.messages(), "");
  // The other clip is the region of the mask, a tenth beyond the masked shapes.
  ASSERT_EQ(read.drawing().items.size(), 5);
  EXPECT_TRUE(std::holds_alternative<BeginClip>(read.drawing().items[0]));
  EXPECT_TRUE(std::holds_alternative<BeginClip>(read.drawing().items[1]));
  EXPECT_TRUE(std::holds_alternative<EndClip>(read.drawing().items[4]));
  EXPECT_TRUE(read.drawing().masks.empty());
  EXPECT_FALSE(read.drawing().has_transparency);
}

TEST(Svg, OtherMasksAreKeptWithTheirItems) {
  const std::string masked = "<rect mask=\"url(#m)\" width=\"20\" height=\"20\"/>";
  const Read gray = svg("<mask id=\"m\"><rect width=\"9\" height=\"9\" fill=\"gray\"/></mask>" + masked);
  ASSERT_EQ(gray.drawing().masks.size(), 1);
  EXPECT_FALSE(gray.drawing().masks[0].is_alpha);
  ASSERT_EQ(gray.drawing().items.size(), 5);
  EXPECT_EQ(std::get<BeginGroup>(gray.drawing().items[1]).mask, 0U);
  EXPECT_TRUE(gray.drawing().has_transparency);
  // The opacity of a shape counts alone, whatever its colour.
  const Read alpha = svg("<mask id=\"m\" mask-type=\"alpha\"><rect width=\"9\" height=\"9\"/></mask>" + masked);
  EXPECT_TRUE(std::holds_alternative<BeginClip>(alpha.drawing().items[0]));
  const Read styled =
      svg("<mask id=\"m\" style=\"mask-type: alpha\"><rect width=\"9\" height=\"9\" opacity=\".5\"/></mask>" + masked);
  ASSERT_EQ(styled.drawing().masks.size(), 1);
  EXPECT_TRUE(styled.drawing().masks[0].is_alpha);
  // A mask without content hides everything, as does one of shapes that are not shown.
  EXPECT_TRUE(svg("<mask id=\"m\"/>" + masked).drawing().items.empty());
}

TEST(Svg, MasksAreMeasuredByTheMaskedElementOrTheDrawing) {
  const auto corner = [](const std::string& attributes) {
    const Read read = svg("<mask id=\"m\" " + attributes +
                          "><rect width=\"1\" height=\"1\" fill=\"gray\"/></mask>"
                          "<rect mask=\"url(#m)\" x=\"10\" y=\"20\" width=\"40\" height=\"20\"/>");
    const auto& region = std::get<BeginClip>(read.drawing().items.at(0));
    const auto& content = std::get<FillShape>(read.drawing().masks.at(0).items.at(0));
    return std::pair(region.path.points[2], content.path.points[2]);
  };
  using base::PathPoint;
  EXPECT_NEAR(corner("").first.x, 54, 1e-9);
  EXPECT_NEAR(corner("").first.y, 42, 1e-9);
  EXPECT_EQ(corner("").second, (PathPoint{1, 1}));
  EXPECT_EQ(corner("maskContentUnits=\"objectBoundingBox\"").second, (PathPoint{50, 40}));
  EXPECT_EQ(corner("maskUnits=\"userSpaceOnUse\" x=\"5\" y=\"6\" width=\"7\" height=\"50%\"").first,
            (PathPoint{12, 31}));
  EXPECT_EQ(corner("width=\"0.6\" x=\"0\" y=\"0\" height=\"1\"").first, (PathPoint{34, 40}));
}

TEST(Svg, MasksThatReferToThemselvesOrToNothingAreReported) {
  const Read loop =
      svg("<mask id=\"m\"><rect mask=\"url(#m)\" width=\"9\" height=\"9\" fill=\"white\"/></mask>"
          "<rect mask=\"url(#m)\" width=\"9\" height=\"9\"/>");
  EXPECT_EQ(loop.messages(), "images/svg-unsupported mask: url(#m)");
  const Read none = svg("<rect mask=\"url(#x)\" width=\"9\" height=\"9\"/>");
  EXPECT_EQ(none.messages(), "images/svg-unsupported mask: url(#x)");
  EXPECT_EQ(none.drawing().items.size(), 1);
  std::string deep;
  for (int i = 0; i < 3000; ++i) {
    deep += "<mask id=\"m" + std::to_string(i) + "\"><rect mask=\"url(#m" + std::to_string(i + 1) +
            ")\" width=\"9\" height=\"9\" fill=\"gray\"/></mask>";
  }
  EXPECT_FALSE(svg(deep + "<rect mask=\"url(#m0)\" width=\"9\" height=\"9\"/>").image);
}

TEST(Svg, WhatCannotBeMeasuredForAMaskIsShownAndReported) {
  const Read read =
      svg("<mask id=\"m\" maskContentUnits=\"objectBoundingBox\"><rect width=\".5\" height=\"1\" "
          "fill=\"gray\"/></mask><g mask=\"url(#m)\"><text>x</text><rect width=\"9\" height=\"9\"/></g>");
  EXPECT_NE(read.messages().find("images/svg-unsupported maskContentUnits"), std::string::npos) << read.messages();
  EXPECT_TRUE(read.drawing().masks.empty());
}

TEST(Svg, TheRootHasItsEffects) {
  const std::string clip =
      "<clipPath id=\"c\"><rect width=\"5\" height=\"5\"/></clipPath><rect width=\"9\" height=\"9\"/>";
  const Read read = svg(clip, "viewBox=\"0 0 100 50\" clip-path=\"url(#c)\" opacity=\".5\"");
  ASSERT_EQ(read.drawing().items.size(), 5);
  EXPECT_TRUE(std::holds_alternative<BeginClip>(read.drawing().items[0]));
  EXPECT_EQ(std::get<BeginGroup>(read.drawing().items[1]).opacity, 0.5);
}

TEST(Svg, ShapesOfAClipNeverCutHolesIntoEachOther) {
  const Read read =
      svg("<clipPath id=\"c\"><path d=\"M0 0H10V10H0Z\"/><path d=\"M5 5V15H15V5Z\"/></clipPath>"
          "<rect clip-path=\"url(#c)\" width=\"20\" height=\"20\"/>");
  const auto& clip = std::get<BeginClip>(read.drawing().items[0]);
  ASSERT_EQ(clip.path.points.size(), 8U);
  const auto turn = [&](std::size_t at) {
    const base::PathPoint a = clip.path.points[at], b = clip.path.points[at + 1], c = clip.path.points[at + 2];
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0;
  };
  EXPECT_EQ(turn(0), turn(4));
  const Read nested =
      svg("<clipPath id=\"d\"><rect width=\"3\" height=\"3\"/></clipPath><clipPath id=\"c\" clip-path=\"url(#d)\">"
          "<rect width=\"9\" height=\"9\"/></clipPath><rect clip-path=\"url(#c)\" width=\"20\" height=\"20\"/>");
  ASSERT_EQ(nested.drawing().items.size(), 5);
  const Read text =
      svg("<clipPath id=\"c\"><text>x</text></clipPath><rect clip-path=\"url(#c)\" width=\"20\" height=\"20\"/>");
  EXPECT_EQ(text.messages(), "images/svg-unsupported <text> in <clipPath>");
  EXPECT_EQ(text.drawing().items.size(), 1);
}

TEST(Svg, LinesAreNotFilled) {
  for (const std::string shape :
       {"<line x2=\"9\" y2=\"4\"", "<path d=\"M0 0L9 4L0 0\"", "<polyline points=\"0,0 3,3 9,9\""}) {
    const Read read = svg(shape + " stroke=\"red\"/>");
    ASSERT_EQ(read.drawing().items.size(), 1) << shape;
    EXPECT_TRUE(std::holds_alternative<StrokeShape>(read.drawing().items[0]));
  }
  EXPECT_EQ(svg("<path d=\"M0 0L9 0L9 9\"/>").drawing().items.size(), 1);
}

TEST(Svg, WhatHasNoEffectIsReported) {
  EXPECT_EQ(svg("<use href=\"#none\"/>").messages(), "images/svg-unsupported use: #none");
  EXPECT_EQ(svg("<rect width=\"1\" height=\"1\" font-variant=\"small-caps\" direction=\"ltr\" filter=\"url(#f)\"/>")
                .messages(),
            "images/svg-unsupported font-variant\nimages/svg-unsupported filter");
  const Read sheet =
      svg("<style>@import url(x); @font-face { src: url(x) } rect { fill: red; fil: blue; animation: a 2s }\n"
          "a:foo { fill: blue } @media (foo) { rect { fill: blue } }</style><rect width=\"1\" height=\"1\"/>");
  EXPECT_EQ(sheet.messages(),
            "images/svg-unsupported @font-face\nimages/svg-unsupported :foo\nimages/svg-unsupported @media\n"
            "images/svg-unsupported @import\nimages/svg-unsupported fil\nimages/svg-unsupported animation");
  EXPECT_EQ(std::get<FillShape>(sheet.drawing().items[0]).paint.color, (css::Color{255, 0, 0, 255}));
  const Read dashes = svg("<path d=\"M0 0L90000 0\" stroke=\"red\" stroke-dasharray=\".01\"/>");
  EXPECT_EQ(dashes.messages(), "images/svg-unsupported stroke-dasharray");
  EXPECT_TRUE(std::get<StrokeShape>(dashes.drawing().items[0]).style.dashes.empty());
}

TEST(Svg, StyleSheetsHaveTheSelectorsOfTheEngine) {
  using Fills = std::vector<std::string>;
  const auto fills = [](const std::string& sheet, const std::string& body) {
    const Read read = svg("<style>" + sheet + "</style>" + body);
    EXPECT_EQ(read.messages(), "") << sheet;
    Fills out;
    for (const DrawingItem& item : read.drawing().items)
      if (const auto* fill = std::get_if<FillShape>(&item)) out.push_back(css::to_text(fill->paint.color));
    return out;
  };
  const std::string body =
      "<g class=\"a\"><rect width=\"1\" height=\"1\" data-k=\"v\"/><g><rect width=\"1\" height=\"1\" class=\"b "
      "c\"/></g>"
      "<circle r=\"1\"/></g><rect id=\"d\" width=\"1\" height=\"1\" style=\"fill:#444\"/>";
  const std::string black = "#000000", own = "#444444";
  EXPECT_EQ(fills(".a rect{fill:#111}", body), (Fills{"#111111", "#111111", black, own}));
  EXPECT_EQ(fills(".a > rect{fill:#111} .b.c{fill:#222}", body), (Fills{"#111111", "#222222", black, own}));
  EXPECT_EQ(fills("[data-k=v]{fill:#111} rect:not([data-k]):not(#d), circle:last-child{fill:#222}", body),
            (Fills{"#111111", "#222222", "#222222", own}));
  EXPECT_EQ(
      fills("rect:first-child{fill:#111} rect:nth-of-type(n+1){stroke:none} svg > :last-child{fill:#333!important}",
            body),
      (Fills{"#111111", "#111111", black, "#333333"}));
  EXPECT_EQ(fills("@media screen{rect{fill:#111}} @media print{circle{fill:#222}}", body),
            (Fills{black, black, "#222222", own}));
  EXPECT_EQ(fills("rect{fill:#111!important} #d{fill:#222} .a{ &amp; circle{fill:#333} }", body),
            (Fills{"#111111", "#111111", "#333333", "#111111"}));
  EXPECT_EQ(fills("linearGradient stop{stop-color:red} lineargradient{opacity:1} CIRCLE{fill:#111}", body),
            (Fills{black, black, "#111111", own}));
}

TEST(Svg, VariablesAreInheritedAndFallBack) {
  const Read read =
      svg("<style>:root{--main:#123456;--wide:calc(2px * 3)} .x{--main:#654321}</style>"
          "<rect width=\"1\" height=\"1\" fill=\"var(--main)\"/>"
          "<g class=\"x\"><rect width=\"1\" height=\"1\" style=\"fill:var(--main);stroke:var(--none,red);"
          "stroke-width:var(--wide)\"/></g><rect width=\"1\" height=\"1\" fill=\"var(--gone)\"/>");
  const auto& items = read.drawing().items;
  ASSERT_EQ(items.size(), 4);
  EXPECT_EQ(css::to_text(std::get<FillShape>(items[0]).paint.color), "#123456");
  EXPECT_EQ(css::to_text(std::get<FillShape>(items[1]).paint.color), "#654321");
  EXPECT_EQ(std::get<StrokeShape>(items[2]).style.width, 6);
  EXPECT_EQ(css::to_text(std::get<FillShape>(items[3]).paint.color), "#000000");
  EXPECT_EQ(read.messages(), "images/svg-unsupported fill: var(--gone)");
}

TEST(Svg, MessagesNameTheLine) {
  Read read = svg("\n<g>\n<rect filter=\"url(#f)\" width=\"1\" height=\"1\"/></g><style>\n\nx:y{}</style>");
  ASSERT_EQ(read.sink.diagnostics().size(), 2);
  EXPECT_EQ(read.sink.diagnostics()[0].arguments[0], "d.svg:5");
  EXPECT_EQ(read.sink.diagnostics()[1].arguments[0], "d.svg:3");
}

TEST(Svg, LinesArePaintedFirstOrInFixedWidth) {
  const Read read =
      svg("<g transform=\"scale(5)\"><rect width=\"1\" height=\"1\" stroke=\"red\" stroke-width=\"2\" "
          "paint-order=\"stroke\" vector-effect=\"non-scaling-stroke\"/></g>");
  ASSERT_EQ(read.drawing().items.size(), 2);
  const auto& stroke = std::get<StrokeShape>(read.drawing().items[0]);
  EXPECT_EQ(stroke.transform, base::Transform{});
  EXPECT_EQ(stroke.path.points[2], (base::PathPoint{5, 5}));
  EXPECT_EQ(read.messages(), "");
}

TEST(Svg, DashesCountInTheUnitsOfPathLength) {
  const Read read = svg("<path d=\"M0 0H50\" stroke=\"red\" pathLength=\"100\" stroke-dasharray=\"10 20\"/>");
  EXPECT_EQ(std::get<StrokeShape>(read.drawing().items.at(0)).style.dashes, (std::vector<double>{5, 10}));
}

TEST(Svg, TheOutermostElementHasABackground) {
  const Read read = svg("<rect width=\"1\" height=\"1\"/>", "viewBox=\"0 0 100 50\" style=\"background-color:#eef\"");
  ASSERT_EQ(read.drawing().items.size(), 2);
  EXPECT_EQ(std::get<FillShape>(read.drawing().items[0]).path.points[2], (base::PathPoint{100, 50}));
  EXPECT_EQ(read.messages(), "");
}

TEST(Svg, ASwitchShowsTheChildForAllLanguages) {
  const Read read =
      svg("<switch><rect systemLanguage=\"fr\" width=\"1\" height=\"1\" fill=\"red\"/><rect width=\"1\" height=\"1\" "
          "fill=\"lime\"/></switch>");
  ASSERT_EQ(read.drawing().items.size(), 1);
  EXPECT_EQ(std::get<FillShape>(read.drawing().items[0]).paint.color, (css::Color{0, 255, 0, 255}));
}
