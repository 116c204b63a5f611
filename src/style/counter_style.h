// Counter styles (css-counter-styles-3): how a counter's value is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::style {

/// The value in the named style; in decimal for a value out of the style's range, or an unknown name.
std::string format_counter(std::int32_t value, std::string_view style_name);
/// The same with the style's prefix and suffix, as a list marker shows it: `1. `, `一、`, `• `.
std::string format_marker(std::int32_t value, std::string_view style_name);
bool is_known_counter_style(std::string_view name);

}  // namespace gongwen::style
