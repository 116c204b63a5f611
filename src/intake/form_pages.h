// What the pages of a PDF form look like: its places to fill in, and what is printed beside them. The blank form of an
// edition and a form that came back are read alike, so that the one can be compared with the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::intake {

/// A rectangle on a page, in thousandths of a point from its lower left corner.
struct PageArea {
  std::int64_t left = 0;
  std::int64_t bottom = 0;
  std::int64_t right = 0;
  std::int64_t top = 0;

  std::int64_t width() const { return right - left; }
  std::int64_t height() const { return top - bottom; }
  bool has(std::int64_t x, std::int64_t y) const { return x >= left && x <= right && y >= bottom && y <= top; }
  friend bool operator==(const PageArea&, const PageArea&) = default;
};

enum class WidgetType : std::uint8_t { Text, Choice, Box, Signature, Other };

/// What one of the states of a box looks like.
struct WidgetLook {
  std::string state;
  std::uint64_t picture = 0;  // the same for the same drawing
  std::uint64_t marks = 0;    // strokes, areas and pieces of text that can be seen of it
  friend bool operator==(const WidgetLook&, const WidgetLook&) = default;
};

/// One place to fill in. A field may have several: boxes of a choice, a name that is printed on two pages.
struct FormWidget {
  std::string pointer;  // of its field; empty for one that has no name, or a name that is not of our forms
  std::string name;     // as the file has it
  WidgetType type = WidgetType::Other;
  bool is_radio = false;
  bool is_visible = true;
  PageArea area;
  std::string state = {};              // of a box: which one it is in
  std::vector<WidgetLook> looks = {};  // of a box
  std::string meaning = {};            // of a radio button: the value that it stands for
  std::string shown = {};              // of one without a pointer, and not a box: the text in it
  std::uint64_t drawings = 0;          // of one for a text, and blank: strokes and areas that are not its frame
  friend bool operator==(const FormWidget&, const FormWidget&) = default;
};

/// How something is printed: beside the tagged content of the page, as all that other programs add to it is; as part of
/// it; or as an artifact, such as a page number.
enum class PrintedAs : std::uint8_t { Loose, Content, Artifact };

/// A character.
struct PrintedText {
  std::int64_t x = 0;  // where it starts, as in PageArea
  std::int64_t y = 0;
  std::int64_t size = 0;
  std::int64_t width = 0;
  PrintedAs as = PrintedAs::Loose;
  std::string text;
  friend bool operator==(const PrintedText&, const PrintedText&) = default;
};

/// Around a stroke, an area or a picture.
struct PrintedMark {
  PageArea area;
  PrintedAs as = PrintedAs::Loose;
  friend bool operator==(const PrintedMark&, const PrintedMark&) = default;
};

struct FormPage {
  std::vector<FormWidget> widgets = {};
  std::vector<PrintedText> texts = {};  // that can be seen, in the order in which they are printed
  std::vector<PrintedMark> marks = {};  // that can be seen; in files without fields those around characters, too
  /// The number of the font that its form drew its fields with; 0 where that is not known.
  std::uint64_t font = 0;
  friend bool operator==(const FormPage&, const FormPage&) = default;
};

}  // namespace gongwen::intake
