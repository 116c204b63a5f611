// CellLooks: the formats of cells. read_cell_value(): the type of a cell's text. A text becomes a number only if
// nothing is lost: plan numbers, telephone numbers, codes with leading zeros and long digit strings stay texts.
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

// CellLooks: the look of cells, computed once for all cells that are alike. A look is determined by a few small numbers
// (LookKey), so a column of 100,000 equal cells computes one.

/// Which edges of a cell are also edges of its row, row group and table.
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
  style::StyleId row;  // row, group and table: none for captions
  style::StyleId group;
  style::StyleId table;
  style::StyleId text_style;  // if the whole text has one style
  style::StyleId size_from;
  RunDecoration decoration;
  CellEdges edges;
  BorderLine above;                 // line already drawn by the cell above
  BorderLine left;                  // line already drawn by the cell on the left
  std::uint32_t number_format = 0;  // from CellLooks::number_format; used if the style states none
  bool forces_wrap = false;         // the text has line breaks
  bool is_input = false;            // has a control: unlocked
  friend bool operator==(const LookKey&, const LookKey&) = default;
};

struct CellLook {
  FormatId format;
  Borders borders;
  TextSetting setting;
  LayoutUnit min_height;
  std::string number_format;  // a code; empty for General
  std::string widest_date;    // the widest text that the format shows, if it has a code
};

class CellLooks {
 public:
  CellLooks(const style::StyleTree& styles, FormatTable& formats, diagnostics::DiagnosticSink& sink)
      : styles_(styles), formats_(formats), sink_(sink) {}

  /// Returns the index of the look for `at`. Messages about it point to `origin`.
  /// Reports: sheet/invalid-number-format.
  std::uint32_t find(const LookKey& key, diagnostics::OriginId origin);
  const CellLook& at(std::uint32_t look) const { return looks_[look]; }

  /// Returns a small number for a format code, for use in LookKey; 0 for General.
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

/// `data-type`: the type that the template states for a cell. Formulas are checked in formula.h.
enum class DataType : std::uint8_t { Automatic, Text, Number, Date, Boolean, Formula };

/// Why a text could not be read as the stated type; the cell then holds the text.
enum class ValueError : std::uint8_t { NotNumber, NotDate, NotBoolean, DateOutOfRange };

struct CellReading {
  CellValue value;                 // a Text refers to the text that was read
  std::string_view number_format;  // shows the value as it was written; empty: General. Static storage.
  std::optional<ValueError> error;
};

/// Reads the text of a cell, ignoring blanks around it. `data_type` is the type of the JSON value that the text
/// consists of, if it consists of exactly one.
///   Automatic, JSON string:  full ISO date → date; otherwise text
///   Automatic, otherwise:    ISO date → date; decimal of up to 15 digits as in JSON, also with thousands separators
///                            or a percent sign → number; otherwise text.
///                            Eleven digits starting with 1 are a mobile number unless the JSON type is known.
///   Number:                  also with thousands separators or a percent sign
///   Date:                    also in written forms (2024年2月19日), and months
CellReading read_cell_value(std::string_view text, DataType type, std::optional<data::ValueType> data_type);

/// Whether a spreadsheet would read this text as a formula if it were retyped, or opened in a CSV file.
bool looks_like_formula(std::string_view text);

/// Whether a spreadsheet would turn this text into a number or date if it were retyped.
bool looks_like_number(std::string_view text);

}  // namespace gongwen::sheet
