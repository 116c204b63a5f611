#include "resources/source_store.h"

#include <algorithm>

namespace gongwen::resources {

diagnostics::SourceId SourceStore::add(std::string name, std::string text, diagnostics::LineColumn start) {
  return add_cells(std::move(name), std::move(text), {}, start);
}

diagnostics::SourceId SourceStore::add_cells(std::string name, std::string text, std::vector<CellAt> cells,
                                             diagnostics::LineColumn start) {
  const std::lock_guard lock(mutex_);
  sources_.push_back({std::move(name), std::move(text), start, std::move(cells)});
  return diagnostics::SourceId(first_ + sources_.size() - 1);
}

void SourceStore::fill(diagnostics::SourceId reserved, std::string name, std::string text) {
  const std::lock_guard lock(mutex_);
  Source& source = sources_[reserved.index() - first_];
  source.name = std::move(name);
  source.text = std::move(text);
}

std::size_t SourceStore::next_id() const {
  const std::lock_guard lock(mutex_);
  return first_ + sources_.size();
}

const SourceStore::Source* SourceStore::find(diagnostics::SourceId source) const {
  if (source && source.index() < first_) return below_->find(source);
  const std::lock_guard lock(mutex_);
  const std::size_t index = source.index() - first_;
  return source && index < sources_.size() ? &sources_[index] : nullptr;
}

std::string_view SourceStore::source_name(diagnostics::SourceId source) const {
  const Source* found = find(source);
  return found == nullptr ? std::string_view() : found->name;
}

std::string_view SourceStore::source_text(diagnostics::SourceId source) const {
  const Source* found = find(source);
  return found == nullptr ? std::string_view() : found->text;
}

diagnostics::LineColumn SourceStore::source_start(diagnostics::SourceId source) const {
  const Source* found = find(source);
  return found == nullptr ? diagnostics::LineColumn() : found->start;
}

std::string_view SourceStore::source_cell(diagnostics::SourceId source, std::size_t offset) const {
  const Source* found = find(source);
  if (found == nullptr) return {};
  const auto after = std::upper_bound(found->cells.begin(), found->cells.end(), offset,
                                      [](std::size_t place, const CellAt& cell) { return place < cell.begin; });
  return after == found->cells.begin() ? std::string_view() : std::prev(after)->cell;
}

}  // namespace gongwen::resources
