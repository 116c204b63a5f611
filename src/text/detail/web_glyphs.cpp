// The transformed tables of WOFF2 (section 5): the outlines and the horizontal metrics of TrueType.

#include "text/detail/web_font.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace gongwen::text {
namespace {

// Flags of the parts of a composed glyph (OpenType, `glyf`).
constexpr unsigned kWordArguments = 0x0001;
constexpr unsigned kOneScale = 0x0008;
constexpr unsigned kMoreParts = 0x0020;
constexpr unsigned kTwoScales = 0x0040;
constexpr unsigned kMatrix = 0x0080;
constexpr unsigned kHasProgram = 0x0100;
// Flags of the points of a simple one.
constexpr unsigned kOnCurve = 0x01;
constexpr unsigned kShortX = 0x02;
constexpr unsigned kShortY = 0x04;
constexpr unsigned kSameOrPositiveX = 0x10;
constexpr unsigned kSameOrPositiveY = 0x20;
constexpr unsigned kOverlaps = 0x40;

struct Step {
  int dx = 0;
  int dy = 0;
  bool on_curve = false;
};

int with_sign(unsigned flag, unsigned size) {
  return (flag & 1) != 0 ? static_cast<int>(size) : -static_cast<int>(size);
}

/// Section 5.2: the step from one point to the next in one to four bytes behind its flag.
Step read_step(unsigned flag, ByteReader& data) {
  Step step;
  step.on_curve = (flag & 0x80) == 0;
  flag &= 0x7F;
  if (flag < 10) {
    step.dy = with_sign(flag, ((flag & 14) << 7) + data.u8());
  } else if (flag < 20) {
    step.dx = with_sign(flag, (((flag - 10) & 14) << 7) + data.u8());
  } else if (flag < 84) {
    const unsigned from = flag - 20;
    const unsigned both = data.u8();
    step.dx = with_sign(flag, 1 + (from & 0x30) + (both >> 4));
    step.dy = with_sign(flag >> 1, 1 + ((from & 0x0C) << 2) + (both & 0x0F));
  } else if (flag < 120) {
    const unsigned from = flag - 84;
    step.dx = with_sign(flag, 1 + ((from / 12) << 8) + data.u8());
    step.dy = with_sign(flag >> 1, 1 + (((from % 12) >> 2) << 8) + data.u8());
  } else if (flag < 124) {
    const unsigned first = data.u8();
    const unsigned both = data.u8();
    step.dx = with_sign(flag, (first << 4) + (both >> 4));
    step.dy = with_sign(flag >> 1, ((both & 0x0F) << 8) + data.u8());
  } else {
    step.dx = with_sign(flag, data.u16());
    step.dy = with_sign(flag >> 1, data.u16());
  }
  return step;
}

/// xMin, yMin, xMax, yMax.
using Bounds = std::array<int, 4>;

Bounds bounds_of(const std::vector<Step>& steps) {
  Bounds bounds{};
  int x = 0;
  int y = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    x += steps[i].dx;
    y += steps[i].dy;
    if (i == 0) bounds = {x, y, x, y};
    bounds = {std::min(bounds[0], x), std::min(bounds[1], y), std::max(bounds[2], x), std::max(bounds[3], y)};
  }
  return bounds;
}

void append_i16(std::string& out, int number) { append_number(out, static_cast<std::uint16_t>(number), 2); }

/// One direction of a step: its flags, and its bytes behind those of the steps before it.
unsigned append_delta(std::string& out, int delta, unsigned short_flag, unsigned same_flag) {
  constexpr int kMaxShort = 255;
  if (delta == 0) return same_flag;
  if (std::abs(delta) > kMaxShort) {
    append_i16(out, delta);
    return 0;
  }
  append_number(out, static_cast<std::uint32_t>(std::abs(delta)), 1);
  return short_flag | (delta > 0 ? same_flag : 0);
}

void append_steps(std::string& out, const std::vector<Step>& steps, bool overlaps) {
  std::string x;
  std::string y;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    unsigned flags = steps[i].on_curve ? kOnCurve : 0;
    if (i == 0 && overlaps) flags |= kOverlaps;
    flags |= append_delta(x, steps[i].dx, kShortX, kSameOrPositiveX);
    flags |= append_delta(y, steps[i].dy, kShortY, kSameOrPositiveY);
    out.push_back(static_cast<char>(flags));
  }
  out += x;
  out += y;
}

class GlyphRebuilder {
 public:
  std::optional<GlyphTables> run(std::string_view transformed) {
    if (!open_streams(transformed)) return std::nullopt;
    GlyphTables tables;
    for (unsigned glyph = 0; glyph < count_; ++glyph) {
      append_number(tables.loca, static_cast<std::uint32_t>(tables.glyf.size()), 4);
      tables.left_edges.push_back(0);
      if (!add_glyph(glyph, tables) || has_failed()) return std::nullopt;
      tables.glyf.append((4 - tables.glyf.size() % 4) % 4, '\0');
    }
    append_number(tables.loca, static_cast<std::uint32_t>(tables.glyf.size()), 4);
    return tables;
  }

