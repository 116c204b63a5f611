// What spreadsheets can hold. The numbers are those of Excel's specification, which the other programs keep to; what
// goes beyond makes a file that Excel "repairs" by throwing things away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sheet {

inline constexpr std::uint32_t kMaxRows = 1'048'576;
inline constexpr std::uint32_t kMaxColumns = 16'384;
inline constexpr std::size_t kMaxTextUnits = 32'767;  // units are UTF-16 code units throughout
inline constexpr std::size_t kMaxInTextFormat = 255;  // Excel shows longer texts in the text format as ####
inline constexpr std::size_t kMaxFormulaUnits = 8'192;
inline constexpr std::size_t kMaxSheetNameUnits = 31;
inline constexpr std::size_t kMaxDefinedNameUnits = 255;
inline constexpr std::size_t kMaxHeaderUnits = 255;
inline constexpr std::size_t kMaxAddressUnits = 2'079;
inline constexpr std::size_t kMaxPromptTitleUnits = 32;
inline constexpr std::size_t kMaxPromptUnits = 255;
inline constexpr std::size_t kMaxPropertyUnits = 255;
inline constexpr std::size_t kMaxFontNameUnits = 31;
inline constexpr std::size_t kMaxNumberFormatBytes = 127;  // what libxlsxwriter has room for; Excel: 255 characters
inline constexpr std::size_t kMaxLinks = 65'530;
inline constexpr std::size_t kMaxPageBreaks = 1'023;
inline constexpr int kMaxRowHeightPt = 409;
inline constexpr int kMaxColumnCharacters = 255;
inline constexpr int kMaxIndent = 15;
inline constexpr int kMaxOutlineLevel = 7;
inline constexpr int kMaxSignificantDigits = 15;  // of a number: an IEEE double keeps no more

/// Length in UTF-16 code units of valid UTF-8.
std::size_t utf16_length(std::string_view text);

/// The longest prefix of the text with no more than `most` UTF-16 code units.
std::string_view first_utf16_units(std::string_view text, std::size_t most);

/// Whether the text starts with `_xHHHH_`, which readers of cells take for the character of that number (ECMA-376-1
/// section 22.4.2.4). To stay what it is, its first underscore is written as `_x005F_`.
bool begins_with_cell_escape(std::string_view text);

/// Length in UTF-16 code units of valid UTF-8 as it is written into a cell: the limit of a cell counts that.
std::size_t written_cell_length(std::string_view text);

/// A character that XML 1.0 cannot hold (section 2.2, Char): controls other than tab and line ends, U+FFFE, U+FFFF.
bool is_forbidden_character(char32_t code_point);

/// The first such character of a text; U+FFFD for what is not UTF-8.
std::optional<char32_t> find_forbidden_character(std::string_view text);

enum class SheetNameError : std::uint8_t { Empty, TooLong, Character, Apostrophe, Reserved };

/// The hidden sheet of a form that says which cell holds which field.
inline constexpr std::string_view kFormSheetName = "_gw";

/// Excel's rules for names of sheets: 1 to 31 units, none of `[]:*?/\`, no apostrophe at an end, not `History`; and our
/// own: not kFormSheetName. Returns: nothing for a name that is valid.
std::optional<SheetNameError> check_sheet_name(std::string_view name);

/// The character of the name that SheetNameError::Character means; empty when there is none.
std::string_view forbidden_name_character(std::string_view name);

/// ECMA-376-1 section 18.2.5 as Excel takes it: starts with a letter, `_`, or a character above U+007F; continues with
/// these, digits and points; is not a reference (`A1`, `R1C1`, also not at its start), not TRUE or FALSE; up to 255
/// units.
bool is_valid_defined_name(std::string_view name);

}  // namespace gongwen::sheet
