// What a returned file says, and the forms in it as one file each.
#pragma once

#include "base/date.h"
#include "base/expected.h"
#include "data/table_frame.h"
#include "diagnostics/catalogue.h"
#include "forms/field_model.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// What the pages of a PDF form look like: its places to fill in, and what is printed beside them. The blank form of an
// edition and a form that came back are read alike, so that the one can be compared with the other.

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

// Pages of a PDF as a separate file: of a stack of scans, those of one document.
//   const auto part = intake::take_pages(bytes, {3, 4});
//   if (!part) say(part.error());
// The bytes may be a stranger's: whoever calls this is a process for that file alone, with limits on memory and time,
// as `gongwen-scans` is.
//
// libqpdf copies the pages with all that they need, and nothing else: outline, fields and attachments of the whole are
// left out, as are its passwords. The order is that of the numbers, and a page may be taken more than once.

enum class PagesError : std::uint8_t {
  Damaged,     // or encrypted with a password
  NoSuchPage,  // the file has fewer
  NoLibrary    // libqpdf cannot be loaded
};

/// Pages are counted from 1. The same pages of the same file give the same bytes.
base::Expected<std::string, PagesError> take_pages(std::string_view bytes, const std::vector<std::size_t>& pages);

// ReturnedFile: what a returned form says, before anybody asks what it means: texts at JSON pointers, each with the
// place where a person finds it. The readers of PDF and XLSX make it; data_from_fields (field_data.h) makes data of it.

enum class FileType : std::uint8_t { Pdf, Xlsx, Json };

/// Where a person finds a value: a page of a PDF, or a cell of a workbook.
struct FieldPlace {
  std::size_t page = 0;  // 1 for the first; 0: not on a page
  std::string sheet;
  std::string cell;  // `B3`
  friend bool operator==(const FieldPlace&, const FieldPlace&) = default;
};

/// What the file itself knows of a value. `Choice` is one of the values that a field of the file lists.
enum class RawType : std::uint8_t { Text, Number, Boolean, Date, Choice };

struct RawField {
  std::string pointer;  // JSON pointer
  RawType type = RawType::Text;
  /// The text; a number as JSON writes it; `true` or `false`; a date as ISO 8601 does, with its time if it has one.
  std::string text;
  /// What a person sees instead, of choices, and of numbers and dates in cells; empty when it is the same.
  std::string shown = {};
  FieldPlace place = {};
  /// Of radio buttons: which of them it is, 1 for the first; otherwise 0. The page has its own words beside it.
  std::uint32_t button = 0;
  friend bool operator==(const RawField&, const RawField&) = default;
};

/// A message about the file, or about one of its fields; the severity is the catalogue's. The first arguments
/// of the message are not here, since the readers do not know them: the file's name, and for a field its title and
/// place in English and in Chinese.
struct Notice {
  diagnostics::DiagnosticId id;
  std::vector<std::string> arguments;
  bool of_field = false;
  std::string pointer = {};
  FieldPlace place = {};
  friend bool operator==(const Notice&, const Notice&) = default;
};

using data::CellTrouble;

/// A text of a workbook that no name speaks of: for finding values by their labels, and for tables.
struct LooseCell {
  std::string sheet;
  std::uint32_t row = 0;  // 0 for the first
  std::uint32_t column = 0;
  RawType type = RawType::Text;
  std::string text;
  CellTrouble trouble = CellTrouble::None;
  /// What the number format makes of the value, where that is not the text and is known: `007`, `50%`, `9月5日`.
  std::string shown = {};
  bool is_formula = false;
  bool is_struck = false;  // crossed out, as a whole or in part
  bool is_unsure = false;  // a rule of the sheet may hide it
  /// A number format of which it is not known what it makes of the value; empty where it is.
  std::string odd_format = {};
  std::string unseen = {};  // what of the text cannot be seen, where a part of it can: that is `text`
  friend bool operator==(const LooseCell&, const LooseCell&) = default;
};

/// The cells from the first to the last row and column, all counted from 0.
struct CellArea {
  std::uint32_t first_row = 0;
  std::uint32_t first_column = 0;
  std::uint32_t last_row = 0;
  std::uint32_t last_column = 0;
  friend bool operator==(const CellArea&, const CellArea&) = default;
};

/// What is on a sheet but not in its cells. `Drawn` are pictures, charts, lines; `Margin` are headers and footers.
enum class OverSort : std::uint8_t { Remark, Drawn, Control, Object, Margin };

