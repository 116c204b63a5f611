// Translates formats of WordprocessingML into declarations of CSS.
#pragma once

#include "word/document.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::adopt {

void put_declaration(std::string& css, std::string_view property, std::string_view value);

/// Twentieths of a point as points in CSS: `10.5pt`.
std::string points(double twips);

/// The size of characters in points: 10 if it is not set (17.3.2.38).
inline double font_size(const word::RunFormat& format) { return format.half_points.value_or(20) / 2.0; }

/// The declarations of characters: `font-size:16pt;color:#ff0000`.
std::string run_css(const word::RunFormat& format);

/// Whether characters are not shown.
inline bool is_hidden(const word::RunFormat& format) { return format.hidden.value_or(false); }

struct ParagraphContext {
  double size = 10.5;  // of its characters, in points
  const word::PageGrid* grid = nullptr;
  bool is_in_table = false;
  bool grid_in_tables = false;  // from the settings
};

/// The height of a line in points.
double line_height(const word::ParagraphFormat& format, const ParagraphContext& context);

std::string paragraph_css(const word::ParagraphFormat& format, const ParagraphContext& context);
/// Borders of paragraphs are a class of their own, since neighbours with the same ones have one box. Empty without any.
std::string paragraph_borders_css(const word::ParagraphFormat& format, const ParagraphContext& context);

/// A border for a property such as `border-top`; `none` for one that is not drawn.
std::string border_css(const word::Border& border);
/// The lines across a cell, as images of its ground; empty without any.
std::string diagonal_css(const word::Borders& borders);

/// Whether a border is a line, and not one of the pictures around pages.
bool is_line_border(const word::Border& border);

/// The colour of a shading; empty for a shading without one.
std::string shading_css(const word::Shading& shading);

/// An indent as CSS: hundredths of a character take precedence over twips (17.3.1.12).
std::string length_of(const std::optional<std::int32_t>& chars, const std::optional<word::Twips>& twips);

/// Size and margins of the page.
std::string page_css(const word::Section& section, bool mirrored);

/// The counter style of a number format: `upper-roman`; `decimal` for formats without one.
std::string_view counter_style(std::string_view number_format);

}  // namespace gongwen::adopt
