#include "ofd/detail/text_object.h"

#include "base/decimal.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::ofd {
namespace {

constexpr int kSizeDecimals = 4;
/// Steps are counted in tenths of µm, so that a row of equal ones stays a row.
constexpr std::int64_t kStepsOfMm = 10'000;
constexpr std::int64_t kMicrometre = 10;
/// Of steps, the shortest first: of letters nearly each has another one, and their digits are a third of a page.
constexpr std::array<std::int64_t, 3> kUnits = {100, kMicrometre, 1};
constexpr std::int64_t kMaxError = 50;      // 5 µm, which is invisible …
constexpr std::int64_t kMaxLastError = 15;  // … but a line ends where it should
constexpr std::size_t kMinRepeated = 3;     // `g 2 x` is no shorter than `x x`
constexpr double kSameScale = 1e-9;
constexpr Micrometres kWidthUnit = 100;

bool is_uniform(const base::Transform& map) {
  return map.a > 0 && std::abs(map.a - map.d) < kSameScale && std::abs(map.b) < kSameScale &&
         std::abs(map.c) < kSameScale;
}

std::int64_t to_steps(double px) { return std::llround(px * kMmOfPx * static_cast<double>(kStepsOfMm)); }

void append_step(std::string& out, std::int64_t step) {
  // All but a few are whole µm.
  if (step % kMicrometre == 0) return append_micrometres(out, step / kMicrometre);
  base::append_decimal(out, static_cast<double>(step) / static_cast<double>(kStepsOfMm), kSizeDecimals);
}

/// A row of equal steps from a place on.
struct StepRow {
  std::int64_t step = 0;
  std::size_t count = 0;
};

std::int64_t rounded_to(std::int64_t value, std::int64_t unit) {
  return (value + (value >= 0 ? unit / 2 : -unit / 2)) / unit * unit;
}

/// Places from which steps lead on.
struct StepPlaces {
  std::span<const std::int64_t> exact;
  std::size_t first = 0;
  std::int64_t at = 0;  // where the steps so far have led

  bool is_near(std::size_t index, std::int64_t place) const {
    return std::abs(place - exact[index]) <= (index + 1 == exact.size() ? kMaxLastError : kMaxError);
  }
};

/// As many of the same step as stay near enough to their places; none where one is not. A glyph's own advance is taken
/// as it is until the sum strays: the same steps over and over compress best.
StepRow row_from(const StepPlaces& places, std::int64_t unit) {
  const std::size_t first = places.first;
  StepRow row{rounded_to(places.exact[first + 1] - places.exact[first], unit), 0};
  if (!places.is_near(first + 1, places.at + row.step))
    row.step = rounded_to(places.exact[first + 1] - places.at, unit);
  while (first + row.count + 1 < places.exact.size()) {
    const std::int64_t next = places.at + row.step * static_cast<std::int64_t>(row.count + 1);
    if (!places.is_near(first + row.count + 1, next)) break;
    ++row.count;
  }
  return row;
}

/// The longest row, or the shortest step where there is none.
StepRow best_row(const StepPlaces& places) {
  StepRow best;
  for (const std::int64_t unit : kUnits) {
    const StepRow row = row_from(places, unit);
    const bool is_row = row.count >= kMinRepeated && row.count > best.count;
    if (is_row || best.count == 0) best = row;
  }
  return best;
}

void append_places(std::string& out, const TextPiece& piece, const TextPlacement& placement) {
  std::vector<double> xs;
  std::vector<double> ys;
  xs.reserve(piece.places.size());
  ys.reserve(piece.places.size());
  for (const base::PathPoint& place : piece.places) {
    xs.push_back(placement.start.x + place.x * placement.scale);
    ys.push_back(placement.start.y + place.y * placement.scale);
  }
  out += " X=\"";
  append_mm(out, xs.front());
  out += "\" Y=\"";
  append_mm(out, ys.front());
  out += "\"";
  if (xs.size() < 2) return;
  const bool is_level = std::all_of(ys.begin(), ys.end(), [&](double y) { return y == ys.front(); });
  const bool is_upright = std::all_of(xs.begin(), xs.end(), [&](double x) { return x == xs.front(); });
  if (!is_upright || is_level) append_steps(out, "DeltaX", xs);
  if (!is_level) append_steps(out, "DeltaY", ys);
}

std::size_t utf16_length(std::u32string_view text) {
  std::size_t length = text.size();
  for (const char32_t c : text) {
    if (c > 0xFFFF) ++length;
  }
  return length;
}

/// The numbers of the glyphs. Text whose characters have their own glyphs in the font needs none.
void append_glyphs(std::string& out, const TextPiece& piece) {
  out += "<ofd:CGTransform CodePosition=\"0\"";
  append_number_attribute(out, "CodeCount", utf16_length(piece.text));
  append_number_attribute(out, "GlyphCount", piece.glyphs.size());
  out += "><ofd:Glyphs>";
  for (std::size_t i = 0; i < piece.glyphs.size(); ++i) {
    if (i > 0) out.push_back(' ');
    out += std::to_string(piece.glyphs[i]);
  }
  out += "</ofd:Glyphs></ofd:CGTransform>";
}

}  // namespace

