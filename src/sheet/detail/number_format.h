// Number formats: from what `mso-number-format` says to a format code that every spreadsheet program takes. A code that
// is not well-formed makes Excel "repair" the whole file, so nothing else gets through.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::sheet {

/// The format code for a value of `mso-number-format`: one of Office's names (`General`, `Fixed`, `Short Date` …) or a
/// code. Literal characters beyond ASCII come out in quotes. Empty for General; nothing for a text that is no format
/// code or longer than kMaxNumberFormatBytes. Source: ECMA-376-1 section 18.8.31 (number formats), reading only what
/// all programs agree on.
std::optional<std::string> resolve_number_format(std::string_view text);

/// A text as wide as any date that the code shows, for the widths of columns: `yyyy-mm-dd` for `yyyy\-m\-d`.
std::string widest_date(std::string_view code);

}  // namespace gongwen::sheet
