#include "images/detail/barcodes.h"

#include "base/path.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace gongwen::images {
namespace {

constexpr double kBarModule = 1.25;  // px: 0.33 mm

/// Widths in modules, alternately of a bar and of the space after it; the first is a bar.
using BarWidths = std::vector<int>;

void append_widths(std::string_view widths, BarWidths& out) {
  for (const char width : widths) out.push_back(width - '0');
}

/// The bars on a white background that includes the quiet zones, in modules.
Image bars_image(const BarWidths& widths, int quiet_before, int quiet_after, double height) {
  int modules = quiet_before;
  base::Path bars;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const double left = modules * kBarModule;
    modules += widths[i];
    if (i % 2 == 0) bars.add_rect(left, 0, modules * kBarModule, height);
  }
  modules += quiet_after;
  Drawing drawing;
  drawing.width = modules * kBarModule;
  drawing.height = height;
  base::Path ground;
  ground.add_rect(0, 0, drawing.width, height);
  drawing.items.emplace_back(FillShape{std::move(ground), base::FillRule::NonZero, {{255, 255, 255, 255}, {}}});
  drawing.items.emplace_back(FillShape{std::move(bars), base::FillRule::NonZero, {css::kBlack, {}}});
  const NaturalSize size{drawing.width, height, drawing.width / height};
  return Image{size, std::move(drawing)};
}

// Code 128 as the values of its characters. In code set B values are characters from the blank on, in C pairs of
// digits.

constexpr std::array<std::string_view, 106> kCode128 = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232"};
constexpr std::string_view kCode128Stop = "2331112";
constexpr int kToSetC = 99;
constexpr int kToSetB = 100;
constexpr int kStartB = 104;
constexpr int kStartC = 105;
constexpr int kCheckModulus = 103;
constexpr std::size_t kMostCharacters = 80;

bool is_digit_at(std::string_view text, std::size_t at) { return at < text.size() && base::is_ascii_digit(text[at]); }

std::size_t digits_from(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (is_digit_at(text, end)) ++end;
  return end - at;
}

/// Changing the code set for pairs of digits is worthwhile if it saves characters: for four digits at an end, six
/// inside.
bool is_worth_set_c(std::string_view text, std::size_t at) {
  const std::size_t count = digits_from(text, at);
  const bool is_at_end = at == 0 || at + count == text.size();
  return count >= 6 || (count >= 4 && is_at_end) || (count == 2 && text.size() == 2);
}

std::vector<int> code128_values(std::string_view text) {
  std::vector<int> values;
  bool in_pairs = is_worth_set_c(text, 0);
  values.push_back(in_pairs ? kStartC : kStartB);
  for (std::size_t at = 0; at < text.size();) {
    if (in_pairs && is_digit_at(text, at) && is_digit_at(text, at + 1)) {
      values.push_back((text[at] - '0') * 10 + text[at + 1] - '0');
      at += 2;
      continue;
    }
    if (in_pairs) {
      values.push_back(kToSetB);
      in_pairs = false;
    } else if (is_worth_set_c(text, at) && digits_from(text, at) % 2 == 0) {
      // Set C takes pairs: if the number of digits is odd, set B takes the first one.
      values.push_back(kToSetC);
      in_pairs = true;
      continue;
    }
    values.push_back(text[at++] - ' ');
  }
  return values;
}

// EAN-13: the choice of patterns for the six digits on the left encodes the first digit.

constexpr std::array<std::string_view, 10> kEanDigits = {"3211", "2221", "2122", "1411", "1132",
                                                         "1231", "1114", "1312", "1213", "3112"};
/// `G`: the pattern is mirrored.
constexpr std::array<std::string_view, 10> kEanLeft = {"LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG",
                                                       "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"};

char ean_check_digit(std::string_view twelve) {
  int sum = 0;
  for (std::size_t i = 0; i < twelve.size(); ++i) sum += (twelve[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace

std::optional<Image> make_code128(std::string_view text) {
  const auto is_printable = [](char c) {
    return c >= ' ' && c <= '~';
  };
  if (text.empty() || text.size() > kMostCharacters || !std::all_of(text.begin(), text.end(), is_printable)) {
    return std::nullopt;
  }
  const std::vector<int> values = code128_values(text);
  BarWidths widths;
  int sum = values.front();
  for (std::size_t i = 0; i < values.size(); ++i) {
    append_widths(kCode128[static_cast<std::size_t>(values[i])], widths);
    sum += values[i] * static_cast<int>(i);
  }
  append_widths(kCode128[static_cast<std::size_t>(sum % kCheckModulus)], widths);
  append_widths(kCode128Stop, widths);
  constexpr int kQuiet = 10;
  constexpr double kHeight = 56.7;  // 15 mm
  return bars_image(widths, kQuiet, kQuiet, kHeight);
}

std::optional<Image> make_ean13(std::string_view digits) {
  if ((digits.size() != 12 && digits.size() != 13) ||
      !std::all_of(digits.begin(), digits.end(), base::is_ascii_digit)) {
    return std::nullopt;
  }
  std::string all(digits.substr(0, 12));
  all += ean_check_digit(all);
  if (digits.size() == 13 && digits != all) return std::nullopt;
  BarWidths widths;
  append_widths("111", widths);
  const std::string_view left = kEanLeft[static_cast<std::size_t>(all[0] - '0')];
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (i == 7) append_widths("11111", widths);
    std::string pattern(kEanDigits[static_cast<std::size_t>(all[i] - '0')]);
    if (i < 7 && left[i - 1] == 'G') std::reverse(pattern.begin(), pattern.end());
    append_widths(pattern, widths);
  }
  append_widths("111", widths);
  constexpr int kQuietLeft = 11;
  constexpr int kQuietRight = 7;
  constexpr double kHeight = 86.4;  // 22.85 mm
  return bars_image(widths, kQuietLeft, kQuietRight, kHeight);
}

}  // namespace gongwen::images
