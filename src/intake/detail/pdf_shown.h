// The visible content of a PDF: visible texts of content streams, and whether a field shows its value.
#pragma once

#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_library.h"
#include "intake/detail/pdf_paint.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// The contents of a content stream: texts with their positions, and whether anything else is drawn. Invisible texts are
// left out: in the colour of the background, in rendering mode 3, clipped, tiny, in a hidden layer, or covered.

struct ShownText {
  std::string text;
  double x = 0;  // start, in units of the page
  double y = 0;
  double size = 0;
  double width = 0;  // of a character
  bool certain = true;
  bool is_marked = false;    // inside marked content, as all text on our pages is
  bool is_artifact = false;  // not part of the text, such as a page number
};

/// The bounding box of a stroke, an area, an image, or a piece of text in any font.
struct ShownMark {
  PdfRectangle rect;
  bool is_text = false;  // also listed as a text
  bool is_marked = false;
  bool is_artifact = false;
  bool is_plain = false;  // consists of rectangles or axis-parallel lines: backgrounds, frames, rules
};

struct ShownContent {
  std::vector<ShownText> texts;  // in stream order
  std::vector<ShownMark> marks;
  bool has_unseen = false;           // contains invisible texts
  std::vector<ShownText> unseen;     // invisible texts that are painted: white, tiny, clipped, covered
  std::vector<PdfRectangle> covers;  // areas that hide what is below
  std::size_t pictures = 0;          // outside marked content
  std::size_t images = 0;            // all visible images
  std::size_t drawings = 0;          // lines and areas outside marked content
  bool complete = true;              // false: something could not be read
};

class PdfShownReader {
 public:
  /// `root` is the document catalog: it defines hidden layers and default fonts of fields.
  PdfShownReader(const PdfObject& root, const IntakeLimits& limits)
      : default_fonts_(root.get("/AcroForm").get("/DR").get("/Font")),
        default_look_(root.get("/AcroForm").get("/DA")),
        layers_(root),
        limits_(limits),
        fonts_(limits),
        room_(limits.max_stream_bytes) {}

  const PdfLayers& layers() const { return layers_; }
  /// Reads the contents of a page; each character is a separate text.
  ShownContent read_page(const PdfObject& page);
  /// Reads the appearance of an annotation in its place; one text per operator.
  ShownContent read_appearance(const PdfObject& form, const std::optional<PdfRectangle>& rect);
  /// Whether text drawn by viewers for a field without appearance would be visible (DA and BG, ISO 32000-2, 12.7.4.3).
  bool shows_default(const PdfObject& widget);

  /// A hash of what an appearance draws, and the number of visible strokes, areas and pieces of text.
  struct Look {
    std::uint64_t picture = 0;
    std::size_t marks = 0;
  };
  Look look_of(const PdfObject& form);

 private:
  friend class ShownRun;
  std::optional<std::string> unpack(const PdfObject& stream);

  PdfObject default_fonts_;
  PdfObject default_look_;
  PdfLayers layers_;
  const IntakeLimits& limits_;
  PdfFontTexts fonts_;
  std::map<int, Look> looks_;  // by object number
  std::size_t room_;           // remaining bytes for all streams together
};

// Whether a PDF field shows its value.

enum class Appearance : std::uint8_t {
  Same,      // as far as drawn: a text may be longer than its box
  Unknown,   // in a font whose characters are unknown
  NotDrawn,  // has a value, but one of its appearances is empty
  Unseen,    // the appearance has text, but it is invisible
  Differs,
};

/// The text of the field's rich text, which viewers draw instead of its value if there is no picture yet (ISO 32000-2,
/// 12.7.4.4). Empty if it has none, or if it cannot be read.
std::string rich_text_of(const PdfField& field, const PdfObject& widget);

struct ComparedAppearance {
  Appearance result = Appearance::Same;
  std::string shown;       // the shown text, if it differs
  bool has_marks = false;  // has lines through the text, images, or drawings
};

/// The number of strokes and areas in a field's appearance other than backgrounds, frames and rules, such as
/// handwriting.
std::size_t count_drawings(const ShownContent& content, const PdfRectangle& field);

/// Compares the appearances of a field's widgets with the texts that it may show: its value, or the label of a choice.
/// `values` is empty for a field without a value.
ComparedAppearance compare_appearance(const PdfField& field, const std::vector<std::string>& values,
                                      PdfShownReader& reader);

/// Settings for reading the values of a file.
struct PdfValueReading {
  const IntakeLimits& limits;
  /// Compares values with their appearances unless null.
  PdfShownReader* shown = nullptr;
  bool is_redrawn = false;  // the file asks viewers to redraw all fields
};

/// Reads the value of a field into `file`. A blank field only adds its pointer to the blanks; a value with an invisible
/// appearance is not read. Reports: intake/lost-character, intake/guessed-encoding, intake/bad-field-value,
/// intake/conflict, intake/button-conflict, intake/text-too-long, intake/shown-differs, intake/hidden-field,
/// intake/redrawn, intake/not-compared, intake/not-drawn, intake/mark-beside.
void read_pdf_value(const PdfField& field, const std::string& pointer, PdfValueReading& reading, ReturnedFile& file);

/// The value that a state of a radio button represents.
std::string meaning_of_state(const PdfField& field, const std::string& state, const IntakeLimits& limits);

// Additions to the pages of a PDF form outside its fields: annotations, and text, images and lines over the page.

/// A field on its page, for finding content that lies over it.
struct FieldArea {
  std::string pointer;
  std::size_t page = 0;
  PdfRectangle rect;
};

/// Examines all pages and, if the form records the data it was given, keeps the printed text of the pages. Notices:
/// intake/text-beside, intake/mark-beside. Pages without marked content are not ours, so it is unknown what was printed
/// on them.
void report_beside(const PdfFile& pdf, const std::vector<FieldArea>& fields, PdfShownReader& reader,
                   ReturnedFile& file);

}  // namespace gongwen::intake
