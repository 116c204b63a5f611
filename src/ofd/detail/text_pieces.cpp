#include "ofd/detail/text_pieces.h"

#include "base/xml_writer.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <optional>
#include <span>

namespace gongwen::ofd {
namespace {

/// Of a box around text, px: one without a width is not drawn.
constexpr double kMinWidth = 0.1;

struct PlacedRunGlyph {
  text::GlyphId glyph = 0;   // of the face
  std::u32string_view text;  // empty where it shows the same as the one before
  base::PathPoint place;
  text::GlyphId new_glyph = 0;
  std::int32_t advance = 0;      // font units
  bool is_of_character = false;  // the font has it for the text by itself
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

/// How far the second is to the right of the first where they are the same but for that.
std::optional<double> shift_between(const base::Path& one, const base::Path& other) {
  if (one.verbs != other.verbs || one.points.empty()) return std::nullopt;
  const double shift = other.points.front().x - one.points.front().x;
  for (std::size_t i = 0; i < one.points.size(); ++i) {
    if (other.points[i].y != one.points[i].y || other.points[i].x - one.points[i].x != shift) return std::nullopt;
  }
  return shift;
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
    ends_word_ = item.ends_word;
  }

  RunPieces cut() {
    place_glyphs();
    if (run_.is_right_to_left) {
      std::vector<Cluster> clusters;
      for_each_cluster([&](const Cluster& cluster) { clusters.push_back(cluster); });
      for (auto cluster = clusters.rbegin(); cluster != clusters.rend(); ++cluster) add(*cluster);
    } else {
      for_each_cluster([this](const Cluster& cluster) { add(cluster); });
    }
    finish();
    if (ends_word_ && !out_.pieces.empty()) out_.pieces.back().ends_line = true;
    return std::move(out_);
  }

 private:
  template <typename Take>
  void for_each_cluster(const Take& take) const {
    for (std::size_t at = 0, end = 0; at < glyphs_.size(); at = end) {
      end = at + 1;
      while (end < glyphs_.size() && glyphs_[end].text.empty()) ++end;
      take(Cluster(glyphs_).subspan(at, end - at));
    }
  }

  void place_glyphs() {
    glyphs_.reserve(run_.glyphs.size());
    shifts_.reserve(run_.glyphs.size());
    layout::for_each_glyph_text(run_, [&](const layout::RunGlyph& glyph, std::u32string_view text) {
      glyphs_.push_back({glyph.glyph, text, {}});
      choose_glyph(glyphs_.back());
    });
    auto next = glyphs_.begin();
    paint::for_each_placed_glyph(run_, font_.font->face().metrics().units_per_em,
                                 [&](const layout::RunGlyph&, base::PathPoint at) {
                                   const double x = at.x + shifts_[static_cast<std::size_t>(next - glyphs_.begin())];
                                   next->place = {x * px_of_unit_ * run_.x_scale, -at.y * px_of_unit_};
                                   ++next;
                                 });
  }

  void choose_glyph(PlacedRunGlyph& glyph) {
    const paint::CharacterCode number = font_.font->code(glyph.glyph, glyph.text);
    const paint::FontCode& code = font_.font->codes()[number];
    // Readers that turn the direction of text shape it again.
    glyph.is_of_character = code.is_of_character && code.text == glyph.text && !run_.is_right_to_left;
    glyph.new_glyph = code.new_glyph;
    glyph.advance = code.advance;
    shifts_.push_back(0);
    if (font_.twins.empty()) return;
    const auto twin = font_.twins.find(number);
    if (twin == font_.twins.end() || code.text != glyph.text || run_.is_right_to_left) return;
    glyph.new_glyph = twin->second.new_glyph;
    glyph.is_of_character = true;
    shifts_.back() = twin->second.shift;
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
    if (piece_.glyphs.empty()) {
      piece_ = base_;
      piece_.glyphs.reserve(run_.glyphs.size());
      piece_.places.reserve(run_.glyphs.size());
      piece_.text.reserve(run_.text.size());
    }
    const text::Face& face = font_.font->face();
    const text::FaceMetrics& metrics = face.metrics();
    const double above = metrics.ascent * px_of_unit_;
    const double below = metrics.descent * px_of_unit_;
    for (const auto& [glyph, text, place, new_glyph, advance, is_of_character] : cluster) {
      piece_.glyphs.push_back(new_glyph);
      if (!is_of_character) piece_.has_own_glyphs = true;
      piece_.places.push_back(place);
      const double width = advance * px_of_unit_ * run_.x_scale;
      const Box own{place.x, place.y - above, place.x + width, place.y + below};
      piece_.box = joined(piece_.box, width > 0 ? own : mark_box(glyph, own));
      end_ = run_.is_upright ? place.y + below : place.x + width;
    }
    if (!is_plain(cluster)) piece_.has_own_glyphs = true;
    for (const char32_t c : cluster.front().text) {
      if (base::is_xml_character(c)) piece_.text.push_back(c);
    }
  }

  /// A mark has no advance: it reaches as far as its ink.
  Box mark_box(text::GlyphId glyph, const Box& own) const {
    const std::optional<text::GlyphBox> ink = text::glyph_box(font_.font->face(), glyph);
    const double px_of_unit = px_of_unit_ * run_.x_scale;
    const double left = own.left + (ink ? ink->left * px_of_unit : 0);
    const double right = own.left + (ink ? ink->right * px_of_unit : 0);
    return {left, own.top, std::max(right, left + kMinWidth), own.bottom};
  }

  void finish() {
    const bool has_as_many = piece_.text.size() == piece_.glyphs.size();
    while (has_as_many && !piece_.text.empty() && is_blank(piece_.text.back())) {
      piece_.text.pop_back();
      piece_.glyphs.pop_back();
      piece_.places.pop_back();
      piece_.ends_line = true;
    }
    if (!piece_.glyphs.empty()) out_.pieces.push_back(std::move(piece_));
    piece_ = {};
  }

  const layout::TextRun& run_;
  const EmbeddedFont& font_;
  double px_of_unit_;
  TextPiece base_;
  TextPiece piece_;
  bool ends_word_ = false;
  double end_ = 0;  // of the last glyph's own width
  std::vector<PlacedRunGlyph> glyphs_;
  std::vector<double> shifts_;  // of each, font units
  RunPieces out_;
};

}  // namespace

std::map<paint::CharacterCode, ShiftedGlyph> find_twins(const paint::UsedFont& font) {
  std::map<char32_t, const paint::FontCode*> own;
  for (const paint::FontCode& code : font.codes()) {
    if (code.is_of_character) own.emplace(code.text.front(), &code);
  }
  std::map<paint::CharacterCode, ShiftedGlyph> twins;
  for (std::size_t i = 1; i < font.codes().size(); ++i) {
    const paint::FontCode& code = font.codes()[i];
    if (code.is_of_character || code.text.size() != 1) continue;
    const auto found = own.find(code.text.front());
    if (found == own.end()) continue;
    const auto shift = shift_between(text::glyph_outline(font.face(), found->second->glyph),
                                     text::glyph_outline(font.face(), code.glyph));
    if (shift) twins[static_cast<paint::CharacterCode>(i)] = {found->second->new_glyph, *shift};
  }
  return twins;
}

RunPieces cut_run(const paint::DrawGlyphs& item, const EmbeddedFont& font) { return RunCutter(item, font).cut(); }

}  // namespace gongwen::ofd