 private:
  bool open_streams(std::string_view transformed) {
    ByteReader header(transformed);
    header.take(2);
    const unsigned options = header.u16();
    count_ = header.u16();
    header.take(2);
    std::array<std::uint32_t, 7> lengths{};
    for (std::uint32_t& length : lengths) length = header.u32();
    contours_ = ByteReader(header.take(lengths[0]));
    points_ = ByteReader(header.take(lengths[1]));
    flags_ = ByteReader(header.take(lengths[2]));
    glyphs_ = ByteReader(header.take(lengths[3]));
    parts_ = header.take(lengths[4]);
    ByteReader bounds(header.take(lengths[5]));
    has_bounds_ = bounds.take((count_ + 31) / 32 * 4);
    bounds_ = bounds;
    programs_ = ByteReader(header.take(lengths[6]));
    if ((options & 1) != 0) overlaps_ = header.take((count_ + 7) / 8);
    return !header.failed() && !bounds.failed();
  }

  bool has_failed() const {
    return contours_.failed() || points_.failed() || flags_.failed() || glyphs_.failed() || bounds_.failed() ||
           programs_.failed();
  }

  static bool is_set(std::string_view bits, unsigned place) {
    return place / 8 < bits.size() && (static_cast<unsigned char>(bits[place / 8]) & (0x80 >> place % 8)) != 0;
  }

  bool add_glyph(unsigned glyph, GlyphTables& tables) {
    constexpr unsigned kComposed = 0xFFFF;
    const unsigned contours = contours_.u16();
    const bool has_bounds = is_set(has_bounds_, glyph);
    if (contours == 0) return !has_bounds;
    return contours == kComposed ? has_bounds && add_composed(tables) : add_simple(glyph, contours, has_bounds, tables);
  }

  Bounds read_bounds() {
    Bounds bounds{};
    for (int& edge : bounds) edge = bounds_.i16();
    return bounds;
  }

  static void append_head(GlyphTables& tables, int contours, const Bounds& bounds) {
    append_i16(tables.glyf, contours);
    for (const int edge : bounds) append_i16(tables.glyf, edge);
    tables.left_edges.back() = bounds[0];
  }

  void append_program(std::string& glyf) {
    const unsigned length = glyphs_.packed_u16();
    append_number(glyf, length, 2);
    glyf += programs_.take(length);
  }

  bool add_composed(GlyphTables& tables) {
    append_head(tables, -1, read_bounds());
    ByteReader reader(parts_);
    std::size_t length = 0;
    bool has_program = false;
    unsigned flags = kMoreParts;
    while ((flags & kMoreParts) != 0) {
      flags = reader.u16();
      std::size_t rest = 2 + ((flags & kWordArguments) != 0 ? 4 : 2);
      if ((flags & kOneScale) != 0) {
        rest += 2;
      } else if ((flags & kTwoScales) != 0) {
        rest += 4;
      } else if ((flags & kMatrix) != 0) {
        rest += 8;
      }
      reader.take(rest);
      if (reader.failed()) return false;
      length += 2 + rest;
      has_program = has_program || (flags & kHasProgram) != 0;
    }
    tables.glyf += parts_.substr(0, length);
    parts_.remove_prefix(length);
    if (has_program) append_program(tables.glyf);
    return true;
  }

  bool add_simple(unsigned glyph, unsigned contours, bool has_bounds, GlyphTables& tables) {
    std::string ends;
    unsigned count = 0;
    for (unsigned i = 0; i < contours && !points_.failed(); ++i) {
      count += points_.packed_u16();
      append_number(ends, count - 1, 2);
    }
    constexpr unsigned kMaxPoints = 0xFFFF;
    if (points_.failed() || count > kMaxPoints) return false;
    std::vector<Step> steps(count);
    for (Step& step : steps) step = read_step(flags_.u8(), glyphs_);
    append_head(tables, static_cast<int>(contours), has_bounds ? read_bounds() : bounds_of(steps));
    tables.glyf += ends;
    append_program(tables.glyf);
    append_steps(tables.glyf, steps, is_set(overlaps_, glyph));
    return true;
  }

  unsigned count_ = 0;
  ByteReader contours_{{}};
  ByteReader points_{{}};
  ByteReader flags_{{}};
  ByteReader glyphs_{{}};
  ByteReader bounds_{{}};
  ByteReader programs_{{}};
  std::string_view parts_;
  std::string_view has_bounds_;
  std::string_view overlaps_;
};

}  // namespace

std::optional<GlyphTables> rebuild_glyphs(std::string_view transformed) { return GlyphRebuilder().run(transformed); }

/// Section 5.4: left side bearings that are the left edges of the outlines are left out.
std::optional<std::string> rebuild_metrics(std::string_view transformed, const GlyphTables& glyphs,
                                           std::size_t advance_count) {
  ByteReader data(transformed);
  const unsigned flags = data.u8();
  const std::size_t count = glyphs.left_edges.size();
  if (advance_count == 0 || advance_count > count) return std::nullopt;
  ByteReader advances(data.take(2 * advance_count));
  std::string metrics;
  for (std::size_t glyph = 0; glyph < count; ++glyph) {
    const bool has_advance = glyph < advance_count;
    const bool is_left_out = (flags & (has_advance ? 1 : 2)) != 0;
    if (has_advance) append_number(metrics, advances.u16(), 2);
    append_i16(metrics, is_left_out ? glyphs.left_edges[glyph] : data.i16());
  }
  return data.failed() || advances.failed() ? std::nullopt : std::optional(std::move(metrics));
}

}  // namespace gongwen::text