/// A comment or a text box, which has a text; a picture, which has none; a form control, which may have one; a text in
/// the header or footer of the pages.
struct OverCells {
  std::string cell;  // `B3`; empty when it is not at a cell
  std::string text;
  OverSort sort = OverSort::Remark;
  friend bool operator==(const OverCells&, const OverCells&) = default;
};

/// What a sheet is beside its cells.
struct SheetView {
  std::string name;
  bool is_hidden = false;
  std::vector<CellArea> merges;
  std::vector<std::uint32_t> hidden_rows;     // with cells, ascending
  std::vector<std::uint32_t> hidden_columns;  // with cells, ascending
  std::vector<OverCells> over;
  friend bool operator==(const SheetView&, const SheetView&) = default;
};

/// One of several forms in a file: the pages that it takes up, or its sheets.
struct FormPart {
  std::size_t first_page = 0;  // 1 for the first; 0: sheets
  std::size_t last_page = 0;
  std::vector<std::string> sheets = {};
  bool has_given = false;  // what `given` says is of this one
  friend bool operator==(const FormPart&, const FormPart&) = default;

  bool holds(const FieldPlace& place) const {
    if (first_page > 0) return place.page >= first_page && place.page <= last_page;
    return std::find(sheets.begin(), sheets.end(), place.sheet) != sheets.end();
  }
};

/// The hidden sheet by which a data workbook is known.
inline constexpr std::string_view kDataSheet = "_data";

/// Whether a sheet is one that this program adds to its workbooks for itself; others may have such names, too.
inline bool is_own_sheet(std::string_view name, bool is_hidden) {
  const bool is_known = name == "_gw" || name == "_lists" || name == "_long" || name == kDataSheet;
  return is_known || (is_hidden && name.starts_with('_'));
}

struct ReturnedFile {
  FileType type = FileType::Json;
  forms::FormStamp stamp;        // all empty when the file says nothing
  std::vector<RawField> fields;  // none empty; pointers may repeat only where the file itself is at odds
  /// Two or more where the file holds several forms: the place of each field says which one it is of. Else empty.
  std::vector<FormPart> parts;
  /// It holds several forms, or one of which programs have made fields with several names, and its fields alone do not
  /// say which pages are of which; `parts` is empty then.
  bool unsure_parts = false;
  /// Fields that are there and have nothing in them, by their pointers.
  std::vector<RawField> blanks;
  /// What the form had in it that its fields do not say: see given_values.h.
  std::string given;
  /// What is printed on the form beside its fields, see printed_text; only where `given` says something.
  std::string printed;
  /// Of a PDF: what each of its pages looks like.
  std::vector<FormPage> pages;
  /// Data that the file carries with it, as JSON; empty when there are none.
  std::string attached_json;
  std::vector<LooseCell> loose_cells;  // only when asked for, and of data workbooks
  std::vector<SheetView> sheets;       // of the loose cells, in the order of the workbook
  bool is_data_workbook = false;       // its sheets are tables
  bool is_unnamed = false;             // a workbook without names of its cells, which are all loose
  /// Of a workbook form with names: what is in the cells that are not fields.
  std::vector<LooseCell> other_cells;
  bool says_labels = false;  // it says itself what its choices mean
  /// The texts that it was made with, by its own statement, sorted; see label_text. All others have been reported.
  /// Empty: it does not say.
  std::vector<std::string> stated_print;
  base::Moment saved = 0;  // when it was last saved (detail/stamp.h); 0 when it does not say
  std::vector<Notice> notices;

  void report(diagnostics::DiagnosticId id, std::vector<std::string> arguments = {}) {
    notices.push_back({id, std::move(arguments)});
  }
  void report_field(const std::string& pointer, const FieldPlace& where, diagnostics::DiagnosticId id,
                    std::vector<std::string> arguments = {}) {
    notices.push_back({id, std::move(arguments), true, pointer, where});
  }
};

// A file with several forms in it, as one file each.

/// The index of the part that a place is in; 0 where the file has one form, and for what no part has.
std::size_t part_of(const ReturnedFile& file, const FieldPlace& place);

// Fields that a file has more than once.

/// Keeps the first of several values at one pointer of one form, except several choices of one field, which all stay.
/// Values that differ are reported: intake/conflict.
void join_repeated_fields(ReturnedFile& file);

/// The forms of a file, each with its fields and the notices about them; notices about the whole file go with the
/// first. A file that holds one form comes back as it is.
std::vector<ReturnedFile> separate_forms(ReturnedFile file);

}  // namespace gongwen::intake