Boundary text_boundary(const Box& box, const base::Transform& to_page) {
  base::Transform linear = to_page;
  linear.e = 0;
  linear.f = 0;
  if (!is_uniform(linear)) return boundary_of(moved(box, to_page));
  const double scale = linear.a;
  const Micrometres left = to_micrometres(to_page.e + box.left * scale);
  const Micrometres width = to_micrometres((box.right - box.left) * scale);
  const Micrometres above = to_micrometres(-box.top * scale);
  const Micrometres below = to_micrometres(box.bottom * scale);
  return {left, to_micrometres(to_page.f) - above, (width / kWidthUnit + 1) * kWidthUnit,
          std::max<Micrometres>(above + below, 1)};
}

TextPlacement place_text(const base::Transform& to_page, const Boundary& boundary) {
  const base::PathPoint corner = boundary.corner();
  const base::PathPoint offset{to_page.e - corner.x, to_page.f - corner.y};
  base::Transform linear = to_page;
  linear.e = 0;
  linear.f = 0;
  if (is_uniform(linear)) return {{}, linear.a, offset};
  return {linear, 1, inverse(linear).apply(offset)};
}

void append_steps(std::string& out, std::string_view name, std::span<const double> places) {
  std::vector<std::int64_t> exact;
  exact.reserve(places.size());
  for (const double place : places) exact.push_back(to_steps(place));
  // Where the first place is written, in whole µm.
  std::int64_t at = to_micrometres(places.front()) * kMicrometre;
  out.append(" ").append(name).append("=\"");
  for (std::size_t i = 0; i + 1 < exact.size();) {
    const StepRow row = best_row({exact, i, at});
    const std::size_t count = row.count < kMinRepeated ? 1 : row.count;
    if (i > 0) out.push_back(' ');
    if (count > 1) out += "g " + std::to_string(count) + " ";
    append_step(out, row.step);
    at += row.step * static_cast<std::int64_t>(count);
    i += count;
  }
  out += "\"";
}

void append_text_attributes(std::string& out, const TextPiece& piece, const TextPlacement& placement) {
  append_number_attribute(out, "Font", piece.font);
  out += " Size=\"";
  base::append_decimal(out, piece.size * placement.scale * kMmOfPx, kSizeDecimals);
  out += "\"";
  if (piece.width_scale != 1) {
    out += " HScale=\"";
    base::append_decimal(out, piece.width_scale, kSizeDecimals);
    out += "\"";
  }
  if (!placement.matrix.is_identity()) append_matrix(out, placement.matrix);
  if (piece.is_bold) {
    out += " Stroke=\"true\" LineWidth=\"";
    append_mm(out, paint::kBoldStroke * piece.size * placement.scale);
    out += "\"";
  }
  out += ">";
}

void append_text_content(std::string& out, const TextPiece& piece, const TextPlacement& placement) {
  if (piece.color != css::kBlack) append_color_element(out, "FillColor", piece.color);
  if (piece.is_bold) append_color_element(out, "StrokeColor", piece.color);
  if (piece.has_own_glyphs) append_glyphs(out, piece);
  out += "<ofd:TextCode";
  append_places(out, piece, placement);
  out.push_back('>');
  append_xml_text(out, piece.text);
  out.append(std::string_view("</ofd:TextCode>"));
}

}  // namespace gongwen::ofd
