// The contents of a returned file; and separating several forms in one file.
#pragma once

#include "base/date.h"
#include "base/expected.h"
#include "data/table_frame.h"
#include "diagnostics/catalogue.h"
#include "diagnostics/text.h"
#include "forms/field_model.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// The pages of a PDF form: its widgets, and what is printed outside them. The blank form of an edition and a returned
// form are described alike, so that they can be compared.

/// A rectangle on a page, in thousandths of a point from the lower left corner.
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

/// The look of one state of a tick box or radio button.
struct WidgetLook {
  std::string state;
  std::uint64_t picture = 0;  // hash of the drawing: equal drawings have equal hashes
  std::uint64_t marks = 0;    // number of visible strokes, areas and pieces of text
  friend bool operator==(const WidgetLook&, const WidgetLook&) = default;
};

/// A widget. A field may have several, for example the buttons of a choice, or a name printed on two pages.
struct FormWidget {
  std::string pointer;  // of its field; empty for fields without a name or with a foreign name
  std::string name;     // as in the file
  WidgetType type = WidgetType::Other;
  bool is_radio = false;
  bool is_visible = true;
  PageArea area;
  std::string state = {};              // of a box: its current state
  std::vector<WidgetLook> looks = {};  // of a box
  std::string meaning = {};            // of a radio button: the value that it represents
  std::string shown = {};              // of a text widget without pointer: its text
  std::uint64_t drawings = 0;          // of a blank text widget: strokes and areas other than its frame
  friend bool operator==(const FormWidget&, const FormWidget&) = default;
};

/// How something is printed: outside tagged content, as everything added by other programs is; as tagged content; or as
/// an artifact, such as a page number.
enum class PrintedAs : std::uint8_t { Loose, Content, Artifact };

/// A printed character.
struct PrintedText {
  std::int64_t x = 0;  // start, in units of PageArea
  std::int64_t y = 0;
  std::int64_t size = 0;
  std::int64_t width = 0;
  PrintedAs as = PrintedAs::Loose;
  std::string text;
  friend bool operator==(const PrintedText&, const PrintedText&) = default;
};

/// The bounding box of a stroke, an area or an image.
struct PrintedMark {
  PageArea area;
  PrintedAs as = PrintedAs::Loose;
  friend bool operator==(const PrintedMark&, const PrintedMark&) = default;
};

struct FormPage {
  std::vector<FormWidget> widgets = {};
  std::vector<PrintedText> texts = {};  // visible ones, in painting order
  std::vector<PrintedMark> marks = {};  // visible ones; in files without fields, also those of characters
  /// The number of the font with which the form drew its fields; 0 if unknown.
  std::uint64_t font = 0;
  PageArea area = {};  // the visible part
  friend bool operator==(const FormPage&, const FormPage&) = default;
};

// Copies pages of a PDF to a separate file: for example one document from a stack of scans.
//   const auto part = intake::take_pages(bytes, {3, 4});
//   if (!part) say(part.error());
// The bytes may be untrusted: callers such as `gongwen-scans` run in a separate process with limits on memory and time.
//
// libqpdf copies the pages with everything that they need, but not the outline, fields, attachments and passwords of
// the file. Pages come in the order of the numbers and may be repeated.

enum class PagesError : std::uint8_t {
  Damaged,     // or encrypted with a password
  NoSuchPage,  // beyond the last page
  NoLibrary    // libqpdf cannot be loaded
};

/// Page numbers start at 1. The same pages of the same file give the same bytes.
base::Expected<std::string, PagesError> take_pages(std::string_view bytes, const std::vector<std::size_t>& pages);

/// Writes the same document into a new file, without former states and unreachable objects.
base::Expected<std::string, PagesError> write_anew(std::string_view bytes);

// ReturnedFile: the raw contents of a returned form: texts at JSON pointers, each with its place for people. Made by
// the readers of PDF, XLSX and DOCX; data_from_fields (field_data.h) converts it to data.

enum class FileType : std::uint8_t { Pdf, Xlsx, Json, Docx };

enum class WordPart : std::uint8_t { None, Body, Header, Footer, Note, TextBox, Comment };

/// A place in a Word file: a cell of a table, otherwise a paragraph; all numbers count from 1; 0: in no table.
struct WordPlace {
  WordPart part = WordPart::None;
  std::uint32_t paragraph = 0;  // of a text box or comment: its anchor
  std::uint32_t table = 0;
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  friend bool operator==(const WordPlace&, const WordPlace&) = default;
};

/// The place where a person finds a value: a page of a PDF, a cell of a workbook, or a paragraph or cell of a Word
/// file.
struct FieldPlace {
  std::size_t page = 0;  // from 1; 0: not on a page
  std::string sheet = {};
  std::string cell = {};  // `B3`
  WordPlace word = {};
  friend bool operator==(const FieldPlace&, const FieldPlace&) = default;
};

