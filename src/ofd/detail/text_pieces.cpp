#include "ofd/detail/text_pieces.h"

#include "base/escapes.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gongwen::ofd {
namespace {

/// Minimum width of a text box, in px: readers do not draw boxes without a width.
constexpr double kMinWidth = 0.1;

using Cluster = RunCutter::Cluster;

bool is_blank(char32_t c) {
  return c == U' ' || c == U'\u00A0' || (c >= U'\u2000' && c <= U'\u200B') || c == U'\u3000';
}

/// Combining marks and variation selectors (Unicode blocks).
bool is_combining(char32_t c) {
  if (c < 0x0300 || (c >= 0x3100 && c < 0xFE00)) return false;  // nearly all
  return c <= 0x036F || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0x3099 && c <= 0x309A) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFE20 && c <= 0xFE2F) ||
         (c >= 0xE0100 && c <= 0xE01EF);
}

/// A character that XML allows, as nearly all are.
bool is_usual(char32_t c) { return c >= U' ' && c < 0xD800; }

bool is_plain(const Cluster& cluster) {
  const std::u32string_view text = cluster.front().text;
  return text.size() == 1 && cluster.size() == 1 && text.front() <= 0xFFFF && !is_combining(text.front());
}

/// The horizontal offset between two outlines that are otherwise equal; nullopt if they differ.
std::optional<double> shift_between(const base::Path& one, const base::Path& other) {
  if (one.verbs != other.verbs || one.points.empty()) return std::nullopt;
  const double shift = other.points.front().x - one.points.front().x;
  for (std::size_t i = 0; i < one.points.size(); ++i) {
    if (other.points[i].y != one.points[i].y || other.points[i].x - one.points[i].x != shift) return std::nullopt;
  }
  return shift;
}

/// Cuts one run.
class CutRun {
 public:
  CutRun(const paint::DrawGlyphs& item, const EmbeddedFace& face, Identifier font, std::vector<PlacedRunGlyph>& glyphs,
         PieceRoom& room)
      : run_(*item.run),
        face_(face),
        px_of_unit_(run_.size.to_px() / face.font->face().metrics().units_per_em),
        above_(face.font->face().metrics().ascent * px_of_unit_),
        below_(face.font->face().metrics().descent * px_of_unit_),
        is_always_alone_(run_.is_right_to_left || run_.x_scale != 1 || (run_.is_upright && run_.synthetic_oblique)),
        ends_word_(item.ends_word),
        glyphs_(glyphs),
        room_(room) {
    base_.font = font;
    base_.size = run_.size.to_px();
    base_.is_bold = run_.synthetic_bold;
    base_.width_scale = run_.x_scale;
    base_.color = item.color;
    const base::Transform lean{1, 0, run_.synthetic_oblique ? -paint::kObliqueSlant : 0, 1, 0, 0};
    base_.matrix = paint::turn_transform(item.turn).after(lean);
    base_.matrix.e = item.position.x.to_px();
    base_.matrix.f = item.position.y.to_px();
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
    const std::span<TextPiece> pieces = room_.pieces();
    if (ends_word_ && !pieces.empty()) pieces.back().ends_line = true;
    return {pieces, std::move(bare_glyphs_), base_.matrix};
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
    glyphs_.clear();
    layout::for_each_glyph_text(run_, [&](const layout::RunGlyph& glyph, std::u32string_view text) {
      glyphs_.push_back({glyph.glyph, text});
      choose_glyph(glyphs_.back());
    });
    auto next = glyphs_.begin();
    const double across = px_of_unit_ * run_.x_scale;
    paint::for_each_placed_glyph(run_, face_.font->face().metrics().units_per_em,
                                 [&](const layout::RunGlyph&, base::PathPoint at) {
                                   next->place = {(at.x + next->shift) * across, -at.y * px_of_unit_};
                                   ++next;
                                 });
  }

  void choose_glyph(PlacedRunGlyph& glyph) {
    const paint::CharacterCode number = face_.font->code(glyph.glyph, glyph.text);
    const paint::FontCode& code = face_.font->codes()[number];
    glyph.new_glyph = code.new_glyph;
    glyph.advance = code.advance;
    // Readers that reorder right-to-left text shape it again.
    if (run_.is_right_to_left || code.text != glyph.text) return;
    glyph.is_of_character = code.is_of_character;
    if (code.is_of_character || face_.twins.empty()) return;
    const auto twin = face_.twins.find(number);
    if (twin == face_.twins.end()) return;
    glyph.new_glyph = twin->second.new_glyph;
    glyph.is_of_character = true;
    glyph.shift = twin->second.shift;
  }

