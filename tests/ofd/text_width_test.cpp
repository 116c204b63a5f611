// Text is where the display list has it (line 14 of the checklist): each glyph to 5 µm, and the last one of a piece to
// 2 µm, also at the end of long lines.
#include "ofd/detail/text_object.h"
#include "ofd/detail/text_pieces.h"
#include "paint/glyph_placement.h"
#include "support/laid_out.h"

#include <cmath>
#include <sstream>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::ofd;
using gongwen::tests::test_fonts;

namespace {

constexpr double kNear = 0.002;         // mm
constexpr double kNearWithin = 0.0056;  // within a piece, with the rounding of its start

std::string attribute(const std::string& xml, const std::string& name) {
  const std::size_t at = xml.find(" " + name + "=\"");
  if (at == std::string::npos) return {};
  const std::size_t start = at + name.size() + 3;
  return xml.substr(start, xml.find('"', start) - start);
}

/// Where a reader puts each of `count` glyphs, in mm from the first.
std::vector<double> read_steps(const std::string& text, std::size_t count) {
  std::vector<double> places{0};
  std::istringstream words(text);
  std::string word;
  while (words >> word) {
    int times = 1;
    if (word == "g") words >> times >> word;
    for (; times > 0; --times) places.push_back(places.back() + std::stod(word));
  }
  if (text.empty()) places.resize(count);
  return places;
}

/// Checks the pieces of a run as they are written. Returns: how many glyphs were compared.
std::size_t check_run(const paint::DrawGlyphs& draw, const EmbeddedFace& face) {
  std::size_t compared = 0;
  RunCutter cutter;
  for (const TextPiece& piece : cutter.cut(draw, face, 1).pieces) {
    const Boundary boundary = text_boundary(piece.box, piece.matrix);
    const TextPlacement placement = place_text(piece.matrix, boundary);
    std::string xml;
    TextContentWriter().append(xml, piece, placement);
    const std::vector<double> across = read_steps(attribute(xml, "DeltaX"), piece.places.size());
    EXPECT_EQ(across.size(), piece.places.size());
    const double left = static_cast<double>(boundary.left) / 1000 + std::stod(attribute(xml, "X"));
    const double top = static_cast<double>(boundary.top) / 1000 + std::stod(attribute(xml, "Y"));
    for (std::size_t i = 0; i < std::min(across.size(), piece.places.size()); ++i, ++compared) {
      const base::PathPoint there = piece.matrix.apply(piece.places[i]);
      EXPECT_NEAR(left + across[i], there.x * kMmOfPx, i + 1 == across.size() ? kNear : kNearWithin) << xml;
      EXPECT_NEAR(top, there.y * kMmOfPx, kNear) << xml;
    }
  }
  return compared;
}

/// Where the last glyph of the pieces is, beside where the list has it, in mm; for runs without twins.
void check_width(const paint::DrawGlyphs& draw, const EmbeddedFace& face) {
  RunCutter cutter;
  const RunPieces run = cutter.cut(draw, face, 1);
  if (!face.twins.empty() || run.pieces.empty()) return;
  base::PathPoint last;
  std::size_t count = 0;
  const std::int32_t units = face.font->face().metrics().units_per_em;
  const double px_of_unit = draw.run->size.to_px() / units;
  std::size_t wanted = 0;
  for (const TextPiece& piece : run.pieces) wanted += piece.places.size();
  paint::for_each_placed_glyph(*draw.run, units, [&](const layout::RunGlyph&, base::PathPoint at) {
    if (count++ < wanted) last = at;
  });
  if (count != wanted) return;  // a blank at the end was left out
  EXPECT_NEAR(run.pieces.back().places.back().x * kMmOfPx, last.x * px_of_unit * kMmOfPx, kNear);
}

std::size_t check_page(const std::string& style, const std::string& body) {
  const tests::LaidOut page("<html lang=\"zh\"><head><title>t</title><style>" + style + "</style></head><body>" + body +
                            "</body></html>");
  const paint::FontUsage usage(page.painted, test_fonts(), nullptr, nullptr, paint::FontProgramUse::ByItself);
  std::size_t compared = 0;
  for (const paint::PageDisplay& display : page.painted.pages) {
    for (const paint::DisplayItem& item : display.items) {
      const auto* const draw = std::get_if<paint::DrawGlyphs>(&item);
      if (draw == nullptr) continue;
      const paint::UsedFont* const used = usage.find(draw->run->face);
      const EmbeddedFace face{used, find_twins(*used)};
      compared += check_run(*draw, face);
      check_width(*draw, face);
    }
  }
  return compared;
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST(TextWidth, Line14StepsAddUpToTheWidthInTheDisplayList) {
  const std::string prose =
      "<p>" + repeated("各单位应当于2026年3月31日前反馈GB/T 22239修改意见，（逾期视为“同意”）。", 12) + "</p>";
  for (const char* const style :
       {"p{text-align:justify}", "p{letter-spacing:0.37px}", "p{font-size:10.5pt;text-align:justify;width:411px}",
        "p{font-size:7.3pt;word-spacing:1.1px}"}) {
    EXPECT_GT(check_page(style, prose), 300) << style;
  }
}

TEST(TextWidth, Line14OfALineOf300Characters) {
  for (const char* const spacing : {"0", "0.37px", "0.333px", "-0.21px"}) {
    const std::string style = std::string("@page{size:2500mm 80mm}p{letter-spacing:") + spacing + "}";
    EXPECT_GE(check_page(style, "<p>" + repeated("公", 300) + "</p>"), 300) << spacing;
    EXPECT_GE(check_page(style, "<p>" + repeated("a1.", 100) + "</p>"), 300) << spacing;
  }
}