/// `page 2`, `sheet “申请表”, B3`, `table 2, row 3, column 1`; empty if the place is unknown.
diagnostics::TextPair place_words(const FieldPlace& place);

/// The type of a value according to the file. `Choice` is one of the values listed by the file's field.
enum class RawType : std::uint8_t { Text, Number, Boolean, Date, Choice };

/// The room of a cell for its text, as programs show and print it.
struct CellRoom {
  std::uint32_t width = 0;        // of the cell or its merged cells, without indent, in hundredths of 1/96 inch
  std::uint32_t height = 0;       // in hundredths of a point; 0: unknown, or the row grows with its text
  std::uint32_t half_points = 0;  // size of the type
  bool wraps = false;
  bool has_latin_type = false;  // its Latin letters have individual widths
  friend bool operator==(const CellRoom&, const CellRoom&) = default;
};

struct RawField {
  std::string pointer;  // JSON pointer
  RawType type = RawType::Text;
  /// The text; a number as in JSON; `true` or `false`; a date in ISO 8601, with its time if it has one.
  std::string text;
  /// The displayed text of choices, and of numbers and dates in cells; empty if it is the same.
  std::string shown = {};
  FieldPlace place = {};
  /// The index of a radio button, from 1; otherwise 0. Its label is printed on the page.
  std::uint32_t button = 0;
  CellRoom room = {};  // of a text in a workbook form
  friend bool operator==(const RawField&, const RawField&) = default;
};

/// A message about the file or one of its fields; the severity is that of the catalogue. Leading arguments that readers
/// do not know are missing: the name of the file, and for fields the title and place in English and Chinese.
struct Notice {
  diagnostics::DiagnosticId id;
  std::vector<std::string> arguments;
  bool of_field = false;
  std::string pointer = {};
  FieldPlace place = {};
  friend bool operator==(const Notice&, const Notice&) = default;
};

using data::CellError;

/// A cell of a workbook that is not a named field: for finding values by their labels, and for tables.
struct LooseCell {
  std::string sheet;
  std::uint32_t row = 0;  // from 0
  std::uint32_t column = 0;
  RawType type = RawType::Text;
  std::string text;
  CellError trouble = CellError::None;
  /// The displayed text, if it is known and differs from `text`: `007`, `50%`, `9月5日`.
  std::string shown = {};
  bool is_formula = false;
  bool is_struck = false;  // struck through, at least in part
  bool is_unsure = false;  // a conditional format may hide it
  /// A number format whose effect on the value is unknown; empty otherwise.
  std::string odd_format = {};
  std::string unseen = {};    // the invisible part of a text whose visible part is `text`
  std::string formula = {};   // of a cell without a result: `=SUM(B2:B9)`
  std::uint32_t picture = 0;  // in a data workbook: its picture in ReturnedFile::pictures, from 1; 0: none
  friend bool operator==(const LooseCell&, const LooseCell&) = default;
};

/// A range of cells, both ends included, from 0.
struct CellArea {
  std::uint32_t first_row = 0;
  std::uint32_t first_column = 0;
  std::uint32_t last_row = 0;
  std::uint32_t last_column = 0;
  friend bool operator==(const CellArea&, const CellArea&) = default;
};

/// Content of a sheet outside its cells. `Drawn`: pictures, charts, lines. `Margin`: headers and footers.
enum class OverSort : std::uint8_t { Remark, Drawn, Control, Object, Margin };

/// A comment or text box with its text; a picture without text; a form control, possibly with text; a text in a header
/// or footer.
struct OverCells {
  std::string cell;  // `B3`; empty if not at a cell
  std::string text;
  OverSort sort = OverSort::Remark;
  bool is_picture = false;    // in a data workbook: a visible picture, and not a chart or a line
  std::uint32_t picture = 0;  // that picture, as in LooseCell; 0: it cannot be read
  friend bool operator==(const OverCells&, const OverCells&) = default;
};

/// Properties of a sheet besides its cells.
struct SheetView {
  std::string name;
  bool is_hidden = false;
  std::vector<CellArea> merges;
  std::vector<std::uint32_t> hidden_rows;     // ascending
  std::vector<std::uint32_t> hidden_columns;  // columns with cells, ascending
  std::vector<OverCells> over;
  friend bool operator==(const SheetView&, const SheetView&) = default;
};

/// One of several forms in a file: its pages or its sheets.
struct FormPart {
  std::size_t first_page = 0;  // from 1; 0: made of sheets
  std::size_t last_page = 0;
  std::vector<std::string> sheets = {};
  bool has_given = false;  // `given` belongs to this form
  friend bool operator==(const FormPart&, const FormPart&) = default;

