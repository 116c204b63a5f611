#include "ofd/detail/text_object.h"

#include "base/decimal.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

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
constexpr std::int64_t kMaxLineError = 20;  // of its baseline
constexpr std::size_t kMinRepeated = 3;     // `g 2 x` is no shorter than `x x`
constexpr double kSameScale = 1e-9;
constexpr Micrometres kWidthUnit = 100;

std::int64_t to_steps(double px) { return std::llround(px * kMmOfPx * static_cast<double>(kStepsOfMm)); }

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

/// The values of DeltaX or DeltaY, with blanks between them.
class StepList {
 public:
  StepList(std::string& out, std::string_view name) : out_(out) { out_.append(" ").append(name).append("=\""); }

  void add(StepRow row) {
    if (row.count < kMinRepeated) {
      for (; row.count > 0; --row.count) add_step(row.step);
      return;
    }
    add_blank();
    out_ += "g ";
    out_ += std::to_string(row.count);
    add_step(row.step);
  }

  void finish() { out_.push_back('"'); }

 private:
  void add_blank() {
    if (!is_first_) out_.push_back(' ');
    is_first_ = false;
  }

  void add_step(std::int64_t step) {
    add_blank();
    // All but a few are whole µm.
    if (step % kMicrometre == 0) return append_micrometres(out_, step / kMicrometre);
    base::append_decimal(out_, static_cast<double>(step) / static_cast<double>(kStepsOfMm), kSizeDecimals);
  }

  std::string& out_;
  bool is_first_ = true;
};

/// Where the glyphs of an object are in one direction.
struct Places {
  std::vector<std::int64_t> exact;
  std::vector<std::int64_t> starts;  // of lines, as they are written: in whole µm
};

template <typename Px>
Places places_of(const TextPiece& piece, const Px& px) {
  Places places;
  places.exact.reserve(piece.places.size());
  for (const base::PathPoint& place : piece.places) places.exact.push_back(to_steps(px(place)));
  places.starts.reserve(piece.lines.size() + 1);
  const auto add_start = [&](std::size_t glyph) {
    places.starts.push_back(to_micrometres(px(piece.places[glyph])) * kMicrometre);
  };
  add_start(0);
  for (const std::size_t line : piece.lines) add_start(line);
  return places;
}

/// The steps of a line, from where its start is written. Returns: where they lead.
std::int64_t add_line(StepList& list, std::span<const std::int64_t> exact, std::int64_t start) {
  std::int64_t at = start;
  for (std::size_t i = 0; i + 1 < exact.size();) {
    StepRow row = best_row({exact, i, at});
    if (row.count < kMinRepeated) row.count = 1;
    list.add(row);
    at += row.step * static_cast<std::int64_t>(row.count);
    i += row.count;
  }
  return at;
}

/// Along each line, and back to the start of the next one: equal lines have equal steps.
void append_steps_along(std::string& out, std::string_view name, const Places& places,
                        std::span<const std::size_t> lines) {
  StepList list(out, name);
  const std::span<const std::int64_t> exact = places.exact;
  std::size_t start = 0;
  for (std::size_t line = 0; line <= lines.size(); ++line) {
    const std::size_t end = line < lines.size() ? lines[line] : exact.size();
    const std::int64_t at = add_line(list, exact.subspan(start, end - start), places.starts[line]);
    if (line < lines.size()) list.add({places.starts[line + 1] - at, 1});
    start = end;
  }
  list.finish();
}

/// Down from line to line, by the same step as long as that is near enough: what is repeated packs best.
void append_steps_down(std::string& out, const Places& places, std::span<const std::size_t> lines) {
  StepList list(out, "DeltaY");
  std::size_t start = 0;
  std::int64_t at = places.starts.front();
  std::int64_t pitch = 0;
  for (const std::size_t line : lines) {
    list.add({0, line - start - 1});
    if (std::abs(at + pitch - places.exact[line]) > kMaxLineError) pitch = places.exact[line] - at;
    list.add({pitch, 1});
    at += pitch;
    start = line;
  }
  list.add({0, places.exact.size() - start - 1});
  list.finish();
}

void append_start(std::string& out, std::string_view name, const Places& places) {
  out.append(" ").append(name).append("=\"");
  append_micrometres(out, places.starts.front() / kMicrometre);
  out.push_back('"');
}

void append_places(std::string& out, const TextPiece& piece, const TextPlacement& placement) {
  const Places across =
      places_of(piece, [&](base::PathPoint place) { return placement.start.x + place.x * placement.scale; });
  const Places down =
      places_of(piece, [&](base::PathPoint place) { return placement.start.y + place.y * placement.scale; });
  append_start(out, "X", across);
  append_start(out, "Y", down);
  if (piece.places.size() < 2) return;
  if (!piece.lines.empty()) {
    append_steps_along(out, "DeltaX", across, piece.lines);
    return append_steps_down(out, down, piece.lines);
  }
  const bool has_one_baseline = is_level(piece);
  const bool is_upright =
      std::all_of(across.exact.begin(), across.exact.end(), [&](std::int64_t x) { return x == across.exact.front(); });
  if (!is_upright || has_one_baseline) append_steps_along(out, "DeltaX", across, {});
  if (!has_one_baseline) append_steps_along(out, "DeltaY", down, {});
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

bool is_level(const TextPiece& piece) {
  const double y = piece.places.front().y;
  return std::all_of(piece.places.begin(), piece.places.end(),
                     [&](const base::PathPoint& place) { return place.y == y; });
}

bool is_scale(const base::Transform& map) {
  return map.a > 0 && std::abs(map.a - map.d) < kSameScale && std::abs(map.b) < kSameScale &&
         std::abs(map.c) < kSameScale;
}

Boundary text_boundary(const Box& box, const base::Transform& to_page) {
  if (!is_scale(to_page)) return boundary_of(moved(box, to_page));
  const double scale = to_page.a;
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
  if (is_scale(to_page)) return {{}, to_page.a, offset};
  base::Transform linear = to_page;
  linear.e = 0;
  linear.f = 0;
  return {linear, 1, inverse(linear).apply(offset)};
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
