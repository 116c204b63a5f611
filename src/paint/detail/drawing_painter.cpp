// Drawings that a page holds: their texts are texts of the page, between pictures of what lies below and above them.
#include "base/format.h"
#include "paint/detail/box_painters.h"

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace gongwen::paint {
namespace {

class DrawingPainter {
 public:
  DrawingPainter(const images::Drawing& drawing, OriginId origin, images::ImageSet& images, PageDraft& page)
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
      for (; next_text < drawing_.texts.size() && drawing_.texts[next_text].items_before == i; ++next_text) {
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
    run->family = text.family;
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
    // The part is as large as its rectangle on the page, so that it is not scaled.
    const base::Size size{rounded_up(drawing_.width), rounded_up(drawing_.height)};
    std::string key = fmt::format("part:{} {}", static_cast<const void*>(&drawing_), parts_++);
    const images::Image* made = images_.find_made(key);
    if (made == nullptr) made = &images_.add_made(std::move(key), {{}, take_pending(size)});
    pending_.clear();
    page_.items.emplace_back(DrawImage{made, {{}, size}, origin_});
  }

  static LayoutUnit rounded_up(double px) {
    const LayoutUnit near = LayoutUnit::round_from_px(px);
    return near.to_px() < px ? near + LayoutUnit::from_raw(1) : near;
  }

  /// What is pending as a drawing, with the gradients and pictures that it uses.
  images::Drawing take_pending(const base::Size& size) {
    images::Drawing part;
    part.width = size.width.to_px();
    part.height = size.height.to_px();
    part.items = std::move(pending_);
    part.has_transparency = drawing_.has_transparency;
    Numbers gradients, rasters;
    for (images::DrawingItem& item : part.items) {
      if (auto* const fill = std::get_if<images::FillShape>(&item)) {
        renumber(fill->paint.gradient, drawing_.gradients, part.gradients, gradients);
      } else if (auto* const stroke = std::get_if<images::StrokeShape>(&item)) {
        renumber(stroke->paint.gradient, drawing_.gradients, part.gradients, gradients);
      } else if (auto* const raster = std::get_if<images::DrawRaster>(&item)) {
        std::optional<std::size_t> number = raster->raster;
        renumber(number, drawing_.rasters, part.rasters, rasters);
        raster->raster = *number;
      }
    }
    return part;
  }

  using Numbers = std::unordered_map<std::size_t, std::size_t>;  // in the part, by those in the drawing

  template <typename T>
  static void renumber(std::optional<std::size_t>& number, const std::vector<T>& all, std::vector<T>& used,
                       Numbers& numbers) {
    if (!number) return;
    const auto [entry, is_new] = numbers.try_emplace(*number, used.size());
    if (is_new) used.push_back(all[*number]);
    number = entry->second;
  }

  const images::Drawing& drawing_;
  OriginId origin_;
  images::ImageSet& images_;
  PageDraft& page_;
  std::vector<images::DrawingItem> pending_;
  std::size_t parts_ = 0;
};

}  // namespace

void paint_drawing(const images::Drawing& drawing, const Rect& rect, OriginId origin,
                   const layout::LayoutContext& context, PageDraft& page) {
  DrawingPainter(drawing, origin, context.boxes.images(), page).paint(rect);
}

}  // namespace gongwen::paint
