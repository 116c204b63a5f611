#include "base/nearest_name.h"

#include "base/utf8.h"

#include <algorithm>

namespace gongwen::base {
namespace {

/// Longer names are not compared: they are not typed by hand, and the work is quadratic.
constexpr std::size_t kLongestName = 64;

/// In a code of two letters each letter matters: TS is not a typing error for TR. Two Han characters are a word, not a
/// code.
constexpr std::size_t kLongestCode = 2;

bool is_code(std::u32string_view name) {
  return std::all_of(name.begin(), name.end(), [](char32_t c) { return c < 0x80; });
}

}  // namespace

std::size_t edit_distance(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = previous[j - 1] + (a[i - 1] != b[j - 1]);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

std::string_view find_nearest_name(std::string_view wanted, std::span<const std::string_view> known) {
  const std::u32string wanted32 = to_utf32(wanted);
  if (wanted32.size() > kLongestName) return {};
  std::string_view best;
  std::size_t best_distance = kLongestName;
  for (const std::string_view name : known) {
    const std::u32string name32 = to_utf32(name);
    if (name32.size() > kLongestName) continue;
    const std::size_t longer = std::max(name32.size(), wanted32.size());
    const std::size_t allowed = is_code(name32) && longer <= kLongestCode ? 0 : std::max<std::size_t>(1, longer / 3);
    const std::size_t distance = edit_distance(wanted32, name32);
    if (distance <= allowed && distance < best_distance && distance < name32.size()) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace gongwen::base
