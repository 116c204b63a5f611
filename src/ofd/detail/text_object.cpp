#include "ofd/detail/text_object.h"

#include "base/decimal.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace gongwen::ofd {
namespace {

using base::PathPoint;
using base::Transform;

/// Distance of the next line in font sizes: a larger one means another paragraph, a smaller one the same line.
constexpr double kMinPitch = 0.5;
constexpr double kMaxPitch = 4;

/// Characters without spaces between them: Chinese and its punctuation, including quotes, dashes and ellipses.
bool is_chinese(char32_t c) { return c >= U'\u2E80' || (c >= U'\u2010' && c <= U'\u2027') || c == U'\u00B7'; }

bool is_plain_line(const TextPiece& piece) {
  return !piece.has_own_glyphs && piece.width_scale == 1 && piece.text.size() == piece.glyphs.size() &&
         !piece.text.empty() && is_level(piece);
}

bool are_alike(const TextPiece& one, const TextPiece& other) {
  return one.font == other.font && one.size == other.size && one.is_bold == other.is_bold && one.color == other.color;
}

PathPoint shift_of_line(const Transform& from, const Transform& to) {
  return {(to.e - from.e) / from.a, (to.f - from.f) / from.a};
}

}  // namespace

bool is_next_line(const TextPiece& text, const Transform& text_to_page, const TextPiece& next,
                  const Transform& next_to_page) {
  if (text.ends_line || !are_alike(text, next)) return false;
  if (!is_scale(text_to_page) || !is_scale(next_to_page) || text_to_page.a != next_to_page.a) return false;
  if (text.lines.empty() && !is_plain_line(text)) return false;
  if (!is_plain_line(next) || !is_chinese(text.text.back()) || !is_chinese(next.text.front())) return false;
  const PathPoint shift = shift_of_line(text_to_page, next_to_page);
  const double pitch = next.places.front().y + shift.y - text.places.back().y;
  const bool is_below = next.places.front().x + shift.x <= text.places.back().x;
  return is_below && pitch >= kMinPitch * text.size && pitch <= kMaxPitch * text.size;
}

void append_line(TextPiece& text, const Transform& text_to_page, const TextPiece& next, const Transform& next_to_page) {
  const PathPoint shift = shift_of_line(text_to_page, next_to_page);
  text.lines.push_back(text.places.size());
  for (const PathPoint& place : next.places) text.places.push_back({place.x + shift.x, place.y + shift.y});
  text.glyphs.insert(text.glyphs.end(), next.glyphs.begin(), next.glyphs.end());
  text.text += next.text;
  text.box = joined(
      text.box, {next.box.left + shift.x, next.box.top + shift.y, next.box.right + shift.x, next.box.bottom + shift.y});
  text.ends_line = next.ends_line;
}

namespace {

constexpr int kSizeDecimals = 4;
/// Steps are counted in 1/10 µm, so that equal steps stay equal.
constexpr double kStepsOfMm = 10'000;
constexpr std::int64_t kMicrometre = 10;
/// Units to which steps are rounded, coarsest first. Steps of letters all differ, and their digits make up a third of a
/// page.
constexpr std::array<std::int64_t, 3> kUnits = {100, kMicrometre, 1};
constexpr std::int64_t kMaxError = 50;      // 5 µm, invisible …
constexpr std::int64_t kMaxLastError = 15;  // … but the end of a line is more exact
constexpr std::int64_t kMaxLineError = 20;  // of the baseline
constexpr std::size_t kMinRepeated = 3;     // `g 2 x` is not shorter than `x x`
constexpr double kSameScale = 1e-9;
constexpr Micrometres kWidthUnit = 100;

std::int64_t to_steps(double px) { return to_units(px, kStepsOfMm); }

/// A run of equal steps.
struct StepRow {
  std::int64_t step = 0;
  std::size_t count = 0;
};

std::int64_t rounded_to(std::int64_t value, std::int64_t unit) {
  return (value + (value >= 0 ? unit / 2 : -unit / 2)) / unit * unit;
}

/// Positions of which steps remain to be written.
struct StepPlaces {
  std::span<const std::int64_t> exact;
  std::size_t first = 0;
  std::int64_t at = 0;  // position that the steps so far lead to

  bool is_near(std::size_t index, std::int64_t place) const {
    return std::abs(place - exact[index]) <= (index + 1 == exact.size() ? kMaxLastError : kMaxError);
  }
};

/// The longest run of equal steps that keeps all glyphs near enough to their positions; count 0 if even the first does
/// not. The glyph's own advance is kept until the sum drifts, because repeating steps compress best.
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

/// The longest run for any unit, otherwise the shortest single step.
StepRow best_row(const StepPlaces& places) {
  StepRow best;
  for (const std::int64_t unit : kUnits) {
    const StepRow row = row_from(places, unit);
    const bool is_row = row.count >= kMinRepeated && row.count > best.count;
    if (is_row || best.count == 0) best = row;
  }
  return best;
}

/// Maximum length of a step, including its repetition count.
constexpr std::size_t kStepRoom = XmlPen::kMaxNumber;

/// Writes the values of DeltaX or DeltaY, separated by spaces.
class StepList {
 public:
  explicit StepList(XmlPen& pen) : pen_(pen) {}

  void add(StepRow row) {
    if (row.count < kMinRepeated) {
      for (; row.count > 0; --row.count) add_step(row.step);
      return;
    }
    add_blank();
    pen_.put("g ");
    pen_.number(row.count);
    add_step(row.step);
  }