  void add(const Cluster& cluster) {
    const std::u32string_view text = cluster.front().text;
    if (is_plain(cluster) && is_usual(text.front())) return add_plain(cluster.front());
    if (std::none_of(text.begin(), text.end(), base::is_xml_character)) {
      for (const PlacedRunGlyph& glyph : cluster) bare_glyphs_.push_back({glyph.glyph, glyph.place});
      return;
    }
    const bool plain = is_plain(cluster);
    const bool alone = !plain || is_always_alone_;
    make_ready(alone, cluster.front().place);
    for (const PlacedRunGlyph& glyph : cluster) append(glyph);
    if (!plain) piece_->has_own_glyphs = true;
    for (const char32_t c : text) {
      if (base::is_xml_character(c)) piece_->text.push_back(c);
    }
    if (alone) finish();
  }

  void add_plain(const PlacedRunGlyph& glyph) {
    make_ready(is_always_alone_, glyph.place);
    append(glyph);
    piece_->text.push_back(glyph.text.front());
    if (is_always_alone_) finish();
  }

  /// Makes the current piece one that can continue at this place; starts a new one if necessary.
  void make_ready(bool alone, base::PathPoint place) {
    if (alone || !continues(place)) finish();
    if (piece_ == nullptr) start();
  }

  /// A wide gap starts a new piece, so that readers with other fonts drift only within a word.
  bool continues(base::PathPoint place) const {
    if (piece_ == nullptr) return true;
    if (run_.is_upright) return place.y - end_ <= base_.size;
    return place.x - end_ <= base_.size && place.x >= piece_->places.back().x;
  }

  void start() {
    piece_ = &room_.next();
    *piece_ = base_;
  }

  void append(const PlacedRunGlyph& glyph) {
    piece_->glyphs.push_back(glyph.new_glyph);
    piece_->places.push_back(glyph.place);
    if (!glyph.is_of_character) piece_->has_own_glyphs = true;
    const double width = glyph.advance * px_of_unit_ * run_.x_scale;
    const base::PathPoint place = glyph.place;
    const Box own{place.x, place.y - above_, place.x + width, place.y + below_};
    piece_->box = joined(piece_->box, width > 0 ? own : mark_box(glyph.glyph, own));
    end_ = run_.is_upright ? own.bottom : own.right;
  }

  /// The box of a combining mark, which has no advance: it extends as far as its ink.
  Box mark_box(text::GlyphId glyph, const Box& own) const {
    const std::optional<text::GlyphBox> ink = text::glyph_box(face_.font->face(), glyph);
    const double px_of_unit = px_of_unit_ * run_.x_scale;
    const double left = own.left + (ink ? ink->left * px_of_unit : 0);
    const double right = own.left + (ink ? ink->right * px_of_unit : 0);
    return {left, own.top, std::max(right, left + kMinWidth), own.bottom};
  }

  void finish() {
    if (piece_ == nullptr) return;
    TextPiece& piece = *std::exchange(piece_, nullptr);
    const bool has_as_many = piece.text.size() == piece.glyphs.size();
    while (has_as_many && !piece.text.empty() && is_blank(piece.text.back())) {
      piece.text.pop_back();
      piece.glyphs.pop_back();
      piece.places.pop_back();
      piece.ends_line = true;
    }
    if (piece.glyphs.empty()) room_.drop_last();
  }

  const layout::TextRun& run_;
  const EmbeddedFace& face_;
  double px_of_unit_;
  double above_;  // above the baseline, px
  double below_;
  bool is_always_alone_;
  bool ends_word_;
  TextPiece base_;
  TextPiece* piece_ = nullptr;  // the current piece
  double end_ = 0;              // end of the last glyph by its own advance
  std::vector<PlacedRunGlyph>& glyphs_;
  PieceRoom& room_;
  std::vector<BareGlyph> bare_glyphs_;
};

}  // namespace

TextPiece& PieceRoom::next() {
  if (count_ == all_.size()) all_.emplace_back();
  return all_[count_++];
}

RunPieces RunCutter::cut(const paint::DrawGlyphs& item, const EmbeddedFace& face, Identifier font) {
  room_.clear();
  return CutRun(item, face, font, glyphs_, room_).cut();
}

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

}  // namespace gongwen::ofd
