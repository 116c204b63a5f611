#include "ofd/detail/page_player.h"

#include "ofd/detail/tiles.h"
#include "paint/glyph_placement.h"

namespace gongwen::ofd {
namespace {

using base::Transform;

/// In whole hundredths of a mm, so that A4 is 210 × 297 although its sides are not whole px.
Micrometres sheet_side(double px) {
  constexpr Micrometres kHundredth = 10;
  return (to_micrometres(px) + kHundredth / 2) / kHundredth * kHundredth;
}

class PagePlayer {
 public:
  PagePlayer(const paint::PageDisplay& page, const PageContext& context, const PageObjects& objects, std::string& out)
      : page_(page),
        context_(context),
        objects_(objects.content),
        official_(objects.official),
        canvas_(context.identifiers, context.left_out, out) {
    objects_.resize(page.content_count);
  }

  void play() {
    canvas_.push_transform(paint::picture_of(page_).shown);
    for (const paint::DisplayItem& item : page_.items) {
      std::visit([this](const auto& command) { play(command); }, item);
    }
    canvas_.finish();
  }

 private:
  void play(const paint::FillRect& item) {
    canvas_.set_origin(item.origin);
    canvas_.fill(box_of(item.rect), item.color);
  }
  void play(const paint::FillPath& item) {
    canvas_.set_origin(item.origin);
    canvas_.fill(item.path, item.rule, {item.color});
  }
  void play(const paint::StrokePath& item) {
    canvas_.set_origin(item.origin);
    canvas_.stroke(item.path, item.style, {item.color});
  }
  void play(const paint::DrawImage& item) {
    canvas_.set_origin(item.origin);
    draw(*item.image, box_of(item.rect));
  }

  void draw(const images::Image& image, const Box& box) {
    draw_image(image, {box.right - box.left, 0, 0, box.bottom - box.top, box.left, box.top}, context_.media, canvas_);
  }

  void play(const paint::TileImage& item) {
    canvas_.set_origin(item.origin);
    if (!draw_tiles(item, context_.media, canvas_)) context_.left_out.try_emplace(LeftOut::ManyTiles, item.origin);
  }

  void play(const paint::DrawGlyphs& item) {
    if (item.official != last_official_) canvas_.finish_text();
    last_official_ = item.official;
    if (item.official != 0) canvas_.finish_rectangles();
    const ShownFont font = context_.fonts.find(*item.run);
    const Identifier before = context_.identifiers.last();
    draw(item, font);
    if (item.official == 0) return;
    for (Identifier one = before + 1; one <= context_.identifiers.last(); ++one) {
      official_.push_back({item.official, one});
    }
  }

  void draw(const paint::DrawGlyphs& item, const ShownFont& shown) {
    canvas_.set_origin(item.origin);
    const text::Face* const face = context_.library.face(item.run->face);
    if (face == nullptr || item.run->glyphs.empty()) return;
    if (shown.face == nullptr) return draw_outlines(item, *face);
    const RunPieces run = cutter_.cut(item, *shown.face, shown.font);
    for (const BareGlyph& glyph : run.bare_glyphs) draw_outline(item, *face, run.matrix, glyph);
    for (TextPiece& piece : run.pieces) canvas_.text(piece);
  }

  /// Faces that cannot be embedded.
  void draw_outlines(const paint::DrawGlyphs& item, const text::Face& face) {
    base::Path path;
    const Transform placed = paint::run_transform(item, face.metrics().units_per_em);
    paint::for_each_placed_glyph(
        *item.run, face.metrics().units_per_em, [&](const layout::RunGlyph& glyph, base::PathPoint at) {
          path.append(text::glyph_outline(face, glyph.glyph), placed.after({1, 0, 0, 1, at.x, at.y}));
        });
    if (!path.empty()) canvas_.fill(path, base::FillRule::NonZero, {item.color});
  }

  void draw_outline(const paint::DrawGlyphs& item, const text::Face& face, const Transform& run,
                    const BareGlyph& glyph) {
    const double scale = item.run->size.to_px() / face.metrics().units_per_em;
    base::Path path;
    path.append(text::glyph_outline(face, glyph.glyph), run.after({scale, 0, 0, -scale, glyph.place.x, glyph.place.y}));
    if (!path.empty()) canvas_.fill(path, base::FillRule::NonZero, {item.color});
  }

  void play(const paint::PushClip& item) { canvas_.push_clip(item.path, item.rule); }
  void play(const paint::PopClip&) { canvas_.pop_clip(); }
  void play(const paint::PushTransform& item) { canvas_.push_transform(item.transform); }
  void play(const paint::PopTransform&) { canvas_.pop_transform(); }
  void play(const paint::PushGroup& item) { canvas_.push_group(item.opacity); }
  void play(const paint::PopGroup&) { canvas_.pop_group(); }

  void play(const paint::BeginTag& item) {
    open_.push_back(item.content < objects_.size() ? &objects_[item.content] : nullptr);
    canvas_.collect(open_.back());
  }
  void play(const paint::BeginArtifact&) {
    open_.push_back(nullptr);
    canvas_.collect(nullptr);
  }
  void play(const paint::EndTag&) {
    if (!open_.empty()) open_.pop_back();
    canvas_.collect(open_.empty() ? nullptr : open_.back());
  }

  const paint::PageDisplay& page_;
  const PageContext& context_;
  ContentObjects& objects_;
  OfficialObjects& official_;
  Canvas canvas_;
  RunCutter cutter_;
  std::uint16_t last_official_ = 0;
  std::vector<std::vector<Identifier>*> open_;
};

}  // namespace

std::string physical_box(const paint::PageFrame& page) {
  const paint::PagePicture picture = paint::picture_of(page);
  std::string out = "<ofd:PhysicalBox>0 0 ";
  append_micrometres(out, sheet_side(picture.width));
  out.push_back(' ');
  append_micrometres(out, sheet_side(picture.height));
  return out + "</ofd:PhysicalBox>";
}

void write_page(const paint::PageDisplay& page, const PageContext& context, const PageObjects& objects,
                std::string& out) {
  const Identifier layer = context.identifiers.next();
  out.assign(kXmlHead);
  out.append("<ofd:Page").append(kNamespace).append("><ofd:Area>").append(physical_box(page)).append("</ofd:Area>");
  const std::size_t head = out.size();
  out += "<ofd:Content><ofd:Layer";
  append_number_attribute(out, "ID", layer);
  out += ">";
  const std::size_t start = out.size();
  PagePlayer(page, context, objects, out).play();
  if (out.size() > start) {
    out += "</ofd:Layer></ofd:Content>";
  } else {
    out.resize(head);
  }
  out += "</ofd:Page>";
}

}  // namespace gongwen::ofd
