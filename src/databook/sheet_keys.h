// What the hidden first row of a sheet says of the columns below it, so that they are found wherever they are moved and
// whatever they are called.
//   gw:table /events | gw:parent | gw:/type | gw:/title | gw:rest
//   gw:value | … | gw:record          (the record: values are below each other, and this column has their keys)
#pragma once

#include "intake/returned_file.h"

#include <string_view>

namespace gongwen::databook {

inline constexpr std::string_view kKeyMark = "gw:";          // and a JSON pointer from the row on
inline constexpr std::string_view kTableKey = "gw:table ";   // and the list's pointer: the column of the rows' numbers
inline constexpr std::string_view kRecordKey = "gw:record";  // the column of the keys of the record's lines
inline constexpr std::string_view kValueKey = "gw:value";    // the column of the record's values
inline constexpr std::string_view kParentKey = "gw:parent";  // the number of the row of the table around
inline constexpr std::string_view kItemKey = "gw:item";      // the row is this value
inline constexpr std::string_view kRestKey = "gw:rest";      // members that have no column, as JSON
inline constexpr std::string_view kHelpKey = "gw:help";      // a sheet for people to read
inline constexpr std::string_view kMapSheet = intake::kDataSheet;  // hidden: titles and keys of all columns again
inline constexpr std::string_view kLongSheet = "_long";  // hidden: values that are longer than a cell, in pieces
inline constexpr std::string_view kExampleMark = "例";   // in the number of a row that is no data

}  // namespace gongwen::databook
