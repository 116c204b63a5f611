// What kind of value a cell's text is. Numbers become numbers only when nothing can be lost by it: plan numbers,
// telephone numbers, codes with leading zeros and long rows of digits stay texts.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "sheet/detail/style_format.h"
#include "sheet/workbook.h"
#include "style/style_tree.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::sheet {

// CellLooks: what cells of one kind look like, worked out once for all of them. A cell's look follows from a few small
// numbers (LookKey), so that a column of 100,000 equal cells asks for one.

/// Which edges of the cell are edges of its row, row group and table.
struct CellEdges {
  bool begins_row = false;
  bool ends_row = false;
  bool begins_group = false;
  bool ends_group = false;
  bool begins_table = false;
  bool ends_table = false;
  friend bool operator==(const CellEdges&, const CellEdges&) = default;
};

struct LookKey {
  style::StyleId cell;
  style::StyleId row;  // row, group and table: none for captions, which are outside
  style::StyleId group;
  style::StyleId table;
  style::StyleId text_style;  // of the text, when all of it has one style
  style::StyleId size_from;
  RunDecoration decoration;
  CellEdges edges;
  BorderLine above;  // the line that the cell above has already drawn, and that of the cell on the left
  BorderLine left;
  std::uint32_t number_format = 0;  // by CellLooks::number_format; counts when the style leaves it open
  bool forces_wrap = false;         // the text has line ends
  bool is_input = false;            // a control: unlocked
  friend bool operator==(const LookKey&, const LookKey&) = default;
};

struct CellLook {
  FormatId format;
  Borders borders;
  TextSetting setting;
  LayoutUnit min_height;
  std::string widest_date;  // as text, when the format has a code
};

class CellLooks {
 public:
  CellLooks(const style::StyleTree& styles, FormatTable& formats, diagnostics::DiagnosticSink& sink)
      : styles_(styles), formats_(formats), sink_(sink) {}

  /// The index of the look, for `at`. `origin` is where messages about it point.
  /// Reports: sheet/invalid-number-format.
  std::uint32_t find(const LookKey& key, diagnostics::OriginId origin);
  const CellLook& at(std::uint32_t look) const { return looks_[look]; }

  /// A small number for a number format that shows a value as it was written; 0 for General.
  std::uint32_t number_format(std::string_view code);

 private:
  struct KeyHash {
    std::size_t operator()(const LookKey& key) const;
  };
  CellLook make(const LookKey& key, diagnostics::OriginId origin);
  Borders resolve_borders(const LookKey& key) const;
  css::Color resolve_background(const LookKey& key) const;
  std::string resolve_number_format_of(const LookKey& key, diagnostics::OriginId origin);
  Font resolve_font(const LookKey& key) const;

  const style::StyleTree& styles_;
  FormatTable& formats_;
  diagnostics::DiagnosticSink& sink_;
  std::vector<CellLook> looks_;
  std::unordered_map<LookKey, std::uint32_t, KeyHash> by_key_;
  std::vector<std::string> number_formats_{std::string()};
};

/// `data-type`: what the template says the cell holds. Formulas are read by formula.h.
enum class DataType : std::uint8_t { Automatic, Text, Number, Date, Boolean, Formula };

/// What could not be read as the template asks; the cell then holds the text.
enum class ValueError : std::uint8_t { NotNumber, NotDate, NotBoolean, DateOutOfRange };

struct CellReading {
  CellValue value;                 // a Text views the text that was read
  std::string_view number_format;  // shows the value as it was written; empty: General. Lives for ever.
  std::optional<ValueError> error;
};

/// Reads the text of a cell, without blanks around it. `data_type` is the type of the JSON value that the text is, if
/// it is known to be exactly one.
///   Automatic, JSON string:  a full ISO date → date, otherwise text
///   Automatic, others:       ISO date, or a decimal of up to 15 digits as JSON writes it → date, number; otherwise
///                            text.
///                            Eleven digits that start with 1 are a mobile number when the JSON type is not known.
///   Number:                  also with thousands separators or a percent sign
///   Date:                    also as people write it, and months
CellReading read_cell_value(std::string_view text, DataType type, std::optional<data::ValueType> data_type);

/// A text that a spreadsheet would turn into a number or a date if somebody typed it again.
bool looks_like_number(std::string_view text);

}  // namespace gongwen::sheet
