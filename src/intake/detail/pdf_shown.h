// What a PDF shows: texts of content streams, and whether a field shows its value.
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

// What a content stream shows: texts with their places, and whether anything else is drawn. What nobody can see is
// missing: in the colour of its ground, in rendering mode 3, clipped, tiny, in a layer that is off, or covered.

struct ShownText {
  std::string text;
  double x = 0;  // where it starts, in the units of the page
  double y = 0;
  double size = 0;
  double width = 0;  // of a single character
  bool certain = true;
  bool is_marked = false;    // inside marked content, as all text of our pages is
  bool is_artifact = false;  // no part of the text, such as a page number
};

/// Around a stroke, an area, a picture, or a piece of text, whatever font it is of.
struct ShownMark {
  PdfRectangle rect;
  bool is_text = false;  // one of the texts, too
  bool is_marked = false;
  bool is_artifact = false;
  bool is_plain = false;  // of rectangles, or upright lines: grounds, frames and rules
};

struct ShownContent {
  std::vector<ShownText> texts;  // in the order of the stream
  std::vector<ShownMark> marks;
  bool has_unseen = false;           // there are texts that cannot be seen
  std::vector<ShownText> unseen;     // those that are painted nevertheless: white, tiny, clipped, covered
  std::vector<PdfRectangle> covers;  // areas that hide what lies below
  std::size_t pictures = 0;          // outside of marked content
  std::size_t images = 0;            // pictures that can be seen, all of them
  std::size_t drawings = 0;          // lines and areas outside of marked content
  bool complete = true;              // false: something could not be read
};

class PdfShownReader {
 public:
  /// `root` is the catalogue of the file, which says the layers that are off and the fonts of fields.
  PdfShownReader(const PdfObject& root, const IntakeLimits& limits)
      : default_fonts_(root.get("/AcroForm").get("/DR").get("/Font")),
        default_look_(root.get("/AcroForm").get("/DA")),
        layers_(root),
        limits_(limits),
        fonts_(limits),
        room_(limits.max_stream_bytes) {}

  const PdfLayers& layers() const { return layers_; }
  /// The contents of a page, each character as a separate text in its place.
  ShownContent read_page(const PdfObject& page);
  /// The appearance of an annotation in its place, a text for each operator.
  ShownContent read_appearance(const PdfObject& form, const std::optional<PdfRectangle>& rect);
  /// Whether a text can be seen that programs draw for a field without a picture (DA and BG, ISO 32000-1, 12.7.3.3).
  bool shows_default(const PdfObject& widget);

  /// What an appearance draws, in a number, and how many strokes, areas and pieces of text can be seen of it.
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
  std::map<int, Look> looks_;  // by number of the object
  std::size_t room_;           // all streams together have a limit
};

// Whether a PDF field shows what its value is.

enum class Appearance : std::uint8_t {
  Same,      // as far as it is drawn: a text may be longer than its box
  Unknown,   // in a font that does not say what its characters are
  NotDrawn,  // a value, and an empty picture in one of its places
  Unseen,    // there is a text in the picture, and nobody can see it
  Differs,
};

struct ComparedAppearance {
  Appearance result = Appearance::Same;
  std::string shown;       // where it differs
  bool has_marks = false;  // lines through the text, pictures, or drawings
};

/// Strokes and areas in the picture of a field other than grounds, frames and rules: letters that were drawn.
std::size_t count_drawings(const ShownContent& content, const PdfRectangle& field);

/// Compares the pictures of a field's widgets with the texts that it may show: its value, or what is shown for a
/// choice. `values` is empty for a field without a value.
ComparedAppearance compare_appearance(const PdfField& field, const std::vector<std::string>& values,
                                      PdfShownReader& reader);

/// What reading the values of a file takes and counts.
struct PdfValueReading {
  const IntakeLimits& limits;
  /// Compares values with what the page shows, unless it is null.
  PdfShownReader* shown = nullptr;
  bool is_redrawn = false;  // the file asks programs to draw all fields again
};

/// Reads the value of a field into `file`. A blank adds nothing but its pointer to the blanks.
/// A value whose picture cannot be seen is not read.
/// Reports: intake/lost-character, intake/guessed-encoding, intake/bad-field-value, intake/conflict,
/// intake/button-conflict, intake/text-too-long, intake/shown-differs, intake/hidden-field, intake/redrawn,
/// intake/not-compared, intake/not-drawn, intake/mark-beside.
void read_pdf_value(const PdfField& field, const std::string& pointer, PdfValueReading& reading, ReturnedFile& file);

/// The value that one of the states of a radio button stands for.
std::string meaning_of_state(const PdfField& field, const std::string& state, const IntakeLimits& limits);

// What was put on the pages of a PDF form beside its fields: annotations, and text, pictures and lines over the page.

/// A field on its page, for saying what lies over it.
struct FieldArea {
  std::string pointer;
  std::size_t page = 0;
  PdfRectangle rect;
};

/// Looks through all pages, and keeps what is printed on them: as one text, if the form says what it was given.
/// Notices: intake/text-beside, intake/mark-beside. Pages without marked content are not ours, and it is unknown what
/// was printed on them.
void report_beside(const PdfFile& pdf, const std::vector<FieldArea>& fields, PdfShownReader& reader,
                   ReturnedFile& file);

}  // namespace gongwen::intake
