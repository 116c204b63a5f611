// Drawings that a page holds: their texts are texts of the page, between pictures of what lies below and above them.
#include "base/format.h"
#include "paint/detail/box_painters.h"

#include <memory>

namespace gongwen::paint {
namespace {

class DrawingPainter {
 public:
  DrawingPainter(const images::Drawing& drawing, OriginId origin, images::ImageSet& images, PageDisplay& page)
      : drawing_(drawing), origin_(origin), images_(images), page_(page) {}

  void paint(const Rect& rect) {
    base::Path frame;
    frame.add_rect(rect);
    page_.items.emplace_back(PushClip{std::move(frame), base::FillRule::NonZero});
    page_.items.emplace_back(
        PushTransform{{rect.size.width.to_px() / drawing_.width, 0, 0, rect.size.height.to_px() / drawing_.height,
                       rect.left().to_px(), rect.top().to_px()}});
    std::size_t next_text = 0;
    for (std::size_t i = 0; i <= drawing_.items.size(); ++i) {
      for (; next_text < drawing_.texts.size() && drawing_.texts[next_text].behind == i; ++next_text) {
        flush();
        add(drawing_.texts[next_text]);
      }
      if (i < drawing_.items.size()) add(drawing_.items[i]);
    }
    flush();
    page_.items.emplace_back(PopTransform{});
    page_.items.emplace_back(PopClip{});
  }

 private:
  /// Clips and groups reach over pictures and texts.
  void add(const images::DrawingItem& item) {
    if (const auto* const clip = std::get_if<images::BeginClip>(&item)) {
      flush();
      page_.items.emplace_back(PushClip{clip->path, clip->rule});
    } else if (std::holds_alternative<images::EndClip>(item)) {
      flush();
      page_.items.emplace_back(PopClip{});
    } else if (const auto* const group = std::get_if<images::BeginGroup>(&item)) {
      flush();
      page_.items.emplace_back(PushGroup{group->opacity});
    } else if (std::holds_alternative<images::EndGroup>(item)) {
      flush();
      page_.items.emplace_back(PopGroup{});
    } else {
      pending_.push_back(item);
    }
  }

  void add(const images::DrawingText& text) {
    auto run = std::make_shared<layout::TextRun>();
    run->face = text.face;
    run->size = base::FontSize::round_from_px(text.size);
    run->synthetic_bold = text.synthetic_bold;
    run->synthetic_oblique = text.synthetic_oblique;
    run->text = text.text;
    for (const images::DrawingGlyph& glyph : text.glyphs) {
      run->glyphs.push_back({glyph.glyph, glyph.characters, glyph.advance, glyph.x_offset, glyph.y_offset});
    }
    page_.items.emplace_back(PushTransform{text.transform});
    page_.items.emplace_back(DrawGlyphs{{}, run.get(), text.color, origin_, layout::QuarterTurn::None, true});
    page_.items.emplace_back(PopTransform{});
    page_.drawn_texts.push_back(std::move(run));
  }

  void flush() {
    if (pending_.empty()) return;
    images::Drawing part;
    part.width = drawing_.width;
    part.height = drawing_.height;
    part.items = std::move(pending_);
    part.gradients = drawing_.gradients;
    part.rasters = drawing_.rasters;
    part.has_transparency = drawing_.has_transparency;
    pending_.clear();
    std::string key = fmt::format("part:{} {}", static_cast<const void*>(&drawing_), parts_++);
    const images::Image* made = images_.find_made(key);
    if (made == nullptr) made = &images_.add_made(std::move(key), {{}, std::move(part)});
    const base::Size size{LayoutUnit::round_from_px(drawing_.width), LayoutUnit::round_from_px(drawing_.height)};
    page_.items.emplace_back(DrawImage{made, {{}, size}, origin_});
  }

  const images::Drawing& drawing_;
  OriginId origin_;
  images::ImageSet& images_;
  PageDisplay& page_;
  std::vector<images::DrawingItem> pending_;
  std::size_t parts_ = 0;
};

}  // namespace

void paint_drawing(const images::Drawing& drawing, const Rect& rect, OriginId origin,
                   const layout::LayoutContext& context, PageDisplay& page) {
  DrawingPainter(drawing, origin, context.boxes.images(), page).paint(rect);
}

}  // namespace gongwen::paint
