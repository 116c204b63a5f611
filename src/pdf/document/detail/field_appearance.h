// Appearances of form fields: the streams, and the lines of text in them.
#pragma once

#include "css/color.h"
#include "paint/display_list.h"
#include "pdf/document/field_font.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

// The lines of a text in a form's field. Plain on purpose: a viewer breaks the lines again as soon as somebody types,
// so nothing is squeezed or justified here.

/// Viewers step their lines by 1.00 to 1.38 em; what fits the widest step fits all.
inline constexpr double kFieldLineStep = 1.38;

/// The width of a text, in em.
double field_text_width(std::u32string_view text, const FieldFont& font);

/// Breaks a text at its line feeds, and into lines of up to `width` em: between Han, after blanks, in a long word if
/// necessary; no closing mark starts a line, no opening mark ends one. At least one line, which may be empty.
std::vector<std::u32string> break_field_text(std::u32string_view text, double width, const FieldFont& font);

// What fields look like as long as nobody has changed them: appearance streams (ISO 32000-1 sections 12.5.5 and
// 12.7.3.3), in points from the field's lower left corner. Viewers redraw the texts that people change, and only switch
// between the states of buttons.

/// A field's box and how texts are in it.
struct FieldBox {
  double width = 0;  // pt
  double height = 0;
  double font_size = 10.5;
  css::Color color;
  paint::FieldAlignment alignment = paint::FieldAlignment::Left;
  bool has_lines = false;
  bool shrinks = false;  // viewers choose the size
  std::uint32_t comb = 0;
};

/// A text in its box.
struct TextAppearance {
  std::string content;
  double font_size = 0;  // smaller than the box's where the text would not fit
  bool fits = true;      // even at the smallest size
};

/// `/GwF 10.5 Tf 0 g`: what viewers set the text with.
std::string default_appearance(double font_size, css::Color color);

TextAppearance text_appearance(std::u32string_view text, const FieldBox& box, const FieldFont& font);

/// A blank field with what is printed for people who write by hand, as drawings: it is not text that anybody could take
/// for the field's value. Its characters are one em wide.
std::string blank_appearance(std::u32string_view marks, const FieldBox& box, const FieldFont& font);

/// A box to tick, blank or ticked.
std::string tick_box_appearance(const FieldBox& box, bool ticked);
/// The frame of a place to sign.
std::string signature_appearance(const FieldBox& box);

/// The form XObject of an appearance. `fonts` is a font dictionary, or empty.
ObjectNumber write_appearance(const FieldBox& box, std::string_view content, std::string_view fonts, FileWriter& file);

}  // namespace gongwen::pdf
