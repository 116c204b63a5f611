// What a PDF shows: texts of content streams, and whether a field shows its value.
#pragma once

#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_rectangle.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// What a content stream shows: texts with their places, and whether anything else is drawn.

struct ShownText {
  std::string text;
  double x = 0;  // where it starts
  double y = 0;
  bool certain = true;
  bool is_marked = false;    // inside marked content, as all text of our pages is
  bool is_artifact = false;  // no part of the text, such as a page number
};

struct ShownContent {
  std::vector<ShownText> texts;  // in the order of the stream
  std::size_t pictures = 0;      // outside of marked content
  std::size_t drawings = 0;      // lines and areas outside of marked content
  bool complete = true;          // false: something could not be read
};

class PdfShownReader {
 public:
  PdfShownReader(const PdfObject& default_fonts, const IntakeLimits& limits)
      : default_fonts_(default_fonts), limits_(limits), fonts_(limits), room_(limits.max_stream_bytes) {}

  /// The contents of a page, or of an appearance or other form XObject.
  ShownContent read_page(const PdfObject& page);
  ShownContent read_form(const PdfObject& form);

 private:
  friend class ShownRun;
  std::optional<std::string> unpack(const PdfObject& stream);

  PdfObject default_fonts_;
  const IntakeLimits& limits_;
  PdfFontTexts fonts_;
  std::size_t room_;  // all streams together have a limit
};

// Whether a PDF field shows what its value is.

enum class Appearance : std::uint8_t {
  Same,      // or unknown: another program's font, a text that is longer than its box
  NotDrawn,  // a value, and an empty picture
  Differs,
};

struct ComparedAppearance {
  Appearance result = Appearance::Same;
  std::string shown;  // where it differs
};

/// Compares the pictures of a field's widgets with the texts that it may show: its value, or what is shown for a
/// choice. `values` is empty for a field without a value.
ComparedAppearance compare_appearance(const PdfField& field, const std::vector<std::string>& values,
                                      PdfShownReader& reader);

/// What reading the values of a file takes and counts.
struct PdfValueReading {
  const IntakeLimits& limits;
  /// Compares values with what the page shows; null if programs redraw all fields anyway.
  PdfShownReader* shown = nullptr;
  std::size_t not_drawn = 0;  // fields with a value of which nothing is seen
};

/// Reads the value of a field into `file`. A blank adds nothing but its pointer to the blanks.
/// Reports: intake/lost-character, intake/guessed-encoding, intake/bad-field-value, intake/conflict,
/// intake/button-conflict, intake/text-too-long, intake/shown-differs.
void read_pdf_value(const PdfField& field, const std::string& pointer, PdfValueReading& reading, ReturnedFile& file);

// What was put on the pages of a PDF form beside its fields: annotations, and text, pictures and lines over the page.

/// A field on its page, for saying what lies over it.
struct FieldArea {
  std::string pointer;
  std::size_t page = 0;
  PdfRectangle rect;
};

/// Looks through all pages, and keeps what is printed on them if the form says what it was given.
/// Notices: intake/text-beside, intake/mark-beside. Pages without marked content are not ours, and it is unknown what
/// was printed on them.
void report_beside(const PdfFile& pdf, const std::vector<FieldArea>& fields, PdfShownReader& reader,
                   ReturnedFile& file);

}  // namespace gongwen::intake
