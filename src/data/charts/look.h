// How series look: each has a tone and, since prints are black and white and some people do not see colours, a pattern,
// dash and marker of its own (WCAG 2.2, 1.4.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gongwen::charts {

/// The number of series that can be told apart; further series repeat the looks.
inline constexpr std::size_t kSeriesLooks = 8;

/// `#1f4e79`. All tones have a contrast of at least 3:1 with white (WCAG 2.2, 1.4.11); charts with one series use the
/// first.
inline constexpr std::string_view series_tone(std::size_t series) {
  constexpr std::array<std::string_view, kSeriesLooks> kTones{"#1f4e79", "#c55a11", "#548235", "#7f6000",
                                                              "#7030a0", "#a61c3c", "#404040", "#2e75b6"};
  return kTones[series % kSeriesLooks];
}

/// The light tone of fills without pattern.
inline constexpr std::string_view kLightTone = "#d5e3cb";

enum class SeriesFill : std::uint8_t { Solid, Rising, Light, Falling, Grid, Lying, Standing, Crossed };

inline constexpr SeriesFill series_fill(std::size_t series) { return static_cast<SeriesFill>(series % kSeriesLooks); }

}  // namespace gongwen::charts
