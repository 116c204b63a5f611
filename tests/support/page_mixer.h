// PageMixer: what generators of random pages share. The same number gives the same page on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::tests {

class PageMixer {
 public:
  explicit PageMixer(std::uint32_t seed) : state_(seed) {}

 protected:
  /// From 0 on, less than `limit`.
  int below(int limit) {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<int>((state_ >> 8) % static_cast<std::uint32_t>(limit));
  }
  bool chance(int percent) { return below(100) < percent; }
  std::string pick(const std::vector<std::string>& choices) {
    return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
  }

  /// Up to `max` words, each of which is on the page once.
  std::string words(int max) {
    std::string out;
    for (int i = below(max); i >= 0; --i) {
      out += pick({"网络安全", "标准", "，", "GB/T 22240", "说明。", "word ", "1", "年", "longerword "}) +
             std::to_string(serial_++) + " ";
    }
    return out;
  }

 private:
  std::uint32_t state_;
  int serial_ = 1;
};

}  // namespace gongwen::tests
