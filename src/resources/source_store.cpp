#include "resources/source_store.h"

namespace gongwen::resources {

diagnostics::SourceId SourceStore::add(std::string name, std::string text) {
  const std::lock_guard lock(mutex_);
  sources_.push_back({std::move(name), std::move(text)});
  return diagnostics::SourceId(sources_.size() - 1);
}

const SourceStore::Source* SourceStore::find(diagnostics::SourceId source) const {
  const std::lock_guard lock(mutex_);
  return source.index() < sources_.size() ? &sources_[source.index()] : nullptr;
}

std::string_view SourceStore::source_name(diagnostics::SourceId source) const {
  const Source* found = find(source);
  return found == nullptr ? std::string_view() : found->name;
}

std::string_view SourceStore::source_text(diagnostics::SourceId source) const {
  const Source* found = find(source);
  return found == nullptr ? std::string_view() : found->text;
}

}  // namespace gongwen::resources
