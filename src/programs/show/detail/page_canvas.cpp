#include "programs/show/detail/page_canvas.h"

namespace gongwen::show {

void PageCanvas::fill(base::Path path, base::FillRule rule, css::Color color) {
  add_artifact(paint::Apart<paint::FillPath>(paint::FillPath{std::move(path), rule, color, {}}));
}

void PageCanvas::stroke(base::Path path, base::StrokeStyle style, css::Color color) {
  add_artifact(paint::Apart<paint::StrokePath>(paint::StrokePath{std::move(path), std::move(style), color, {}}));
}

void PageCanvas::image(const images::Image& image, const base::Rect& rect) {
  add_artifact(paint::DrawImage{&image, rect, {}});
}

void PageCanvas::figure(const images::Image& image, const base::Rect& rect, std::string alternative) {
  const paint::ElementId figure = structure_->add(paint::StructureTree::root(), paint::StructureRole::Figure, {});
  paint::ElementDetails& details = structure_->element(figure).details.edit();
  details.alternative = std::move(alternative);
  details.area = rect;
  begin_content(figure);
  items_.emplace_back(paint::DrawImage{&image, rect, {}});
  items_.emplace_back(paint::EndTag{});
}

void PageCanvas::glyphs(base::Point position, std::shared_ptr<const layout::TextRun> run, css::Color color,
                        layout::QuarterTurn turn) {
  if (!paragraph_) {
    paragraph_ = structure_->add(paint::StructureTree::root(), paint::StructureRole::P, {});
  }
  begin_content(paragraph_);
  items_.emplace_back(paint::DrawGlyphs{position, run.get(), color, {}, turn});
  items_.emplace_back(paint::EndTag{});
  texts_.push_back(std::move(run));
}

void PageCanvas::push_clip(base::Path path, base::FillRule rule) {
  add(paint::Apart<paint::PushClip>(paint::PushClip{std::move(path), rule}));
}

void PageCanvas::push_transform(const base::Transform& transform) {
  add(paint::Apart<paint::PushTransform>(paint::PushTransform{transform}));
}

void PageCanvas::push_group(double opacity) { add(paint::PushGroup{opacity}); }

paint::PageDisplay PageCanvas::finish() && {
  if (in_artifact_) items_.emplace_back(paint::EndTag{});
  paint::PageDisplay page;
  page.content_count = contents_;
  page.drawn_texts = std::move(texts_);
  page.items = paint::DisplayItems(std::move(items_), paint::DisplayItems::Kept::Loose);
  return page;
}

/// Marks do not cross clips and transforms, since both nest.
void PageCanvas::add(paint::DisplayItem item) {
  if (in_artifact_) items_.emplace_back(paint::EndTag{});
  in_artifact_ = false;
  items_.push_back(std::move(item));
}

void PageCanvas::add_artifact(paint::DisplayItem item) {
  if (!in_artifact_) items_.emplace_back(paint::BeginArtifact{});
  in_artifact_ = true;
  items_.push_back(std::move(item));
}

void PageCanvas::begin_content(paint::ElementId element) {
  add(paint::BeginTag{element, contents_});
  structure_->add_kid(element, paint::ContentReference{static_cast<std::uint32_t>(page_), contents_});
  ++contents_;
}

}  // namespace gongwen::show
