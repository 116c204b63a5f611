// Colours and shapes as SVG spells them; numbers have up to three decimals: a thousandth of a px is far less than
// anything shows.
#pragma once

#include "base/path.h"
#include "css/color.h"

#include <string>

namespace gongwen::svg {

/// ` name="1.5"`.
void append_attribute(std::string& out, std::string_view name, double value);
/// ` fill="#d8000f"`, with ` fill-opacity="0.5"` where it is not opaque; `name` is `fill`, `stroke` or `stop`.
void append_color(std::string& out, std::string_view name, css::Color color);
/// ` transform="matrix(…)"`; nothing for one that changes nothing.
void append_transform(std::string& out, std::string_view name, const base::Transform& transform);
/// ` d="M…"`, whole (SVG 1.1 section 8.3), with up to `decimals`.
void append_path_data(std::string& out, const base::Path& path, int decimals = 3);
/// For programs that read XML, and for pages of the web that the element is put into.
void append_language(std::string& out, std::string_view language);
void append_fill_rule(std::string& out, std::string_view name, base::FillRule rule);
/// The attributes of a line except for its colour.
void append_stroke(std::string& out, const base::StrokeStyle& style);

}  // namespace gongwen::svg
