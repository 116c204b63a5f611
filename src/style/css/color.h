// Colours in documents: sRGB with 8 bits per channel, and alpha.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::css {

struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  std::uint8_t alpha = 255;

  constexpr bool is_transparent() const { return alpha == 0; }
  friend bool operator==(const Color&, const Color&) = default;
};

inline constexpr Color kBlack{};
inline constexpr Color kTransparent{0, 0, 0, 0};

/// Finds a name of css-color-4 section 6.1, ignoring case.
std::optional<Color> find_named_color(std::string_view name);
/// Parses the 3, 4, 6 or 8 digits after `#`.
std::optional<Color> parse_hex_color(std::string_view digits);

/// Parses any colour that does not depend on the current one: a name, digits after `#`, or a function; nullopt for
/// other texts.
std::optional<Color> parse_color(std::string_view text);

/// `#d8000f`; with the alpha only if it is not opaque.
std::string to_text(Color color);

}  // namespace gongwen::css
