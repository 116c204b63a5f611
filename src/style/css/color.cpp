#include "style/css/color.h"

#include "base/utf8.h"

#include <algorithm>
#include <iterator>

// Named and hexadecimal colours (css-color-4 sections 5.2 and 6). Functions of colours are in detail/grammar.cpp and
// detail/color_spaces.cpp.
namespace gongwen::css {
namespace {

struct NamedColor {
  std::string_view name;
  std::uint32_t rgb;
};

constexpr NamedColor kNamedColors[] = {
#define GONGWEN_COLOR(name, rgb) {name, rgb},
#include "style/css/named_colors.inc"
#undef GONGWEN_COLOR
};

constexpr Color from_rgb(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>((rgb >> 8) & 0xFF),
          static_cast<std::uint8_t>(rgb & 0xFF), 255};
}

}  // namespace

std::optional<Color> find_named_color(std::string_view name) {
  const std::string lower = base::ascii_lowercase(name);
  if (lower == "transparent") return kTransparent;
  // The table is sorted by name.
  const auto* found = std::lower_bound(std::begin(kNamedColors), std::end(kNamedColors), std::string_view(lower),
                                       [](const NamedColor& color, std::string_view key) { return color.name < key; });
  if (found == std::end(kNamedColors) || found->name != lower) return std::nullopt;
  return from_rgb(found->rgb);
}

std::optional<Color> parse_hex_color(std::string_view digits) {
  if (!std::all_of(digits.begin(), digits.end(), base::is_ascii_hex_digit)) return std::nullopt;
  const auto value = [&](std::size_t i) {
    return static_cast<unsigned>(base::hex_digit_value(digits[i]));
  };
  // One digit is doubled: `#f80` is `#ff8800`, and 0xf * 17 is 0xff.
  const auto short_channel = [&](std::size_t i) {
    return static_cast<std::uint8_t>(value(i) * 17);
  };
  const auto long_channel = [&](std::size_t i) {
    return static_cast<std::uint8_t>(value(i) * 16 + value(i + 1));
  };
  switch (digits.size()) {
    case 3: return Color{short_channel(0), short_channel(1), short_channel(2), 255};
    case 4: return Color{short_channel(0), short_channel(1), short_channel(2), short_channel(3)};
    case 6: return Color{long_channel(0), long_channel(2), long_channel(4), 255};
    case 8: return Color{long_channel(0), long_channel(2), long_channel(4), long_channel(6)};
    default: return std::nullopt;
  }
}

std::string to_text(Color color) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "#";
  for (const std::uint8_t channel : {color.red, color.green, color.blue, color.alpha}) {
    out.push_back(kHex[channel >> 4]);
    out.push_back(kHex[channel & 15]);
  }
  if (color.alpha == 255) out.resize(7);
  return out;
}

}  // namespace gongwen::css
