#include "style/detail/style_memory.h"

#include "style/rule_set.h"

#include <functional>
#include <utility>

namespace gongwen::style {
namespace {

/// As many as threads may render at once.
constexpr std::size_t kMaxFreeMemories = 32;

}  // namespace

std::size_t StyleKeyHash::operator()(const StyleKey& key) const {
  std::size_t hash = key.parent.value ^ (std::size_t{key.around.value} << 32);
  const auto mix = [&](std::size_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
  };
  for (const IndexedRule* rule : key.rules) mix(rule->order);
  if (!key.inline_style.empty()) mix(std::hash<std::string_view>()(key.inline_style));
  if (!key.language.empty()) mix(std::hash<std::string_view>()(key.language));
  if (!key.hints.empty()) mix(std::hash<std::string>()(key.hints));
  return hash;
}

StyleId StyleMemory::find(const StyleKey& key) const {
  const auto found = known_.find(key);
  return found == known_.end() ? StyleId() : found->second;
}

StyleId StyleMemory::add(StyleKey key, std::shared_ptr<const ComputedStyle> style) {
  if (styles_.size() >= kMaxStyles) return {};
  const StyleId id(styles_.size());
  styles_.push_back(std::move(style));
  key.language = languages_.store(key.language);
  known_.emplace(std::move(key), id);
  return id;
}

std::unique_ptr<StyleMemory> StyleMemoryPool::borrow() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) return std::make_unique<StyleMemory>();
  std::unique_ptr<StyleMemory> memory = std::move(free_.back());
  free_.pop_back();
  return memory;
}

void StyleMemoryPool::give_back(std::unique_ptr<StyleMemory> memory) {
  const std::lock_guard lock(mutex_);
  if (free_.size() < kMaxFreeMemories) free_.push_back(std::move(memory));
}

void StyleMemoryPool::forget() {
  const std::lock_guard lock(mutex_);
  free_.clear();
}

}  // namespace gongwen::style
