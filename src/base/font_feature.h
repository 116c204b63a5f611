// OpenType features that a style requests. Few styles do, so styles share the list by pointer.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace gongwen::base {

struct FontFeature {
  std::uint32_t tag = 0;  // four characters, the first one in the highest byte
  std::uint32_t value = 1;
  friend bool operator==(const FontFeature&, const FontFeature&) = default;
};

constexpr std::uint32_t feature_tag(std::string_view name) {
  std::uint32_t tag = 0;
  for (std::size_t i = 0; i < 4; ++i) tag = tag << 8 | (i < name.size() ? static_cast<unsigned char>(name[i]) : ' ');
  return tag;
}

/// A list of features; if two have the same tag, the later one wins.
class FontFeatures {
 public:
  FontFeatures() = default;
  explicit FontFeatures(std::vector<FontFeature> features)
      : features_(features.empty() ? nullptr : std::make_shared<const std::vector<FontFeature>>(std::move(features))) {}
  bool empty() const { return features_ == nullptr; }
  std::size_t size() const { return features_ == nullptr ? 0 : features_->size(); }
  const FontFeature* begin() const { return features_ == nullptr ? nullptr : features_->data(); }
  const FontFeature* end() const { return begin() + size(); }
  friend bool operator==(const FontFeatures& a, const FontFeatures& b) {
    return a.features_ == b.features_ || (a.features_ && b.features_ && *a.features_ == *b.features_);
  }

 private:
  std::shared_ptr<const std::vector<FontFeature>> features_;
};

}  // namespace gongwen::base
