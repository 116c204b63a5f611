// BookModel: a workbook as a template: the rows and cells that the expansion rewrites, and the XML into which it writes
// them.
#pragma once

#include "adopt/book/detail/row_map.h"
#include "adopt/book/detail/text_room.h"
#include "adopt/book/detail/xml_part.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::book {

/// The type of value that the number format of a cell shows.
enum class ValueFormat : std::uint8_t { Number, Date, Text };

/// A cell that is filled in.
struct CellSlot {
  std::string head;  // `<c r="B`, up to the number of the row
  std::string tail;  // the rest of the start tag without its end, its type and its style
  std::string prefix;
  std::optional<std::size_t> style = {};
  ValueFormat format = ValueFormat::Number;
  TextRoom room = {};
  std::vector<std::string> runs = {};  // the formats of its runs, as XML; empty: plain text
  std::string place;                   // `登记表!B5`
};

/// A formula, or a formula that belongs to a range of cells.
struct FormulaSlot {
  std::string text;
  bool is_range = false;
  std::string place;
};

struct RowPiece {
  /// Height: the attribute that fits the row to its text.
  enum class Type : std::uint8_t { Text, Number, Height, Formula, Cell };
  Type type = Type::Text;
  std::size_t index = 0;  // in SheetModel::formulas or cells
  std::string text = {};
};

struct RowModel {
  std::uint32_t row = 0;
  std::size_t begin = 0;  // in the XML of the sheet
  std::size_t end = 0;
  std::vector<RowPiece> pieces;
  double fixed_height = 0;   // in points, for the texts that are not filled in
  bool has_content = false;  // of its cells
  bool is_copied = false;    // it has neither formulas nor tags: its bytes stay if its number does
};

/// A text of a head or foot that prints: `&C{{ title }}`.
struct HeaderSlot {
  std::size_t begin = 0;  // in the XML of the sheet
  std::size_t end = 0;
  std::string place;
};

struct TableModel {
  std::string part;
  std::uint32_t first_row = 0;  // of its data, without headings and totals
  std::uint32_t last_row = 0;
  std::uint32_t first_column = 0;
  std::uint32_t last_column = 0;
};

struct SheetModel {
  std::string name;
  std::string part;
  XmlPart xml;
  TextRooms rooms;
  std::size_t data = 0;        // the index of sheetData; a sheet without it has no rows
  std::vector<RowModel> rows;  // in their order
  SheetLoops loops;
  std::uint32_t rest = 1;  // the first row after all rows in the text of the template
  std::vector<CellSlot> cells;
  std::vector<FormulaSlot> formulas;
  std::vector<HeaderSlot> headers;
  std::vector<TableModel> tables;
  bool has_tags = false;

  /// The rows are sorted when the sheet has been read.
  const RowModel* find_row(std::uint32_t row) const;
};

struct BookModel {
  std::string name;   // of the file, for messages
  std::string bytes;  // of the file
  std::string part;   // of the workbook
  std::vector<SheetModel> sheets;
  std::map<std::string, std::string, std::less<>> changed;  // parts that are the same in every expansion
  std::vector<std::string> dropped;
  bool counts_from_1904 = false;
  std::string styles_part;
  std::optional<XmlPart> styles;
  std::vector<std::uint32_t> cell_styles;  // their elements in it, in order
};

// Commands in the text of the template, between STX and ETX, which no XML contains.

inline constexpr char kCommandStart = '\x02';
inline constexpr char kCommandEnd = '\x03';

enum class Command : char {
  Sheet = 'S',     // a sheet begins
  Keep = 'K',      // rows that stay: `K1-4`
  Row = 'R',       // a row that has tags or may be repeated
  Absent = 'A',    // a row with nothing but statements, which is left out
  BlankRow = 'B',  // a row without values, since a table must have a row
  EndSheet = 'E',
  BeginRound = 'I',  // of a loop
  Cell = 'C',        // its texts follow
  Run = 'r',         // the format changes
  Header = 'H',      // its texts follow
};

}  // namespace gongwen::book
