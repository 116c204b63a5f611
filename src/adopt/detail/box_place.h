// Places boxes of a Word file that do not run with its text: text boxes, pictures, frames and floating tables. Word
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

/// The place of a box as stated in the file. Lengths are in twips.
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
  // Distances to the text around the box.
  double room_top = 0;
  double room_right = 0;
  double room_bottom = 0;
  double room_left = 0;
};

WantedPlace wanted_place(const word::DrawingPlace& place);
WantedPlace wanted_place(const word::FloatPlace& place);

/// The surroundings from which the place is counted, as far as they are known.
struct PlaceSurroundings {
  const word::Section* section = nullptr;
  bool is_in_table = false;
  /// Whether the box is in the header or footer of a page, where boxes have no other place than that in the text.
  bool is_running = false;
  bool is_footer = false;
  /// For such a box: its place is counted from the corner of the sheet, as for everything behind the text of the page.
  bool is_sheet = false;
  /// Indents of the paragraph that is the containing block, as CSS; empty: none.
  std::string indent_left = {};
  std::string indent_right = {};
};

struct BoxPlace {
  enum class Kind : std::uint8_t {
    Text,   // in the text, as a separate block
    Float,  // beside the text
    Here,   // over the text, with the paragraph
    Page    // over the text of the page, whose area is the containing block
  };
  Kind kind = Kind::Text;
  std::string css = {};       // its declarations, without its size
  bool lies_on_text = false;  // it covers text that Word would move aside
  bool is_behind = false;     // below the text
};

/// Whether a box is placed over the text.
inline bool is_over_text(const BoxPlace& place) {
  return place.kind == BoxPlace::Kind::Here || place.kind == BoxPlace::Kind::Page;
}

BoxPlace place_box(const WantedPlace& wanted, const PlaceSurroundings& around);

/// The size of the box as declarations, with its line, its fill and the room between line and text.
std::string shape_css(const word::ShapeBox& box);

}  // namespace gongwen::adopt