  bool holds(const FieldPlace& place) const {
    if (first_page > 0) return place.page >= first_page && place.page <= last_page;
    return std::find(sheets.begin(), sheets.end(), place.sheet) != sheets.end();
  }
};

/// The hidden sheet that identifies a data workbook.
inline constexpr std::string_view kDataSheet = "_data";

/// Whether this program adds such a sheet to its workbooks; others may use the same names.
inline bool is_own_sheet(std::string_view name, bool is_hidden) {
  const bool is_known = name == "_gw" || name == "_lists" || name == "_long" || name == kDataSheet;
  return is_known || (is_hidden && name.starts_with('_'));
}

/// Names of this program in data workbooks start with it: `gw_events.title` for a column, `gw_year` for a cell.
inline constexpr std::string_view kDataNamePrefix = "gw_";

/// A defined name in a data workbook, and the first cell to which it refers; for a column, the cell in row 0.
struct DataName {
  std::string name;
  std::string sheet;
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  friend bool operator==(const DataName&, const DataName&) = default;
};

/// A field of a form that another program or office has made: a content control or legacy field of a Word file, with
/// its names. `value` has no pointer; its text is empty for a blank.
struct ForeignField {
  std::string tag = {};
  std::string alias = {};
  std::string bookmark = {};  // around it; for a legacy field, also its own name
  RawField value = {};
  friend bool operator==(const ForeignField&, const ForeignField&) = default;
};

struct ReturnedFile {
  FileType type = FileType::Json;
  forms::FormStamp stamp;        // empty if the file has none
  std::vector<RawField> fields;  // no blank ones; pointers repeat only if the file contradicts itself
  /// Two or more if the file contains several forms: the place of a field says to which it belongs. Otherwise empty.
  std::vector<FormPart> parts;
  /// The file contains several forms (or one in which programs have renamed duplicated fields), and fields alone do not
  /// show which pages belong to which; `parts` is then empty.
  bool unsure_parts = false;
  /// Blank fields, by pointer.
  std::vector<RawField> blanks;
  /// Data of the form that its fields do not show: see given_values.h.
  std::string given;
  /// The text printed outside the fields, see printed_text; only if `given` is not empty.
  std::string printed;
  /// For a PDF: a description of each page.
  std::vector<FormPage> pages;
  /// Attached data as JSON; empty if the file has none.
  std::string attached_json;
  std::vector<LooseCell> loose_cells;  // only on request, and for data workbooks
  std::vector<SheetView> sheets;       // of the loose cells, in workbook order
  std::vector<DataName> data_names;    // with the loose cells, in the order of the file
  std::vector<std::string> pictures;   // of a data workbook: `data:` addresses, each file once
  bool is_data_workbook = false;       // its sheets are tables
  bool is_unnamed = false;             // a workbook without defined names, whose cells are all loose
  /// For a workbook form with names: contents of cells that are not fields.
  std::vector<LooseCell> other_cells;
  /// For a Word file: fields that are not named like ours, see `word.fields` of template.json.
  std::vector<ForeignField> foreign_fields;
  /// For a Word form of ours that no longer lists its printed texts: the texts outside its fields. `shown` is the text
  /// in the form of `stated_print`.
  std::vector<RawField> unlisted_texts;
  bool says_labels = false;  // it records the meanings of its choices
  /// The texts that it records as printed when it was made, sorted; see label_text. All other texts have been reported.
  /// Empty if not recorded.
  std::vector<std::string> stated_print;
  base::Moment saved = 0;  // time of the last save (detail/stamp.h); 0 if unknown
  std::vector<Notice> notices;

  void report(diagnostics::DiagnosticId id, std::vector<std::string> arguments = {}) {
    notices.push_back({id, std::move(arguments)});
  }
  void report_field(const std::string& pointer, const FieldPlace& where, diagnostics::DiagnosticId id,
                    std::vector<std::string> arguments = {}) {
    notices.push_back({id, std::move(arguments), true, pointer, where});
  }
};

// Separating the forms in a file.

/// The index of the part that contains a place; 0 if the file has only one form, or no part contains it.
std::size_t part_of(const ReturnedFile& file, const FieldPlace& place);

// Fields that occur more than once.

/// Keeps the first of several values at one pointer of one form, but all choices of a field that allows several.
/// Reports differing values: intake/conflict.
void join_repeated_fields(ReturnedFile& file);

/// Splits a file into its forms, each with its fields and their notices; notices about the whole file go to the first.
/// A file with one form is returned unchanged.
std::vector<ReturnedFile> separate_forms(ReturnedFile file);

}  // namespace gongwen::intake
