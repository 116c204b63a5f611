// Drawings: gradients that repeat, clips, pictures and patterns of lines.
#include "images/detail/clip_shape.h"
#include "images/detail/svg_document.h"
#include "images/detail/svg_values.h"
#include "images/image_set.h"
#include "support/laid_out.h"
#include "text/font_context.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::images;

namespace {

class OneFile : public ImageFiles {
 public:
  base::Expected<std::string> read(std::string_view name, const diagnostics::Origin& origin,
                                   diagnostics::DiagnosticSink& sink) override {
    (void)origin;
    (void)sink;
    asked.emplace_back(name);
    return content;
  }
  std::string content;
  std::vector<std::string> asked;
};

struct Effect {
  explicit Effect(const std::string& body, const std::string& file = {}) : fonts(tests::test_fonts(), {}) {
    files.content = file;
    SvgReader reader({"d.svg", {}, &fonts, &sink, false, &files});
    image =
        reader.read("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\">" + body + "</svg>", "plans");
  }
  const Drawing& drawing() const { return std::get<Drawing>(image->picture); }
  /// The kinds of items, in order: fill, stroke, raster, clip … end.
  std::string shown() const {
    std::string out;
    for (const DrawingItem& item : drawing().items) {
      constexpr std::string_view kNames[] = {"fill", "stroke", "raster", "clip", "end", "group", "end-group"};
      out += (out.empty() ? "" : " ") + std::string(kNames[item.index()]);
    }
    return out;
  }
  PathBounds clip(std::size_t item) const {
    return path_bounds(std::get<BeginClip>(drawing().items.at(item)).path).value();
  }
  std::string messages() const {
    std::string out;
    for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) out += diagnostic.arguments.at(1) + ";";
    return out;
  }

  text::FontContext fonts;
  OneFile files;
  diagnostics::DiagnosticSink sink;
  std::optional<Image> image;
};

const std::string kPng =
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP8z8DAwMAAAAYIAQHLR3Z1AAAAAElFTkSuQmCC";
const std::string kStops = "<stop offset=\"0\" stop-color=\"#f00\"/><stop offset=\"1\" stop-color=\"#00f\"/>";

std::string text_of(const PathBounds& box) {
  const auto number = [](double value) {
    return std::to_string(std::lround(value));
  };
  return number(box.left) + " " + number(box.top) + " " + number(box.right) + " " + number(box.bottom);
}

std::string text_of(const std::vector<Gradient::Stop>& stops) {
  std::string out;
  for (const Gradient::Stop& stop : stops)
    out += std::to_string(std::lround(stop.offset * 1000)) + (stop.color.red == 255 ? "r " : "b ");
  return out;
}

}  // namespace

TEST(SvgEffects, GradientsRepeatAsFarAsTheShapeReaches) {
  const auto gradient = [](const std::string& attributes, const std::string& name = "linearGradient") {
    const Effect read("<" + name + " id=\"g\" gradientUnits=\"userSpaceOnUse\" " + attributes + ">" + kStops + "</" +
                      name + "><rect x=\"20\" width=\"40\" height=\"10\" stroke-width=\"0\" fill=\"url(#g)\"/>");
    EXPECT_EQ(read.messages(), "");
    return read.drawing().gradients.at(0);
  };
  const Gradient repeated = gradient("x1=\"30\" x2=\"40\" spreadMethod=\"repeat\"");
  EXPECT_EQ(repeated.from, (base::PathPoint{20, 0}));
  EXPECT_EQ(repeated.to, (base::PathPoint{60, 0}));
  EXPECT_EQ(text_of(repeated.stops), "0r 250b 250r 500b 500r 750b 750r 1000b ");
  const Gradient reflected = gradient("x1=\"30\" x2=\"40\" spreadMethod=\"reflect\"");
  EXPECT_EQ(text_of(reflected.stops), "0b 250r 250r 500b 500b 750r 750r 1000b ");
  const Gradient round = gradient("cx=\"20\" cy=\"0\" r=\"10\" fr=\"2\" spreadMethod=\"repeat\"", "radialGradient");
  EXPECT_EQ(round.from_radius, 2);
  EXPECT_EQ(round.to_radius, 42);  // 2 + 5 · 8 reaches 41.2
  EXPECT_EQ(gradient("x1=\"30\" x2=\"40\"").to, (base::PathPoint{40, 0}));
}

