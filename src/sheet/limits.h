// Limits of spreadsheets. The numbers are those of Excel's specification, which other programs also keep. Excel
// "repairs" a file that exceeds them by discarding content.
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
/// Parts of a cell's text in different fonts: libxlsxwriter does not return from a cell with 256 or more.
inline constexpr std::size_t kMaxTextRuns = 250;
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
inline constexpr std::size_t kMaxNumberFormatBytes = 127;  // buffer size of libxlsxwriter; Excel allows 255 characters
inline constexpr std::size_t kMaxLinks = 65'530;
inline constexpr std::size_t kMaxPageBreaks = 1'023;
inline constexpr int kMaxRowHeightPt = 409;
inline constexpr int kMaxColumnCharacters = 255;
inline constexpr int kMaxIndent = 15;
inline constexpr int kMaxOutlineLevel = 7;
inline constexpr int kMaxSignificantDigits = 15;  // precision of an IEEE double

/// Length of valid UTF-8 in UTF-16 code units.
std::size_t utf16_length(std::string_view text);

/// The longest prefix of the text with no more than `most` UTF-16 code units.
std::string_view first_utf16_units(std::string_view text, std::size_t most);

/// Whether the text starts with `_xHHHH_`, which readers of cells decode to the character of that number (ECMA-376-1
/// section 22.4.2.4). To stay literal, its first underscore must be written as `_x005F_`.
bool begins_with_cell_escape(std::string_view text);

/// Length of valid UTF-8 in UTF-16 code units after escaping, as it is written into a cell: the limit of a cell counts
/// this.
std::size_t written_cell_length(std::string_view text);

/// Whether XML 1.0 cannot hold the character (section 2.2, Char): controls except tab and line breaks, U+FFFE, U+FFFF.
bool is_forbidden_character(char32_t code_point);

/// The first such character of a text; U+FFFD for invalid UTF-8.
std::optional<char32_t> find_forbidden_character(std::string_view text);

enum class SheetNameError : std::uint8_t { Empty, TooLong, Character, Apostrophe, Reserved };

/// The hidden sheet of a form that maps cells to fields.
inline constexpr std::string_view kFormSheetName = "_gw";

/// Checks a sheet name by Excel's rules: 1 to 31 units, none of `[]:*?/\`, no apostrophe at either end, not `History`;
/// also not kFormSheetName. Returns nullopt if the name is valid.
std::optional<SheetNameError> check_sheet_name(std::string_view name);

/// A valid name made of any text: forbidden characters become full-width ones or `_`, the name is cut to 31 characters,
/// and an empty or reserved one gets a number sign.
std::string clean_sheet_name(std::string_view text);

/// The character to which SheetNameError::Character refers; empty if absent.
std::string_view forbidden_name_character(std::string_view name);

/// Checks a defined name by ECMA-376-1 section 18.2.5 as Excel applies it: starts with a letter, `_` or a character
/// above U+007F; continues with these, digits and dots; is not a reference (`A1`; `R1C1`, not even as a prefix), TRUE
/// or FALSE; up to 255 units.
bool is_valid_defined_name(std::string_view name);

}  // namespace gongwen::sheet
