// What kind of value a cell's text is. Numbers become numbers only when nothing can be lost by it: plan numbers,
// telephone numbers, codes with leading zeros and long rows of digits stay texts.
#pragma once

#include "data/document.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::sheet {

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