TEST(SvgEffects, GradientsThatRepeatTooOftenAreReported) {
  const Effect read("<linearGradient id=\"g\" gradientUnits=\"userSpaceOnUse\" x2=\"0.001\" spreadMethod=\"repeat\">" +
                    kStops + "</linearGradient><rect width=\"40\" height=\"10\" fill=\"url(#g)\"/>");
  EXPECT_EQ(read.messages(), "spreadMethod;");
}

TEST(SvgEffects, AGradientWithoutLengthIsItsEndAndOneWithoutStopsNothing) {
  const Effect flat("<linearGradient id=\"g\" x2=\"0\">" + kStops +
                    "</linearGradient><rect width=\"4\" height=\"4\" fill=\"url(#g)\"/>");
  EXPECT_EQ(text_of(flat.drawing().gradients.at(0).stops), "0b 1000b ");
  const Effect small("<radialGradient id=\"g\" r=\"0\">" + kStops +
                     "</radialGradient><rect width=\"4\" height=\"4\" fill=\"url(#g)\"/>");
  EXPECT_EQ(text_of(small.drawing().gradients.at(0).stops), "0b 1000b ");
  EXPECT_EQ(Effect("<linearGradient id=\"g\"/><rect width=\"4\" height=\"4\" fill=\"url(#g) #f00\"/>").shown(), "");
}

TEST(SvgEffects, BasicShapesClip) {
  const auto clip = [](const std::string& value, const std::string& how = "clip-path=\"") {
    const Effect read("<rect x=\"10\" y=\"20\" width=\"40\" height=\"60\" " + how + value + "\"/>");
    EXPECT_EQ(read.messages(), "");
    EXPECT_EQ(read.shown(), "clip fill end") << value;
    return text_of(read.clip(0));
  };
  EXPECT_EQ(clip("inset(10px 5px)"), "15 30 45 70");
  EXPECT_EQ(clip("inset(10% 5px 20% 25% round 4px / 2px)"), "20 26 45 68");
  EXPECT_EQ(clip("circle(5px at 10px 10px)"), "15 25 25 35");
  EXPECT_EQ(clip("circle()"), "10 30 50 70");
  EXPECT_EQ(clip("circle(farthest-side)"), "0 20 60 80");
  EXPECT_EQ(clip("ellipse(50% 10%)"), "10 44 50 56");
  EXPECT_EQ(clip("polygon(0 0, 100% 50%, 0 100%)"), "10 20 50 80");
  EXPECT_EQ(clip("path('M5 5h10V9z')"), "15 25 25 29");
  EXPECT_EQ(clip("circle(5px) view-box"), "45 45 55 55");
  EXPECT_EQ(clip("circle(5px)", "style=\"clip-path: "), "25 45 35 55");
  const Effect empty("<rect width=\"4\" height=\"4\" clip-path=\"circle(0)\"/>");
  EXPECT_EQ(text_of(empty.clip(0)), "0 0 0 0");
  EXPECT_EQ(Effect("<style>rect { clip-path: circle(1px) }</style><rect width=\"4\" height=\"4\" "
                   "style=\"clip-path: none\"/>")
                .shown(),
            "fill");
}

TEST(SvgEffects, ShapesThatCannotClipAreReported) {
  for (const std::string value : {"circle(1px 2px 3px)", "blob(1px)", "polygon(1px)", "inset()", "ellipse(1px)"}) {
    const Effect read("<rect width=\"4\" height=\"4\" clip-path=\"" + value + "\"/>");
    EXPECT_EQ(read.messages(), "clip-path: " + value + ";");
    EXPECT_EQ(read.shown(), "fill");
  }
}

