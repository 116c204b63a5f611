#include "ofd/detail/text_pieces.h"

#include "base/xml_writer.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <span>

namespace gongwen::ofd {
namespace {

struct PlacedRunGlyph {
  text::GlyphId glyph = 0;   // of the face
  std::u32string_view text;  // empty where it shows the same as the one before
  base::PathPoint place;
};

/// Glyphs that show the same characters.
using Cluster = std::span<const PlacedRunGlyph>;

bool is_blank(char32_t c) {
  return c == U' ' || c == U'\u00A0' || (c >= U'\u2000' && c <= U'\u200B') || c == U'\u3000';
}

/// Marks above and below the character before, and selectors of its form (Unicode blocks).
bool is_combining(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
         (c >= 0x20D0 && c <= 0x20FF) || (c >= 0x3099 && c <= 0x309A) || (c >= 0xFE00 && c <= 0xFE0F) ||
         (c >= 0xFE20 && c <= 0xFE2F) || (c >= 0xE0100 && c <= 0xE01EF);
}

bool is_plain(const Cluster& cluster) {
  const std::u32string_view text = cluster.front().text;
  return text.size() == 1 && cluster.size() == 1 && text.front() <= 0xFFFF && !is_combining(text.front());
}

class RunCutter {
 public:
  RunCutter(const paint::DrawGlyphs& item, const EmbeddedFont& font)
      : run_(*item.run), font_(font), px_of_unit_(run_.size.to_px() / font.font->face().metrics().units_per_em) {
    base_.font = font.identifier;
    base_.size = run_.size.to_px();
    base_.is_bold = run_.synthetic_bold;
    base_.width_scale = run_.x_scale;
    base_.color = item.color;
    const base::Transform lean{1, 0, run_.synthetic_oblique ? -paint::kObliqueSlant : 0, 1, 0, 0};
    base_.matrix = paint::turn_transform(item.turn).after(lean);
    base_.matrix.e = item.position.x.to_px();
    base_.matrix.f = item.position.y.to_px();
    out_.matrix = base_.matrix;
  }

  RunPieces cut() {
    place_glyphs();
    std::vector<Cluster> clusters;
    for (std::size_t at = 0, end = 0; at < glyphs_.size(); at = end) {
      end = at + 1;
      while (end < glyphs_.size() && glyphs_[end].text.empty()) ++end;
      clusters.push_back(Cluster(glyphs_).subspan(at, end - at));
    }
    if (run_.is_right_to_left) std::reverse(clusters.begin(), clusters.end());
    for (const Cluster& cluster : clusters) add(cluster);
    finish();
    return std::move(out_);
  }

 private:
  void place_glyphs() {
    glyphs_.reserve(run_.glyphs.size());
    layout::for_each_glyph_text(run_, [&](const layout::RunGlyph& glyph, std::u32string_view text) {
      glyphs_.push_back({glyph.glyph, text, {}});
    });
    auto next = glyphs_.begin();
    paint::for_each_placed_glyph(run_, font_.font->face().metrics().units_per_em,
                                 [&](const layout::RunGlyph&, base::PathPoint at) {
                                   next->place = {at.x * px_of_unit_ * run_.x_scale, -at.y * px_of_unit_};
                                   ++next;
                                 });
  }

  void add(const Cluster& cluster) {
    const std::u32string_view text = cluster.front().text;
    if (std::none_of(text.begin(), text.end(), base::is_xml_character)) {
      for (const PlacedRunGlyph& glyph : cluster) out_.bare_glyphs.push_back({glyph.glyph, glyph.place});
      return;
    }
    const bool alone = !is_plain(cluster) || run_.is_right_to_left || run_.x_scale != 1;
    if (alone || !continues(cluster.front().place)) finish();
    append(cluster);
    if (alone) finish();
  }

  /// A wide gap starts a new piece: readers with other fonts then drift within a word only.
  bool continues(base::PathPoint place) const {
    if (piece_.glyphs.empty()) return true;
    if (run_.is_upright) return place.y - end_ <= base_.size;
    return place.x - end_ <= base_.size && place.x >= piece_.places.back().x;
  }

  void append(const Cluster& cluster) {
    if (piece_.glyphs.empty()) piece_ = base_;
    const text::Face& face = font_.font->face();
    const text::FaceMetrics& metrics = face.metrics();
    const double above = metrics.ascent * px_of_unit_;
    const double below = metrics.descent * px_of_unit_;
    for (const auto& [glyph, text, place] : cluster) {
      piece_.glyphs.push_back(font_.font->codes()[font_.font->code(glyph, text)].new_glyph);
      piece_.places.push_back(place);
      const double width = face.advance(glyph) * px_of_unit_ * run_.x_scale;
      piece_.box = joined(piece_.box, {place.x, place.y - above, place.x + width, place.y + below});
      end_ = run_.is_upright ? place.y + below : place.x + width;
    }
    for (const char32_t c : cluster.front().text) {
      if (base::is_xml_character(c)) piece_.text.push_back(c);
    }
  }

  void finish() {
    const bool has_as_many = piece_.text.size() == piece_.glyphs.size();
    while (has_as_many && !piece_.text.empty() && is_blank(piece_.text.back())) {
      piece_.text.pop_back();
      piece_.glyphs.pop_back();
      piece_.places.pop_back();
    }
    if (!piece_.glyphs.empty()) out_.pieces.push_back(std::move(piece_));
    piece_ = {};
  }

  const layout::TextRun& run_;
  const EmbeddedFont& font_;
  double px_of_unit_;
  TextPiece base_;
  TextPiece piece_;
  double end_ = 0;  // of the last glyph's own width
  std::vector<PlacedRunGlyph> glyphs_;
  RunPieces out_;
};

}  // namespace

RunPieces cut_run(const paint::DrawGlyphs& item, const EmbeddedFont& font) { return RunCutter(item, font).cut(); }

}  // namespace gongwen::ofd
