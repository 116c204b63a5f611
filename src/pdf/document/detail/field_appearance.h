// Appearances of form fields: breaks texts into lines and writes the appearance streams.
#pragma once

#include "paint/display_list.h"
#include "pdf/document/field_font.h"
#include "style/css/color.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

// Line breaking is deliberately plain: a viewer breaks the lines again as soon as a person types, so nothing is
// squeezed or justified here.

/// Viewers use a line height of 1.00 to 1.38 em; text that fits with the largest fits in all of them.
inline constexpr double kFieldLineStep = 1.38;

/// The width of a text, in em.
double field_text_width(std::u32string_view text, const FieldFont& font);

/// Breaks a text at its line feeds and into lines of up to `width` em: between Han characters, after blanks, and
/// inside a word only if it is longer than a line. No closing mark starts a line and no opening mark ends one. Returns
/// at least one line, which may be empty.
std::vector<std::u32string> break_field_text(std::u32string_view text, double width, const FieldFont& font);

// Appearance streams (ISO 32000-1 sections 12.5.5 and 12.7.3.3) show fields until they are changed, in points from the
// field's lower left corner. Viewers redraw a text when it is changed; for a button they only switch between the given
// states.

/// A field's box, and how its text is set.
struct FieldBox {
  double width = 0;  // pt
  double height = 0;
  double font_size = 10.5;
  css::Color color;
  paint::FieldAlignment alignment = paint::FieldAlignment::Left;
  bool has_lines = false;  // several lines
  bool shrinks = false;    // the viewer chooses the font size
  std::uint32_t comb = 0;  // number of character cells; 0: no comb
};

/// The appearance of a text in its box.
struct TextAppearance {
  std::string content;
  double font_size = 0;  // smaller than the box's if the text would not fit
  bool fits = true;      // false if it does not fit even at the smallest size
};

/// `/GwF 10.5 Tf 0 g`: the default appearance string, with which viewers set typed text.
std::string default_appearance(double font_size, css::Color color);

TextAppearance text_appearance(std::u32string_view text, const FieldBox& box, const FieldFont& font);

/// A blank field with the marks printed for people who write by hand. They are drawn as paths, so that no program
/// extracts them as the field's value. Their characters are one em wide.
std::string blank_appearance(std::u32string_view marks, const FieldBox& box, const FieldFont& font);

/// A tick box, blank or ticked.
std::string tick_box_appearance(const FieldBox& box, bool ticked);
/// The frame of a signature field.
std::string signature_appearance(const FieldBox& box);

/// Writes the form XObject of an appearance. `fonts` is a font dictionary, or empty.
ObjectNumber write_appearance(const FieldBox& box, std::string_view content, std::string_view fonts, FileWriter& file);

}  // namespace gongwen::pdf