TEST(SvgEffects, TextsAndClippedShapesClip) {
  const Effect text(
      "<clipPath id=\"c\"><text x=\"10\" y=\"50\" font-size=\"20\">国</text></clipPath>"
      "<rect width=\"90\" height=\"90\" clip-path=\"url(#c)\"/>");
  EXPECT_EQ(text.messages(), "");
  const PathBounds letter = text.clip(0);
  EXPECT_TRUE(letter.left > 9 && letter.right < 31 && letter.top > 29 && letter.bottom < 56) << text_of(letter);
  const std::string clipped =
      "<clipPath id=\"d\"><rect width=\"10\" height=\"10\"/></clipPath><clipPath id=\"c\"><circle r=\"8\" "
      "clip-path=\"url(#d)\"/>";
  const std::string use = "</clipPath><rect width=\"90\" height=\"90\" clip-path=\"url(#c)\"/>";
  const Effect one(clipped + use);
  EXPECT_EQ(one.shown(), "clip clip fill end end");
  EXPECT_EQ(text_of(one.clip(0)), "0 0 10 10");
  EXPECT_EQ(one.messages(), "");
  EXPECT_EQ(Effect(clipped + "<rect width=\"1\" height=\"1\"/>" + use).messages(), "clip-path in <clipPath>;");
}

TEST(SvgEffects, ASideThatAPictureLacksFollowsTheOther) {
  const auto box = [](const std::string& sides) {
    const Effect read("<image x=\"1\" y=\"2\" " + sides + " href=\"" + kPng + "\"/>");
    EXPECT_EQ(read.messages(), "");
    base::Path square;
    square.add_rect(0, 0, 1, 1);
    base::Path placed;
    placed.append(square, std::get<DrawRaster>(read.drawing().items.at(0)).transform);
    return text_of(*path_bounds(placed));
  };
  EXPECT_EQ(box("width=\"40\""), "1 2 41 22");
  EXPECT_EQ(box("height=\"40\""), "1 2 81 42");
  EXPECT_EQ(box(""), "1 2 3 3");
  EXPECT_EQ(box("width=\"40\" height=\"40\" preserveAspectRatio=\"none\""), "1 2 41 42");
}

TEST(SvgEffects, DrawingsStandInDrawings) {
  const std::string inner =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"><linearGradient id=\"g\">" + kStops +
      "</linearGradient><rect width=\"20\" height=\"10\" fill=\"url(#g)\"/><image width=\"2\" height=\"1\" href=\"" +
      kPng + "\"/></svg>";
  const Effect read("<linearGradient id=\"g\">" + kStops +
                        "</linearGradient><rect width=\"5\" height=\"5\" fill=\"url(#g)\"/><image x=\"10\" y=\"10\" "
                        "width=\"40\" height=\"40\" href=\"parts/mark.svg\"/>",
                    inner);
  EXPECT_EQ(read.messages(), "");
  EXPECT_EQ(read.files.asked, (std::vector<std::string>{"plans/parts/mark.svg"}));
  EXPECT_EQ(read.shown(), "fill clip fill raster end");
  EXPECT_EQ(text_of(read.clip(1)), "10 20 50 40");
  const auto& shape = std::get<FillShape>(read.drawing().items[2]);
  EXPECT_EQ(text_of(*path_bounds(shape.path)), "10 20 50 40");
  EXPECT_EQ(shape.paint.gradient, 1U);
  // One that shows itself ends.
  const Effect itself(
      "<image width=\"10\" height=\"10\" href=\"a.svg\"/>",
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><image width=\"9\" height=\"9\" "
      "href=\"a.svg\"/></svg>");
  EXPECT_EQ(itself.messages(), "<image>;");
  EXPECT_EQ(itself.files.asked.size(), 5U);
}

