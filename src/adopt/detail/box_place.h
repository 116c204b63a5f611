// Where boxes go that do not run with the text of a Word file: text boxes, pictures, frames and floating tables. Word
// counts their places from the page, its margins, a column or a paragraph; CSS knows some of these as containing
// blocks.
#pragma once

#include "word/document.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::adopt {

/// A length of DrawingML (914,400 units per inch) in twentieths of a point.
double twips_of(std::int64_t emu);

/// What a file says of the place of a box. Lengths in twips.
struct WantedPlace {
  enum class Wrap : std::uint8_t { None, Around, Beneath };  // Beneath: no text beside it
  double x = 0;
  double y = 0;
  std::optional<double> width = {};
  std::optional<double> height = {};
  std::string x_from = {};  // `page`, `margin`, `column` …
  std::string y_from = {};
  std::string x_align = {};
  std::string y_align = {};
  Wrap wrap = Wrap::None;
  bool is_behind = false;
  // To the text around it.
  double room_top = 0;
  double room_right = 0;
  double room_bottom = 0;
  double room_left = 0;
};

WantedPlace wanted_place(const word::DrawingPlace& place);
WantedPlace wanted_place(const word::FloatPlace& place);

/// What the place is counted from, as far as it is known.
struct PlaceSurroundings {
  const word::Section* section = nullptr;
  bool is_in_table = false;
  /// In the header or footer of a page, whose boxes have no place but that in the text.
  bool is_running = false;
  bool is_footer = false;
  /// Of such a box: counted from the corner of the sheet, where what is behind the text of the page has its place.
  bool is_sheet = false;
  /// Indents of the paragraph that is the containing block, as CSS; empty: none.
  std::string indent_left = {};
  std::string indent_right = {};
};

struct BoxPlace {
  enum class Kind : std::uint8_t {
    Text,   // in the text, as a block of its own
    Float,  // beside the text
    Here,   // over the text, with the paragraph
    Page    // over the text of the page, whose area is the containing block
  };
  Kind kind = Kind::Text;
  std::string css = {};       // its declarations, without its size
  bool lies_on_text = false;  // where text flows around it in Word
  bool is_behind = false;     // below the text
};

/// Whether a box has a place of its own over the text.
inline bool is_over_text(const BoxPlace& place) {
  return place.kind == BoxPlace::Kind::Here || place.kind == BoxPlace::Kind::Page;
}

BoxPlace place_box(const WantedPlace& wanted, const PlaceSurroundings& around);

/// The size of the box as declarations, with its line, its fill and the room between line and text.
std::string shape_css(const word::ShapeBox& box);

}  // namespace gongwen::adopt