 private:
  void add_blank() {
    if (!is_first_) pen_.put(' ');
    is_first_ = false;
  }

  void add_step(std::int64_t step) {
    add_blank();
    pen_.ten_thousandths(step);
  }

  XmlPen& pen_;
  bool is_first_ = true;
};

/// Adds the steps of a line, from its written start. Returns the position that they lead to.
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

/// The positions of glyphs on one axis, in step units.
class Axis {
 public:
  Axis(const TextPiece& piece, const TextPlacement& placement, double base::PathPoint::*side)
      : places_(piece.places), start_(placement.start.*side), scale_(placement.scale), side_(side) {}

  std::int64_t exact(std::size_t glyph) const { return to_steps(px(glyph)); }
  /// The start of a line as written, in whole µm.
  std::int64_t start(std::size_t glyph) const { return to_micrometres(px(glyph)) * kMicrometre; }
  bool is_still() const {
    return std::all_of(places_.begin(), places_.end(),
                       [&](const base::PathPoint& place) { return place.*side_ == places_.front().*side_; });
  }

 private:
  double px(std::size_t glyph) const { return start_ + places_[glyph].*side_ * scale_; }

  std::span<const base::PathPoint> places_;
  double start_;
  double scale_;
  double base::PathPoint::*side_;
};

/// Writes the steps along each line, and back to the start of the next in whole µm, so that equal lines have equal
/// steps. `exact` is a reusable buffer.
void put_steps_along(XmlPen& pen, const Axis& axis, const TextPiece& piece, std::vector<std::int64_t>& exact) {
  exact.resize(piece.places.size());
  for (std::size_t i = 0; i < exact.size(); ++i) exact[i] = axis.exact(i);
  StepList list(pen);
  std::size_t start = 0;
  std::int64_t at = axis.start(0);
  for (std::size_t line = 0; line <= piece.lines.size(); ++line) {
    const bool is_last = line == piece.lines.size();
    const std::size_t end = is_last ? exact.size() : piece.lines[line];
    at = add_line(list, std::span(exact).subspan(start, end - start), at);
    if (is_last) return;
    const std::int64_t back = rounded_to(exact[end] - at, kMicrometre);
    list.add({back, 1});
    at += back;
    start = end;
  }
}

/// Writes the steps down from line to line; uses the same step in whole µm while it is near enough, because repeated
/// steps compress best.
void put_steps_down(XmlPen& pen, const Axis& axis, const TextPiece& piece) {
  StepList list(pen);
  std::size_t start = 0;
  std::int64_t at = axis.start(0);
  std::int64_t pitch = 0;
  for (const std::size_t line : piece.lines) {
    list.add({0, line - start - 1});
    const std::int64_t exact = axis.exact(line);
    if (std::abs(at + pitch - exact) > kMaxLineError) pitch = rounded_to(exact - at, kMicrometre);
    list.add({pitch, 1});
    at += pitch;
    start = line;
  }
  list.add({0, piece.places.size() - start - 1});
}

void put_places(XmlPen& pen, const TextPiece& piece, const TextPlacement& placement, std::vector<std::int64_t>& room) {
  const Axis across(piece, placement, &base::PathPoint::x);
  const Axis down(piece, placement, &base::PathPoint::y);
  pen.put(" X=\"");
  pen.micrometres(across.start(0) / kMicrometre);
  pen.put("\" Y=\"");
  pen.micrometres(down.start(0) / kMicrometre);
  pen.put('"');
  if (piece.places.size() < 2) return;
  const bool has_lines = !piece.lines.empty();
  const bool has_one_baseline = !has_lines && down.is_still();
  if (has_lines || has_one_baseline || !across.is_still()) {
    pen.put(" DeltaX=\"");
    put_steps_along(pen, across, piece, room);
    pen.put('"');
  }
  if (has_one_baseline) return;
  pen.put(" DeltaY=\"");
  has_lines ? put_steps_down(pen, down, piece) : put_steps_along(pen, down, piece, room);
  pen.put('"');
}

std::size_t utf16_length(std::u32string_view text) {
  std::size_t length = text.size();
  for (const char32_t c : text) {
    if (c > 0xFFFF) ++length;
  }
  return length;
}

/// Writes glyph numbers. Not needed if all characters use the font's own glyphs.
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
  return {linear, 1, paint::inverse(linear).apply(offset)};
}

void append_text_attributes(std::string& out, const TextPiece& piece, const TextPlacement& placement) {
  {
    XmlPen pen(out, 2 * XmlPen::kMaxNumber + 16);
    pen.put(" Font=\"");
    pen.number(piece.font);
    pen.put("\" Size=\"");
    pen.ten_thousandths(to_steps(piece.size * placement.scale));
    pen.put('"');
  }
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
  out.push_back('>');
}

void TextContentWriter::append(std::string& out, const TextPiece& piece, const TextPlacement& placement) {
  if (piece.color != css::kBlack) append_color_element(out, "FillColor", piece.color);
  if (piece.is_bold) append_color_element(out, "StrokeColor", piece.color);
  if (piece.has_own_glyphs) append_glyphs(out, piece);
  constexpr std::size_t kTags = 96;
  XmlPen pen(out, kTags + 2 * XmlPen::kMaxNumber + 2 * kStepRoom * piece.places.size() +
                      XmlPen::kMaxCharacter * piece.text.size());
  pen.put("<ofd:TextCode");
  put_places(pen, piece, placement, steps_);
  pen.put('>');
  for (const char32_t c : piece.text) pen.character(c);
  pen.put("</ofd:TextCode>");
}

}  // namespace gongwen::ofd