TEST(SvgEffects, AReferenceGivesANestedDrawingItsSize) {
  const auto bounds = [](const std::string& sides) {
    const Effect read(
        "<defs><svg id=\"s\" width=\"20\" height=\"20\" viewBox=\"0 0 10 10\"><rect width=\"10\" "
        "height=\"10\"/></svg></defs><use href=\"#s\" x=\"5\" y=\"5\" " +
        sides + "/>");
    return text_of(*path_bounds(std::get<FillShape>(read.drawing().items.at(1)).path));
  };
  EXPECT_EQ(bounds(""), "5 5 25 25");
  EXPECT_EQ(bounds("width=\"60\""), "25 5 45 25");
  EXPECT_EQ(bounds("width=\"60\" height=\"40\""), "15 5 55 45");
}

TEST(SvgEffects, LinesHavePatterns) {
  const std::string pattern =
      "<pattern id=\"p\" patternUnits=\"userSpaceOnUse\" width=\"10\" height=\"10\"><rect width=\"5\" height=\"5\"/>"
      "</pattern>";
  const Effect read(pattern + "<path d=\"M10 5h10\" stroke-width=\"2\" stroke-miterlimit=\"1\" stroke=\"url(#p)\"/>");
  EXPECT_EQ(read.messages(), "");
  EXPECT_EQ(read.shown(), "group clip fill end clip fill end clip fill end end-group");
  ASSERT_EQ(read.drawing().masks.size(), 1U);
  EXPECT_TRUE(read.drawing().masks[0].is_alpha);
  EXPECT_TRUE(std::holds_alternative<StrokeShape>(read.drawing().masks[0].items.at(0)));
  const Effect none("<pattern id=\"p\"/><path d=\"M10 5h10\" stroke=\"url(#p)\"/>");
  EXPECT_EQ(none.shown(), "");
  const Effect tiny(
      "<pattern id=\"p\" patternUnits=\"userSpaceOnUse\" width=\"0.01\" height=\"0.01\"><rect width=\"5\" "
      "height=\"5\"/>"
      "</pattern><path d=\"M10 5h10\" stroke=\"url(#p) #f00\"/>");
  EXPECT_EQ(tiny.messages(), "<pattern>;");
  EXPECT_EQ(tiny.shown(), "stroke");
}

TEST(SvgEffects, VariablesAreThoseOfThePlaceThatRefers) {
  const auto colors = [](const std::string& body) {
    const Effect read(
        "<style>.w { --c: #0f0 } .s { fill: var(--d, #00f) }</style><defs><rect id=\"a\" width=\"9\" height=\"9\" "
        "fill=\"var(--c, #f00)\"/><g id=\"b\" style=\"--c: #ff0\"><rect width=\"9\" height=\"9\" "
        "style=\"fill: var(--c)\"/></g><rect id=\"s\" class=\"s\" width=\"9\" height=\"9\"/><rect id=\"p\" width=\"9\" "
        "height=\"9\" fill=\"var(--c)\" style=\"fill: #fff\"/></defs>" +
        body);
    std::string out;
    for (const DrawingItem& item : read.drawing().items) {
      const css::Color& color = std::get<FillShape>(item).paint.color;
      out += std::string(color.red != 0 ? "r" : "") + (color.green != 0 ? "g" : "") + (color.blue != 0 ? "b " : " ");
    }
    return out;
  };
  EXPECT_EQ(colors("<use href=\"#a\"/><use href=\"#a\" class=\"w\"/><use href=\"#a\" style=\"--c: #00f\"/>"), "r g b ");
  EXPECT_EQ(colors("<g style=\"--c: #00f\"><use href=\"#a\"/><g class=\"w\"><use href=\"#a\"/></g></g>"), "b g ");
  EXPECT_EQ(colors("<use href=\"#b\" class=\"w\"/>"), "rg ");  // its own variable is nearer
  EXPECT_EQ(colors("<use href=\"#s\"/><use href=\"#s\" style=\"--d: #f00\"/>"), "b r ");
  EXPECT_EQ(colors("<use href=\"#p\" class=\"w\"/>"), "rgb ");  // a declaration without variables has won
}
